//! Every problem code of the run form and of typed images, with the facts its words may use.
//!
//! The words stand in `words/*.json`; a test sees to it that each code has some in every language.

use std::fmt::Display;

use crate::wire::{ActionId, Problem, ProblemAction};

/// A problem's code and the names of its facts, in the order `Code::problem` takes their values.
#[derive(Debug, Clone, Copy)]
pub struct Code<const N: usize> {
    name: &'static str,
    facts: [&'static str; N],
}

/// What a fact shows of a long or hostile text.
const LONGEST_FACT: usize = 120;

impl<const N: usize> Code<N> {
    /// `run.portTaken`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The problem with these facts, without buttons.
    pub(crate) fn problem(&self, values: [&dyn Display; N]) -> Problem {
        let facts =
            self.facts.iter().zip(values).map(|(name, value)| ((*name).to_owned(), fact(value))).collect();
        Problem { code: self.name.to_owned(), facts, raw: String::new(), actions: Vec::new() }
    }
}

/// The problem with one more button.
pub(crate) fn with_action(mut problem: Problem, id: ActionId, value: Option<String>) -> Problem {
    problem.actions.push(ProblemAction { id, value });
    problem
}

/// One line, no control characters, not too long.
fn fact(value: &dyn Display) -> String {
    let text = value.to_string();
    let mut shown: String =
        text.chars().take(LONGEST_FACT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

macro_rules! codes {
    ($($(#[$doc:meta])* $const:ident = $name:literal [$($fact:literal),*];)*) => {
        $($(#[$doc])* pub const $const: Code<{ <[&str]>::len(&[$($fact),*]) }> =
            Code { name: $name, facts: [$($fact),*] };)*

        /// All of them, each with its facts.
        pub const ALL: &[(&str, &[&str])] = &[$(($name, &[$($fact),*])),*];
    };
}

codes! {
    /// Nothing was typed.
    IMAGE_EMPTY = "image.empty" [];
    /// A character that a name cannot have, or a part that is empty.
    IMAGE_BAD_NAME = "image.badName" ["name"];
    /// The part after the colon is no tag.
    IMAGE_BAD_TAG = "image.badTag" ["tag"];
    /// The part after the `@` is no digest.
    IMAGE_BAD_DIGEST = "image.badDigest" ["digest"];
    /// Longer than registries allow.
    IMAGE_TOO_LONG = "image.tooLong" ["limit"];
    /// A file or folder of this computer.
    IMAGE_IS_PATH = "image.isPath" ["path"];
    /// An image's id; it names nothing that could be pulled.
    IMAGE_IS_ID = "image.isId" ["id"];

    /// A pasted text is no run command.
    NOT_A_RUN_LINE = "run.notARunLine" [];
    /// A pasted text is far too long for a command.
    LINE_TOO_LONG = "run.lineTooLong" [];
    /// A quotation mark without its partner.
    LINE_OPEN_QUOTE = "run.lineOpenQuote" ["quote"];
    /// A run command without an image.
    LINE_NO_IMAGE = "run.lineNoImage" [];
    /// An option that neither docker nor podman has.
    LINE_UNKNOWN_OPTION = "run.lineUnknownOption" ["option"];
    /// An option at the end without its value.
    LINE_MISSING_VALUE = "run.lineMissingValue" ["option"];
    /// A value that its option cannot have.
    LINE_BAD_VALUE = "run.lineBadValue" ["option", "value"];

    /// A container or program listens there already.
    PORT_TAKEN = "run.portTaken" ["port", "owner"];
    /// Something listens there already; what, the system did not tell.
    PORT_BUSY = "run.portBusy" ["port"];
    /// Under 1024, and the engine has no right to it.
    PORT_LOW = "run.portLow" ["port"];
    /// Twice in this form.
    PORT_TWICE = "run.portTwice" ["port"];
    /// No number, or 0, for the port inside.
    PORT_MISSING = "run.portMissing" [];
    /// Neither tcp, udp nor sctp.
    PORT_PROTOCOL = "run.portProtocol" ["protocol"];
    /// The address on the host is none.
    PORT_ADDRESS = "run.portAddress" ["address"];
    /// The image says that it listens elsewhere. Only worth knowing.
    PORT_NOT_EXPOSED = "run.portNotExposed" ["port", "exposed"];
    /// Published ports do nothing on the host's network. Only worth knowing.
    PORTS_ON_HOST_NETWORK = "run.portsOnHostNetwork" [];

    /// Another container has this name.
    NAME_TAKEN = "run.nameTaken" ["name"];
    /// A character that a container's name cannot have, or too short.
    NAME_BAD = "run.nameBad" ["name"];

    /// The image is known not to start without it.
    VARIABLE_MISSING = "run.variableMissing" ["variable"];
    /// The same, and others would do as well.
    ONE_VARIABLE_MISSING = "run.oneVariableMissing" ["variable", "alternatives"];
    /// No name, or one with `=` in it.
    VARIABLE_BAD = "run.variableBad" ["variable"];

    /// The folder to be mounted is not there.
    FOLDER_MISSING = "run.folderMissing" ["path"];
    /// The folder to be mounted is not given from the root.
    FOLDER_RELATIVE = "run.folderRelative" ["path"];
    /// A shell would put something in place of it; we do not.
    SHELL_TEXT = "run.shellText" ["text"];
    /// Two mounts at one place.
    MOUNT_TWICE = "run.mountTwice" ["path"];
    /// The place inside is empty, relative or `/`.
    MOUNT_TARGET = "run.mountTarget" ["path"];
    /// No kind of mount we make.
    MOUNT_KIND = "run.mountKind" ["kind"];
    /// A character that a volume's name cannot have, or too short.
    VOLUME_BAD = "run.volumeBad" ["volume"];

    /// Less memory than an engine accepts.
    MEMORY_LOW = "run.memoryLow" ["minimum"];
    /// No number of cores.
    CPUS_BAD = "run.cpusBad" ["cpus"];
    /// No restart policy.
    RESTART_BAD = "run.restartBad" ["restart"];
    /// Removed when it ends and restarted when it ends.
    RESTART_REMOVED = "run.restartRemoved" [];
    /// No such network.
    NETWORK_MISSING = "run.networkMissing" ["network"];
    /// No platform.
    PLATFORM_BAD = "run.platformBad" ["platform"];
    /// Made for another processor. Only worth knowing.
    PLATFORM_FOREIGN = "run.platformForeign" ["platform", "engine"];
    /// A label without a key.
    LABEL_BAD = "run.labelBad" ["label"];
    /// An extra host that is not `name:address`.
    EXTRA_HOST_BAD = "run.extraHostBad" ["entry"];
    /// A text with a NUL in it, which no system takes.
    BAD_CHARACTER = "run.badCharacter" [];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code has words in every language, which use no fact that is not there.
    #[test]
    fn every_code_has_words() {
        for words in [include_str!("../../words/en.json"), include_str!("../../words/de.json")] {
            let words: serde_json::Value = serde_json::from_str(words).unwrap();
            for (code, facts) in ALL {
                for part in ["title", "why", "help"] {
                    let text = words["problems"][code][part]
                        .as_str()
                        .unwrap_or_else(|| panic!("no {part} for {code}"));
                    let used = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
                    used.for_each(|fact| assert!(facts.contains(&fact), "{code}: {part} uses {fact}"));
                }
            }
        }
    }

    #[test]
    fn facts_are_short_and_of_one_line() {
        let problem = IMAGE_BAD_NAME.problem([&"a\u{1b}[31m\n".repeat(1000)]);
        let name = problem.facts.get("name").unwrap();
        assert!(name.chars().count() <= LONGEST_FACT + 1);
        assert!(!name.contains(char::is_control));
    }
}

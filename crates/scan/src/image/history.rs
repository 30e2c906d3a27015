//! The steps an image was built in.

use super::Step;

/// Most characters of a step that are kept; some hold whole scripts.
const LONGEST: usize = 20_000;

/// Words of a Dockerfile that never make a layer.
const NO_LAYER: &[&str] = &[
    "ARG",
    "CMD",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
];

/// The step that made each of `layers` layers, lowest first. Steps that made none are left out; where the numbers do not fit,
/// nothing is claimed.
#[must_use]
pub fn made_by(history: &[Step], layers: usize) -> Vec<Option<&Step>> {
    let told: Vec<&Step> = history.iter().filter(|step| !step.empty_layer).collect();
    if told.len() == layers {
        return told.into_iter().map(Some).collect();
    }
    // Some tools never say that a step made no layer; what it did tells.
    let guessed: Vec<&Step> = told.into_iter().filter(|step| may_write(&clean(&step.created_by))).collect();
    if guessed.len() == layers {
        return guessed.into_iter().map(Some).collect();
    }
    vec![None; layers]
}

fn may_write(step: &str) -> bool {
    let word = step.split_whitespace().next().unwrap_or_default();
    !NO_LAYER.contains(&word)
}

/// A step as a Dockerfile has it: `/bin/sh -c #(nop) COPY …` is `COPY …`, BuildKit's `RUN /bin/sh -c x # buildkit` is `RUN x`.
/// Secrets in it are not masked.
#[must_use]
pub fn clean(created_by: &str) -> String {
    let step = one_line(created_by);
    let step = step.strip_suffix("# buildkit").unwrap_or(&step).trim();
    if step.is_empty() {
        return String::new();
    }
    if let Some((_, instruction)) = step.split_once("#(nop) ") {
        return copied(instruction.trim());
    }
    let is_run = step.strip_prefix("RUN ").map(str::trim_start);
    let command = without_arguments(is_run.unwrap_or(step));
    match (without_shell(command), is_run) {
        (Some(command), _) => format!("RUN {command}"),
        (None, Some(_)) => format!("RUN {command}"),
        (None, None) if command.len() < step.len() => format!("RUN {command}"),
        (None, None) => copied(step),
    }
}

/// Every run of white space and control characters as one space.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars().take(LONGEST) {
        match character {
            character if character.is_whitespace() || character.is_control() => {
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            character => line.push(character),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Takes off what builders write build arguments as: `|2 A=b C=d /bin/sh -c x`. Values may hold spaces, so the shell is what
/// ends them.
fn without_arguments(step: &str) -> &str {
    if !step.starts_with('|') {
        return step;
    }
    match SHELLS.iter().filter_map(|shell| step.find(&format!(" {shell}"))).min() {
        Some(at) => step.get(at..).unwrap_or_default().trim_start(),
        None => step,
    }
}

const SHELLS: &[&str] = &[
    "/bin/sh -",
    "/bin/bash -",
    "/bin/ash -",
    "/bin/zsh -",
    "/usr/bin/bash -",
    "/usr/bin/sh -",
    "sh -",
    "bash -",
];

/// What a shell was told to do: behind its `-c`, whatever other options it has.
fn without_shell(step: &str) -> Option<&str> {
    SHELLS.iter().find(|shell| step.starts_with(*shell))?;
    let mut rest = step;
    // The shell, a few options, and `-c`, which may stand among other letters.
    for _ in 0..8 {
        let (word, behind) = rest.split_once(' ')?;
        rest = behind.trim_start();
        if word.starts_with('-') && word.ends_with('c') {
            return Some(rest);
        }
    }
    None
}

/// `COPY file:<hash> in /app` is `COPY … /app`: the classic builder does not say what was copied.
fn copied(step: &str) -> String {
    let parts = |step: &str| {
        let (word, rest) = step.split_once(' ')?;
        let (source, target) = rest.split_once(" in ")?;
        let hashed = ["file:", "dir:", "multi:"].iter().any(|form| source.starts_with(form));
        (matches!(word, "COPY" | "ADD") && hashed).then(|| format!("{word} … {}", target.trim()))
    };
    parts(step).unwrap_or_else(|| step.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(created_by: &str, empty_layer: bool) -> Step {
        Step { created_by: created_by.to_owned(), empty_layer, ..Step::default() }
    }

    #[test]
    fn every_builder_has_its_own_way_of_writing_a_step() {
        for (written, meant) in [
            ("/bin/sh -c #(nop) COPY file:0a1b2c in /app/ ", "COPY … /app/"),
            ("/bin/sh -c #(nop) ADD dir:0a1b2c in / ", "ADD … /"),
            ("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]"),
            (
                "/bin/sh -c apt-get update \t\t&& apt-get install -y x",
                "RUN apt-get update && apt-get install -y x",
            ),
            ("RUN /bin/sh -c pip install -r x # buildkit", "RUN pip install -r x"),
            ("RUN |2 A=1 B=two words /bin/sh -c make $A # buildkit", "RUN make $A"),
            ("|1 A=1 /bin/sh -c make", "RUN make"),
            ("/bin/bash -o pipefail -c a | b", "RUN a | b"),
            ("RUN /bin/bash -eo pipefail -c a | b # buildkit", "RUN a | b"),
            ("COPY app.py . # buildkit", "COPY app.py ."),
            ("WORKDIR /app", "WORKDIR /app"),
            ("RUN [\"/x\", \"y\"]", "RUN [\"/x\", \"y\"]"),
            ("", ""),
            ("|", "|"),
            ("/bin/sh -c", "/bin/sh -c"),
            ("a\u{1b}[31mb", "a [31mb"),
        ] {
            assert_eq!(clean(written), meant, "{written}");
        }
    }

    #[test]
    fn a_step_belongs_to_the_layer_it_made() {
        let history = [step("A", false), step("ENV x", true), step("B", false)];
        let made: Vec<_> =
            made_by(&history, 2).into_iter().map(|step| step.unwrap().created_by.as_str()).collect();
        assert_eq!(made, ["A", "B"]);
    }

    #[test]
    fn where_nobody_says_what_made_no_layer_the_words_do() {
        let history = [
            step("/bin/sh -c #(nop) ADD file:1 in / ", false),
            step("/bin/sh -c #(nop)  CMD [\"sh\"]", false),
        ];
        assert!(made_by(&history, 1)[0].unwrap().created_by.contains("ADD"));
    }

    #[test]
    fn where_the_numbers_do_not_fit_nothing_is_claimed() {
        assert_eq!(made_by(&[step("A", false)], 3), [None, None, None]);
        assert_eq!(made_by(&[], 1), [None]);
        assert!(made_by(&[step("A", false)], 0).is_empty());
    }
}

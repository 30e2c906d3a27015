//! How the image was built, as far as its history tells. Steps of the base are somebody else's and are left out.

use std::sync::LazyLock;

use regex::Regex;

use super::draft::{Places, pass, plain};
use super::shell::{Command, commands};
use super::{Check, CheckPlace, Facts, Step, Verdict};
use crate::{image, secret};

/// How much of a history is looked at, in bytes and steps.
const MAX_BYTES: usize = 2 << 20;
const MAX_STEPS: usize = 2_000;

/// Left-overs below this mean that the caches were kept outside of the image, as cache mounts do, which no history tells.
const FEW_LEFTOVERS: u64 = 1_000_000;

/// `bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(wget …)"`.
static SUBSTITUTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[\s/;&|(])(?:(?:ba|z|da|a)?sh|source|eval)\s+(?:-\w+\s+)*["']?(?:<\(|\$\(|`)\s*(?:curl|wget)\s"#).ok()
});

/// Sources that `ADD` unpacks.
const ARCHIVES: [&str; 9] =
    [".tgz", ".txz", ".tbz2", ".tbz", ".tzst", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"];

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    let Some(all) = facts.steps else { return };
    let (steps, whole) = parsed(all);
    let is_clean = facts.files.is_some_and(|files| files.leftover_bytes < FEW_LEFTOVERS);
    let mut add = |id, verdict, words, command: &str, is_wrong: &dyn Fn(usize, &Parsed<'_>) -> bool| {
        let wrong = steps.iter().enumerate().filter(|(at, step)| is_wrong(*at, step));
        checks.extend(check(id, verdict, words, wrong.map(|(_, step)| step), whole, command));
    };
    add("curl-shell", Verdict::Warn, "curl-shell", CURL, &|_, step| runs_a_download(step));
    let (add_words, verdict, command) = match steps.iter().any(|step| added(step) == Some(Added::Address)) {
        true => ("add-url", Verdict::Warn, "ADD --checksum=sha256:… https://…"),
        false => ("add", Verdict::Info, "COPY … …"),
    };
    add("add", verdict, add_words, command, &|_, step| added(step).is_some());
    let first = steps.iter().find_map(leaves_cache);
    add("package-cache", Verdict::Warn, "package-cache", first.unwrap_or_default(), &|at, step| {
        leaves_cache(step).is_some() && (!is_clean || cleaned_later(steps.get(at + 1..).unwrap_or_default()))
    });
    add("update-alone", Verdict::Warn, "update-alone", APT, &|_, step| only_updates(step));
    add("dist-upgrade", Verdict::Info, "dist-upgrade", "", &|_, step| {
        runs(step, &["apt-get", "apt"], &["dist-upgrade", "full-upgrade"])
    });
    add("sudo", Verdict::Info, "sudo", "", &|_, step| step.has_sudo);
}

const APT: &str =
    "RUN apt-get update && apt-get install -y --no-install-recommends … && rm -rf /var/lib/apt/lists/*";
const CURL: &str =
    "RUN curl -fsSLo install.sh https://… && echo \"<sha256>  install.sh\" | sha256sum -c && sh install.sh";

/// A step, taken apart.
struct Parsed<'a> {
    step: &'a Step,
    /// As a Dockerfile has it.
    text: String,
    /// What it runs, looked at behind `sudo`; nothing for other steps than `RUN`.
    commands: Vec<Command>,
    has_sudo: bool,
}

/// Steps that are not the base's, and whether all of them were looked at.
fn parsed(steps: &[Step]) -> (Vec<Parsed<'_>>, bool) {
    let mut left = MAX_BYTES;
    let mut all = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let Some(rest) = left.checked_sub(step.created_by.len()).filter(|_| at < MAX_STEPS) else {
            return (all, false);
        };
        left = rest;
        if !step.of_base {
            all.push(parse(step));
        }
    }
    (all, true)
}

fn parse(step: &Step) -> Parsed<'_> {
    let text = image::clean(&step.created_by);
    let commands = text.strip_prefix("RUN ").map(commands).unwrap_or_default();
    let has_sudo = commands.iter().any(|command| command.program() == "sudo");
    let commands = commands.into_iter().map(Command::without_sudo).collect();
    Parsed { step, text, commands, has_sudo }
}

fn check<'a>(
    id: &'static str,
    verdict: Verdict,
    words: &'static str,
    wrong: impl Iterator<Item = &'a Parsed<'a>>,
    whole: bool,
    command: &str,
) -> Option<Check> {
    let mut places = Places::default();
    for step in wrong {
        places.add(|| CheckPlace {
            name: plain(&secret::redact(&step.text)),
            layer: step.step.layer,
            detail: None,
        });
    }
    if places.is_empty() {
        return whole.then(|| pass(id));
    }
    let check = places.found(id, verdict, words);
    Some(if command.is_empty() { check } else { check.with("command", command) })
}

fn runs(step: &Parsed<'_>, programs: &[&str], verbs: &[&str]) -> bool {
    step.commands.iter().any(|command| is_run(command, programs, verbs))
}

fn is_run(command: &Command, programs: &[&str], verbs: &[&str]) -> bool {
    programs.contains(&command.program()) && verbs.contains(&command.verb())
}

/// What `ADD` was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Added {
    /// A download that nothing verifies.
    Address,
    /// Files that `COPY` would copy as well.
    Files,
}

/// Judges an `ADD`; nothing for those that are right or that the history does not tell enough about.
fn added(step: &Parsed<'_>) -> Option<Added> {
    let text = step.text.strip_prefix("ADD ")?;
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let is_verified = words.iter().any(|word| word.starts_with("--checksum="));
    words.retain(|word| !word.starts_with("--"));
    // The classic builder: a bare hash is a download, `file:…` may be an archive, which it unpacks.
    if let [hash, "in", ..] = words.as_slice() {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        return is_hash.then_some(Added::Address);
    }
    let (_, sources) = words.split_last()?;
    let is_address = |source: &&&str| {
        let is_web = source.starts_with("http://") || source.starts_with("https://");
        is_web && !source.ends_with(".git") && !source.contains(".git#")
    };
    if sources.iter().any(|source| is_address(&source)) {
        return (!is_verified).then_some(Added::Address);
    }
    let is_plain = |source: &&str| {
        let is_remote = source.contains("://") || source.starts_with("git@") || source.contains(".git");
        let is_told = !source.contains('$') && !source.contains('\u{2026}') && !source.starts_with('[');
        is_told && !is_remote && !is_archive(source)
    };
    (!sources.is_empty() && sources.iter().all(is_plain)).then_some(Added::Files)
}

fn is_archive(source: &str) -> bool {
    let source = source.trim_matches(['"', '[', ']', ',']).to_ascii_lowercase();
    source.contains(".tar") || ARCHIVES.iter().any(|end| source.ends_with(end))
}

/// Package managers, what installs with them, what cleans up behind them, and how it is done in one step.
fn leaves_cache(step: &Parsed<'_>) -> Option<&'static str> {
    const DNF: [&str; 3] = ["dnf", "yum", "microdnf"];
    if runs(step, &["apt-get", "apt"], &["install", "update"]) && !only_updates(step) {
        return (!removes(step, "/var/lib/apt") && !removes(step, "/var/cache/apt/*")).then_some(APT);
    }
    let no_cache = |command: &Command| command.arguments().iter().any(|word| word == "--no-cache");
    let is_add = |command: &&Command| is_run(command, &["apk"], &["add", "update", "upgrade"]);
    if step.commands.iter().filter(is_add).any(|command| !no_cache(command)) {
        return (!removes(step, "/var/cache/apk")).then_some("RUN apk add --no-cache …");
    }
    if runs(step, &DNF, &["install", "update", "upgrade", "groupinstall"]) {
        let cleans = runs(step, &DNF, &["clean"]) || removes(step, "/var/cache/");
        return (!cleans).then_some("RUN dnf install -y … && dnf clean all");
    }
    None
}

/// Removes something below a folder, or all of it.
fn removes(step: &Parsed<'_>, folder: &str) -> bool {
    let removes = |command: &Command| {
        let is_there =
            |word: &String| word.starts_with(folder) || word.trim_end_matches(['/', '*']) == "/var/cache";
        matches!(command.program(), "rm" | "find") && command.arguments().iter().any(is_there)
    };
    step.commands.iter().any(removes)
}

/// A later step removes caches, which are in a layer below by then.
fn cleaned_later(later: &[Parsed<'_>]) -> bool {
    let folders = ["/var/lib/apt", "/var/cache"];
    later.iter().any(|step| folders.iter().any(|folder| removes(step, folder)))
}

/// Nothing in the step uses the lists that it fetches.
fn only_updates(step: &Parsed<'_>) -> bool {
    let is_update = |command: &Command| is_run(command, &["apt-get", "apt", "apk"], &["update"]);
    let is_idle = |command: &Command| {
        matches!(command.program(), "set" | "rm" | "true" | "echo" | ":")
            || is_run(command, &["apt-get", "apt"], &["clean", "autoclean"])
    };
    step.commands.iter().any(is_update)
        && step.commands.iter().all(|command| is_update(command) || is_idle(command))
}

/// A download that a shell or an interpreter reads through a pipe, or through a substitution.
fn runs_a_download(step: &Parsed<'_>) -> bool {
    let mut from_network = false;
    for command in &step.commands {
        if !command.piped {
            from_network = false;
        }
        if from_network && interprets(command) {
            return true;
        }
        from_network |= matches!(command.program(), "curl" | "wget");
    }
    let is_run = step.text.starts_with("RUN ");
    is_run && SUBSTITUTED.as_ref().is_some_and(|pattern| pattern.is_match(&step.text))
}

/// `sh`, `bash -s -- x`, `python3 -`; not `python3 -m json.tool`, which only reads.
fn interprets(command: &Command) -> bool {
    let first = command.arguments().first().map(String::as_str);
    match command.program() {
        "sh" | "bash" | "ash" | "dash" | "zsh" => !command.arguments().iter().any(|word| word == "-c"),
        "python" | "python3" | "perl" | "ruby" | "node" | "php" => matches!(first, None | Some("-")),
        _ => false,
    }
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;

//! What an image is, in words. Every word of a language stands in that language's file.

mod de;
mod en;
#[cfg(test)]
mod tests;

use catalog::Ecosystem;
use layer::Reason;

use super::view::{Advice, Inside, Program, Runtime, Why};
use crate::Lang;

/// Most runtimes, kinds of packages and ports that a sentence names.
const RUNTIMES: usize = 3;
const KINDS: usize = 3;
const PORTS: usize = 3;

/// Most characters of a command that a sentence repeats.
const COMMAND: usize = 80;

/// Words of a language.
trait Words {
    /// "Debian 12"; `None` for a distribution without a name.
    fn unknown_distribution(&self) -> &'static str;
    /// Several things one after the other: "a, b and c".
    fn list(&self, things: &[String]) -> String;
    /// `what` with `things`.
    fn with(&self, what: &str, things: &[String]) -> String;
    /// "23 Python packages".
    fn packages(&self, count: u32, ecosystem: Ecosystem) -> String;
    /// That nothing is there to run Java with.
    fn without_java(&self) -> &'static str;
    /// "One program".
    fn programs(&self, count: usize) -> String;
    /// "a program", in the middle of a sentence.
    fn a_program(&self) -> &'static str;
    /// "made with Go 1.22".
    fn made_with(&self, what: &str) -> String;
    /// That nobody can say what they hold.
    fn contents_unknown(&self) -> &'static str;
    /// "Files without a distribution".
    fn only_files(&self) -> &'static str;
    /// An image without any file.
    fn nothing(&self) -> &'static str;
    /// "runs `x` as root".
    fn runs(&self, command: &str, user: &User) -> String;
    /// No command.
    fn no_command(&self) -> &'static str;
    /// "listens on 80 and 443", the list as it is to be read.
    fn listens(&self, ports: &str) -> String;
    /// "12 more".
    fn more(&self, count: usize) -> String;
    /// "62 MB".
    fn size(&self, bytes: u64) -> String;
    /// Advice about bytes that `hider` hides.
    fn advice(&self, facts: &AdviceFacts<'_>) -> String;
    /// Why something is not known.
    fn why(&self, why: Why) -> &'static str;
}

/// As whom.
enum User {
    Root,
    Other(String),
    /// A user that the image does not know.
    Unknown(String),
}

/// What advice is about.
struct AdviceFacts<'a> {
    reason: Reason,
    /// Numbers of the steps as people count, from 1.
    writer: u32,
    hider: u32,
    hider_step: Option<&'a str>,
    size: String,
}

fn words(lang: Lang) -> &'static dyn Words {
    match lang {
        Lang::En => &en::English,
        Lang::De => &de::German,
    }
}

/// The image in one sentence; what stands between backticks is a command or a path.
#[must_use]
pub fn sentence(inside: &Inside, lang: Lang) -> String {
    let words = words(lang);
    let mut clauses = vec![what(inside, words), runs(inside, words)];
    clauses.extend(listens(inside, words));
    format!("{}.", clauses.join("; "))
}

/// What it is made of.
fn what(inside: &Inside, words: &dyn Words) -> String {
    let mut things: Vec<String> = inside.runtimes.iter().take(RUNTIMES).map(named).collect();
    let of_languages = inside.packages.iter().filter(|count| count.count > 0 && is_told(count.ecosystem));
    things.extend(of_languages.take(KINDS).map(|count| {
        let packages = words.packages(count.count, count.ecosystem);
        let java = inside.runtimes.iter().any(|runtime| runtime.name == super::runtime::JAVA);
        if count.ecosystem == Ecosystem::Maven && !java && !inside.partial {
            format!("{packages} ({})", words.without_java())
        } else {
            packages
        }
    }));
    if let Some(os) = &inside.os {
        let name = if os.name.is_empty() { words.unknown_distribution() } else { &os.name };
        things.extend(
            inside
                .programs
                .first()
                .filter(|program| is_main(inside, program))
                .map(|_| program(inside, words, false)),
        );
        return words.with(name, &things);
    }
    if !inside.programs.is_empty() {
        return words.with(&program(inside, words, true), &things);
    }
    match inside.bytes {
        0 if !inside.partial => words.nothing().to_owned(),
        _ => words.with(words.only_files(), &things),
    }
}

/// Packages in a program say what it is made of, not what is installed; they are told with the program.
fn is_told(ecosystem: Ecosystem) -> bool {
    !ecosystem.is_system() && !matches!(ecosystem, Ecosystem::Go | Ecosystem::Cargo | Ecosystem::Binary)
}

/// Whether a program in an image with a distribution is worth a word: it is what the image starts.
fn is_main(inside: &Inside, program: &Program) -> bool {
    let path = format!("/{}", program.path);
    let starts = inside.settings.entrypoint.iter().chain(&inside.settings.command);
    starts
        .flat_map(|word| word.split_whitespace())
        .any(|word| word == path || (!word.contains('/') && path.rsplit('/').next() == Some(word)))
}

/// "One program, 62 MB, made with Go 1.22".
fn program(inside: &Inside, words: &dyn Words, capital: bool) -> String {
    let all: &[Program] =
        if capital { &inside.programs } else { inside.programs.get(..1).unwrap_or_default() };
    let bytes = all.iter().fold(0_u64, |sum, program| sum.saturating_add(program.bytes));
    let mut parts = vec![words.programs(all.len())];
    let mut made: Vec<String> =
        all.iter().filter_map(|program| program.made_with.as_ref()).map(named).collect();
    made.sort_unstable();
    made.dedup();
    if capital {
        parts.push(words.size(bytes));
    }
    if !made.is_empty() {
        parts.push(words.made_with(&words.list(&made)));
    }
    if all.iter().all(|program| !program.known) {
        parts.push(words.contents_unknown().to_owned());
    }
    if capital {
        return parts.join(", ");
    }
    // In the middle of a sentence, without commas of its own.
    let first = words.a_program().to_owned();
    let rest = parts.split_off(1).join(", ");
    if rest.is_empty() { first } else { format!("{first} ({rest})") }
}

fn named(runtime: &Runtime) -> String {
    match &runtime.version {
        Some(version) => format!("{} {}", runtime.name, clean(version)),
        None => runtime.name.clone(),
    }
}

fn runs(inside: &Inside, words: &dyn Words) -> String {
    let settings = &inside.settings;
    let starts: Vec<String> = settings.entrypoint.iter().chain(&settings.command).cloned().collect();
    if starts.is_empty() {
        return words.no_command().to_owned();
    }
    let user = match settings.user.split(':').next().unwrap_or_default() {
        _ if settings.root => User::Root,
        name if settings.unknown_user => User::Unknown(clean(name)),
        name => User::Other(clean(name)),
    };
    words.runs(&shortened(&clean(&command(&starts))), &user)
}

/// A command as one would type it: what a shell is told to do stands for itself.
fn command(starts: &[String]) -> String {
    match starts {
        [shell, option, line]
            if option == "-c" && ["/bin/sh", "sh", "/bin/bash", "bash"].contains(&shell.as_str()) =>
        {
            line.clone()
        }
        _ => super::command_line(starts),
    }
}

/// Without backticks, which end a command, and without control characters; white space as one space.
fn clean(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|sign| if sign.is_control() || sign == '`' { ' ' } else { sign })
        .take(1000)
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= COMMAND {
        return text.to_owned();
    }
    let kept: String = text.chars().take(COMMAND).collect();
    format!("{}…", kept.trim_end())
}

fn listens(inside: &Inside, words: &dyn Words) -> Option<String> {
    let ports = &inside.settings.ports;
    let mut named: Vec<String> =
        ports.iter().take(PORTS).map(|port| clean(port.strip_suffix("/tcp").unwrap_or(port))).collect();
    if named.is_empty() {
        return None;
    }
    if ports.len() > PORTS {
        named.push(words.more(ports.len() - PORTS));
    }
    Some(words.listens(&words.list(&named)))
}

/// What to change in the Dockerfile, in one sentence. Steps are counted as layers are, from 1.
#[must_use]
pub fn advice(advice: &Advice, lang: Lang) -> String {
    let words = words(lang);
    let step = advice.hider_step.as_deref().map(|step| shortened(&clean(step)));
    words.advice(&AdviceFacts {
        reason: advice.reason,
        writer: advice.writer.saturating_add(1),
        hider: advice.hider.saturating_add(1),
        hider_step: step.as_deref(),
        size: words.size(advice.bytes),
    })
}

/// Why something is not known, in words.
#[must_use]
pub fn why(why: Why, lang: Lang) -> &'static str {
    words(lang).why(why)
}

/// Kilobytes, megabytes and gigabytes as engines count them, by thousands, with two digits or more; `point` is what stands
/// before the fraction.
pub(crate) fn size(bytes: u64, point: &str) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut unit, mut scale) = (0, 1_u128);
    let bytes = u128::from(bytes);
    while (bytes + scale / 2) / scale >= 1000 && unit + 1 < UNITS.len() {
        scale *= 1000;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    let tenths = (bytes * 10 + scale / 2) / scale;
    if tenths < 100 && tenths % 10 != 0 {
        return format!("{}{point}{} {name}", tenths / 10, tenths % 10);
    }
    format!("{} {name}", (bytes + scale / 2) / scale)
}

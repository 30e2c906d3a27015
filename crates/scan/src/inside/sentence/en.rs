//! English.

use catalog::{Ecosystem, Unread};
use layer::{Reason, TroubleKind};

use super::{AdviceFacts, User, Words};
use crate::inside::view::Why;

pub(super) struct English;

impl Words for English {
    fn unknown_distribution(&self) -> &'static str {
        "An unknown distribution"
    }

    fn list(&self, things: &[String]) -> String {
        match things.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }

    fn with(&self, what: &str, things: &[String]) -> String {
        if things.is_empty() { what.to_owned() } else { format!("{what} with {}", self.list(things)) }
    }

    fn packages(&self, count: u32, ecosystem: Ecosystem) -> String {
        let (one, many) = match ecosystem {
            Ecosystem::PyPi => ("Python package", "Python packages"),
            Ecosystem::Npm => ("npm package", "npm packages"),
            Ecosystem::Maven => ("Java library", "Java libraries"),
            Ecosystem::Gem => ("Ruby gem", "Ruby gems"),
            Ecosystem::Composer => ("PHP package", "PHP packages"),
            Ecosystem::NuGet => (".NET package", ".NET packages"),
            Ecosystem::Cargo => ("Rust crate", "Rust crates"),
            Ecosystem::Go => ("Go module", "Go modules"),
            Ecosystem::Pub => ("Dart package", "Dart packages"),
            Ecosystem::Hex => ("Hex package", "Hex packages"),
            Ecosystem::Cran => ("R package", "R packages"),
            Ecosystem::Bitnami => ("Bitnami package", "Bitnami packages"),
            Ecosystem::Binary => ("program", "programs"),
            Ecosystem::Deb | Ecosystem::Apk | Ecosystem::Rpm | Ecosystem::Alpm => {
                ("system package", "system packages")
            }
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }

    fn without_java(&self) -> &'static str {
        "without a Java runtime"
    }

    fn programs(&self, count: usize) -> String {
        if count == 1 { "One program".to_owned() } else { format!("{count} programs") }
    }

    fn a_program(&self) -> &'static str {
        "a program"
    }

    fn made_with(&self, what: &str) -> String {
        format!("made with {what}")
    }

    fn contents_unknown(&self) -> &'static str {
        "contents unknown"
    }

    fn only_files(&self) -> &'static str {
        "Files without a distribution"
    }

    fn nothing(&self) -> &'static str {
        "An empty image"
    }

    fn runs(&self, command: &str, user: &User) -> String {
        match user {
            User::Root => format!("runs `{command}` as root"),
            User::Other(name) => format!("runs `{command}` as {name}"),
            User::Unknown(name) => {
                format!("runs `{command}` as {name}, a user it does not have, so it will not start")
            }
        }
    }

    fn no_command(&self) -> &'static str {
        "starts nothing by itself"
    }

    fn listens(&self, ports: &str) -> String {
        format!("listens on {ports}")
    }

    fn more(&self, count: usize) -> String {
        format!("{count} more")
    }

    fn size(&self, bytes: u64) -> String {
        super::size(bytes, ".")
    }

    fn advice(&self, facts: &AdviceFacts<'_>) -> String {
        let AdviceFacts { reason, writer, hider, hider_step, size } = facts;
        let step = hider_step.map(|step| format!(" (`{step}`)")).unwrap_or_default();
        match reason {
            Reason::Deleted => format!(
                "Step {hider}{step} deletes {size} that step {writer} wrote, and they stay in the image: do both in one RUN."
            ),
            Reason::Moved => {
                format!(
                    "Step {hider}{step} moves {size} that step {writer} wrote, so they are stored twice: write them to their place at once."
                )
            }
            Reason::Overwritten => format!(
                "Step {hider}{step} overwrites {size} that step {writer} wrote: write the files once, or do both in one RUN."
            ),
            Reason::OnlyPermissions => format!(
                "Step {hider}{step} only changes permissions or owners of {size} that step {writer} wrote, so they are stored twice: use COPY --chown and --chmod, or do both in one RUN."
            ),
            Reason::WrittenAgain => {
                format!(
                    "Step {hider}{step} writes {size} again that step {writer} had written alike: leave one of the two out."
                )
            }
            Reason::DirectoryReplaced => format!(
                "Step {hider}{step} replaces a folder with {size} that step {writer} wrote, and they stay in the image: do both in one RUN."
            ),
        }
    }

    fn why(&self, why: Why) -> &'static str {
        match why {
            Why::File(Unread::Damaged) => "damaged",
            Why::File(Unread::TooLarge) => "too large to be read",
            Why::File(Unread::NoBuildInfo) => "does not say what it is made of",
            Why::File(Unread::VersionUnknown) => "version unknown",
            Why::File(Unread::UnknownForm) => "in a form that is not known here",
            Why::Layer(TroubleKind::BadPath) => "a path that no image can have",
            Why::Layer(TroubleKind::Damaged) => "the layer is damaged here",
            Why::Layer(TroubleKind::CutShort) => "the layer ends too early, the rest is missing",
            Why::Layer(TroubleKind::TooLarge) => "too large to be looked into",
            Why::Layer(TroubleKind::TooMany) => "more files than are counted",
            Why::Layer(TroubleKind::UnknownKind) => "a kind of entry that no image has",
            Why::LayerMissing => "the layer is not there",
        }
    }
}

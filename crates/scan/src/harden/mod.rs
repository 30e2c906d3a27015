//! How an image is made: what its settings, its history, its files and its name say about care.
//!
//! A check whose facts are not known is not claimed: it is not in the list. A check that passes is.

mod account;
mod age;
mod contents;
mod draft;
mod facts;
mod files;
mod name;
mod running;
mod secrets;
mod shell;
mod steps;
#[cfg(test)]
mod tests;
mod words;

pub use facts::{Facts, FileFact, Files, Secret, Settings, Step, Support};

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Fine.
    Pass,
    /// Good to know.
    Info,
    /// Worth a change.
    Warn,
    /// Should not be used like this.
    Fail,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Stable name: `root`, `secret-env`, `setuid`, …
    pub id: &'static str,
    /// What it says.
    pub verdict: Verdict,
    /// Which of its wordings fits; the check's own id where it has one only.
    pub words: &'static str,
    /// What the words name.
    pub facts: Vec<(&'static str, String)>,
    /// Where, at most [`MAX_PLACES`].
    pub places: Vec<CheckPlace>,
    /// How many more places there are.
    pub more: u32,
}

/// Where a check found something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckPlace {
    /// Path, variable or build step; never a secret's value.
    pub name: String,
    /// Layer.
    pub layer: Option<usize>,
    /// What was found, masked where it is a secret.
    pub detail: Option<String>,
}

/// Places that are listed.
pub const MAX_PLACES: usize = 20;

/// A check in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Three words.
    pub title: String,
    /// Why, in one sentence.
    pub why: String,
    /// What to do, in one sentence.
    pub fix: String,
    /// A line to copy.
    pub command: Option<String>,
}

/// Runs every check whose facts are known; worst first, then in a fixed order.
#[must_use]
pub fn checks(facts: &Facts<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for chapter in [
        secrets::checks,
        account::checks,
        age::checks,
        running::checks,
        steps::checks,
        files::checks,
        contents::checks,
        name::checks,
    ] {
        chapter(facts, &mut checks);
    }
    draft::sort(&mut checks);
    checks
}

/// Puts a check into words. A check that passes needs no fix.
#[must_use]
pub fn words(check: &Check, lang: crate::lang::Lang) -> Words {
    words::words(check, lang)
}

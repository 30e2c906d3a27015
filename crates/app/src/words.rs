//! The words for problems, in the reader's language. The window looks the same up in the same files.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::wire::{Problem, ProblemAction};

/// A language there are words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Lang {
    /// Returns the language of a locale such as `de_AT.UTF-8`; English when there are no words in it.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("de") { Self::De } else { Self::En }
    }
}

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What happened, or what could not be done.
    pub title: String,
    /// Why, in one sentence.
    pub why: String,
    /// What to do now.
    pub help: String,
    /// What the buttons say, in the problem's order.
    pub actions: Vec<String>,
}

/// All words of one language.
#[derive(Debug, Clone, Deserialize)]
pub struct Words {
    problems: BTreeMap<String, Entry>,
    actions: BTreeMap<String, String>,
    notices: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Entry {
    title: String,
    why: String,
    help: String,
}

impl Words {
    /// Loads the words of a language.
    #[allow(clippy::expect_used, reason = "the files are part of the program; the tests read both")]
    pub fn load(lang: Lang) -> Self {
        let text = match lang {
            Lang::En => include_str!("../words/en.json"),
            Lang::De => include_str!("../words/de.json"),
        };
        serde_json::from_str(text).expect("the embedded words are valid")
    }

    /// Puts a problem into words. A code without words is told by its code and the raw text, which is better than silence.
    pub fn problem(&self, problem: &Problem) -> Told {
        let actions = problem.actions.iter().map(|action| self.action(action)).collect();
        let fill = |words: &str| fill(words, |fact| problem.facts.get(fact).map(String::as_str));
        match self.problems.get(&problem.code) {
            Some(entry) => {
                Told { title: fill(&entry.title), why: fill(&entry.why), help: fill(&entry.help), actions }
            }
            None => Told {
                title: problem.code.clone(),
                why: problem.raw.lines().next().unwrap_or_default().to_owned(),
                help: String::new(),
                actions,
            },
        }
    }

    /// Says that updates were found: a title and a sentence.
    pub fn updates_found(&self, names: &[String]) -> (String, String) {
        self.found(if names.len() == 1 { "oneUpdate" } else { "updates" }, names.len(), names)
    }

    /// Says that `count` serious problems can be fixed in these images: a title and a sentence.
    pub fn problems_found(&self, count: usize, images: &[String]) -> (String, String) {
        self.found(if count == 1 { "oneSerious" } else { "serious" }, count, images)
    }

    fn found(&self, key: &str, count: usize, names: &[String]) -> (String, String) {
        let (shown, more) = names.split_at(names.len().min(3));
        let mut list = shown.join(", ");
        if !more.is_empty() {
            list.push_str(&format!(" (+{})", more.len()));
        }
        let count = count.to_string();
        let fact = |name: &str| match name {
            "count" => Some(count.as_str()),
            "names" => Some(list.as_str()),
            _ => None,
        };
        let told = |part: &str| self.notices.get(&format!("{key}{part}")).map(|words| fill(words, fact));
        (told("Title").unwrap_or_default(), told("Body").unwrap_or_default())
    }

    /// Says what a button does.
    pub fn action(&self, action: &ProblemAction) -> String {
        let id = serde_json::to_value(action.id).ok();
        let name = id.as_ref().and_then(|id| id.as_str()).unwrap_or_default();
        let value = action.value.as_deref();
        self.actions.get(name).map_or_else(|| name.to_owned(), |words| fill(words, |_| value))
    }
}

/// Replaces `{fact}` by the fact. An unknown one becomes `…`; braces inside a fact are not read again.
fn fill<'a>(words: &str, fact: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut filled = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(fact(name).unwrap_or("…"));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests;

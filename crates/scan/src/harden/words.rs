//! Checks in words; the sentences stand in `words/en.json` and `words/de.json`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Check, Verdict, Words};
use crate::lang::Lang;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) why: String,
    pub(super) fix: String,
}

pub(super) type Table = BTreeMap<String, Entry>;

static ENGLISH: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../words/en.json")).unwrap_or_default());
static GERMAN: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../words/de.json")).unwrap_or_default());

pub(super) fn table(lang: Lang) -> &'static Table {
    match lang {
        Lang::En => &ENGLISH,
        Lang::De => &GERMAN,
    }
}

/// Wordings of a check that passes have its id with this behind.
pub(super) const PASS: &str = "-pass";

pub(super) fn words(check: &Check, lang: Lang) -> Words {
    let key = match check.verdict {
        Verdict::Pass => format!("{}{PASS}", check.id),
        _ => check.words.to_owned(),
    };
    let Some(entry) = table(lang).get(&key) else {
        return Words { title: key, why: String::new(), fix: String::new(), command: None };
    };
    let fill = |text: &str| fill(text, |name| fact(check, name, lang));
    let command = check.facts.iter().find(|(name, _)| *name == "command").map(|(_, line)| line.clone());
    Words { title: fill(&entry.title), why: fill(&entry.why), fix: fill(&entry.fix), command }
}

/// A fact as the language writes it.
fn fact(check: &Check, name: &str, lang: Lang) -> String {
    let known = check.facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact.as_str());
    match (known, name, lang) {
        (Some(bytes), "size", lang) => {
            bytes.parse().map_or_else(|_| bytes.to_owned(), |bytes| size(bytes, lang))
        }
        (Some(day), "date", Lang::De) => day
            .parse()
            .map_or_else(|_| day.to_owned(), |day: jiff::civil::Date| day.strftime("%-d.%-m.%Y").to_string()),
        (Some(fact), ..) => fact.to_owned(),
        (None, "distribution", Lang::En) => "The distribution".to_owned(),
        (None, "distribution", Lang::De) => "Die Distribution".to_owned(),
        (None, ..) => "\u{2026}".to_owned(),
    }
}

fn size(bytes: u64, lang: Lang) -> String {
    crate::inside::size(bytes, if lang == Lang::De { "," } else { "." })
}

/// Replaces `{name}`; braces inside a fact are not read again.
fn fill(words: &str, fact: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(&fact(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

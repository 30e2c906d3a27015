//! The search: keywords over all bytes, patterns where one stands.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::Regex;

use super::Certainty;
use super::rules::{RULES, Rule};
use super::value;

/// Most hits of one file; a file with more is a list of secrets whatever the others are.
pub(super) const MAX_HITS: usize = 50;

/// How far a pattern looks from its keyword, in bytes.
const REACH: usize = 1024;

/// A secret in a text: where it stands, of which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) rule: &'static str,
    pub(super) at: Range<usize>,
    pub(super) certainty: Certainty,
}

/// Keywords and the rule each one is of.
struct Tables {
    keywords: AhoCorasick,
    rules: Vec<(&'static Rule, usize)>,
    patterns: Vec<Regex>,
}

/// Made once; nothing when a table is not well formed, which a test rules out.
static TABLES: LazyLock<Option<Tables>> = LazyLock::new(|| {
    let rules: Vec<(&Rule, usize, &str)> = RULES
        .iter()
        .enumerate()
        .flat_map(|(index, rule)| rule.keywords.iter().map(move |keyword| (rule, index, *keyword)))
        .collect();
    let keywords = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(rules.iter().map(|(_, _, keyword)| keyword))
        .ok()?;
    let patterns = RULES
        .iter()
        .map(|rule| Regex::new(&format!("(?-u){}", rule.pattern)))
        .collect::<Result<_, _>>()
        .ok()?;
    Some(Tables {
        keywords,
        rules: rules.into_iter().map(|(rule, index, _)| (rule, index)).collect(),
        patterns,
    })
});

/// Secrets that are known by their form.
pub(super) fn by_form(text: &[u8]) -> Vec<Span> {
    let Some(tables) = &*TABLES else {
        return Vec::new();
    };
    let mut spans: Vec<Span> = Vec::new();
    for found in tables.keywords.find_overlapping_iter(text) {
        let Some((rule, index)) = tables.rules.get(found.pattern().as_usize()) else {
            continue;
        };
        let tried =
            tables.patterns.get(*index).and_then(|pattern| try_rule(rule, pattern, text, found.start()));
        if let Some(span) = tried
            && !spans.iter().any(|known| known.at.start < span.at.end && span.at.start < known.at.end)
        {
            spans.push(span);
        }
        if spans.len() >= MAX_HITS {
            break;
        }
    }
    spans
}

fn try_rule(rule: &Rule, pattern: &Regex, text: &[u8], start: usize) -> Option<Span> {
    let before = start.checked_sub(1).and_then(|before| text.get(before));
    if !rule.inside_words
        && rule.id != "telegram-token"
        && before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    {
        return None;
    }
    if rule.id == "telegram-token" && !digits_before(text, start) {
        return None;
    }
    let near = text.get(start..text.len().min(start.saturating_add(REACH)))?;
    let secret = pattern.captures(near)?.get(1)?;
    let at = start + secret.start()..start + secret.end();
    let certainty = judge(rule, secret.as_bytes())?;
    Some(Span { rule: rule.id, at, certainty })
}

/// A bot's number has eight to ten digits.
fn digits_before(text: &[u8], end: usize) -> bool {
    let digits =
        text.get(..end).unwrap_or_default().iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (8..=10).contains(&digits)
}

/// Values that are placeholders are none; those of documentation count less.
fn judge(rule: &Rule, secret: &[u8]) -> Option<Certainty> {
    let text = String::from_utf8_lossy(secret);
    let is_url = matches!(rule.id, "database-url" | "url-password");
    if is_url {
        return match value::certainty(&text)? {
            Certainty::Likely => Some(Certainty::Sure),
            // `https://user:password@host` stands in every manual.
            _ if rule.id == "url-password" => None,
            known => Some(known),
        };
    }
    if rule.id.ends_with("private-key") {
        return Some(rule.certainty);
    }
    // A form that is met by a run of one letter, or by words, is met by accident.
    if value::entropy(secret) < 2.5 {
        return None;
    }
    let example = value::is_example(&text.to_lowercase());
    Some(if example { Certainty::Example } else { rule.certainty })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        assert!(TABLES.is_some());
        for rule in RULES {
            assert!(
                Regex::new(&format!("(?-u){}", rule.pattern)).unwrap().captures_len() == 2,
                "{}",
                rule.id
            );
        }
    }
}

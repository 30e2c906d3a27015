//! Files of a known form: settings with telling names, `.netrc`, `.pgpass`, logins of Docker.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::bytes::Regex;

use super::Certainty;
use super::place::Form;
use super::scan::{MAX_HITS, Span};
use super::value;

/// What a line has to hold for its name to be looked at.
const WORDS: &[&str] = &["pass", "pwd", "secret", "token", "key", "credential", "_pw"];

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 4096;

static KEYWORDS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(WORDS).ok());

/// `NAME=value`, `name: value`, `"name": "value",`, `define('NAME', 'value');`.
static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:export\s+|set\s+|-\s+|define\(\s*)?["']?([A-Za-z_][A-Za-z0-9_.-]{0,80})["']?\s*(?:=>|[:=,])\s*("[^"]*"|'[^']*'|[^\s,;#]+)"#).ok()
});

static NETRC: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bpassword\s+(\S{1,200})").ok());

static DOCKER_AUTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#""(?:auth|identitytoken|registrytoken)"\s*:\s*"([A-Za-z0-9+/=._-]{8,})""#).ok()
});

static PGPASS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^[^#:\n]+:[0-9*]+:[^:\n]+:[^:\n]+:([^\n]{1,200})$").ok());

/// Adds the secrets that a file's form tells, with the name each one has.
pub(super) fn by_name(form: Form, content: &[u8], spans: &mut Vec<(Span, String)>) {
    match form {
        Form::Text => {}
        Form::Config => settings(content, spans),
        Form::Netrc => all(&NETRC, "netrc", content, spans),
        Form::DockerAuth => all(&DOCKER_AUTH, "registry-login", content, spans),
        Form::Pgpass => all(&PGPASS, "pgpass", content, spans),
    }
}

fn all(
    pattern: &LazyLock<Option<Regex>>,
    rule: &'static str,
    content: &[u8],
    spans: &mut Vec<(Span, String)>,
) {
    let Some(pattern) = &**pattern else { return };
    for found in pattern.captures_iter(content).filter_map(|captures| captures.get(1)).take(MAX_HITS) {
        let known = value::certainty(&String::from_utf8_lossy(found.as_bytes()));
        let certainty = match known {
            Some(Certainty::Example) => Certainty::Example,
            Some(_) => Certainty::Sure,
            None => continue,
        };
        keep(spans, Span { rule, at: found.range(), certainty }, "");
    }
}

fn settings(content: &[u8], spans: &mut Vec<(Span, String)>) {
    let (Some(keywords), Some(assigned)) = (&*KEYWORDS, &*ASSIGNED) else { return };
    let mut from = 0;
    while let Some(found) = content.get(from..).and_then(|rest| keywords.find(rest)) {
        let at = from + found.start();
        let start = content
            .get(..at)
            .and_then(|before| before.iter().rposition(|byte| *byte == b'\n'))
            .map_or(0, |end| end + 1);
        let end = content
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
            .map_or(content.len(), |end| at + end);
        from = end;
        if end - start <= LONGEST {
            setting(assigned, content, start, end, spans);
        }
        if spans.len() >= MAX_HITS {
            return;
        }
    }
}

fn setting(assigned: &Regex, content: &[u8], start: usize, end: usize, spans: &mut Vec<(Span, String)>) {
    let line = content.get(start..end).unwrap_or_default();
    let Some(captures) = assigned.captures(line) else { return };
    let (Some(name), Some(found)) = (captures.get(1), captures.get(2)) else { return };
    let name = String::from_utf8_lossy(name.as_bytes());
    let text = String::from_utf8_lossy(found.as_bytes());
    let plain = value::unquote(&text);
    if !value::names_a_secret(&name) || !is_plausible(plain) {
        return;
    }
    if let Some(certainty) = value::certainty(plain) {
        let at = start + found.start()..start + found.end();
        keep(spans, Span { rule: "named-value", at, certainty }, &name);
    }
}

/// In a file a name alone says less than in the environment: what follows has to look like a password or a random value.
/// Words of code and of configuration (`token: string`, `password: requisite`) do not.
fn is_plausible(text: &str) -> bool {
    let mixed = text.bytes().any(|byte| !byte.is_ascii_lowercase()) || text.len() >= 20;
    let code = text.contains("::")
        || text.contains('(')
        || text.ends_with(':')
        || text.starts_with("self.")
        || text.contains("://");
    text.len() >= 6
        && !text.contains(' ')
        && !code
        && (mixed || value::is_example(text))
        && value::entropy(text.as_bytes()) >= 2.2
}

fn keep(spans: &mut Vec<(Span, String)>, span: Span, name: &str) {
    if !spans.iter().any(|(known, _)| known.at.start < span.at.end && span.at.start < known.at.end) {
        spans.push((span, name.to_owned()));
    }
}

//! PEP 440's order, and for what it does not allow the one that setuptools had before it: such versions come before all others.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim().to_ascii_lowercase(), b.trim().to_ascii_lowercase());
    match (Version::parse(&a), Version::parse(&b)) {
        (Some(a), Some(b)) => a.compare(&b),
        (None, None) => legacy(&a).cmp(&legacy(&b)),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

struct Version<'a> {
    epoch: &'a str,
    release: &'a str,
    /// `a`, `b` or `c`, and its number.
    pre: Option<(char, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<&'a str>,
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let (text, local) = text.split_once('+').map_or((text, None), |(text, local)| (text, Some(local)));
        let (epoch, text) = text.split_once('!').unwrap_or(("0", text));
        let (release, rest) = release(text)?;
        let (pre, rest) = pre(rest);
        let (post, rest) = post(rest);
        let (dev, rest) = word(rest, &["dev"]).map_or((None, rest), |(_, number, rest)| (Some(number), rest));
        let well = rest.is_empty() && digits::is_number(epoch) && local.is_none_or(is_local);
        well.then_some(Version { epoch, release, pre, post, dev, local })
    }

    fn compare(&self, other: &Self) -> Ordering {
        digits::compare(self.epoch, other.epoch)
            .then_with(|| compare_release(self.release, other.release))
            .then_with(|| self.stage().cmp(&other.stage()))
            .then_with(|| {
                digits::compare(
                    self.pre.map_or("", |(_, number)| number),
                    other.pre.map_or("", |(_, number)| number),
                )
            })
            .then_with(|| compare_option(self.post, other.post, Ordering::Less))
            .then_with(|| compare_option(self.dev, other.dev, Ordering::Greater))
            .then_with(|| compare_local(self.local, other.local))
    }

    /// A development release of the release itself comes before its pre-releases, everything else after them.
    fn stage(&self) -> char {
        match (self.pre, self.post, self.dev) {
            (Some((stage, _)), _, _) => stage,
            (None, None, Some(_)) => ' ',
            _ => 'z',
        }
    }
}

/// The numbers with single dots between them.
fn release(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    loop {
        let (number, rest) = digits::leading(text.get(end..)?);
        if number.is_empty() {
            return None;
        }
        end += number.len();
        let more =
            rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()));
        if !more {
            return Some(text.split_at(end));
        }
        end += 1;
    }
}

/// One of `words` with its number and the separators around it.
fn word<'a>(text: &'a str, words: &[&'static str]) -> Option<(&'static str, &'a str, &'a str)> {
    const SEPARATORS: [char; 3] = ['-', '_', '.'];
    let rest = text.strip_prefix(SEPARATORS).unwrap_or(text);
    let (word, rest) = words.iter().find_map(|word| Some((*word, rest.strip_prefix(*word)?)))?;
    let after = rest.strip_prefix(SEPARATORS).unwrap_or(rest);
    match digits::leading(after) {
        ("", _) => {
            Some((word, "", rest.strip_prefix(SEPARATORS).filter(|rest| rest.is_empty()).unwrap_or(rest)))
        }
        (number, rest) => Some((word, number, rest)),
    }
}

fn pre(text: &str) -> (Option<(char, &str)>, &str) {
    let words = ["alpha", "a", "beta", "b", "preview", "pre", "rc", "c"];
    word(text, &words).map_or((None, text), |(word, number, rest)| {
        let stage = if word.starts_with('a') {
            'a'
        } else if word.starts_with('b') {
            'b'
        } else {
            'c'
        };
        (Some((stage, number)), rest)
    })
}

fn post(text: &str) -> (Option<&str>, &str) {
    if let Some((number, rest)) =
        text.strip_prefix('-').map(digits::leading).filter(|(number, _)| !number.is_empty())
    {
        return (Some(number), rest);
    }
    word(text, &["post", "rev", "r"]).map_or((None, text), |(_, number, rest)| (Some(number), rest))
}

fn is_local(text: &str) -> bool {
    text.split(['.', '-', '_'])
        .all(|one| !one.is_empty() && one.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Number by number; missing ones are zero.
fn compare_release(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let (one, other) = (a.next(), b.next());
        if one.is_none() && other.is_none() {
            return Ordering::Equal;
        }
        let order = digits::compare(one.unwrap_or(""), other.unwrap_or(""));
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// `none`: how nothing compares to something.
fn compare_option(a: Option<&str>, b: Option<&str>, none: Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => digits::compare(a, b),
        (None, None) => Ordering::Equal,
        (None, Some(_)) => none,
        (Some(_), None) => none.reverse(),
    }
}

/// Words before numbers, the shorter list before the longer, none before any.
fn compare_local(a: Option<&str>, b: Option<&str>) -> Ordering {
    const SEPARATORS: [char; 3] = ['-', '_', '.'];
    let (Some(a), Some(b)) = (a, b) else { return a.is_some().cmp(&b.is_some()) };
    let (mut a, mut b) = (a.split(SEPARATORS), b.split(SEPARATORS));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (Some(a), Some(b)) => match (digits::is_number(a), digits::is_number(b)) {
                (true, true) => digits::compare(a, b),
                (false, false) => a.cmp(b),
                (a, b) => a.cmp(&b),
            },
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// What setuptools compared: numbers padded to eight digits, words behind a `*`.
fn legacy(version: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in pieces(version).into_iter().chain(["final"]) {
        let part = match piece {
            "" | "." => continue,
            number if digits::is_number(number) => format!("{number:0>8}"),
            "pre" | "preview" | "rc" => "*c".to_owned(),
            "-" => "*final-".to_owned(),
            "dev" => "*@".to_owned(),
            word => format!("*{word}"),
        };
        if part.starts_with('*') {
            while part.as_str() < "*final" && parts.last().is_some_and(|last| last == "*final-") {
                parts.pop();
            }
            while parts.last().is_some_and(|last| last == "00000000") {
                parts.pop();
            }
        }
        parts.push(part);
    }
    parts
}

/// Runs of digits, runs of letters, dots, hyphens, and runs of the rest.
fn pieces(version: &str) -> Vec<&str> {
    let kind = |one: char| match one {
        '0'..='9' => 0,
        'a'..='z' => 1,
        '.' | '-' => 2,
        _ => 3,
    };
    let mut all = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = if kind(first) == 2 {
            rest.split_at(1)
        } else {
            digits::split_while(rest, |one| kind(one) == kind(first))
        };
        all.push(piece);
        rest = after;
    }
    all
}

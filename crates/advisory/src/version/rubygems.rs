//! The order of `Gem::Version`: runs of digits and letters; letters make a pre-release.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (segments(a), segments(b));
    for at in 0..a.len().max(b.len()) {
        let order = segment(a.get(at).copied().unwrap_or("0"), b.get(at).copied().unwrap_or("0"));
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// The runs, without zeros before the first word and at the end. A hyphen reads as `.pre.`.
fn segments(version: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut words = false;
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let (run, after) = run(rest, first);
        rest = after;
        let word = run.is_some_and(|run| !digits::is_number(run));
        if word && !words {
            trim_zeros(&mut all);
            words = true;
        }
        all.extend(run);
    }
    trim_zeros(&mut all);
    all
}

/// The digits or letters a text begins with, and the rest; none for what only separates.
fn run(text: &str, first: char) -> (Option<&str>, &str) {
    let run = if first.is_ascii_digit() {
        digits::leading(text)
    } else {
        digits::split_while(text, |one| one.is_ascii_alphabetic())
    };
    match run {
        ("", _) => (Some("pre").filter(|_| first == '-'), text.get(first.len_utf8()..).unwrap_or("")),
        (run, rest) => (Some(run), rest),
    }
}

fn trim_zeros(segments: &mut Vec<&str>) {
    while segments.last().is_some_and(|last| last.bytes().all(|byte| byte == b'0')) {
        segments.pop();
    }
}

fn segment(a: &str, b: &str) -> Ordering {
    match (digits::is_number(a), digits::is_number(b)) {
        (true, true) => digits::compare(a, b),
        (false, false) => a.cmp(b),
        (a, b) => a.cmp(&b),
    }
}

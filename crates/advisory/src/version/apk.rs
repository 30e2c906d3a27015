//! The order of Alpine's apk: `1.2.3b_rc1_p2~hash-r4`. What is not of that form comes before the same without it.

use std::cmp::Ordering;

use super::digits;

/// Suffixes in their order; the empty one stands for none.
const SUFFIXES: [&str; 10] = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];

struct Version<'a> {
    /// A dot before the letter, which apk takes for a little less than none.
    dot: bool,
    numbers: Vec<&'a str>,
    letter: &'a str,
    /// `p1` of OpenSSH: a number right behind the letter.
    after_letter: &'a str,
    suffixes: Vec<(usize, &'a str)>,
    build: Option<&'a str>,
    rest: &'a str,
}

pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (parse(a.trim()), parse(b.trim()));
    compare_numbers(&a.numbers, &b.numbers)
        .then_with(|| a.letter.cmp(b.letter))
        .then_with(|| digits::compare(a.after_letter, b.after_letter))
        .then_with(|| compare_suffixes(&a.suffixes, &b.suffixes))
        .then_with(|| digits::compare(a.build.unwrap_or(""), b.build.unwrap_or("")))
        .then_with(|| a.rest.is_empty().cmp(&b.rest.is_empty()))
        .then_with(|| b.dot.cmp(&a.dot))
}

fn parse(text: &str) -> Version<'_> {
    let (numbers, rest) = digits::split_while(text, |one| one.is_ascii_digit() || one == '.');
    let (numbers, dot) = numbers.strip_suffix('.').map_or((numbers, false), |numbers| (numbers, true));
    let (letter, rest) = rest.split_at(usize::from(rest.starts_with(|one: char| one.is_ascii_lowercase())));
    let (after_letter, rest) = if letter.is_empty() { ("", rest) } else { digits::leading(rest) };
    let (suffixes, rest) = suffixes(rest);
    let rest = match rest.strip_prefix('~') {
        Some(hash) => digits::split_while(hash, |one| one.is_ascii_hexdigit()).1,
        None => rest,
    };
    let (build, rest) = match rest.strip_prefix("-r") {
        Some(after) if after.is_empty() || after.starts_with(|one: char| one.is_ascii_digit()) => {
            let (build, rest) = digits::leading(after);
            (Some(build), rest)
        }
        _ => (None, rest),
    };
    Version { dot, numbers: numbers.split('.').collect(), letter, after_letter, suffixes, build, rest }
}

fn suffixes(mut text: &str) -> (Vec<(usize, &str)>, &str) {
    let mut found = Vec::new();
    while let Some((name, rest)) =
        text.strip_prefix('_').map(|rest| digits::split_while(rest, |one| one.is_ascii_lowercase()))
    {
        let Some(at) = SUFFIXES.iter().position(|one| *one == name && !name.is_empty()) else { break };
        let (number, rest) = digits::leading(rest);
        found.push((at, number));
        text = rest;
    }
    (found, text)
}

/// The first number by value; the others as fractions where one begins with a zero.
fn compare_numbers(a: &[&str], b: &[&str]) -> Ordering {
    for at in 0..a.len().max(b.len()) {
        let order = match (a.get(at), b.get(at)) {
            (Some(a), Some(b)) if at > 0 && (a.starts_with('0') || b.starts_with('0')) => a.cmp(b),
            (Some(a), Some(b)) => digits::compare(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

fn compare_suffixes(a: &[(usize, &str)], b: &[(usize, &str)]) -> Ordering {
    const NONE: (usize, &str) = (4, "");
    for at in 0..a.len().max(b.len()) {
        let (a, b) = (a.get(at).unwrap_or(&NONE), b.get(at).unwrap_or(&NONE));
        let order = a.0.cmp(&b.0).then_with(|| digits::compare(a.1, b.1));
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

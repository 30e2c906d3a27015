//! The order of PHP's `version_compare`, which Composer builds on.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (components(a), components(b));
    for at in 0..a.len().max(b.len()) {
        let order = match (a.get(at), b.get(at)) {
            (Some(a), Some(b)) => component(a, b),
            (Some(more), None) => beyond(more),
            (None, Some(more)) => beyond(more).reverse(),
            (None, None) => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// Runs of digits, runs of the rest.
fn components(version: &str) -> Vec<&str> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let mut all = Vec::new();
    for piece in version.split(['.', '-', '_', '+']) {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            let number = first.is_ascii_digit();
            let (run, after) = digits::split_while(rest, |one| one.is_ascii_digit() == number);
            all.push(run);
            rest = after;
        }
    }
    all
}

fn component(a: &str, b: &str) -> Ordering {
    match (digits::is_number(a), digits::is_number(b)) {
        (true, true) => digits::compare(a, b),
        (false, false) => weight(a).cmp(&weight(b)),
        (true, false) => NUMBER.cmp(&weight(b)),
        (false, true) => weight(a).cmp(&NUMBER),
    }
}

/// What one version has and the other has not: a number makes it more, a word what the word says.
fn beyond(more: &str) -> Ordering {
    if digits::is_number(more) { Ordering::Greater } else { weight(more).cmp(&NUMBER) }
}

/// Where a number stands among the words.
const NUMBER: u8 = 4;

fn weight(word: &str) -> u8 {
    let words = [("RC", 3), ("dev", 0), ("a", 1), ("b", 2), ("rc", 3), ("#", NUMBER), ("p", 5)];
    words.iter().find(|(start, _)| word.starts_with(start)).map_or(0, |(_, weight)| *weight)
}

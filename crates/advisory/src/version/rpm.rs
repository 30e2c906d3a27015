//! RPM's order: `[epoch:]version[-release]`, runs of digits and letters, `~` before the end, `^` after it.

use std::cmp::Ordering;

use super::digits;

pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (split(a.trim()), split(b.trim()));
    part(a.0, b.0).then_with(|| part(a.1, b.1)).then_with(|| release(a.2, b.2))
}

/// Epoch, version, release.
fn split(version: &str) -> (&str, &str, Option<&str>) {
    let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
    match rest.split_once('-') {
        Some((version, release)) => (epoch, version, Some(release)),
        None => (epoch, rest, None),
    }
}

/// A version without release comes before the same with one.
fn release(a: Option<&str>, b: Option<&str>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => part(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

fn part(mut a: &str, mut b: &str) -> Ordering {
    loop {
        (a, b) = (skip(a), skip(b));
        if let Some(order) = mark(&mut a, &mut b, '~', Ordering::Less) {
            return order;
        }
        if let Some(order) = mark(&mut a, &mut b, '^', Ordering::Greater) {
            return order;
        }
        if a.starts_with(['~', '^']) {
            continue;
        }
        if a.is_empty() || b.is_empty() {
            return a.len().min(1).cmp(&b.len().min(1));
        }
        let ((one_a, rest_a), (one_b, rest_b)) = (segment(a), segment(b));
        let order = compare_segments(one_a, one_b);
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
}

/// Drops what only separates.
fn skip(text: &str) -> &str {
    text.trim_start_matches(|one: char| !one.is_ascii_alphanumeric() && one != '~' && one != '^')
}

/// Takes a mark off both. If only one has it, the answer is that one's: `~` is less than everything, the end included; `^` is
/// more than the end and less than the rest.
fn mark(a: &mut &str, b: &mut &str, mark: char, against_end: Ordering) -> Option<Ordering> {
    match (a.strip_prefix(mark), b.strip_prefix(mark)) {
        (None, None) => None,
        (Some(rest_a), Some(rest_b)) => {
            (*a, *b) = (rest_a, rest_b);
            None
        }
        (Some(_), None) => Some(if b.is_empty() { against_end } else { Ordering::Less }),
        (None, Some(_)) => Some(if a.is_empty() { against_end.reverse() } else { Ordering::Greater }),
    }
}

fn segment(text: &str) -> (&str, &str) {
    let number = text.starts_with(|one: char| one.is_ascii_digit());
    digits::split_while(text, |one| if number { one.is_ascii_digit() } else { one.is_ascii_alphabetic() })
}

fn compare_segments(a: &str, b: &str) -> Ordering {
    match (digits::is_number(a), digits::is_number(b)) {
        (true, true) => digits::compare(a, b),
        (false, false) => a.cmp(b),
        (a, b) => a.cmp(&b),
    }
}

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
        if let Some(order) = mark(a, b, '~', Ordering::Less).or_else(|| mark(a, b, '^', Ordering::Greater)) {
            return order;
        }
        if let (Some(rest_a), Some(rest_b)) = (a.strip_prefix(['~', '^']), b.strip_prefix(['~', '^'])) {
            (a, b) = (rest_a, rest_b);
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

/// Where only one has the mark, the answer is that one's: `~` is less than everything, the end included; `^` is more than the
/// end and less than the rest.
fn mark(a: &str, b: &str, mark: char, against_end: Ordering) -> Option<Ordering> {
    match (a.starts_with(mark), b.starts_with(mark)) {
        (true, false) => Some(if b.is_empty() { against_end } else { Ordering::Less }),
        (false, true) => Some(if a.is_empty() { against_end.reverse() } else { Ordering::Greater }),
        _ => None,
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

//! Numbers of any length, as they are written.

use std::cmp::Ordering;

/// Orders two runs of digits by their value; an empty one is zero.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Whether a text is a number: digits, and at least one.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits a text after its leading characters that satisfy `of`.
pub(super) fn split_while(text: &str, of: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|one| !of(one)).unwrap_or(text.len()))
}

/// Splits off the digits a text begins with.
pub(super) fn leading(text: &str) -> (&str, &str) {
    split_while(text, |one| one.is_ascii_digit())
}

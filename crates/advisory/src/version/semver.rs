//! Semantic versions, read leniently: a leading `v`, any count of numbers, and whatever follows them as a pre-release.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::digits;

/// Without the build, as Go, Cargo, npm and the specification do.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (Version::of(a), Version::of(b));
    a.precedence(&b)
}

/// With the build, as Dart does.
pub(super) fn compare_with_build(a: &str, b: &str) -> Ordering {
    let (a, b) = (Version::of(a), Version::of(b));
    a.precedence(&b).then_with(|| match (a.build, b.build) {
        (Some(a), Some(b)) => identifiers(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    })
}

/// Without the build and without case, as NuGet does.
pub(super) fn compare_without_case(a: &str, b: &str) -> Ordering {
    compare(&lower(a), &lower(b))
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

struct Version<'a> {
    numbers: &'a str,
    pre: &'a str,
    build: Option<&'a str>,
}

impl<'a> Version<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.trim().trim_start_matches(['v', 'V', '=']);
        let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
        let (numbers, rest) = digits::split_while(text, |one| one.is_ascii_digit() || one == '.');
        Version { numbers, pre: rest.strip_prefix('-').unwrap_or(rest), build }
    }

    fn precedence(&self, other: &Self) -> Ordering {
        numbers(self.numbers, other.numbers).then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (false, false) => identifiers(self.pre, other.pre),
            (a, b) => a.cmp(&b),
        })
    }
}

/// Number by number; missing ones are zero.
fn numbers(a: &str, b: &str) -> Ordering {
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

/// Identifier by identifier: numbers before words, the shorter list before the longer.
fn identifiers(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (Some(a), Some(b)) => identifier(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn identifier(a: &str, b: &str) -> Ordering {
    match (digits::is_number(a), digits::is_number(b)) {
        (true, true) => digits::compare(a, b),
        (false, false) => a.cmp(b),
        (a, b) => b.cmp(&a),
    }
}

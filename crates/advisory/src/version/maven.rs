//! Maven's order (POM reference, "Version Order Specification").

use std::cmp::Ordering;

use super::digits;

/// Qualifiers in their order; the empty one is the release itself.
const QUALIFIERS: [&str; 7] = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token<'a> {
    /// Whether a hyphen (or a change between digits and letters) precedes it, and not a dot.
    hyphen: bool,
    value: &'a str,
}

pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim().to_ascii_lowercase(), b.trim().to_ascii_lowercase());
    let (a, b) = (tokens(&a), tokens(&b));
    for at in 0..a.len().max(b.len()) {
        let order = match (a.get(at), b.get(at)) {
            (Some(a), Some(b)) => token(*a, *b),
            (Some(a), None) => token(*a, null_like(*a)),
            (None, Some(b)) => token(null_like(*b), *b),
            (None, None) => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// What the shorter version is filled up with.
fn null_like(token: Token<'_>) -> Token<'static> {
    let value = if digits::is_number(token.value) { "0" } else { "" };
    Token { hyphen: token.hyphen, value }
}

fn is_null(token: &Token<'_>) -> bool {
    token.value.bytes().all(|byte| byte == b'0')
}

fn tokens(version: &str) -> Vec<Token<'_>> {
    let mut all: Vec<Token<'_>> = Vec::new();
    let mut rest = version;
    let mut hyphen = false;
    loop {
        let digit = rest.starts_with(|one: char| one.is_ascii_digit());
        let (run, after) =
            digits::split_while(rest, |one| one.is_ascii_digit() == digit && !matches!(one, '.' | '-'));
        let before_digit = after.starts_with(|one: char| one.is_ascii_digit());
        all.push(Token { hyphen, value: if run.is_empty() { "0" } else { alias(run, before_digit) } });
        let Some(next) = after.chars().next() else { break };
        let separator = matches!(next, '.' | '-');
        hyphen = next != '.';
        rest = if separator { after.get(1..).unwrap_or("") } else { after };
    }
    trim(&mut all);
    all
}

fn alias(word: &str, before_digit: bool) -> &str {
    match word {
        "a" if before_digit => "alpha",
        "b" if before_digit => "beta",
        "m" if before_digit => "milestone",
        "cr" => "rc",
        "ga" | "final" | "release" => "",
        other => other,
    }
}

/// Takes away what says nothing, at the end and before each hyphen.
fn trim(tokens: &mut Vec<Token<'_>>) {
    let mut kept: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    for token in tokens.drain(..) {
        if token.hyphen {
            trim_end(&mut kept);
        }
        kept.push(token);
    }
    trim_end(&mut kept);
    *tokens = kept;
}

fn trim_end(tokens: &mut Vec<Token<'_>>) {
    while tokens.len() > 1 && tokens.last().is_some_and(is_null) {
        tokens.pop();
    }
}

fn token(a: Token<'_>, b: Token<'_>) -> Ordering {
    let (number_a, number_b) = (digits::is_number(a.value), digits::is_number(b.value));
    rank(a, number_a).cmp(&rank(b, number_b)).then_with(|| {
        if number_a { digits::compare(a.value, b.value) } else { qualifier(a.value).cmp(&qualifier(b.value)) }
    })
}

/// `.word` before `-word` before `-number` before `.number`.
fn rank(token: Token<'_>, number: bool) -> u8 {
    match (token.hyphen, number) {
        (false, false) => 0,
        (true, false) => 1,
        (true, true) => 2,
        (false, true) => 3,
    }
}

/// Known words in their order, the others after them by letter.
fn qualifier(word: &str) -> (usize, &str) {
    QUALIFIERS.iter().position(|one| *one == word).map_or((QUALIFIERS.len(), word), |at| (at, ""))
}

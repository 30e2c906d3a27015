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
    let mut rest = version;
    let mut word = false;
    while let Some(first) = rest.chars().next() {
        let number = first.is_ascii_digit();
        let (run, after) =
            digits::split_while(
                rest,
                |one| if number { one.is_ascii_digit() } else { one.is_ascii_alphabetic() },
            );
        if run.is_empty() {
            if first == '-' {
                if !word {
                    trim_zeros(&mut all);
                    word = true;
                }
                all.push("pre");
            }
            rest = rest.get(first.len_utf8()..).unwrap_or("");
            continue;
        }
        if !number && !word {
            trim_zeros(&mut all);
            word = true;
        }
        all.push(run);
        rest = after;
    }
    trim_zeros(&mut all);
    all
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

//! A tag taken apart, families of tags, and their order.

use std::cmp::Ordering;

use super::lexer::{Piece, PieceKind, is_compact_date, pieces};
use super::number::{Number, compare_all};
use super::suffix::Suffix;
use super::words;

/// Registries allow no longer tag.
const LONGEST: usize = 128;

/// A tag that is a version. What is none (`latest`, a commit) cannot be made into one.
#[derive(Debug, Clone)]
pub struct Tag {
    text: String,
    prefix: String,
    core: Vec<Number>,
    scheme: Scheme,
    suffix: Suffix,
}

/// What the numbers of a version count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `1.25.3`, `16`, `24.04`.
    Version,
    /// The first number has four digits or more: `2024.1.5`, a build number.
    Calendar,
    /// A day, and perhaps a time, written in this many characters: `20240115`, `2024-01-15T00-00-00Z`.
    Date(usize),
}

/// How far a pre-release is from being final, in that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `dev`, `nightly`, `canary`, `snapshot`, `edge`, `test`, `next`.
    Development,
    /// `alpha`, `a1`, `m2`.
    Alpha,
    /// `beta`, `b1`, `pre`, `preview`, `ea`.
    Beta,
    /// `rc`, `cr`.
    Candidate,
}

impl Tag {
    /// Reads a tag as a version; `None` when it is none (UPDATES.md 4, rules 1 to 3).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST || !text.is_ascii() || is_no_version(text) {
            return None;
        }
        let pieces = pieces(text);
        let place = core(&pieces)?;
        let core = pieces.get(place)?;
        let numbers = core.numbers();
        Some(Self {
            text: text.to_owned(),
            prefix: text.get(..core.start)?.to_owned(),
            scheme: scheme(core, &numbers),
            core: numbers,
            suffix: Suffix::parse(pieces.get(place + 1..)?),
        })
    }

    /// The tag as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the version: `v`, `pg14-v`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Numbers in the version: 3 for `1.25.3`.
    #[must_use]
    pub fn precision(&self) -> usize {
        self.core.len()
    }

    /// What its numbers count.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// How unfinished it is; `None` when final.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.suffix.pre_release.as_ref().map(|pre| pre.stage)
    }

    /// Whether it counts its builds (`-ls215`, `-r8`, `-20240115`).
    #[must_use]
    pub fn has_build(&self) -> bool {
        !self.suffix.counters.is_empty()
    }

    /// Whether it is one numbered pre-release (`rc.2`) rather than all of a kind (`nightly`).
    #[must_use]
    pub fn is_numbered_pre_release(&self) -> bool {
        self.suffix.pre_release.as_ref().is_some_and(|pre| !pre.numbers.is_empty())
    }

    /// Whether there is something in the suffix besides pre-release and counters: `-alpine`.
    #[must_use]
    pub fn has_flavor(&self) -> bool {
        self.suffix.shape.bytes().any(|byte| byte.is_ascii_alphanumeric())
    }

    /// Whether the other is the same product: prefix, precision, scheme, padding and flavor (rule 4). With
    /// `other_bases`, numbers within the flavor may differ: `alpine3.19` and `alpine3.20`.
    #[must_use]
    pub fn is_family(&self, other: &Self, other_bases: bool) -> bool {
        self.prefix == other.prefix
            && self.scheme == other.scheme
            && self.core.len() == other.core.len()
            && self.core.iter().zip(&other.core).all(|(ours, theirs)| ours.same_padding(theirs))
            && self.is_flavor_of(other, other_bases)
    }

    /// Orders by numbers, then final above pre-release, then builds, then the numbers of the flavor (rule 5). Tags that
    /// are equal in all of these are equal here, whatever their words.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        compare_all(&self.core, &other.core)
            .then_with(|| self.compare_finality(other))
            .then_with(|| compare_all(&self.suffix.counters, &other.suffix.counters))
            .then_with(|| compare_all(&numbers_in(&self.suffix.shape), &numbers_in(&other.suffix.shape)))
    }

    /// Place of the first number of the version that differs.
    pub(super) fn first_difference(&self, other: &Self) -> Option<usize> {
        self.core.iter().zip(&other.core).position(|(ours, theirs)| ours.compare(theirs).is_ne())
    }

    /// Whether the other's version begins with all numbers of this one: `1.25` and `1.25.3`.
    pub(super) fn is_series_of(&self, other: &Self) -> bool {
        self.core.len() < other.core.len() && self.first_difference(other).is_none()
    }

    /// The first number when it can be a year.
    pub(super) fn begins_with_year(&self) -> bool {
        self.core.first().is_some_and(|first| {
            first.length() == 4
                && first.compare(&Number::new("1999")).is_gt()
                && first.compare(&Number::new("2100")).is_lt()
        })
    }

    fn is_flavor_of(&self, other: &Self, other_bases: bool) -> bool {
        let (ours, theirs) = (&self.suffix.shape, &other.suffix.shape);
        ours == theirs || (other_bases && masked(ours) == masked(theirs))
    }

    fn compare_finality(&self, other: &Self) -> Ordering {
        match (&self.suffix.pre_release, &other.suffix.pre_release) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.stage.cmp(&b.stage).then_with(|| compare_all(&a.numbers, &b.numbers)),
        }
    }
}

/// The piece that is the version: free-standing before glued, then most numbers, then leftmost. A plain number glued
/// to a word (`node18`) is none.
fn core(pieces: &[Piece<'_>]) -> Option<usize> {
    let candidates = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.is(PieceKind::Date) || piece.is(PieceKind::Number));
    let rank = |(place, piece): &(usize, &Piece<'_>)| {
        let numbers = if piece.is(PieceKind::Date) { 1 } else { piece.text.split('.').count() };
        (is_free(pieces, *place), numbers, std::cmp::Reverse(*place))
    };
    let (place, piece) = candidates.max_by_key(rank)?;
    let usable = is_free(pieces, place) || piece.is(PieceKind::Date) || piece.text.contains('.');
    usable.then_some(place)
}

fn is_free(pieces: &[Piece<'_>], place: usize) -> bool {
    let before = |back: usize| place.checked_sub(back).and_then(|place| pieces.get(place));
    let starts = |piece: Option<&Piece<'_>>| piece.is_none_or(|piece| piece.is(PieceKind::Separator));
    starts(before(1))
        || (before(1).is_some_and(|word| words::announces_version(word.text)) && starts(before(2)))
}

fn scheme(core: &Piece<'_>, numbers: &[Number]) -> Scheme {
    if core.is(PieceKind::Date) || is_compact_date(core.text) {
        Scheme::Date(core.text.len())
    } else if numbers.first().is_some_and(|first| first.length() >= 4) {
        Scheme::Calendar
    } else {
        Scheme::Version
    }
}

/// Signatures and their like, digests, commits, `git describe` (rule 1).
fn is_no_version(text: &str) -> bool {
    is_attachment(text) || names_commit(text)
}

/// What signing tools hang onto an image under a tag of their own.
pub(super) fn is_attachment(text: &str) -> bool {
    text.starts_with("sha256-") || [".sig", ".att", ".sbom"].iter().any(|end| text.ends_with(end))
}

/// Whether a part of it is a commit's hash: `3f2a1bc`, `main-3f2a1bc`, `v1.2.3-4-gabcdef0`.
pub(super) fn names_commit(text: &str) -> bool {
    let mut before_is_number = false;
    text.split(['-', '_', '.']).any(|part| {
        let described = part.strip_prefix('g').is_some_and(|hash| {
            is_hash(hash) && (before_is_number || hash.bytes().any(|byte| byte.is_ascii_digit()))
        });
        before_is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let letters = part.bytes().any(|byte| byte.is_ascii_alphabetic());
        let digits = part.bytes().any(|byte| byte.is_ascii_digit());
        described || (letters && digits && is_hash(part))
    })
}

/// 7 to 64 hexadecimal digits: Git's short and long forms, and SHA-256.
fn is_hash(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn numbers_in(text: &str) -> Vec<Number> {
    pieces(text).iter().flat_map(Piece::numbers).collect()
}

/// The flavor with its numbers left out.
fn masked(shape: &str) -> String {
    let pieces = pieces(shape);
    let masked = pieces.iter().map(|piece| match piece.kind {
        PieceKind::Number | PieceKind::Date => "0",
        PieceKind::Word | PieceKind::Separator => piece.text,
    });
    masked.collect()
}

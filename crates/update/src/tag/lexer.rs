//! A tag cut into words, numbers, dates and what separates them.

use super::number::Number;

/// One piece, with the place it begins at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) kind: PieceKind,
    pub(super) text: &'a str,
    pub(super) start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// Letters.
    Word,
    /// `12`, `1.25.3`.
    Number,
    /// `2024-01-15`, `2024-01-15T21-25-16Z`.
    Date,
    /// `-`, `_`, `.` or anything else, one character.
    Separator,
}

impl Piece<'_> {
    /// Numbers in it, in order.
    pub(super) fn numbers(&self) -> Vec<Number> {
        let parts = self.text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        parts.map(Number::new).collect()
    }

    pub(super) fn is(&self, kind: PieceKind) -> bool {
        self.kind == kind
    }
}

/// Cuts an ASCII text into pieces; together they are the text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = first(rest);
        let Some(text) = rest.get(..length) else { break };
        all.push(Piece { kind, text, start });
        start += length;
    }
    all
}

fn first(rest: &str) -> (PieceKind, usize) {
    let bytes = rest.as_bytes();
    match bytes.first() {
        Some(b'0'..=b'9') => match date_length(bytes) {
            Some(length) => (PieceKind::Date, length),
            None => (PieceKind::Number, number_length(bytes)),
        },
        Some(byte) if byte.is_ascii_alphabetic() => (PieceKind::Word, run(bytes, u8::is_ascii_alphabetic)),
        _ => (PieceKind::Separator, 1),
    }
}

fn run(bytes: &[u8], is: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is(byte)).count()
}

/// Length of `\d+(\.\d+)*`.
fn number_length(bytes: &[u8]) -> usize {
    let mut length = run(bytes, u8::is_ascii_digit);
    while bytes.get(length) == Some(&b'.') {
        let more = bytes.get(length + 1..).map_or(0, |rest| run(rest, u8::is_ascii_digit));
        if more == 0 {
            break;
        }
        length += 1 + more;
    }
    length
}

/// Length of `YYYY-MM-DD` or `YYYY-MM-DDTHH-MM-SSZ`.
fn date_length(bytes: &[u8]) -> Option<usize> {
    let day = b"0000-00-00";
    let time = b"0000-00-00T00-00-00Z";
    if looks_like(bytes, time) && is_day(bytes) {
        return Some(time.len());
    }
    let ends = !bytes.get(day.len()).is_some_and(u8::is_ascii_digit);
    (looks_like(bytes, day) && is_day(bytes) && ends).then_some(day.len())
}

fn looks_like(bytes: &[u8], pattern: &[u8]) -> bool {
    bytes.len() >= pattern.len()
        && bytes.iter().zip(pattern).all(|(byte, like)| match like {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

/// Whether a text like `2024-01-15` can be a day.
fn is_day(bytes: &[u8]) -> bool {
    let number = |from: usize, to: usize| bytes.get(from..to).map_or(0, value);
    (1900..2200).contains(&number(0, 4))
        && (1..=12).contains(&number(5, 7))
        && (1..=31).contains(&number(8, 10))
}

/// Whether digits are `YYYYMMDD`, alone or with a time behind (`YYYYMMDDHHMM`, `YYYYMMDDHHMMSS`).
pub(super) fn is_compact_date(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let number = |from: usize, to: usize| bytes.get(from..to).map_or(0, value);
    matches!(bytes.len(), 8 | 12 | 14)
        && bytes.iter().all(u8::is_ascii_digit)
        && (1900..2200).contains(&number(0, 4))
        && (1..=12).contains(&number(4, 6))
        && (1..=31).contains(&number(6, 8))
}

/// Value of at most four digits.
fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit.saturating_sub(b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text_again() {
        let texts =
            ["1.25.3-alpine3.19", "RELEASE.2024-01-15T00-00-00Z.fips", "1..2.-x", "2024-13-01", "v", ""];
        for text in texts {
            assert_eq!(pieces(text).iter().map(|piece| piece.text).collect::<String>(), text);
        }
    }

    #[test]
    fn dates_are_one_piece_and_only_when_they_are_dates() {
        let kinds = |text| pieces(text).iter().map(|piece| piece.kind).collect::<Vec<_>>();
        assert_eq!(kinds("2024-01-15"), [PieceKind::Date]);
        assert_eq!(kinds("2024-01-15T21-25-16Z"), [PieceKind::Date]);
        assert_eq!(kinds("2024-13-15").len(), 5);
        assert_eq!(kinds("2024-01-155").len(), 5);
        assert!(is_compact_date("20240115") && !is_compact_date("20241315") && !is_compact_date("2024011"));
    }
}

//! What stands behind the version: pre-release, build counters, flavor.

use super::lexer::{Piece, PieceKind};
use super::number::Number;
use super::parse::Stage;
use super::words;

/// A pre-release and its number: `rc.2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PreRelease {
    pub(super) stage: Stage,
    pub(super) numbers: Vec<Number>,
}

/// The suffix understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Suffix {
    pub(super) pre_release: Option<PreRelease>,
    /// Build counters in order.
    pub(super) counters: Vec<Number>,
    /// The text without pre-release and with `#` for each counter: equal for tags of one flavor.
    pub(super) shape: String,
}

/// What stands between two separators, with the separator before it.
struct Token<'p, 'a> {
    separator: &'a str,
    pieces: &'p [Piece<'a>],
}

impl Suffix {
    pub(super) fn parse(pieces: &[Piece<'_>]) -> Self {
        let (pre_release, tokens) = without_pre_release(tokens(pieces));
        let mut suffix = Self { pre_release, ..Self::default() };
        for (place, token) in tokens.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|place| tokens.get(place));
            let last = place + 1 == tokens.len();
            suffix.add(token, before, last);
        }
        suffix
    }

    fn add(&mut self, token: &Token<'_, '_>, before: Option<&Token<'_, '_>>, last: bool) {
        self.shape.push_str(token.separator);
        match token.counter(before, last) {
            Some((style, number)) => {
                self.shape.push_str(&style);
                self.shape.push('#');
                self.counters.push(number);
            }
            None => self.shape.extend(token.pieces.iter().map(|piece| piece.text)),
        }
    }
}

impl<'a> Token<'_, 'a> {
    /// Style and value, when the token counts builds: `ls215`, a date, or a plain number at either end.
    fn counter(&self, before: Option<&Token<'_, '_>>, last: bool) -> Option<(String, Number)> {
        match self.pieces {
            [word, number] if words::counts_builds(word.text) && is_plain(number) => {
                Some((word.text.to_ascii_lowercase(), Number::new(number.text)))
            }
            [date] if date.is(PieceKind::Date) => {
                Some((format!("date{}", date.text.len()), Number::new(date.text)))
            }
            [number] if is_plain(number) => {
                let of_a_base = before.and_then(Token::word).is_some_and(words::is_base);
                (before.is_none() || (last && !of_a_base)).then(|| (String::new(), Number::new(number.text)))
            }
            _ => None,
        }
    }

    /// The word, when there is nothing else.
    fn word(&self) -> Option<&'a str> {
        match self.pieces {
            [word] if word.is(PieceKind::Word) => Some(word.text),
            _ => None,
        }
    }

    fn lone_number(&self) -> Option<&Piece<'a>> {
        match self.pieces {
            [number] if number.is(PieceKind::Number) => Some(number),
            _ => None,
        }
    }

    /// The pre-release it names, and whether its number is the token behind.
    fn pre_release(&self, next: Option<&Token<'_, '_>>) -> Option<(PreRelease, bool)> {
        let number = next.and_then(Token::lone_number);
        match self.pieces {
            [word, number] if word.is(PieceKind::Word) && number.is(PieceKind::Number) => {
                let stage = words::stage(word.text, true)?;
                Some((PreRelease { stage, numbers: number.numbers() }, false))
            }
            [word] if word.is(PieceKind::Word) => {
                let stage = words::stage(word.text, number.is_some())?;
                let numbers = number.map(Piece::numbers).unwrap_or_default();
                Some((PreRelease { stage, numbers }, number.is_some()))
            }
            _ => None,
        }
    }
}

/// A whole number without dots.
fn is_plain(piece: &Piece<'_>) -> bool {
    piece.is(PieceKind::Number) && !piece.text.contains('.')
}

fn tokens<'p, 'a>(mut pieces: &'p [Piece<'a>]) -> Vec<Token<'p, 'a>> {
    let mut all = Vec::new();
    while let Some(first) = pieces.first() {
        let separator = if first.is(PieceKind::Separator) { first.text } else { "" };
        let body = pieces.get(usize::from(!separator.is_empty())..).unwrap_or_default();
        let length = body.iter().take_while(|piece| !piece.is(PieceKind::Separator)).count();
        let (token, rest) = body.split_at(length);
        all.push(Token { separator, pieces: token });
        pieces = rest;
    }
    all
}

/// Takes the first pre-release out, with its number.
fn without_pre_release<'p, 'a>(mut tokens: Vec<Token<'p, 'a>>) -> (Option<PreRelease>, Vec<Token<'p, 'a>>) {
    let found = tokens
        .iter()
        .enumerate()
        .find_map(|(place, token)| Some((place, token.pre_release(tokens.get(place + 1))?)));
    let Some((place, (pre_release, with_next))) = found else { return (None, tokens) };
    tokens.drain(place..=place + usize::from(with_next));
    (Some(pre_release), tokens)
}

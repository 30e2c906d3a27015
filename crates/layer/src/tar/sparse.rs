//! Files with holes.

use super::BLOCK;
use super::header::{field, number};

/// More pieces than this are not kept; such a file is listed and not looked into.
const MOST_PIECES: usize = 1 << 16;

/// A piece of a sparse file that has contents; what lies between pieces is a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// A sparse file: how large it is, and its pieces if they make sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sparse {
    pub(crate) size: u64,
    pub(crate) pieces: Option<Vec<Piece>>,
}

impl Sparse {
    /// Takes pieces only when they are in order, within the file, and together exactly what is stored.
    pub(super) fn new(size: u64, pieces: Vec<Piece>, stored: u64) -> Self {
        let fits = check(&pieces, size) == Some(stored) && pieces.len() <= MOST_PIECES;
        Self { size, pieces: fits.then_some(pieces) }
    }

    /// Bytes of holes.
    pub(crate) fn holes(&self) -> u64 {
        let stored = self.pieces.iter().flatten().fold(0_u64, |sum, piece| sum.saturating_add(piece.length));
        self.size.saturating_sub(stored)
    }
}

/// Sum of the pieces; nothing when they overlap or lie outside.
fn check(pieces: &[Piece], size: u64) -> Option<u64> {
    let mut end = 0_u64;
    let mut sum = 0_u64;
    for piece in pieces {
        if piece.offset < end {
            return None;
        }
        end = piece.offset.checked_add(piece.length)?;
        sum = sum.checked_add(piece.length)?;
    }
    (end <= size).then_some(sum)
}

/// Adds up to `count` pieces of GNU's old map. Returns whether it goes on in a further block; nothing when it is damaged.
pub(super) fn old_map(
    block: &[u8; BLOCK],
    start: usize,
    count: usize,
    pieces: &mut Vec<Piece>,
) -> Option<bool> {
    for at in (0..count).map(|piece| start + piece * 24) {
        if field(block, at, 1).first() == Some(&0) {
            break;
        }
        let offset = u64::try_from(number(field(block, at, 12))?).ok()?;
        let length = u64::try_from(number(field(block, at + 12, 12))?).ok()?;
        if pieces.len() <= MOST_PIECES {
            pieces.push(Piece { offset, length });
        }
    }
    Some(field(block, start + count * 24, 1).first() != Some(&0))
}

/// Reads a map that stands in front of the contents, a decimal number a line: first how many pieces.
#[derive(Debug, Default)]
pub(super) struct LineMap {
    expected: Option<u64>,
    offset: Option<u64>,
    digits: Vec<u8>,
    pub(super) pieces: Vec<Piece>,
}

impl LineMap {
    /// Takes a block; returns whether that was the last, nothing when it is damaged.
    pub(super) fn take(&mut self, block: &[u8]) -> Option<bool> {
        for byte in block {
            if self.is_complete() {
                return Some(true);
            }
            match byte {
                b'\n' => self.line()?,
                b'0'..=b'9' if self.digits.len() < 20 => self.digits.push(*byte),
                _ => return None,
            }
        }
        Some(self.is_complete())
    }

    fn is_complete(&self) -> bool {
        self.expected == Some(self.pieces.len() as u64)
    }

    fn line(&mut self) -> Option<()> {
        let number = super::pax::decimal(&self.digits)?;
        self.digits.clear();
        match (self.expected, self.offset.take()) {
            (None, _) if number > MOST_PIECES as u64 => return None,
            (None, _) => self.expected = Some(number),
            (Some(_), None) => self.offset = Some(number),
            (Some(_), Some(offset)) => self.pieces.push(Piece { offset, length: number }),
        }
        Some(())
    }
}

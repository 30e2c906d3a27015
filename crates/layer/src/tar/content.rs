//! The contents of the current member, holes made into zeros.

use std::hash::Hasher as _;
use std::io::{self, Read};

use twox_hash::XxHash3_64;

use super::Members;
use super::sparse::Piece;
use crate::window::Stop;

/// Zeros that are hashed at once.
static ZEROS: [u8; 16 << 10] = [0; 16 << 10];

/// Reads and hashes the contents of the current member. The reader fails when the stream below does; why is kept.
pub(crate) struct Content<'m, 'a> {
    members: &'m mut Members<'a>,
    hash: Option<XxHash3_64>,
    /// What follows: pieces and the holes before them, the next one last.
    rest: Vec<Stretch>,
    stop: Option<Stop>,
}

#[derive(Clone, Copy)]
enum Stretch {
    Stored(u64),
    Hole(u64),
}

impl<'m, 'a> Content<'m, 'a> {
    /// Contents that are hashed as they pass.
    pub(crate) fn new(members: &'m mut Members<'a>) -> Self {
        Self { hash: Some(XxHash3_64::new()), ..Self::unhashed(members) }
    }

    /// Contents that are only passed on.
    pub(crate) fn unhashed(members: &'m mut Members<'a>) -> Self {
        let member = members.member();
        let rest = match member.sparse.as_ref().map(|sparse| (sparse.size, &sparse.pieces)) {
            Some((size, Some(pieces))) => stretches(size, pieces),
            Some((_, None)) => Vec::new(),
            None => vec![Stretch::Stored(member.stored)],
        };
        Self { members, hash: None, rest, stop: None }
    }

    /// Reads what is left and returns the hash of everything.
    pub(crate) fn finish(mut self) -> Result<Option<u64>, Stop> {
        while self.stop.is_none() && self.pass()? {}
        match self.stop {
            Some(stop) => Err(stop),
            None => Ok(self.hash.map(|hash| hash.finish())),
        }
    }

    /// Why reading failed.
    pub(crate) fn stop(self) -> Option<Stop> {
        self.stop
    }

    /// Hashes some more; `false` at the end.
    fn pass(&mut self) -> Result<bool, Stop> {
        let Some(stretch) = self.stretch() else { return Ok(false) };
        let count = match stretch {
            Stretch::Stored(most) => {
                let chunk = self.members.chunk()?;
                let chunk = chunk.get(..clamp(most, chunk.len())).unwrap_or_default();
                if chunk.is_empty() {
                    return Err(Stop::Damaged);
                }
                let count = chunk.len();
                if let Some(hash) = &mut self.hash {
                    hash.write(chunk);
                }
                self.members.consume(count);
                count
            }
            Stretch::Hole(most) => {
                let zeros = ZEROS.get(..clamp(most, ZEROS.len())).unwrap_or_default();
                if let Some(hash) = &mut self.hash {
                    hash.write(zeros);
                }
                zeros.len()
            }
        };
        self.passed(count);
        Ok(true)
    }

    /// The stretch that is next and not empty.
    fn stretch(&mut self) -> Option<Stretch> {
        while let Some(Stretch::Stored(0) | Stretch::Hole(0)) = self.rest.last() {
            self.rest.pop();
        }
        self.rest.last().copied()
    }

    fn passed(&mut self, count: usize) {
        if let Some(Stretch::Stored(left) | Stretch::Hole(left)) = self.rest.last_mut() {
            *left = left.saturating_sub(count as u64);
        }
    }

    fn read_some(&mut self, place: &mut [u8]) -> Result<usize, Stop> {
        let count = match self.stretch() {
            None => 0,
            Some(Stretch::Stored(most)) => self.members.read(place, most)?,
            Some(Stretch::Hole(most)) => {
                let count = clamp(most, place.len());
                place.get_mut(..count).unwrap_or_default().fill(0);
                count
            }
        };
        if let Some(hash) = &mut self.hash {
            hash.write(place.get(..count).unwrap_or_default());
        }
        self.passed(count);
        Ok(count)
    }
}

impl Read for Content<'_, '_> {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        if place.is_empty() {
            return Ok(0);
        }
        if self.stop.is_some() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.read_some(place).map_err(|stop| {
            let kind = match &stop {
                Stop::Source(error) => error.kind(),
                Stop::Cut => io::ErrorKind::UnexpectedEof,
                Stop::Damaged | Stop::TooLarge => io::ErrorKind::InvalidData,
            };
            self.stop = Some(stop);
            kind.into()
        })
    }
}

fn clamp(most: u64, length: usize) -> usize {
    usize::try_from(most).unwrap_or(usize::MAX).min(length)
}

fn stretches(size: u64, pieces: &[Piece]) -> Vec<Stretch> {
    let mut rest = Vec::with_capacity(pieces.len() * 2 + 1);
    let mut end = 0;
    for piece in pieces {
        rest.push(Stretch::Hole(piece.offset.saturating_sub(end)));
        rest.push(Stretch::Stored(piece.length));
        end = piece.offset.saturating_add(piece.length);
    }
    rest.push(Stretch::Hole(size.saturating_sub(end)));
    rest.reverse();
    rest
}

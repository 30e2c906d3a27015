//! A buffer over a stream: bytes are looked at where they lie, and counted.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// Large enough that a system call costs nothing beside hashing, small enough to stay in a processor's cache.
const BUFFER: usize = 256 << 10;

/// Files up to this size lie in the buffer as a whole.
pub(crate) const WHOLE: usize = BUFFER / 2;

/// Why a stream cannot be read on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It ends too early.
    Cut,
    /// What it says makes no sense.
    Damaged,
    /// It goes beyond a limit.
    TooLarge,
    /// The reader below everything failed.
    Source(io::Error),
}

/// A buffered stream. Every byte that comes out of `source` counts against `left`.
pub(crate) struct Window<'a> {
    source: Box<dyn Read + 'a>,
    source_failed: Rc<Cell<bool>>,
    /// The file that `source` reads, where bytes may be passed over without being read.
    file: Option<&'a File>,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    left: u64,
    passed: u64,
}

impl<'a> Window<'a> {
    /// `source_failed` says whether an error of `source` is one of the reader below (or else of the data).
    pub(crate) fn new(source: Box<dyn Read + 'a>, source_failed: Rc<Cell<bool>>, most: u64) -> Self {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Self { source, source_failed, file: None, buffer, start: 0, end: 0, left: most, passed: 0 }
    }

    /// A window over a plain file that is not read where it is passed over.
    pub(crate) fn over(file: &'a File) -> Self {
        Self { file: Some(file), ..Self::new(Box::new(file), Rc::new(Cell::new(true)), u64::MAX) }
    }

    /// Bytes given out so far.
    pub(crate) fn passed(&self) -> u64 {
        self.passed
    }

    /// The next `count` bytes, fewer only at the end of the stream. `count` is at most [`WHOLE`].
    pub(crate) fn need(&mut self, count: usize) -> Result<&[u8], Stop> {
        if self.start + count > self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        while self.end - self.start < count {
            if self.fill()? == 0 {
                break;
            }
        }
        let end = self.end.min(self.start + count);
        Ok(self.buffer.get(self.start..end).unwrap_or_default())
    }

    /// Some of the next `most` bytes; none only at the end of the stream.
    pub(crate) fn chunk(&mut self, most: u64) -> Result<&[u8], Stop> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.fill()?;
        }
        let end = self.start + usize::try_from(most).unwrap_or(usize::MAX).min(self.end - self.start);
        Ok(self.buffer.get(self.start..end).unwrap_or_default())
    }

    /// Passes over bytes that were looked at.
    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.passed += count as u64;
    }

    /// Passes over bytes.
    pub(crate) fn skip(&mut self, mut count: u64) -> Result<(), Stop> {
        if let Some(mut file) = self.file {
            let ahead = count.saturating_sub((self.end - self.start) as u64);
            self.consume(usize::try_from(count - ahead).unwrap_or(usize::MAX));
            let offset = i64::try_from(ahead).map_err(|_| Stop::Damaged)?;
            file.seek(SeekFrom::Current(offset)).map_err(Stop::Source)?;
            self.passed = self.passed.saturating_add(ahead);
            return Ok(());
        }
        while count > 0 {
            let length = self.chunk(count)?.len();
            if length == 0 {
                return Err(Stop::Cut);
            }
            self.consume(length);
            count -= length as u64;
        }
        Ok(())
    }

    /// Passes over all that is left.
    pub(crate) fn drain(&mut self) -> Result<(), Stop> {
        loop {
            let length = self.chunk(u64::MAX)?.len();
            if length == 0 {
                return Ok(());
            }
            self.consume(length);
        }
    }

    /// Copies bytes out, past the buffer if it is empty and the place is large.
    pub(crate) fn read(&mut self, place: &mut [u8]) -> Result<usize, Stop> {
        if self.start == self.end && place.len() >= BUFFER {
            let count = pull(&mut *self.source, &self.source_failed, place, &mut self.left)?;
            self.passed += count as u64;
            return Ok(count);
        }
        let chunk = self.chunk(place.len() as u64)?;
        let count = chunk.len();
        if let Some(place) = place.get_mut(..count) {
            place.copy_from_slice(chunk);
        }
        self.consume(count);
        Ok(count)
    }

    fn fill(&mut self) -> Result<usize, Stop> {
        let place = self.buffer.get_mut(self.end..).unwrap_or_default();
        let count = pull(&mut *self.source, &self.source_failed, place, &mut self.left)?;
        self.end += count;
        Ok(count)
    }
}

fn pull(source: &mut dyn Read, failed: &Cell<bool>, place: &mut [u8], left: &mut u64) -> Result<usize, Stop> {
    let count = loop {
        match source.read(place) {
            Ok(count) => break count.min(place.len()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if failed.get() => return Err(Stop::Source(error)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(Stop::Cut),
            Err(_) => return Err(Stop::Damaged),
        }
    };
    *left = left.checked_sub(count as u64).ok_or(Stop::TooLarge)?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(bytes: &[u8], most: u64) -> Window<'_> {
        Window::new(Box::new(bytes), Rc::default(), most)
    }

    #[test]
    fn bytes_come_in_order_however_they_are_asked_for() {
        let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
        let mut window = window(&bytes, u64::MAX);
        let mut seen = Vec::new();
        for count in [1, 512, WHOLE, 7, WHOLE, WHOLE] {
            let part = window.need(count).unwrap().to_vec();
            window.consume(part.len());
            seen.extend(part);
        }
        let mut place = vec![0; 300_000];
        let count = window.read(&mut place).unwrap();
        seen.extend(&place[..count]);
        loop {
            let part = window.chunk(1000).unwrap().to_vec();
            window.consume(part.len());
            if part.is_empty() {
                break;
            }
            seen.extend(part);
        }
        assert_eq!(seen, bytes);
        assert_eq!(window.passed(), bytes.len() as u64);
    }

    #[test]
    fn more_than_allowed_stops() {
        let bytes = vec![0; 2000];
        assert!(matches!(window(&bytes, 1999).drain(), Err(Stop::TooLarge)));
        assert!(window(&bytes, 2000).drain().is_ok());
        assert!(matches!(window(&bytes, 5000).skip(2001), Err(Stop::Cut)));
    }
}

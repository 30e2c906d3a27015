//! Many paths in few bytes: each says how much of the one before it shares.

use layer::ImagePath;

/// Writes paths one after the other.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    last: Vec<u8>,
}

impl Writer {
    pub(super) fn push(&mut self, path: &ImagePath) {
        let path = path.as_bytes();
        let shared = self.last.iter().zip(path).take_while(|(before, now)| before == now).count();
        let (_, rest) = path.split_at(shared);
        number(&mut self.bytes, shared);
        number(&mut self.bytes, rest.len());
        self.bytes.extend_from_slice(rest);
        self.last.truncate(shared);
        self.last.extend_from_slice(rest);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what [`Writer`] wrote.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    last: Vec<u8>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, last: Vec::new() }
    }

    /// The next path; nothing when there is none or it is damaged.
    pub(super) fn next(&mut self) -> Option<ImagePath> {
        let shared = take(&mut self.rest)?;
        let length = take(&mut self.rest)?;
        let (own, rest) = self.rest.split_at_checked(length)?;
        if shared > self.last.len() {
            return None;
        }
        self.rest = rest;
        self.last.truncate(shared);
        self.last.extend_from_slice(own);
        ImagePath::parse(&self.last)
    }
}

/// Seven bits a byte, the lowest first.
fn number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        #[allow(clippy::cast_possible_truncation)] // seven bits
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    #[allow(clippy::cast_possible_truncation)] // below 0x80
    bytes.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

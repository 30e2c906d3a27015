//! gzip, zstd or plain: the first bytes tell.

use std::cell::{Cell, RefCell};
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use crate::window::Window;

/// The largest window a zstd stream may ask for, as a power of two: what the format's own tools accept (128 MiB).
const ZSTD_WINDOW_LOG: u32 = 27;

/// Compressed bytes read at once.
const COMPRESSED: usize = 128 << 10;

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    /// What the first bytes of a stream say.
    pub(crate) fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// SHA-256 of what passed, readable while the stream is owned by others.
pub(crate) type Sum = Rc<RefCell<Sha256>>;

/// Opens a stream, unpacked, of at most `most` bytes. All that comes out is summed up in `sum`.
pub(crate) fn unpack<'a>(source: impl Read + 'a, most: u64, sum: Option<Sum>) -> io::Result<Window<'a>> {
    let failed = Rc::new(Cell::new(false));
    let mut source = Watched { source, failed: Rc::clone(&failed) };
    let start = peek(&mut source)?;
    let packing = Packing::of(&start);
    let source = io::Cursor::new(start).chain(source);
    let unpacked: Box<dyn Read + 'a> = match packing {
        Packing::Plain => Box::new(source),
        Packing::Gzip => {
            Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(COMPRESSED, source)))
        }
        Packing::Zstd => {
            let mut decoder = zstd::Decoder::with_buffer(BufReader::with_capacity(COMPRESSED, source))?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
    };
    let source: Box<dyn Read + 'a> = match sum {
        Some(sum) => Box::new(Summed { source: unpacked, sum }),
        None => unpacked,
    };
    Ok(Window::new(source, failed, most))
}

fn peek(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::with_capacity(4);
    source.take(4).read_to_end(&mut start)?;
    Ok(start)
}

/// Remembers that the reader below failed, so that its errors are told from those of a decoder.
struct Watched<R> {
    source: R,
    failed: Rc<Cell<bool>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(place);
        if read.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            self.failed.set(true);
        }
        read
    }
}

struct Summed<R> {
    source: R,
    sum: Sum,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(place)?;
        self.sum.borrow_mut().update(place.get(..count).unwrap_or_default());
        Ok(count)
    }
}

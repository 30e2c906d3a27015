//! One file out of a layer.

use std::io::{self, Read, Write};

use crate::tar::{BLOCK, Content, Member, Members, looks_like_layer};
use crate::unpack::unpack;
use crate::window::Stop;
use crate::{Entry, ImagePath, Kind, Limits};

/// Why a file could not be taken out.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// The reader failed.
    #[error("the layer could not be read on")]
    Source(#[source] io::Error),
    /// What it is written to failed.
    #[error("the file could not be written")]
    Write(#[source] io::Error),
    /// It is larger than asked for.
    #[error("the file has {bytes} bytes, more than the {most} that are allowed")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// What was allowed.
        most: u64,
    },
    /// The layer or archive has no such file.
    #[error("there is no such file")]
    NotFound,
    /// The contents are not those that were indexed.
    #[error("the file is not the one that was indexed")]
    Changed,
    /// The layer or archive is damaged or cut short.
    #[error("the layer is damaged before the file's end")]
    Damaged,
}

impl From<Stop> for ExtractError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Source(error) => Self::Source(error),
            Stop::Cut | Stop::Damaged | Stop::TooLarge => Self::Damaged,
        }
    }
}

/// Writes one file of a layer's tar to `out`, at most `most` bytes. `file` is its entry in the layer's index; for a hard link
/// the entry that [`Stack::content`](crate::Stack::content) gives. Reads no further than that file. Returns the bytes written.
///
/// # Errors
/// [`ExtractError`]; `out` may hold a part of the file then.
pub fn extract(
    source: impl Read,
    file: &Entry,
    most: u64,
    limits: &Limits,
    out: &mut dyn Write,
) -> Result<u64, ExtractError> {
    check_size(file, most)?;
    let window = unpack(source, limits.inflated, None).map_err(ExtractError::Source)?;
    let mut members = Members::new(window);
    while members.advance()? {
        if is_it(members.member(), file) {
            return copy(&mut members, file, out);
        }
    }
    Err(ExtractError::NotFound)
}

/// Finds one file in the layers of an archive that is read as a stream, by its path, size and contents. Each layer that may have
/// it writes to a new `W`; the one with the right contents is returned.
///
/// # Errors
/// [`ExtractError`].
pub fn extract_from_archive<W: Write>(
    source: impl Read,
    file: &Entry,
    most: u64,
    limits: &Limits,
    fresh: &mut dyn FnMut() -> io::Result<W>,
) -> Result<W, ExtractError> {
    check_size(file, most)?;
    let window = unpack(source, limits.archive, None).map_err(ExtractError::Source)?;
    let mut members = Members::new(window);
    while members.advance()? {
        let member = members.member();
        let start = usize::try_from(member.stored).unwrap_or(usize::MAX).min(BLOCK);
        if !member.is_file() || member.sparse.is_some() || !looks_like_layer(members.window().need(start)?) {
            continue;
        }
        let mut spool = Spool { fresh, out: None };
        let mut content = Content::unhashed(&mut members);
        let outcome = extract(&mut content, file, most, limits, &mut spool);
        if let Some(stop) = content.stop() {
            return Err(stop.into());
        }
        match outcome {
            Ok(_) => return spool.finish().map_err(ExtractError::Write),
            Err(error @ (ExtractError::Write(_) | ExtractError::TooLarge { .. })) => return Err(error),
            Err(_) => {}
        }
    }
    Err(ExtractError::NotFound)
}

fn check_size(file: &Entry, most: u64) -> Result<(), ExtractError> {
    if file.kind != Kind::File {
        return Err(ExtractError::NotFound);
    }
    if file.bytes > most { Err(ExtractError::TooLarge { bytes: file.bytes, most }) } else { Ok(()) }
}

/// A path may stand twice in a layer: the entry says which of the two was indexed.
fn is_it(member: &Member, file: &Entry) -> bool {
    member.is_file()
        && member.size() == file.bytes
        && (member.mode, member.uid, member.gid, member.mtime) == (file.mode, file.uid, file.gid, file.mtime)
        && ImagePath::parse(&member.name).is_some_and(|path| path == file.path)
}

fn copy(members: &mut Members<'_>, file: &Entry, out: &mut dyn Write) -> Result<u64, ExtractError> {
    let mut buffer = vec![0; 64 << 10];
    let mut written = 0_u64;
    let mut content = Content::new(members);
    while let Ok(count) = content.read(&mut buffer) {
        if count == 0 {
            break;
        }
        out.write_all(buffer.get(..count).unwrap_or_default()).map_err(ExtractError::Write)?;
        written += count as u64;
    }
    let hash = content.finish()?;
    let is_same = written == file.bytes && (file.hash.is_none() || hash == file.hash);
    if is_same { Ok(written) } else { Err(ExtractError::Changed) }
}

/// Makes what is written to only when something is.
struct Spool<'f, W> {
    fresh: &'f mut dyn FnMut() -> io::Result<W>,
    out: Option<W>,
}

impl<W: Write> Spool<'_, W> {
    fn finish(self) -> io::Result<W> {
        match self.out {
            Some(mut out) => out.flush().map(|()| out),
            None => (self.fresh)(),
        }
    }

    fn out(&mut self) -> io::Result<&mut W> {
        let out = match self.out.take() {
            Some(out) => out,
            None => (self.fresh)()?,
        };
        Ok(self.out.insert(out))
    }
}

impl<W: Write> Write for Spool<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out()?.flush()
    }
}

#[cfg(test)]
mod tests;

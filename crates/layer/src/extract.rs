//! One file out of a layer.

use std::io::{self, Read, Write};

use crate::{Entry, Limits};

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

/// Writes one file of a layer's tar to `out`, at most `most` bytes. `file` is its entry in the layer's index; for a hard link
/// the entry that [`Index::content`](crate::Index::content) gives. Returns the bytes written.
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
    let _ = (source, file, most, limits, out);
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
    let _ = (source, file, most, limits, fresh);
    Err(ExtractError::NotFound)
}

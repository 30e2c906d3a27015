//! The tar format as image layers use it: ustar, GNU long names and sparse files, PAX. Where a rule is unclear, Go's
//! `archive/tar` decides, because the engines read layers with it.

mod content;
mod header;
mod members;
mod pax;
mod sparse;

pub(crate) use content::Content;
pub(crate) use members::{Member, Members};

use crate::unpack::Packing;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 512;

/// Whether the first block of a file says that it is a layer: packed, a header with a right checksum, or the end of an empty tar.
pub(crate) fn looks_like_layer(start: &[u8]) -> bool {
    let is_tar = || {
        <&[u8; BLOCK]>::try_from(start)
            .is_ok_and(|block| header::is_zero(block) || header::Header::parse(block).is_some())
    };
    Packing::of(start) != Packing::Plain || is_tar()
}

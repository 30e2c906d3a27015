//! The tar format as image layers use it: ustar, GNU long names and sparse files, PAX. Where a rule is unclear, Go's
//! `archive/tar` decides, because the engines read layers with it.

mod content;
mod header;
mod members;
mod pax;
mod sparse;

pub(crate) use content::Content;
pub(crate) use members::{Member, Members};

/// Bytes of a block.
pub(crate) const BLOCK: usize = 512;

/// Whether a block may be the first of a tar: a header with a right checksum, or the end of an empty one.
pub(crate) fn starts_tar(block: &[u8]) -> bool {
    <&[u8; BLOCK]>::try_from(block)
        .is_ok_and(|block| header::is_zero(block) || header::Header::parse(block).is_some())
}

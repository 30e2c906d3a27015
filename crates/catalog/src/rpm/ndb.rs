//! SUSE's own form, `Packages.db` (rpm, lib/backend/ndb): pages of slots, each pointing to a blob. Everything is little
//! endian.

use super::{Damaged, Each, le32};

const PAGE: usize = 4096;
/// Size of a slot, and the unit in which blobs are placed.
const SLOT: usize = 16;
/// The head of the file takes the place of the first two slots.
const HEAD: usize = 2 * SLOT;
const SLOT_MAGIC: &[u8] = b"Slot";
const BLOB_MAGIC: &[u8] = b"BlbS";

pub(super) fn is(content: &[u8]) -> bool {
    content.starts_with(b"RpmP")
}

/// Shows every blob that a slot points to.
pub(super) fn blobs(content: &[u8], each: Each<'_>) -> Result<(), Damaged> {
    let pages = le32(content, 12).ok_or(Damaged)? as usize;
    let end = pages.checked_mul(PAGE).ok_or(Damaged)?;
    let slots = content.get(HEAD..end).ok_or(Damaged)?;
    // Blobs do not overlap: all of them together are no longer than the file.
    let mut left = content.len();
    let mut result = Ok(());
    for slot in slots.chunks_exact(SLOT) {
        let number = le32(slot, 4).ok_or(Damaged)?;
        if !slot.starts_with(SLOT_MAGIC) {
            return Err(Damaged);
        }
        if number == 0 {
            continue;
        }
        let Some(blob) = blob(content, slot, number) else {
            result = Err(Damaged);
            continue;
        };
        left = left.checked_sub(blob.len()).ok_or(Damaged)?;
        result = result.and(each(blob));
    }
    result
}

/// The blob of a slot: magic, number of the package, generation, length, then the header.
fn blob<'a>(content: &'a [u8], slot: &[u8], number: u32) -> Option<&'a [u8]> {
    let start = (le32(slot, 8)? as usize).checked_mul(SLOT)?;
    let head = content.get(start..)?;
    if !head.starts_with(BLOB_MAGIC) || le32(head, 4)? != number {
        return None;
    }
    head.get(SLOT..)?.get(..le32(head, 12)? as usize)
}

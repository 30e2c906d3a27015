//! The form of before 2021, `Packages`: a hash database of Berkeley DB (its dbinc/db_page.h). Every page is looked at, in
//! the order of the file; which bucket it belongs to does not matter here.

use super::{Damaged, Each, be32, le32};

/// Magic of a hash database, at byte 12 in the order of the machine that wrote it.
const MAGIC: u32 = 0x0006_1561;

/// Head of a page in bytes; the index of its items follows.
const HEAD: usize = 26;

/// Kinds of pages.
const HASH_UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
const HASH: u8 = 13;

/// Kinds of items: contents on the page, or where they begin elsewhere.
const ON_PAGE: u8 = 1;
const OFF_PAGE: u8 = 3;

pub(super) fn is(content: &[u8]) -> bool {
    order(content).is_some()
}

fn order(content: &[u8]) -> Option<Order> {
    [Order { is_big: false }, Order { is_big: true }]
        .into_iter()
        .find(|order| order.u32(content, 12) == Some(MAGIC))
}

/// Shows the value of every pair; keys only number them.
pub(super) fn blobs(content: &[u8], each: Each<'_>) -> Result<(), Damaged> {
    let order = order(content).ok_or(Damaged)?;
    let size = order.u32(content, 20).ok_or(Damaged)? as usize;
    if !size.is_power_of_two() || !(512..=65536).contains(&size) {
        return Err(Damaged);
    }
    let mut database = Database { content, order, size, left: content.len() };
    let mut result = Ok(());
    for page in content.chunks_exact(size).skip(1) {
        if matches!(page.get(HEAD - 1), Some(&(HASH | HASH_UNSORTED))) {
            result = result.and(database.page(page, each));
        }
    }
    if content.len().is_multiple_of(size) { result } else { Err(Damaged) }
}

struct Database<'a> {
    content: &'a [u8],
    order: Order,
    size: usize,
    /// Values do not overlap: all of them together are no longer than the file.
    left: usize,
}

impl Database<'_> {
    /// Items stand from the end of the page towards its head; the odd ones are values.
    fn page(&mut self, page: &[u8], each: Each<'_>) -> Result<(), Damaged> {
        let items = usize::from(self.order.u16(page, 20).ok_or(Damaged)?);
        let at = |item: usize| self.order.u16(page, HEAD + 2 * item).map(usize::from);
        let places: Vec<_> = (1..items).step_by(2).map(|item| at(item).zip(at(item - 1))).collect();
        let mut result = Ok(());
        for place in places {
            let item = place.and_then(|(start, end)| page.get(start..end));
            result = result.and(item.ok_or(Damaged).and_then(|item| self.item(item, each)));
        }
        result
    }

    fn item(&mut self, item: &[u8], each: Each<'_>) -> Result<(), Damaged> {
        match item.split_first() {
            // The first pair counts the packages, with a number as its value.
            Some((&ON_PAGE, value)) if value.len() <= 4 => Ok(()),
            Some((&ON_PAGE, value)) => each(value),
            Some((&OFF_PAGE, _)) => {
                let first = self.order.u32(item, 4).ok_or(Damaged)?;
                let length = self.order.u32(item, 8).ok_or(Damaged)?;
                each(&self.chain(first, length as usize)?)
            }
            _ => Err(Damaged),
        }
    }

    /// Puts the pages of a long value together.
    fn chain(&mut self, first: u32, length: usize) -> Result<Vec<u8>, Damaged> {
        self.left = self.left.checked_sub(length).ok_or(Damaged)?;
        let mut value = Vec::with_capacity(length);
        let mut next = first;
        while value.len() < length {
            let page = self.overflow(next).ok_or(Damaged)?;
            let used = usize::from(self.order.u16(page, 22).ok_or(Damaged)?);
            let part = page
                .get(HEAD..)
                .and_then(|data| data.get(..used.min(length - value.len())))
                .ok_or(Damaged)?;
            if part.is_empty() {
                // Pages without contents could go in circles.
                return Err(Damaged);
            }
            value.extend_from_slice(part);
            next = self.order.u32(page, 16).ok_or(Damaged)?;
        }
        Ok(value)
    }

    fn overflow(&self, number: u32) -> Option<&[u8]> {
        let start = (number as usize).checked_mul(self.size)?;
        let page = self.content.get(start..)?.get(..self.size)?;
        (page.get(HEAD - 1) == Some(&OVERFLOW)).then_some(page)
    }
}

/// Order of the bytes of numbers.
#[derive(Clone, Copy)]
struct Order {
    is_big: bool,
}

impl Order {
    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        if self.is_big { be32(bytes, at) } else { le32(bytes, at) }
    }

    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let pair = bytes.get(at..)?.first_chunk().copied()?;
        Some(if self.is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    }
}

//! Red Hat, SUSE, Fedora and their relatives: rpm's database in its three forms, each a heap of package headers.
//!
//! Which form it is, the contents say. All of it is read from bytes; a log beside an SQLite database (`-wal`) is not looked
//! at, since images are made of databases that were closed.

mod bdb;
mod header;
mod ndb;
mod package;
mod sqlite;

use layer::Entry;

use crate::facts::Room;
use crate::table::{Cataloger, MIB, any};
use crate::{Facts, Unread};

/// `rpmdb.sqlite`, `Packages.db` or `Packages`, in either of the folders that rpm was built for.
pub(crate) const DATABASE: Cataloger =
    Cataloger { wants, starts: any, limit: 256 * MIB, read: |_, content| read(content) };

fn wants(entry: &Entry) -> bool {
    let path = entry.path.as_bytes();
    [&b"var/lib/rpm/"[..], b"usr/lib/sysimage/rpm/"].iter().any(|folder| {
        matches!(path.strip_prefix(*folder), Some(b"rpmdb.sqlite" | b"Packages.db" | b"Packages"))
    })
}

/// The database ends too early, or points to where nothing is.
#[derive(Debug)]
struct Damaged;

fn read(content: &[u8]) -> Facts {
    if content.is_empty() {
        return Facts::default();
    }
    let mut facts = Facts::default();
    let mut room = Room::new();
    let mut each = |blob: &[u8]| package::read(blob, &mut facts, &mut room);
    let result = if sqlite::is(content) {
        sqlite::blobs(content, &mut each)
    } else if ndb::is(content) {
        ndb::blobs(content, &mut each)
    } else if bdb::is(content) {
        bdb::blobs(content, &mut each)
    } else {
        return Facts::unread(Unread::UnknownForm);
    };
    if result.is_err() {
        facts.unread = Some(Unread::Damaged);
    }
    facts.unread = facts.unread.or(room.verdict());
    facts
}

/// What a database calls with each header. An error from it is kept, the others are still shown.
type Each<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Damaged>;

/// A number of four bytes, the least first.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..)?.first_chunk().copied()?))
}

/// A number of four bytes, the most first.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..)?.first_chunk().copied()?))
}

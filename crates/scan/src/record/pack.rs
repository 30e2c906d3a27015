//! A record in few bytes: column by column, since what is alike stands together then, and zstd over all of it.

use std::sync::Arc;

use catalog::{Facts, OwnedFile};
use layer::{Entry, ImagePath, Index, Kind, Trouble};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{Extras, LayerRecord, paths};
use crate::secret::Hit;

/// Smaller by a fifth than the default, and still done in a blink.
const LEVEL: i32 = 6;

/// Most bytes of one record once it is unpacked; a million files are a fifth of it.
const MOST: usize = 1 << 30;

/// Flags beside the kind of an entry.
const HASHED: u8 = 0x10;
const CAPABLE: u8 = 0x20;

/// Lists of owned files, taken out of the facts: how many of each, all paths, and the sums of those that have one.
type OwnedColumns = (Vec<u32>, ByteBuf, Vec<(u32, [u8; 16])>);

#[derive(Serialize, Deserialize)]
struct Packed {
    paths: ByteBuf,
    kinds: ByteBuf,
    bytes: Vec<u64>,
    modes: Vec<u32>,
    owners: Vec<(u64, u64)>,
    mtimes: Vec<i64>,
    links: Vec<ByteBuf>,
    hashes: ByteBuf,
    whiteouts: Vec<ImagePath>,
    opaques: Vec<ImagePath>,
    troubles: Vec<Trouble>,
    facts: Vec<(ImagePath, Facts)>,
    owned: Vec<u32>,
    owned_paths: ByteBuf,
    owned_md5: Vec<(u32, [u8; 16])>,
    secrets: Vec<Hit>,
    extras: Extras,
}

pub(super) fn encode(record: &LayerRecord) -> Vec<u8> {
    let packed = pack(record);
    // Neither can fail: every field has a form in postcard, and memory is what they are written to.
    let bytes = postcard::to_stdvec(&packed).unwrap_or_default();
    zstd::bulk::compress(&bytes, LEVEL).unwrap_or_default()
}

pub(super) fn decode(bytes: &[u8]) -> Option<LayerRecord> {
    let bytes = zstd::bulk::decompress(bytes, MOST).ok()?;
    unpack(postcard::from_bytes(&bytes).ok()?)
}

fn pack(record: &LayerRecord) -> Packed {
    let LayerRecord { index, facts, secrets, extras } = record;
    let entries = &index.entries;
    let mut facts = facts.clone();
    let (owned, owned_paths, owned_md5) = take_owned(&mut facts);
    let mut names = paths::Writer::default();
    entries.iter().for_each(|entry| names.push(&entry.path));
    Packed {
        paths: ByteBuf::from(names.into_bytes()),
        kinds: ByteBuf::from(entries.iter().map(flags).collect::<Vec<_>>()),
        bytes: entries.iter().filter(|entry| entry.kind == Kind::File).map(|entry| entry.bytes).collect(),
        modes: entries.iter().map(|entry| entry.mode).collect(),
        owners: entries.iter().map(|entry| (entry.uid, entry.gid)).collect(),
        mtimes: entries.iter().map(|entry| entry.mtime).collect(),
        links: entries.iter().filter_map(|entry| entry.link.clone()).map(ByteBuf::from).collect(),
        hashes: ByteBuf::from(
            entries.iter().filter_map(|entry| entry.hash).flat_map(u64::to_le_bytes).collect::<Vec<_>>(),
        ),
        whiteouts: index.whiteouts.clone(),
        opaques: index.opaques.clone(),
        troubles: index.troubles.clone(),
        facts,
        owned,
        owned_paths,
        owned_md5,
        secrets: secrets.clone(),
        extras: extras.clone(),
    }
}

fn flags(entry: &Entry) -> u8 {
    let kind = match entry.kind {
        Kind::File => 0,
        Kind::Directory => 1,
        Kind::Symlink => 2,
        Kind::HardLink => 3,
        Kind::CharDevice => 4,
        Kind::BlockDevice => 5,
        Kind::Fifo => 6,
    };
    // Whether there is a link is told by the kind.
    kind | if entry.hash.is_some() { HASHED } else { 0 } | if entry.capabilities { CAPABLE } else { 0 }
}

fn kind(flags: u8) -> Option<Kind> {
    Some(match flags & 0x0f {
        0 => Kind::File,
        1 => Kind::Directory,
        2 => Kind::Symlink,
        3 => Kind::HardLink,
        4 => Kind::CharDevice,
        5 => Kind::BlockDevice,
        6 => Kind::Fifo,
        _ => return None,
    })
}

/// Takes the lists of owned files out.
fn take_owned(facts: &mut [(ImagePath, Facts)]) -> OwnedColumns {
    let (mut counts, mut names, mut sums, mut number) =
        (Vec::new(), paths::Writer::default(), Vec::new(), 0_u32);
    for owned in facts.iter_mut().flat_map(|(_, facts)| &mut facts.owned) {
        let files = std::mem::take(&mut owned.files);
        counts.push(u32::try_from(files.len()).unwrap_or(u32::MAX));
        for file in files {
            names.push(&file.path);
            sums.extend(file.md5.map(|md5| (number, md5)));
            number = number.saturating_add(1);
        }
    }
    (counts, ByteBuf::from(names.into_bytes()), sums)
}

fn put_owned(facts: &mut [(ImagePath, Facts)], packed: OwnedColumns) -> Option<()> {
    let (counts, names, sums) = packed;
    let (mut counts, mut names) = (counts.into_iter(), paths::Reader::new(&names));
    let (mut sums, mut number) = (sums.into_iter().peekable(), 0_u32);
    for owned in facts.iter_mut().flat_map(|(_, facts)| &mut facts.owned) {
        for _ in 0..counts.next()? {
            let md5 = sums.next_if(|(of, _)| *of == number).map(|(_, md5)| md5);
            owned.files.push(OwnedFile { path: names.next()?, md5 });
            number = number.saturating_add(1);
        }
    }
    Some(())
}

fn unpack(packed: Packed) -> Option<LayerRecord> {
    let Packed { whiteouts, opaques, troubles, mut facts, secrets, extras, .. } = packed;
    let entries = Columns {
        paths: paths::Reader::new(&packed.paths),
        bytes: packed.bytes.into_iter(),
        modes: packed.modes.into_iter(),
        owners: packed.owners.into_iter(),
        mtimes: packed.mtimes.into_iter(),
        links: packed.links.into_iter(),
        hashes: packed.hashes.chunks_exact(8),
    }
    .entries(&packed.kinds)?;
    put_owned(&mut facts, (packed.owned, packed.owned_paths, packed.owned_md5))?;
    Some(LayerRecord {
        index: Arc::new(Index { entries, whiteouts, opaques, troubles }),
        facts,
        secrets,
        extras,
    })
}

/// The columns of the entries, being read.
struct Columns<'a> {
    paths: paths::Reader<'a>,
    bytes: std::vec::IntoIter<u64>,
    modes: std::vec::IntoIter<u32>,
    owners: std::vec::IntoIter<(u64, u64)>,
    mtimes: std::vec::IntoIter<i64>,
    links: std::vec::IntoIter<ByteBuf>,
    hashes: std::slice::ChunksExact<'a, u8>,
}

impl Columns<'_> {
    fn entries(mut self, kinds: &[u8]) -> Option<Vec<Entry>> {
        kinds.iter().map(|flags| self.entry(*flags)).collect()
    }

    fn entry(&mut self, flags: u8) -> Option<Entry> {
        let kind = kind(flags)?;
        let (uid, gid) = self.owners.next()?;
        let linked = matches!(kind, Kind::Symlink | Kind::HardLink);
        Some(Entry {
            path: self.paths.next()?,
            kind,
            bytes: if kind == Kind::File { self.bytes.next()? } else { 0 },
            mode: self.modes.next()?,
            uid,
            gid,
            mtime: self.mtimes.next()?,
            link: if linked { Some(self.links.next()?.into_vec()) } else { None },
            hash: if flags & HASHED == 0 { None } else { Some(self.hash()?) },
            capabilities: flags & CAPABLE != 0,
        })
    }

    fn hash(&mut self) -> Option<u64> {
        self.hashes.next()?.try_into().ok().map(u64::from_le_bytes)
    }
}

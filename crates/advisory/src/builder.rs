//! Collects records and lays them out as an index. What is said of a package is encoded at once, so that an ecosystem with a
//! million entries needs little more memory than its index file unpacked.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::file::{self, Block, Head, Name};
use crate::index::{Index, IndexError, Source};
use crate::names;
use crate::osv;
use crate::stored::{Affected, Record, timestamp};
use crate::version::base;

/// How large a block of packages grows before the next begins, unpacked.
const BLOCK: usize = 256 << 10;
/// Records in one block.
pub(crate) const RECORDS: usize = 256;

#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub newest: Option<Timestamp>,
    /// None: taken out again.
    records: Vec<Option<Record>>,
    by_id: HashMap<String, u32>,
    names: Interner,
    releases: Interner,
    rows: Vec<Row>,
    bytes: Vec<u8>,
}

/// One package of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    name: u32,
    release: u32,
    record: u32,
    at: usize,
    end: usize,
}

#[derive(Debug, Default)]
struct Interner {
    texts: Vec<String>,
    known: HashMap<String, u32>,
}

impl Interner {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.to_owned());
        self.known.insert(text.to_owned(), number);
        number
    }

    /// The place of each text in the sorted list.
    fn ranks(&self) -> (Vec<u32>, Vec<String>) {
        let mut order: Vec<usize> = (0..self.texts.len()).collect();
        order.sort_unstable_by_key(|at| self.texts.get(*at));
        let mut ranks = vec![0; order.len()];
        for (rank, at) in order.iter().enumerate() {
            if let Some(place) = ranks.get_mut(*at) {
                *place = u32::try_from(rank).unwrap_or(u32::MAX);
            }
        }
        let sorted = order.iter().filter_map(|at| self.texts.get(*at).cloned()).collect();
        (ranks, sorted)
    }
}

impl Builder {
    /// Takes a record in, in place of one with the same id.
    pub(crate) fn add(&mut self, ecosystem: &str, record: &osv::Record) {
        self.remove(&record.id);
        self.seen(record);
        let number = self.push(Record::of(record, ecosystem));
        for affected in &record.affected {
            if base(&affected.package.ecosystem) != Some(ecosystem) || affected.package.name.is_empty() {
                continue;
            }
            let Some(kept) = Affected::of(affected) else { continue };
            let Ok(bytes) = postcard::to_stdvec(&kept) else { continue };
            let name = names::package(ecosystem, &affected.package.name);
            let release = names::release(&affected.package.ecosystem);
            self.row(&name, &release, number, &bytes);
        }
    }

    /// Takes a record out.
    pub(crate) fn remove(&mut self, id: &str) {
        if let Some(old) = self.by_id.remove(id).and_then(|at| self.records.get_mut(at as usize)) {
            *old = None;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Remembers when a record was changed, also one that is not kept.
    pub(crate) fn seen(&mut self, record: &osv::Record) {
        self.newest = self.newest.max(record.modified.as_deref().and_then(timestamp));
    }

    fn push(&mut self, record: Record) -> u32 {
        let number = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        self.by_id.insert(record.id.clone(), number);
        self.records.push(Some(record));
        number
    }

    fn row(&mut self, name: &str, release: &str, record: u32, bytes: &[u8]) {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let (name, release) = (self.names.number(name), self.releases.number(release));
        self.rows.push(Row { name, release, record, at, end: self.bytes.len() });
    }

    /// What an index holds, to be changed.
    pub(crate) fn from_index(index: &Index) -> Result<Self, IndexError> {
        let mut builder = Builder { newest: index.provenance().newest, ..Builder::default() };
        for record in index.all_records()? {
            builder.push(record);
        }
        index.each_entry(|name, release, record, bytes| builder.row(name, release, record, bytes))?;
        Ok(builder)
    }

    /// Lays everything out.
    pub(crate) fn finish(mut self, ecosystem: &str, source: Source) -> Result<Vec<u8>, IndexError> {
        let records = self.sort_records();
        let mut body = Vec::new();
        let mut record_blocks = Vec::new();
        for chunk in records.chunks(RECORDS) {
            let first = chunk.first().map(|one| one.id.clone()).unwrap_or_default();
            let bytes = postcard::to_stdvec(chunk).map_err(|_| IndexError::Damaged)?;
            record_blocks.push((first, file::append(&mut body, &bytes)?));
        }
        let (names, package_blocks) = self.packages(&mut body)?;
        let head = Head {
            ecosystem: ecosystem.to_owned(),
            source,
            newest: self.newest,
            records: records.len() as u64,
            releases: self.releases.ranks().1,
            names,
            package_blocks,
            record_blocks,
        };
        file::write(&head, &body)
    }

    /// The records that are left, by id; rows are numbered anew, those of records that are gone go.
    fn sort_records(&mut self) -> Vec<Record> {
        let mut records: Vec<(usize, Record)> = std::mem::take(&mut self.records)
            .into_iter()
            .enumerate()
            .filter_map(|(at, record)| Some((at, record?)))
            .collect();
        records.sort_unstable_by(|a, b| a.1.id.cmp(&b.1.id));
        let new: HashMap<usize, u32> = records
            .iter()
            .enumerate()
            .map(|(new, (old, _))| (*old, u32::try_from(new).unwrap_or(u32::MAX)))
            .collect();
        let (name_ranks, _) = self.names.ranks();
        let (release_ranks, _) = self.releases.ranks();
        let rank = |ranks: &[u32], number: u32| ranks.get(number as usize).copied().unwrap_or(u32::MAX);
        self.rows.retain_mut(|row| {
            let Some(record) = new.get(&(row.record as usize)) else { return false };
            row.record = *record;
            (row.name, row.release) = (rank(&name_ranks, row.name), rank(&release_ranks, row.release));
            true
        });
        self.rows.sort_unstable();
        records.into_iter().map(|(_, record)| record).collect()
    }

    /// Package after package, sorted, in blocks that end where a package ends.
    fn packages(&self, body: &mut Vec<u8>) -> Result<(Vec<Name>, Vec<Block>), IndexError> {
        let (_, sorted) = self.names.ranks();
        let (mut names, mut blocks, mut block) = (Vec::new(), Vec::new(), Vec::new());
        for rows in self.rows.chunk_by(|a, b| a.name == b.name) {
            let Some(name) = rows.first().and_then(|row| sorted.get(row.name as usize)) else { continue };
            let at = block.len();
            for row in rows {
                let bytes = self.bytes.get(row.at..row.end).unwrap_or_default();
                let entry =
                    postcard::to_stdvec(&file::Entry { release: row.release, record: row.record, bytes });
                block.extend_from_slice(&entry.map_err(|_| IndexError::Damaged)?);
            }
            let number = |value: usize| u32::try_from(value).map_err(|_| IndexError::Damaged);
            let (at, len) = (number(at)?, number(block.len() - at)?);
            names.push(Name { name: name.clone(), block: number(blocks.len())?, at, len });
            if block.len() >= BLOCK {
                blocks.push(file::append(body, &block)?);
                block.clear();
            }
        }
        if !block.is_empty() {
            blocks.push(file::append(body, &block)?);
        }
        Ok((names, blocks))
    }
}

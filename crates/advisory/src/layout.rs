//! Names in OSV's public bucket, and of our own files.

use jiff::Timestamp;

/// Path of an ecosystem's archive in the bucket, ready for a URL: `Rocky%20Linux/all.zip`. None for unknown ecosystems.
pub fn archive_path(ecosystem: &str) -> Option<String> {
    let _ = ecosystem;
    None
}

/// Path of an ecosystem's list of changes in the bucket, ready for a URL.
pub fn changes_path(ecosystem: &str) -> Option<String> {
    let _ = ecosystem;
    None
}

/// Path of one record in the bucket, ready for a URL. None where the id has other characters than ids have.
pub fn record_path(ecosystem: &str, id: &str) -> Option<String> {
    let _ = (ecosystem, id);
    None
}

/// Name of our own index file of an ecosystem (base name or with release). None for unknown ecosystems, so that a name from
/// a hostile image never becomes a path.
pub fn index_file(ecosystem: &str) -> Option<String> {
    let _ = ecosystem;
    None
}

/// One line of `modified_id.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// When the record was changed.
    pub modified: Timestamp,
    /// Its id.
    pub id: String,
}

/// The records changed after `since`, from the text of `modified_id.csv` (newest first). Lines that are none are skipped.
pub fn changed_since(csv: &str, since: Timestamp) -> Vec<Changed> {
    let _ = (csv, since);
    Vec::new()
}

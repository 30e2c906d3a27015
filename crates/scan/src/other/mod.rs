//! What another scanner says: results of Trivy and Grype read, and set beside ours. Running them is not done here.

use std::collections::BTreeSet;

use crate::finding::Finding;

/// One finding of a scanner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Theirs {
    /// Name of the problem.
    pub id: String,
    /// Name of the package.
    pub package: String,
    /// Its version.
    pub version: String,
}

/// Two scanners side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// Found by both.
    pub both: usize,
    /// Found by us alone.
    pub only_ours: BTreeSet<Theirs>,
    /// Found by it alone.
    pub only_theirs: BTreeSet<Theirs>,
}

/// Why a result was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OtherError {
    /// Larger than what we read.
    #[error("read the scanner's result: it is larger than {limit} bytes")]
    TooLarge {
        /// Limit.
        limit: usize,
    },
    /// Not JSON, or not of the form that scanner writes.
    #[error("read the scanner's result: {0}")]
    Json(String),
}

/// Reads `trivy image --format json`.
///
/// # Errors
/// When it is too large or not of that form.
pub fn read_trivy(_json: &[u8]) -> Result<BTreeSet<Theirs>, OtherError> {
    Err(OtherError::Json("this form is not read yet".to_owned()))
}

/// Reads `grype -o json`.
///
/// # Errors
/// When it is too large or not of that form.
pub fn read_grype(_json: &[u8]) -> Result<BTreeSet<Theirs>, OtherError> {
    Err(OtherError::Json("this form is not read yet".to_owned()))
}

/// Sets both side by side. A finding of theirs is ours if any of our names of it and the package fit.
#[must_use]
pub fn beside(_ours: &[Finding], _theirs: &BTreeSet<Theirs>) -> Beside {
    Beside::default()
}

//! What another scanner says: results of Trivy and Grype read, and set beside ours. Running them is not done here.

mod beside;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use beside::beside;
pub use read::{read_grype, read_trivy};

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

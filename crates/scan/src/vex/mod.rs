//! OpenVEX (openvex.dev, specification 0.2.0), in and out. CSAF and CycloneDX VEX are not read.

use jiff::Timestamp;

use crate::finding::Finding;

/// A VEX document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Its address (`@id`).
    pub id: String,
    /// Who says so.
    pub author: String,
    /// What it says.
    pub statements: Vec<Statement>,
}

/// What a statement says of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The product is not touched by it.
    NotAffected,
    /// The product is touched by it.
    Affected,
    /// The product was mended.
    Fixed,
    /// Nobody knows yet.
    UnderInvestigation,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Name of the problem.
    pub id: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What it is about: package URLs or image names, with or without version.
    pub products: Vec<Product>,
    /// What it says.
    pub status: Status,
    /// Why.
    pub reason: Option<String>,
}

/// A product of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Package URL, `pkg:oci/…` or image reference.
    pub id: String,
    /// Parts of it that are meant; all when empty.
    pub subcomponents: Vec<String>,
}

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VexError {
    /// Larger than what we read.
    #[error("read the VEX document: it is larger than {limit} bytes")]
    TooLarge {
        /// Limit.
        limit: usize,
    },
    /// Not JSON.
    #[error("read the VEX document: {0}")]
    Json(String),
    /// JSON, but not OpenVEX.
    #[error("read the VEX document: it is not OpenVEX")]
    NotOpenVex,
}

/// Reads an OpenVEX document. Statements that make no sense are left out.
///
/// # Errors
/// When it is too large, no JSON, or no OpenVEX.
pub fn read(_bytes: &[u8]) -> Result<Document, VexError> {
    Err(VexError::NotOpenVex)
}

/// Writes what is ignored and why as OpenVEX.
#[must_use]
pub fn write(_image_purl: &str, _findings: &[Finding], _author: &str, _now: Timestamp) -> String {
    String::new()
}

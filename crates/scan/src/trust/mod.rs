//! Whom an image comes from: signatures, statements attached to it, and the keys the user trusts. Fetching is not done here.

use store::{Schema, Store};

/// Tables of this capability.
pub const SCHEMA: Schema = Schema {
    name: "trust",
    steps: &["
    CREATE TABLE trust_key (    -- whose signatures the user trusts
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        scope TEXT NOT NULL,        -- beginning of the names it counts for
        pem TEXT NOT NULL,
        fingerprint TEXT NOT NULL,  -- SHA-256 of the public key
        UNIQUE (scope, fingerprint)
    ) STRICT;"],
};

/// A key the user trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustKey {
    /// Number to remove it by.
    pub number: i64,
    /// Beginning of the names it counts for: `ghcr.io/acme/`.
    pub scope: String,
    /// Public key, PEM.
    pub pem: String,
    /// SHA-256 of the public key (DER), hexadecimal.
    pub fingerprint: String,
}

/// A key could not be used, or the table of keys not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// Not the PEM of a public key.
    #[error("read the public key: it is not a PEM public key")]
    NotAKey,
    /// A kind of key that cosign does not make.
    #[error("read the public key: only ECDSA P-256, P-384 and Ed25519 keys are known here")]
    UnknownKind,
    /// The scope is empty or far too long.
    #[error("trust a key: the scope is empty or too long")]
    Scope,
    /// SQLite refused.
    #[error("remember trusted keys: {0}")]
    Store(String),
}

/// What a signature is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signature {
    /// Right for this key, and about this image.
    Right,
    /// Not made with this key.
    OtherKey,
    /// Made with this key, for another image.
    OtherImage,
    /// Not in a form that can be checked.
    Unreadable,
}

/// Checks a cosign signature (simple signing) over `payload` with a public key, and that it names this image's digest.
///
/// # Errors
/// When the key cannot be used.
pub fn verify_cosign(
    _payload: &[u8],
    _signature_base64: &str,
    _public_key_pem: &str,
    _digest: &str,
) -> Result<Signature, TrustError> {
    Err(TrustError::NotAKey)
}

/// What an artifact attached to an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attached {
    /// A signature.
    Signature,
    /// A list of what is inside.
    Sbom,
    /// A statement of how it was built.
    Provenance,
    /// A statement about known problems.
    Vex,
    /// A statement of another kind.
    Other,
}

/// Kind of a referrer by its artifact type or, for a layer of an attestation, its predicate type.
#[must_use]
pub fn attached(_artifact_type: &str) -> Attached {
    Attached::Other
}

/// Kind of a tag that cosign puts beside an image: `sha256-….sig`, `.att`, `.sbom`. Nothing for other tags.
#[must_use]
pub fn cosign_tag(_tag: &str, _digest: &str) -> Option<Attached> {
    None
}

/// Adds a key and returns it.
///
/// # Errors
/// When the key or its scope is unfit, or SQLite refuses.
pub fn add_key(_store: &Store, _scope: &str, _pem: &str) -> Result<TrustKey, TrustError> {
    Err(TrustError::NotAKey)
}

/// Removes a key. Returns whether there was one.
///
/// # Errors
/// When SQLite refuses.
pub fn remove_key(_store: &Store, _number: i64) -> Result<bool, TrustError> {
    Ok(false)
}

/// Every key, by scope.
///
/// # Errors
/// When SQLite refuses.
pub fn list_keys(_store: &Store) -> Result<Vec<TrustKey>, TrustError> {
    Ok(Vec::new())
}

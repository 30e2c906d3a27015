//! Whom an image comes from: signatures, statements attached to it, and the keys the user trusts. Fetching is not done here.

mod attached;
mod cosign;
mod keys;
mod public_key;

pub use attached::{Attached, attached, cosign_tag};
pub use cosign::{Signature, verify_cosign};
pub use keys::{SCHEMA, TrustKey, add_key, list_keys, remove_key};

/// A key could not be used, or the table of keys not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// Not the PEM of a public key.
    #[error("read the public key: it is not a PEM public key")]
    NotAKey,
    /// A kind of key that cannot be checked with here: RSA, P-521, Ed448.
    #[error("read the public key: only ECDSA P-256, P-384 and Ed25519 keys are known here")]
    UnknownKind,
    /// The scope is empty, far too long, or cannot begin a name.
    #[error("trust a key: the scope is empty, too long, or cannot begin the name of an image")]
    Scope,
    /// SQLite refused.
    #[error("remember trusted keys: {0}")]
    Store(String),
}

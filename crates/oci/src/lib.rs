//! References, digests and platforms: pure data and parsing.
//!
//! Everything is parsed once at the edge and is valid from then on: fields are private, and there is no way to make a
//! value that its `parse` would have refused. Nothing here reads a file, asks a registry or knows an engine.

mod digest;
mod platform;
mod reference;

pub use digest::{Digest, DigestError};
pub use platform::{Platform, PlatformError};
pub use reference::{Reference, ReferenceError, familiar};

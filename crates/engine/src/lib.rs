//! Speaks to Docker and Podman. The only crate that knows `bollard`.
//!
//! [`discover`] finds every engine of this computer and says why one does not answer. [`Engine`] is one connection.

pub mod discover;
mod endpoint;
mod error;
pub mod model;

pub use endpoint::{Endpoint, TlsFiles};
pub use error::{EngineError, UnreachableKind};

//! Speaks to Docker and Podman. The only crate that knows `bollard`.
//!
//! [`discover`] finds every engine of this computer and says why one does not answer. [`Engine`] is one connection; its
//! calls are spread over a file per subject. Read `connection` for how one comes to be, `quirks` for what is not the same
//! everywhere, `failure` for what can go wrong. It holds no state of what it saw: that is the inventory's, in `app`.

mod connection;
mod container;
pub mod discover;
mod disk;
mod endpoint;
mod error;
mod event;
mod failure;
mod image;
mod lines;
pub mod model;
mod network;
#[cfg(windows)]
mod pipe;
mod quirks;
mod raw;
mod service;
mod tls;
mod transport;
mod volume;
mod wire;

pub use connection::Engine;
pub use endpoint::{Endpoint, TlsFiles};
pub use error::{EngineError, UnreachableKind};
pub use image::{ContextSize, RegistryAuth, measure_context};

//! Speaks the OCI distribution protocol: credentials, tags, digests, manifests, blobs, referrers.
//!
//! The door is [`Registry`]. It knows no engine: it says what a registry holds, and pulls are the engine's. Nothing it
//! returns is unchecked: content matches its digest, sizes are bounded, text is cleaned. It prints nothing, reads no
//! environment and asks no clock but the one handed in. HTTP's types end here.

mod ask;
mod auth;
mod blob;
mod cache;
mod challenge;
mod client;
mod content;
pub mod credential;
pub mod discover;
mod download;
mod error;
mod exchange;
mod host;
mod image;
mod lane;
mod manifest;
mod many;
mod page;
mod proxy;
mod rate;
mod referrers;
mod rules;
mod tags;
mod tls;
mod token;
mod verify;
mod wire;
mod words;

pub use client::{Clock, Head, How, Limits, Options, Registry};
pub use download::{Body, Wanted};
pub use error::{BadAnswer, ErrorKind, Missing, RegistryError};
pub use image::{Chosen, RemoteImage};
pub use manifest::{Descriptor, ImageManifest, Index, Manifest, ManifestKind};
pub use proxy::Proxies;
pub use rate::RateLimit;
pub use rules::HostRules;
pub use tags::TagList;
pub use verify::Verified;

//! Test support only: a private dockerd, Podman and registry, images made on the spot, proxies that slow down or listen,
//! a registry that lies.
//!
//! Everything here is real and private to one test: an engine lives in its own process and mount namespace (`cell`), in
//! a numbered slot of one directory that also decides its subnets (`slot`). It dies with the value that holds it, with
//! the thread that panics, and with the process that is killed; what a killed run leaves on disk is swept by the next
//! one (`leftovers`). Nothing is ever found by process name.
//!
//! This crate may read the environment and may panic: a test that cannot have its engine must fail loudly.

// Unix sockets, processes and namespaces: elsewhere the crate is empty, and tests that need an engine do not exist.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "test support: panics are its errors and the environment is its input"
)]

mod bucket;
mod cell;
mod docker;
mod engine;
mod http;
pub mod image;
mod keeper;
mod leftovers;
mod liar;
mod podman;
mod port;
mod proxy;
mod push;
mod recorder;
mod registry;
mod requirement;
mod slot;
mod subnet;

pub use bucket::{Bucket, Fetched};
pub use docker::{DockerOptions, Network, docker, docker_with};
pub use engine::{EngineKind, TestEngine};
pub use http::{Response, over_tcp as exchange};
pub use image::ImageBuilder;
pub use liar::{
    Auth, Behavior, Figures, Heard, Hub, Kind, LyingRegistry, ManyScopes, Plan, RateLimit, RetryAfter, Rule,
    Tags, Then, TokenAuth, TokenField, hub_repository, hub_tag,
};
pub use podman::{PodmanOptions, podman, podman_with};
pub use proxy::{Fault, FaultProxy};
pub use push::{
    Format, push_attestation, push_blob, push_index, push_index_of, push_manifest, push_referrer,
    push_referrers_tag,
};
pub use recorder::{Recorder, RequestLine};
pub use registry::{TestRegistry, registry, registry_with_auth};
pub use requirement::not_run;

/// Asks whoever listens on a Unix socket something without a body.
pub async fn ask(socket: &std::path::Path, method: &str, path: &str) -> Response {
    let answer = http::over_socket(socket, method, path, &[], b"").await;
    answer.unwrap_or_else(|e| panic!("{method} {path} on {}: {e}", socket.display()))
}

/// Returns a TCP port of 127.0.0.1 that was free a moment ago.
#[must_use]
pub fn free_port() -> u16 {
    port::listen(([127, 0, 0, 1], 0).into()).local_addr().expect("an address").port()
}

//! Images, pulls and builds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use super::container::Protocol;

/// One row of the image list. From `GET /images/json` alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSummary {
    /// Full id, `sha256:…`.
    pub id: String,
    /// `repository:tag` names; empty when dangling.
    pub repo_tags: Vec<String>,
    /// `repository@sha256:…` as pulled or pushed.
    pub repo_digests: Vec<String>,
    /// When it was built; reproducible builds say 1970.
    pub created: Option<Timestamp>,
    /// Bytes of all layers, unpacked.
    pub size: u64,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

/// Everything `GET /images/{id}/json` tells that we use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDetail {
    /// Full id, `sha256:…`.
    pub id: String,
    /// `repository:tag` names.
    pub repo_tags: Vec<String>,
    /// `repository@sha256:…`.
    pub repo_digests: Vec<String>,
    /// When it was built.
    pub created: Option<Timestamp>,
    /// Bytes of all layers, unpacked.
    pub size: u64,
    /// `linux`, `windows`.
    pub os: String,
    /// `amd64`, `arm64`, …
    pub architecture: String,
    /// `v7`, `v8`; empty when none.
    pub variant: String,
    /// The defaults a container inherits.
    pub config: ImageConfig,
    /// diff_ids from base to top.
    pub layers: Vec<String>,
}

/// The defaults an image gives its containers (image-spec `config`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageConfig {
    /// Command.
    pub cmd: Vec<String>,
    /// Entrypoint.
    pub entrypoint: Vec<String>,
    /// Environment in order.
    pub env: Vec<(String, String)>,
    /// Ports the program listens on.
    pub exposed_ports: Vec<(u16, Protocol)>,
    /// Paths that want a volume.
    pub volumes: Vec<String>,
    /// User; empty means root.
    pub user: String,
    /// Working directory.
    pub working_dir: String,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Has a health check.
    pub has_healthcheck: bool,
    /// Stop signal; empty means SIGTERM.
    pub stop_signal: String,
}

/// A step of a build (`GET /images/{id}/history`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageStep {
    /// What was done, in the builder's words.
    pub created_by: String,
    /// Bytes it wrote.
    pub bytes: u64,
}

/// What happened to an image when a tag or the image was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageRemoval {
    /// A name went.
    Untagged(String),
    /// A layer or image went.
    Deleted(String),
}

/// What an image build is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildSpec {
    /// The folder that is sent.
    pub context: PathBuf,
    /// Dockerfile, relative to `context`.
    pub dockerfile: PathBuf,
    /// Names for the result.
    pub tags: Vec<String>,
    /// Build arguments.
    pub args: Vec<(String, String)>,
    /// Stage to stop at.
    pub target: Option<String>,
    /// `os/arch`.
    pub platform: Option<String>,
    /// Do not reuse cached steps.
    pub no_cache: bool,
    /// Look for a newer base image.
    pub pull: bool,
}

/// A finished build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltImage {
    /// Full id, `sha256:…`.
    pub id: String,
}

/// An image that a registry has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedImage {
    /// Digest of its manifest there, `sha256:…`. `None` when the engine did not tell (Podman before 5).
    pub digest: Option<String>,
    /// Bytes of the manifest.
    pub size: Option<u64>,
}

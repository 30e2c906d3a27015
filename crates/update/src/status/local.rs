//! What the engine knows about an image, read from its own answer.

use engine::model::system::{EngineInfo, EngineKind};
use jiff::Timestamp;
use oci::{Digest, Platform};
use serde_json::Value;

/// What an image id and RepoDigests mean at an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// Docker's own: the id is the config's digest, RepoDigests tell where an image came from.
    Classic,
    /// containerd's: the id is the index's or manifest's digest, RepoDigests exist for every name and prove nothing.
    Containerd,
    /// Podman's: the id is the config's digest, RepoDigests exist for every name and prove nothing.
    Podman,
}

impl StoreKind {
    /// What to expect of an engine.
    #[must_use]
    pub fn of(info: &EngineInfo) -> Self {
        match info.kind {
            EngineKind::Podman => Self::Podman,
            EngineKind::Docker if info.containerd_store => Self::Containerd,
            EngineKind::Docker => Self::Classic,
        }
    }

    /// Whether RepoDigests prove that an image came from a registry.
    pub(super) fn digests_prove_origin(self) -> bool {
        self == Self::Classic
    }
}

/// An image of the engine, as far as freshness goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocalImage {
    /// Full id, `sha256:…`.
    pub id: String,
    /// `repository:tag` names.
    pub repo_tags: Vec<String>,
    /// `repository@sha256:…`.
    pub repo_digests: Vec<String>,
    /// Digest of what was pulled (containerd's store).
    pub descriptor: Option<Digest>,
    /// Digests of the images in it that are here, one for each platform (containerd's store).
    pub manifests: Vec<Digest>,
    /// What it is made for.
    pub platform: Option<Platform>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Version that its label names (`org.opencontainers.image.version`).
    pub version: Option<String>,
}

/// Longest version that is shown.
const LONGEST_VERSION: usize = 128;

impl LocalImage {
    /// Reads `GET /images/{id}/json`. Whatever is missing, null or of another shape is as if it were not there.
    #[must_use]
    pub fn from_inspect(inspect: &Value) -> Self {
        Self {
            id: with_algorithm(text(inspect, "/Id")),
            repo_tags: names(inspect.get("RepoTags")),
            repo_digests: names(inspect.get("RepoDigests")),
            descriptor: digest(inspect, "/Descriptor/digest"),
            manifests: manifests(inspect.get("Manifests")),
            platform: Platform::new(
                text(inspect, "/Os"),
                text(inspect, "/Architecture"),
                text(inspect, "/Variant"),
            )
            .ok(),
            created: text(inspect, "/Created").parse().ok(),
            version: version(inspect),
        }
    }
}

impl LocalImage {
    /// Every digest it has at any repository.
    #[must_use]
    pub fn digests(&self) -> Vec<Digest> {
        super::names::digests(self).map(|(_, digest)| digest).collect()
    }

    /// Whether both hold the same image for this machine, whatever was around it when it was pulled.
    pub(crate) fn is_same_content(&self, other: &Self) -> bool {
        self.id == other.id || self.manifests.iter().any(|manifest| other.manifests.contains(manifest))
    }
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn digest(value: &Value, pointer: &str) -> Option<Digest> {
    Digest::parse(text(value, pointer)).ok()
}

/// Names, without the placeholders of images that have none.
fn names(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    list.filter(|name| !name.contains("<none>")).map(str::to_owned).collect()
}

fn manifests(list: Option<&Value>) -> Vec<Digest> {
    let images = list.and_then(Value::as_array).into_iter().flatten();
    let images = images.filter(|entry| {
        let here = entry.get("Available").and_then(Value::as_bool).unwrap_or(true);
        here && matches!(text(entry, "/Kind"), "image" | "")
    });
    images.filter_map(|entry| digest(entry, "/Descriptor/digest")).collect()
}

fn version(inspect: &Value) -> Option<String> {
    let version = inspect.get("Config")?.get("Labels")?.get("org.opencontainers.image.version")?.as_str()?;
    let clean: String = version.chars().filter(|c| !c.is_control()).take(LONGEST_VERSION).collect();
    (!clean.trim().is_empty()).then(|| clean.trim().to_owned())
}

/// Podman leaves `sha256:` out here and there.
pub(crate) fn with_algorithm(id: &str) -> String {
    let bare = id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit());
    if bare { format!("sha256:{id}") } else { id.to_owned() }
}

//! The engine itself, its volumes, networks and disk.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// Which family an engine belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineKind {
    /// dockerd and what speaks exactly like it (Docker Desktop, Colima, OrbStack, …).
    Docker,
    /// Podman's compatible service.
    Podman,
}

/// What an engine says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineInfo {
    /// Family.
    pub kind: EngineKind,
    /// `20.10.24`, `4.3.1`.
    pub version: String,
    /// Version that is spoken after negotiation, `1.41`.
    pub api_version: String,
    /// `linux`, `windows`.
    pub os: String,
    /// `amd64`, `arm64`, in image-spec words.
    pub architecture: String,
    /// Runs without root.
    pub rootless: bool,
    /// Where images and containers lie on the engine's machine.
    pub root_dir: String,
    /// Storage driver.
    pub storage_driver: String,
    /// Processors.
    pub cpus: u64,
    /// Memory in bytes.
    pub memory: u64,
    /// What tells this engine, with all its containers, from another at the same address, and stays over restarts:
    /// Docker's own id, or `podman@HOST` for Podman, and the root directory behind a colon. To be compared, not shown.
    pub id: String,
    /// Registries that may be asked without TLS, or whose certificate is not checked: `host[:port]`, `127.0.0.0/8`.
    pub insecure_registries: Vec<String>,
    /// Mirrors of Docker Hub that are asked first.
    pub mirrors: Vec<String>,
    /// Images lie in containerd's store: there an image's id is the digest of its index or manifest.
    pub containerd_store: bool,
    /// Part of a swarm at this moment of connecting.
    pub swarm_active: bool,
    /// Containers go on while the engine is away.
    pub live_restore: bool,
}

impl EngineInfo {
    /// Says whether the API version that is spoken is at least this one.
    #[must_use]
    pub fn speaks(&self, major: u16, minor: u16) -> bool {
        let spoken = self.api_version.split_once('.');
        let spoken = spoken.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        spoken.is_some_and(|spoken: (u16, u16)| spoken >= (major, minor))
    }
}

/// A volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Name; 64 hexadecimal digits when anonymous.
    pub name: String,
    /// `local` or a plugin.
    pub driver: String,
    /// Path on the engine's machine.
    pub mountpoint: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Made without a name.
    pub anonymous: bool,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Id.
    pub id: String,
    /// Name; not unique.
    pub name: String,
    /// `bridge`, `host`, `null`, …
    pub driver: String,
    /// `local`, `swarm`.
    pub scope: String,
    /// No way out.
    pub internal: bool,
    /// Address ranges.
    pub subnets: Vec<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
}

/// What takes the disk, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiskUsage {
    /// All image layers, each counted once.
    pub images: u64,
    /// Writable layers of containers.
    pub containers: u64,
    /// Volumes.
    pub volumes: u64,
    /// Build cache.
    pub build_cache: u64,
    /// Size of single volumes, where the engine told.
    pub volume_sizes: BTreeMap<String, u64>,
    /// Bytes of an image that no other image shares, by full image id, where the engine told.
    pub image_unique_sizes: BTreeMap<String, u64>,
    /// Bytes of a container's writable layer, by full id, where the engine told.
    pub container_sizes: BTreeMap<String, u64>,
}

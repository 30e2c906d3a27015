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

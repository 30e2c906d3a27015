//! Volumes, networks, disk.

use serde::Serialize;
use ts_rs::TS;

/// One volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct VolumeRow {
    /// Name.
    pub name: String,
    /// Driver.
    pub driver: String,
    /// Where it lies on the engine's machine.
    pub mountpoint: String,
    /// When it was made.
    pub created: Option<String>,
    /// Nobody named it.
    pub anonymous: bool,
    /// Names of the containers that mount it.
    pub used_by: Vec<String>,
}

/// One network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NetworkRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Driver.
    pub driver: String,
    /// No way out.
    pub internal: bool,
    /// Address ranges.
    pub subnets: Vec<String>,
    /// When it was made.
    pub created: Option<String>,
    /// Names of the containers on it.
    pub used_by: Vec<String>,
}

/// What takes the disk, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DiskView {
    /// Image layers.
    pub images: u64,
    /// Writable layers of containers.
    pub containers: u64,
    /// Volumes.
    pub volumes: u64,
    /// Build cache.
    pub build_cache: u64,
}

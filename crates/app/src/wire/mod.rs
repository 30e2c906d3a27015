//! What crosses to the window and, as JSON, to scripts: plain structs and tagged enums, from which TypeScript is made.
//!
//! Nothing here has behavior. Each type is filled from its twin by a hand-written conversion beside the use case.
//! Keys are camelCase; times are RFC 3339 UTC; sizes are bytes; digests and ids are whole.

mod build;
mod container;
mod engine;
mod freshness;
mod image;
mod inside;
mod job;
mod log;
mod problem;
mod registry;
mod run;
mod security;
mod settings;
mod storage;
mod update;

pub use build::*;
pub use container::*;
pub use engine::*;
pub use freshness::*;
pub use image::*;
pub use inside::*;
pub use job::*;
pub use log::*;
pub use problem::*;
pub use registry::*;
pub use run::*;
pub use security::*;
pub use settings::*;
pub use storage::*;
pub use update::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something the window may have to read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Resource {
    /// Which engine is connected, or none.
    Engine,
    /// The container list or a detail of it.
    Containers,
    /// The image list.
    Images,
    /// The volume list.
    Volumes,
    /// The network list.
    Networks,
    /// The job list.
    Jobs,
    /// The settings.
    Settings,
    /// What is outdated.
    Freshness,
    /// What is kept for undo, and the history of updates.
    Updates,
    /// Sign-ins.
    Registries,
    /// What is inside images, and what is known of their problems.
    Security,
}

/// The one announcement the window gets: read these again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Changed {
    /// What changed, each once.
    pub resources: Vec<Resource>,
}

//! Engines found and the one in use.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// Docker or Podman.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum EngineKind {
    /// dockerd and what speaks exactly like it.
    Docker,
    /// Podman.
    Podman,
}

/// An engine that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EngineView {
    /// Stable across starts.
    pub id: String,
    /// `Docker`, `Podman (this computer)`, `Colima default`.
    pub name: String,
    /// Family.
    pub kind: EngineKind,
    /// `20.10.24`.
    pub version: String,
    /// `1.41`.
    pub api_version: String,
    /// `linux`.
    pub os: String,
    /// `amd64`.
    pub architecture: String,
    /// Runs without root.
    pub rootless: bool,
    /// `unix:///var/run/docker.sock`.
    pub endpoint: String,
    /// Processors of the engine's machine.
    pub cpus: u64,
    /// Memory of the engine's machine, bytes.
    pub memory: u64,
}

/// An engine that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EngineFound {
    /// Stable across starts.
    pub id: String,
    /// What to call it.
    pub name: String,
    /// Address.
    pub endpoint: String,
    /// Where we heard of it: `DOCKER_HOST`, `context "work"`, `default socket`, …
    pub origin: String,
    /// The one in use.
    pub selected: bool,
    /// What it said, when it answers.
    pub answering: Option<EngineView>,
    /// Why it does not answer.
    pub problem: Option<Problem>,
}

/// How we stand with the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum EngineState {
    /// Looking for one.
    Searching,
    /// None answers.
    None {
        /// Why, in one problem for the whole screen.
        problem: Problem,
        /// Everything that was looked for.
        found: Vec<EngineFound>,
    },
    /// In use.
    Connected {
        /// Which.
        engine: EngineView,
    },
    /// Was in use and is gone; we keep trying.
    Lost {
        /// Which.
        engine: EngineView,
        /// Why.
        problem: Problem,
        /// Since when.
        since: String,
    },
}

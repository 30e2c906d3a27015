//! Containers on screen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// Condition, in the Docker API's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ContainerState {
    /// Made, never started.
    Created,
    /// Runs.
    Running,
    /// Frozen.
    Paused,
    /// Between two attempts.
    Restarting,
    /// Being deleted.
    Removing,
    /// Ended.
    Exited,
    /// Could not be removed.
    Dead,
    /// A word we do not know.
    Unknown,
}

/// Health check's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Health {
    /// Not yet known.
    Starting,
    /// Good.
    Healthy,
    /// Bad.
    Unhealthy,
}

/// What we asked of a container and have no answer to yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Pending {
    /// Start.
    Starting,
    /// Stop.
    Stopping,
    /// Restart.
    Restarting,
    /// Kill.
    Killing,
    /// Pause.
    Pausing,
    /// Unpause.
    Unpausing,
    /// Rename.
    Renaming,
    /// Remove.
    Removing,
}

/// Why a container is not running, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum EndKind {
    /// Exit code 0.
    Finished,
    /// Asked to stop (143, or 137 after a stop).
    Stopped,
    /// The kernel took its memory.
    OutOfMemory,
    /// Killed by force.
    Killed,
    /// Any other exit code or signal.
    Failed,
    /// The engine could not start it.
    NotStarted,
}

/// A port and how to reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PortView {
    /// Inside.
    pub container_port: u16,
    /// `tcp`, `udp`, `sctp`.
    pub protocol: String,
    /// On the host; none when exposed only.
    pub host_port: Option<u16>,
    /// Address it is bound to.
    pub host_ip: String,
    /// `http://localhost:8080`, for TCP ports a browser may open.
    pub url: Option<String>,
}

/// One row of the container list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContainerRow {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it was made from, as a user would type it.
    pub image: String,
    /// Full image id.
    pub image_id: String,
    /// Condition.
    pub state: ContainerState,
    /// Health, when there is a check.
    pub health: Option<Health>,
    /// How it ended, when it did.
    pub end: Option<EndKind>,
    /// Exit code, when it ended.
    pub exit_code: Option<i64>,
    /// Since when it is in this condition.
    pub since: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// How often the restart policy started it again.
    pub restarts: Option<u64>,
    /// Its command, one line.
    pub command: String,
    /// Ports, one per container port and host port.
    pub ports: Vec<PortView>,
    /// Compose project.
    pub project: Option<String>,
    /// Compose service.
    pub service: Option<String>,
    /// The engine removes it when it ends (`--rm`): to stop it is to remove it.
    pub auto_remove: bool,
    /// What we asked of it and have no answer to yet.
    pub pending: Option<Pending>,
}

/// A container's own page.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContainerPage {
    /// The row.
    pub row: ContainerRow,
    /// Why it stopped or keeps restarting, with what helps.
    pub why: Option<Problem>,
    /// Last lines it wrote before it stopped.
    pub last_lines: Vec<String>,
    /// Something that is not an error and may surprise: a port the app listens on is not opened, …
    pub hints: Vec<Problem>,
    /// Mounts.
    pub mounts: Vec<MountView>,
    /// Networks.
    pub networks: Vec<AttachmentView>,
    /// Environment; secrets are for the reader to reveal.
    pub env: Vec<EnvView>,
    /// Whole command as it runs.
    pub command: Vec<String>,
    /// Whole entrypoint.
    pub entrypoint: Vec<String>,
    /// User inside; empty means root.
    pub user: String,
    /// Working directory inside.
    pub working_dir: String,
    /// `no`, `on-failure:3`, `always`, `unless-stopped`.
    pub restart: String,
    /// Memory limit, bytes.
    pub memory: Option<u64>,
    /// CPU limit, cores.
    pub cpus: Option<f64>,
    /// A terminal is attached.
    pub tty: bool,
    /// Removed by the engine when it ends.
    pub auto_remove: bool,
    /// What it may do that most may not: codes as in [`super::RunRisk`].
    pub risks: Vec<super::RunRisk>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// What the last health probe said.
    pub health_output: Option<String>,
    /// The `docker run` or `podman run` line that makes the like.
    pub run_command: String,
}

/// A mount on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MountView {
    /// `volume`, `bind`, `tmpfs`, `other`.
    pub kind: String,
    /// Volume name or host path.
    pub source: String,
    /// Path inside.
    pub destination: String,
    /// Not writable from inside.
    pub read_only: bool,
    /// Nobody named it.
    pub anonymous: bool,
}

/// A network a container is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttachmentView {
    /// Network.
    pub network: String,
    /// Address, empty while stopped.
    pub ip_address: String,
    /// Names it answers to.
    pub aliases: Vec<String>,
}

/// An environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EnvView {
    /// Name.
    pub key: String,
    /// Value.
    pub value: String,
    /// Looks like a password or key: hidden until asked for.
    pub secret: bool,
    /// Comes from the image unchanged.
    pub from_image: bool,
}

/// What goes when a container is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContainerRemoval {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// It runs and will be stopped first.
    pub running: bool,
    /// The engine removes it by itself when it ends, and its volumes without a name with it.
    pub auto_remove: bool,
    /// Volumes nobody named: kept unless chosen, or unless the engine removes them.
    pub anonymous_volumes: Vec<MountView>,
    /// Volumes with a name: always kept.
    pub named_volumes: Vec<MountView>,
    /// Files changed inside, which go with it.
    pub changes: ChangeSummary,
    /// Engine command that does the same.
    pub command: String,
}

/// Files that differ from the image.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChangeSummary {
    /// Files added.
    pub added: u64,
    /// Files modified.
    pub modified: u64,
    /// Files deleted.
    pub deleted: u64,
    /// Up to 200 paths: added and modified files, without the folders that only hold them.
    pub paths: Vec<String>,
    /// The engine could not tell.
    pub unknown: bool,
}

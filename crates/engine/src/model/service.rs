//! Swarm services.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// What we use of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSummary {
    /// Id.
    pub id: String,
    /// Counts every change; an update must name the one it was made from.
    pub version: u64,
    /// Name.
    pub name: String,
    /// Image as in the spec, mostly `reference:tag@sha256:…`.
    pub image: String,
    /// Labels of the service.
    pub labels: BTreeMap<String, String>,
    /// Copies wanted; `None` for one on every node, and for jobs.
    pub replicas: Option<u64>,
    /// There is a previous spec to go back to; Docker forgets it when it went back by itself.
    pub can_roll_back: bool,
    /// How the last update goes or went; `None` when there was none, and between asking for one and its beginning.
    pub update: Option<ServiceUpdate>,
}

/// How the update of a service goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceUpdate {
    /// Where it is.
    pub state: ServiceUpdateState,
    /// The engine's words.
    pub message: String,
    /// When it began.
    pub started: Option<Timestamp>,
}

/// Where the update of a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceUpdateState {
    /// Tasks are being replaced.
    Updating,
    /// All are replaced.
    Completed,
    /// A task failed, and the service waits for somebody.
    Paused,
    /// A task failed, and the old spec is coming back.
    RollbackStarted,
    /// The old spec is back.
    RollbackCompleted,
    /// Going back failed, too.
    RollbackPaused,
    /// A word we do not know.
    Other,
}

impl ServiceUpdateState {
    /// Says whether nothing more happens by itself.
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Completed | Self::Paused | Self::RollbackCompleted | Self::RollbackPaused)
    }
}

/// One try to run one copy of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Id.
    pub id: String,
    /// Number of the copy; `None` for services that run on every node.
    pub slot: Option<u64>,
    /// Id of the node.
    pub node: String,
    /// Image.
    pub image: String,
    /// `running`, `failed`, `rejected`, `shutdown`, …
    pub state: String,
    /// Where the manager wants it.
    pub desired_state: String,
    /// Why it failed, empty when it did not.
    pub error: String,
    /// Id of its container, once there is one.
    pub container: Option<String>,
    /// When its state changed.
    pub changed: Option<Timestamp>,
}

//! Why a swap did not go through, and what state everything is in now.

use std::fmt;

use engine::EngineError;
use serde::{Deserialize, Serialize};

use super::patience::is_away;
use crate::plan::PlanError;
use crate::status::Managed;

/// A swap that did not go through. Both halves: what failed, and where that leaves the container.
#[derive(Debug)]
pub struct UpdateError {
    /// What failed.
    pub failure: SwapFailure,
    /// Where that leaves everything.
    pub state: Aftermath,
    /// The transaction, if one had begun.
    pub tx: Option<String>,
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.failure, self.state)
    }
}

impl std::error::Error for UpdateError {}

impl UpdateError {
    /// Says that nothing had begun.
    pub(crate) fn refused(failure: SwapFailure) -> Self {
        Self { failure, state: Aftermath::Untouched, tx: None }
    }
}

/// State after a swap that did not go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aftermath {
    /// The old container was never touched.
    Untouched,
    /// The old container runs again as before.
    PutBack,
    /// The old container is back as far as it goes, and something wants a look. Recovery tries again.
    Attention(String),
    /// The engine does not answer; recovery goes on once it does.
    Pending(String),
}

impl fmt::Display for Aftermath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untouched => f.write_str("the old container was not touched"),
            Self::PutBack => f.write_str("the old container is back as it was"),
            Self::Attention(words) => write!(f, "the old container needs attention: {words}"),
            Self::Pending(words) => write!(f, "putting the old container back has to wait: {words}"),
        }
    }
}

/// What failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SwapFailure {
    /// There is no such container.
    #[error("there is no container {0}")]
    NoContainer(String),
    /// A swap of it runs already.
    #[error("container {0} is being changed already")]
    Busy(String),
    /// Another process changes containers of this engine.
    #[error("another Mooring is changing containers of this engine")]
    OtherProcess,
    /// An interrupted swap of it has to be recovered first.
    #[error("an interrupted update of {name} has to be recovered first")]
    Unfinished {
        /// Container.
        name: String,
        /// The transaction.
        tx: String,
    },
    /// Somebody else looks after it, and would undo or fight what we do.
    #[error("container {name} is looked after by {}", who(by))]
    Managed {
        /// Container.
        name: String,
        /// By whom.
        by: Managed,
        /// Commands that do the same the right way.
        commands: Vec<String>,
    },
    /// It is not a container that can be made anew.
    #[error("container {name} cannot be made again: {why}")]
    NotUpdatable {
        /// Container.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// What it is made from is no name of an image.
    #[error("{0} is not the name of an image")]
    BadReference(String),
    /// The image is not here and no digest was given to pull.
    #[error("image {0} is not here")]
    NotHere(String),
    /// The image could not be pulled.
    #[error(transparent)]
    Pull(EngineError),
    /// The engine has another image under this digest, or made the container from another one.
    #[error("the engine has image {found} where {wanted} was asked for")]
    WrongImage {
        /// Asked for.
        wanted: String,
        /// Found.
        found: String,
    },
    /// Too little room to be sure that the old container could start again (M16).
    #[error("only {free} bytes are free in {path}, {needed} are needed")]
    NoSpace {
        /// Bytes free.
        free: u64,
        /// Bytes wanted.
        needed: u64,
        /// Where.
        path: String,
    },
    /// The old container could not be started again if need be.
    #[error("container {name} could not be started again: {why}")]
    NoWayBack {
        /// Container.
        name: String,
        /// Why.
        why: String,
    },
    /// There is no plan.
    #[error("plan the new container: {0}")]
    Plan(#[from] PlanError),
    /// A call of a step failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The new container did not become well.
    #[error("the new container {}", .0.kind)]
    Gate(Box<GateFailure>),
    /// The user asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The journal could not be written: nothing is done that is not written down.
    #[error("write the journal: {0}")]
    Journal(#[from] std::io::Error),
    /// A volume could not be copied.
    #[error("copy volume {volume}: {why}")]
    Backup {
        /// Volume.
        volume: String,
        /// Why.
        why: String,
    },
    /// There is nothing to go back to.
    #[error("nothing is kept of {0}")]
    NothingKept(String),
    /// It was found interrupted.
    #[error("the program ended in the middle")]
    Interrupted,
}

impl SwapFailure {
    /// A word for the failure that stays, for the history and for whoever has words for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoContainer(_) => "noContainer",
            Self::Busy(_) => "busy",
            Self::OtherProcess => "otherProcess",
            Self::Unfinished { .. } => "unfinished",
            Self::Managed { .. } => "managed",
            Self::NotUpdatable { .. } => "notUpdatable",
            Self::BadReference(_) => "badReference",
            Self::NotHere(_) => "notHere",
            Self::Pull(_) => "pull",
            Self::WrongImage { .. } => "wrongImage",
            Self::NoSpace { .. } => "noSpace",
            Self::NoWayBack { .. } => "noWayBack",
            Self::Plan(_) => "plan",
            Self::Engine(_) => "engine",
            Self::Gate(gate) => gate.kind.code(),
            Self::Cancelled => "cancelled",
            Self::Journal(_) => "journal",
            Self::Backup { .. } => "backup",
            Self::NothingKept(_) => "nothingKept",
            Self::Interrupted => "interrupted",
        }
    }

    /// Says whether the engine did not answer at all.
    pub(crate) fn is_away(&self) -> bool {
        matches!(self, Self::Engine(error) if is_away(error))
    }

    /// The failure as it is written down.
    pub(crate) fn note(&self) -> FailureNote {
        let log = match self {
            Self::Gate(gate) => gate.evidence.log.clone(),
            _ => Vec::new(),
        };
        FailureNote { code: self.code().to_owned(), words: self.to_string(), log }
    }
}

/// A failure as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailureNote {
    /// Word that stays: [`SwapFailure::code`].
    pub code: String,
    /// What was said.
    pub words: String,
    /// Last lines the new container wrote. Hostile text.
    pub log: Vec<String>,
}

/// The new container did not become well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateFailure {
    /// How.
    pub kind: GateKind,
    /// What it left behind.
    pub evidence: Evidence,
}

/// How a new container failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateKind {
    /// Its program ended.
    #[error("ended with code {0}")]
    Exited(i64),
    /// Its restart policy had to start it again.
    #[error("keeps being restarted, last with code {0}")]
    Restarting(i64),
    /// Its health check fails.
    #[error("is unhealthy: {0}")]
    Unhealthy(String),
    /// It ran out of memory.
    #[error("ran out of memory")]
    OutOfMemory,
    /// It is gone.
    #[error("vanished")]
    Vanished,
    /// A published port does not answer.
    #[error("does not answer on port {0}")]
    PortSilent(u16),
    /// No verdict in time.
    #[error("was not well within {} s", .0.as_secs())]
    Late(std::time::Duration),
}

impl GateKind {
    fn code(&self) -> &'static str {
        match self {
            Self::Exited(_) => "exited",
            Self::Restarting(_) => "restarting",
            Self::Unhealthy(_) => "unhealthy",
            Self::OutOfMemory => "outOfMemory",
            Self::Vanished => "vanished",
            Self::PortSilent(_) => "portSilent",
            Self::Late(_) => "late",
        }
    }
}

/// What a container left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Last 200 lines it wrote. Hostile text.
    pub log: Vec<String>,
    /// The engine's own error of its last start.
    pub error: String,
    /// `State` of its inspect answer.
    pub state: String,
}

fn who(by: &Managed) -> &'static str {
    match by {
        Managed::Compose { .. } => "Compose",
        Managed::Swarm { .. } => "a Swarm service",
        Managed::Quadlet { .. } => "a systemd unit",
        Managed::PodInfra => "its pod",
        Managed::Kube => "Kubernetes",
    }
}

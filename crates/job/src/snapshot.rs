//! The state of a job at one moment, complete in itself.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::progress::Progress;

/// Names a job for its whole life, also across restarts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobId(String);

impl JobId {
    /// Takes an id that was made elsewhere.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JobStatus {
    /// At work.
    Running,
    /// Asked to stop, not yet stopped.
    Cancelling,
    /// Did what it was asked.
    Succeeded,
    /// Did not; `failure` says why.
    Failed,
    /// Stopped because the user asked.
    Cancelled,
    /// The app ended in the middle.
    Interrupted,
}

impl JobStatus {
    /// Returns whether nothing more will happen.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Running | Self::Cancelling)
    }
}

/// One step of a job, named by a word that the faces translate (`pull`, `create`, `start`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The word.
    pub id: String,
    /// Where it stands.
    pub state: StepState,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Later.
    Waiting,
    /// Now.
    Running,
    /// Finished.
    Done,
    /// This is where it ended.
    Failed,
    /// Was not needed, or was not reached.
    Skipped,
}

/// Why a job failed: a code the faces have words for, the facts those words need, and the raw text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// `run.portTaken`.
    pub code: String,
    /// `port` → `8080`.
    pub facts: BTreeMap<String, String>,
    /// The engine's own words.
    pub raw: String,
}

/// A job at one moment. Never holds a secret: it is kept in the store and shown on screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSnapshot {
    /// Which job.
    pub id: JobId,
    /// What it does: `image.pull`, `container.run`, `image.build`.
    pub kind: String,
    /// What it is about, as the user would name it: `nginx:1.27`.
    pub subject: String,
    /// Where it stands.
    pub status: JobStatus,
    /// All steps in order.
    pub steps: Vec<Step>,
    /// How far the running step is.
    pub progress: Option<Progress>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// What came out: `containerId`, `imageId`, `url`, …
    pub outcome: BTreeMap<String, String>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Option<Timestamp>,
    /// Grows with every change; the newer of two snapshots has the larger one.
    pub sequence: u64,
}

//! Jobs on screen.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::Problem;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum JobStatus {
    /// At work.
    Running,
    /// Asked to stop.
    Cancelling,
    /// Done.
    Succeeded,
    /// Not done.
    Failed,
    /// Stopped by the user.
    Cancelled,
    /// The app ended in the middle.
    Interrupted,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum JobKind {
    /// Download an image.
    ImagePull,
    /// Pull if needed, create, start.
    ContainerRun,
    /// Build an image.
    ImageBuild,
    /// Send an image to a registry.
    ImagePush,
    /// Ask registries what is newer.
    FreshnessCheck,
    /// Replace a container by one made from a newer image.
    ContainerUpdate,
    /// Several updates, each a job of its own.
    UpdateAll,
    /// Put the previous container back.
    ContainerUndo,
    /// Finish or undo what a crash interrupted.
    UpdateRecovery,
    /// Look into an image.
    ImageScan,
    /// Look into every image that nobody has looked into.
    ScanAll,
    /// Fetch the lists of known problems.
    AdvisoryUpdate,
    /// Let another scanner look.
    OtherScan,
    /// A kind a newer version wrote.
    Unknown,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StepView {
    /// `pull`, `create`, `start`, `build`: a word the faces translate.
    pub id: String,
    /// Where it stands.
    pub state: StepState,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum StepState {
    /// Later.
    Waiting,
    /// Now.
    Running,
    /// Finished.
    Done,
    /// Where it ended.
    Failed,
    /// Not needed or not reached.
    Skipped,
}

/// How far the running step is; totals, never deltas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProgressView {
    /// `bytes`, `steps`, `files`, `items`.
    pub unit: ProgressUnit,
    /// Done so far.
    pub current: u64,
    /// All there is, when known.
    pub total: Option<u64>,
    /// Of `total`, what was here already.
    pub already_present: u64,
    /// Units per second.
    pub per_second: Option<u64>,
    /// Seconds left.
    pub seconds_left: Option<u64>,
    /// One per layer.
    pub parts: Vec<PartView>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ProgressUnit {
    /// Bytes.
    Bytes,
    /// Steps.
    Steps,
    /// Files.
    Files,
    /// Things.
    Items,
}

/// A layer on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PartView {
    /// Short id.
    pub id: String,
    /// What it is doing.
    pub state: PartState,
    /// Bytes done.
    pub current: u64,
    /// Bytes in all, when known.
    pub total: Option<u64>,
}

/// What a layer is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum PartState {
    /// In line.
    Waiting,
    /// Bytes come in.
    Downloading,
    /// Bytes go out.
    Uploading,
    /// Checksum.
    Verifying,
    /// Unpacked.
    Extracting,
    /// Finished.
    Done,
    /// Was here.
    AlreadyHere,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct JobView {
    /// Which.
    pub id: String,
    /// What it does.
    pub kind: JobKind,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: JobStatus,
    /// Steps in order.
    pub steps: Vec<StepView>,
    /// Progress of the running step.
    pub progress: Option<ProgressView>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// What came out: `containerId`, `name`, `url`, `imageId`, `reference`, `exitCode` of what ended at once.
    pub outcome: BTreeMap<String, String>,
    /// When it began.
    pub started: String,
    /// When it ended.
    pub finished: Option<String>,
    /// The newer of two has the larger one.
    pub sequence: u64,
    /// Runs in this process; others are shown, and cannot be cancelled from here.
    pub ours: bool,
}

/// What `job_watch` sends: the job complete, with the lines that are new since the last message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct JobUpdate {
    /// The job.
    pub job: JobView,
    /// New output lines.
    pub lines: Vec<JobLineView>,
}

/// A line of a job's output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct JobLineView {
    /// From 1, without gaps.
    pub number: u64,
    /// Hostile until shown as plain text.
    pub text: String,
}

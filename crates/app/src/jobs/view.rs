//! Jobs as the wire has them.

use job::{Failure, JobLine, JobSnapshot, JobStatus, Part, PartState, Progress, Step, StepState, Unit};

use crate::wire;

/// The words kinds are kept under.
const KINDS: [(wire::JobKind, &str); 13] = [
    (wire::JobKind::ImagePull, "image.pull"),
    (wire::JobKind::ContainerRun, "container.run"),
    (wire::JobKind::ImageBuild, "image.build"),
    (wire::JobKind::ImagePush, "image.push"),
    (wire::JobKind::FreshnessCheck, "freshness.check"),
    (wire::JobKind::ContainerUpdate, "container.update"),
    (wire::JobKind::UpdateAll, "update.all"),
    (wire::JobKind::ContainerUndo, "container.undo"),
    (wire::JobKind::UpdateRecovery, "update.recovery"),
    (wire::JobKind::ImageScan, "image.scan"),
    (wire::JobKind::ScanAll, "scan.all"),
    (wire::JobKind::AdvisoryUpdate, "advisory.update"),
    (wire::JobKind::OtherScan, "scan.other"),
];

pub(super) fn kind_word(kind: wire::JobKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("unknown", |(_, word)| word)
}

fn kind(word: &str) -> wire::JobKind {
    KINDS.iter().find(|(_, known)| *known == word).map_or(wire::JobKind::Unknown, |(kind, _)| *kind)
}

pub(super) fn update(snapshot: &JobSnapshot, ours: bool, lines: Vec<JobLine>) -> wire::JobUpdate {
    let line = |JobLine { number, text }| wire::JobLineView { number, text };
    wire::JobUpdate { job: job_view(snapshot, ours), lines: lines.into_iter().map(line).collect() }
}

pub(super) fn job_view(snapshot: &JobSnapshot, ours: bool) -> wire::JobView {
    let JobSnapshot {
        id,
        kind: word,
        subject,
        status,
        steps,
        progress,
        failure,
        outcome,
        started,
        finished,
        sequence,
    } = snapshot;
    wire::JobView {
        id: id.to_string(),
        kind: kind(word),
        subject: subject.clone(),
        status: status_view(*status),
        steps: steps.iter().map(step_view).collect(),
        progress: progress.as_ref().map(progress_view),
        problem: failure.as_ref().map(problem),
        outcome: outcome.clone(),
        started: started.to_string(),
        finished: finished.map(|at| at.to_string()),
        sequence: *sequence,
        ours,
    }
}

/// The buttons are worked out anew, so that an old failure gets today's help.
fn problem(failure: &Failure) -> wire::Problem {
    let Failure { code, facts, raw } = failure;
    let actions = crate::doctor::actions_for(code, facts);
    wire::Problem { code: code.clone(), facts: facts.clone(), raw: raw.clone(), actions }
}

fn status_view(status: JobStatus) -> wire::JobStatus {
    match status {
        JobStatus::Running => wire::JobStatus::Running,
        JobStatus::Cancelling => wire::JobStatus::Cancelling,
        JobStatus::Succeeded => wire::JobStatus::Succeeded,
        JobStatus::Failed => wire::JobStatus::Failed,
        JobStatus::Cancelled => wire::JobStatus::Cancelled,
        JobStatus::Interrupted => wire::JobStatus::Interrupted,
    }
}

fn step_view(step: &Step) -> wire::StepView {
    let state = match step.state {
        StepState::Waiting => wire::StepState::Waiting,
        StepState::Running => wire::StepState::Running,
        StepState::Done => wire::StepState::Done,
        StepState::Failed => wire::StepState::Failed,
        StepState::Skipped => wire::StepState::Skipped,
    };
    wire::StepView { id: step.id.clone(), state }
}

fn progress_view(progress: &Progress) -> wire::ProgressView {
    let Progress { unit, current, total, already_present, rate, parts } = progress;
    let unit = match unit {
        Unit::Bytes => wire::ProgressUnit::Bytes,
        Unit::Steps => wire::ProgressUnit::Steps,
        Unit::Files => wire::ProgressUnit::Files,
        Unit::Items => wire::ProgressUnit::Items,
    };
    wire::ProgressView {
        unit,
        current: *current,
        total: *total,
        already_present: *already_present,
        per_second: rate.map(|rate| rate.per_second),
        seconds_left: rate.and_then(|rate| rate.seconds_left),
        parts: parts.iter().map(part_view).collect(),
    }
}

fn part_view(part: &Part) -> wire::PartView {
    let Part { id, state, current, total } = part;
    let state = match state {
        PartState::Waiting => wire::PartState::Waiting,
        PartState::Downloading => wire::PartState::Downloading,
        PartState::Uploading => wire::PartState::Uploading,
        PartState::Verifying => wire::PartState::Verifying,
        PartState::Extracting => wire::PartState::Extracting,
        PartState::Done => wire::PartState::Done,
        PartState::AlreadyHere => wire::PartState::AlreadyHere,
    };
    wire::PartView { id: id.clone(), state, current: *current, total: *total }
}

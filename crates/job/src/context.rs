//! The two ends of a job: [`JobContext`] for the operation that speaks, [`Job`] for whoever runs it and listens.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::log::{JobLine, JobLog};
use crate::progress::{Progress, Speedometer};
use crate::snapshot::{Failure, JobId, JobSnapshot, JobStatus, Step, StepState};

/// Tells the time; handed in so that tests can stand still.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A running operation as its runner sees it. Clones are the same job.
#[derive(Clone)]
pub struct Job {
    shared: Arc<Shared>,
}

struct Shared {
    snapshot: watch::Sender<JobSnapshot>,
    log: Mutex<JobLog>,
    meter: Mutex<Speedometer>,
    cancel: CancellationToken,
    clock: Clock,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("snapshot", &*self.shared.snapshot.borrow()).finish_non_exhaustive()
    }
}

impl Job {
    /// Makes a job that has just begun. `steps` are all it will take, in order.
    #[must_use]
    pub fn begin(id: JobId, kind: &str, subject: &str, steps: &[&str], clock: Clock) -> Self {
        let waiting = |id: &&str| Step { id: (*id).to_owned(), state: StepState::Waiting };
        let snapshot = JobSnapshot {
            id,
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            status: JobStatus::Running,
            steps: steps.iter().map(waiting).collect(),
            progress: None,
            failure: None,
            outcome: BTreeMap::new(),
            started: clock(),
            finished: None,
            sequence: 0,
        };
        let shared = Shared {
            snapshot: watch::Sender::new(snapshot),
            log: Mutex::default(),
            meter: Mutex::default(),
            cancel: CancellationToken::new(),
            clock,
        };
        Self { shared: Arc::new(shared) }
    }

    /// Returns the end that is given to the operation.
    #[must_use]
    pub fn context(&self) -> JobContext {
        JobContext { cancel: self.shared.cancel.clone(), shared: Some(Arc::clone(&self.shared)) }
    }

    /// Returns the job as it is now.
    #[must_use]
    pub fn snapshot(&self) -> JobSnapshot {
        self.shared.snapshot.borrow().clone()
    }

    /// Returns a receiver that wakes at every change and always holds the newest snapshot.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<JobSnapshot> {
        self.shared.snapshot.subscribe()
    }

    /// Returns the kept lines with a larger number than `seen`.
    #[must_use]
    pub fn lines_since(&self, seen: u64) -> Vec<JobLine> {
        lock(&self.shared.log).since(seen)
    }

    /// Asks the operation to stop. The truth follows in the snapshot.
    pub fn cancel(&self) {
        self.shared.change(|snapshot| {
            if snapshot.status == JobStatus::Running {
                snapshot.status = JobStatus::Cancelling;
            }
        });
        self.shared.cancel.cancel();
    }

    /// Ends the job well.
    pub fn succeed(&self) {
        self.shared.end(JobStatus::Succeeded, StepState::Done, None);
    }

    /// Ends the job badly.
    pub fn fail(&self, failure: Failure) {
        self.shared.end(JobStatus::Failed, StepState::Failed, Some(failure));
    }

    /// Ends the job because the user asked.
    pub fn end_cancelled(&self) {
        self.shared.end(JobStatus::Cancelled, StepState::Skipped, None);
    }
}

impl Shared {
    /// Changes the snapshot unless the job has ended, and numbers the change.
    fn change(&self, change: impl FnOnce(&mut JobSnapshot)) {
        self.snapshot.send_if_modified(|snapshot| {
            if snapshot.status.is_final() {
                return false;
            }
            change(snapshot);
            snapshot.sequence += 1;
            true
        });
    }

    fn end(&self, status: JobStatus, running_becomes: StepState, failure: Option<Failure>) {
        let finished = (self.clock)();
        self.change(|snapshot| {
            for step in &mut snapshot.steps {
                match step.state {
                    StepState::Running => step.state = running_becomes,
                    StepState::Waiting => step.state = StepState::Skipped,
                    _ => {}
                }
            }
            snapshot.status = status;
            snapshot.failure = failure;
            snapshot.finished = Some(finished);
        });
    }
}

/// What an operation speaks through. Cheap to clone; says nothing when detached.
#[derive(Clone)]
pub struct JobContext {
    shared: Option<Arc<Shared>>,
    cancel: CancellationToken,
}

impl fmt::Debug for JobContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobContext").field("attached", &self.shared.is_some()).finish_non_exhaustive()
    }
}

impl JobContext {
    /// Returns a context that discards everything and is never cancelled: for scripts and tests.
    #[must_use]
    pub fn detached() -> Self {
        Self { shared: None, cancel: CancellationToken::new() }
    }

    /// Says that a step begins; the one before it is done. A step that was not announced is appended.
    pub fn step(&self, id: &str) {
        self.change(|snapshot| {
            for step in &mut snapshot.steps {
                if step.state == StepState::Running {
                    step.state = StepState::Done;
                }
            }
            snapshot.progress = None;
            match snapshot.steps.iter_mut().find(|step| step.id == id) {
                Some(step) => step.state = StepState::Running,
                None => snapshot.steps.push(Step { id: id.to_owned(), state: StepState::Running }),
            }
        });
        if let Some(shared) = &self.shared {
            *lock(&shared.meter) = Speedometer::default();
        }
    }

    /// Says that a step is not needed.
    pub fn skip(&self, id: &str) {
        self.change(|snapshot| {
            if let Some(step) = snapshot.steps.iter_mut().find(|step| step.id == id) {
                step.state = StepState::Skipped;
            }
        });
    }

    /// Says how far the running step is; speed and time left are worked out here.
    pub fn progress(&self, mut progress: Progress) {
        let Some(shared) = &self.shared else { return };
        progress.rate = lock(&shared.meter).sample((shared.clock)(), progress.current, progress.total);
        shared.change(|snapshot| snapshot.progress = Some(progress));
    }

    /// Keeps a line of output.
    pub fn log(&self, text: &str) {
        let Some(shared) = &self.shared else { return };
        lock(&shared.log).push(text);
        shared.change(|_| {});
    }

    /// Keeps something that came out, for the faces: `url`, `containerId`.
    pub fn outcome(&self, key: &str, value: impl Into<String>) {
        let value = value.into();
        self.change(|snapshot| {
            snapshot.outcome.insert(key.to_owned(), value);
        });
    }

    /// Returns whether the user asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Waits until the user asks to stop.
    pub async fn cancelled(&self) {
        self.cancel.cancelled().await;
    }

    /// Runs `work` until it ends or the user asks to stop; `None` means the latter and `work` was dropped.
    pub async fn unless_cancelled<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.cancel.run_until_cancelled(work).await
    }

    fn change(&self, change: impl FnOnce(&mut JobSnapshot)) {
        if let Some(shared) = &self.shared {
            shared.change(change);
        }
    }
}

/// A panic in another holder leaves plain data behind that is still good to read.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn job(steps: &[&str]) -> Job {
        Job::begin(JobId::new("1"), "image.pull", "nginx", steps, Arc::new(|| Timestamp::UNIX_EPOCH))
    }

    fn states(job: &Job) -> Vec<StepState> {
        job.snapshot().steps.iter().map(|step| step.state).collect()
    }

    #[test]
    fn a_new_step_ends_the_one_before() {
        let job = job(&["pull", "create", "start"]);
        job.context().step("pull");
        job.context().step("create");
        assert_eq!(states(&job), [StepState::Done, StepState::Running, StepState::Waiting]);
    }

    #[test]
    fn failing_marks_the_running_step_and_skips_the_rest() {
        let job = job(&["pull", "create"]);
        job.context().step("pull");
        job.fail(Failure { code: "x".into(), facts: BTreeMap::new(), raw: String::new() });
        assert_eq!(states(&job), [StepState::Failed, StepState::Skipped]);
    }

    #[test]
    fn nothing_changes_after_the_end() {
        let job = job(&["pull"]);
        job.succeed();
        let ended = job.snapshot();
        job.context().step("pull");
        job.cancel();
        job.end_cancelled();
        assert_eq!(job.snapshot(), ended);
    }

    #[tokio::test]
    async fn cancel_drops_the_work() {
        let job = job(&["pull"]);
        job.cancel();
        assert_eq!(job.context().unless_cancelled(std::future::pending::<()>()).await, None);
        assert_eq!(job.snapshot().status, JobStatus::Cancelling);
    }

    #[derive(Debug, Clone)]
    enum Said {
        Step(usize),
        Skip(usize),
        Progress(u64),
        Cancel,
        Succeed,
        Fail,
        EndCancelled,
    }

    fn said() -> impl Strategy<Value = Said> {
        prop_oneof![
            (0..4_usize).prop_map(Said::Step),
            (0..4_usize).prop_map(Said::Skip),
            any::<u64>().prop_map(Said::Progress),
            Just(Said::Cancel),
            Just(Said::Succeed),
            Just(Said::Fail),
            Just(Said::EndCancelled),
        ]
    }

    fn say(job: &Job, said: &Said) {
        const STEPS: [&str; 4] = ["pull", "create", "start", "surprise"];
        match said {
            Said::Step(n) => job.context().step(STEPS[*n]),
            Said::Skip(n) => job.context().skip(STEPS[*n]),
            Said::Progress(n) => {
                job.context().progress(Progress::of(crate::Unit::Bytes, *n, Some(*n)));
            }
            Said::Cancel => job.cancel(),
            Said::Succeed => job.succeed(),
            Said::Fail => job.fail(Failure { code: "x".into(), facts: BTreeMap::new(), raw: String::new() }),
            Said::EndCancelled => job.end_cancelled(),
        }
    }

    proptest! {
        /// Whatever is said in whatever order, the snapshot makes sense.
        #[test]
        fn every_snapshot_is_legal(all in proptest::collection::vec(said(), 0..40)) {
            let job = job(&["pull", "create", "start"]);
            let mut sequence = 0;
            for one in &all {
                say(&job, one);
                let snapshot = job.snapshot();
                prop_assert!(snapshot.sequence >= sequence);
                sequence = snapshot.sequence;
                let running = snapshot.steps.iter().filter(|s| s.state == StepState::Running).count();
                prop_assert!(running <= 1);
                prop_assert!(!snapshot.status.is_final() || running == 0);
                prop_assert_eq!(snapshot.status.is_final(), snapshot.finished.is_some());
                prop_assert_eq!(snapshot.status == JobStatus::Failed, snapshot.failure.is_some());
            }
        }
    }
}

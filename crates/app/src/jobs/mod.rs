//! Every long operation, from its start to the history: one list, one watch, one cancel.
//!
//! Invariants: a job that was started ends in the store with a final status, even when its operation panics; two requests
//! for the same thing are one job; what another process does is shown and not touched.

mod history;
mod owner;
mod view;

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use job::{Clock, Failure, Job, JobContext, JobId, JobLine, JobSnapshot};
use store::Store;
use tokio_util::task::TaskTracker;

use crate::announce::Announcer;
use crate::wire::{JobKind, JobUpdate, JobView, Problem, Resource};

pub(crate) use history::SCHEMA;
use owner::Owner;

/// Progress goes out about this often.
const BEAT: Duration = Duration::from_millis(100);

/// What a job is to be. `key` is what may be worked on only once: `pull docker.io/library/nginx:latest`.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) kind: JobKind,
    pub(crate) subject: String,
    pub(crate) key: String,
    pub(crate) steps: &'static [&'static str],
}

/// Why an operation did not do its job.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The user asked.
    Cancelled,
    /// It could not.
    Failed(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// All jobs of this process, and the history of all.
#[derive(Clone)]
pub(crate) struct Jobs {
    shared: Arc<Shared>,
}

struct Shared {
    running: Mutex<HashMap<JobId, Running>>,
    /// Every job's task, up to and with its last word in the history.
    tasks: TaskTracker,
    store: Arc<Store>,
    owner: Owner,
    announcer: Announcer,
    clock: Clock,
}

#[derive(Clone)]
struct Running {
    key: String,
    job: Job,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").field("running", &self.running().len()).finish_non_exhaustive()
    }
}

impl Jobs {
    /// Opens the list and writes the truth about jobs whose process is gone.
    pub(crate) fn open(
        store: Arc<Store>,
        data_dir: &Path,
        announcer: Announcer,
        clock: Clock,
    ) -> Result<Self, std::io::Error> {
        let owner = Owner::claim(&data_dir.join("running"))?;
        history::interrupt_orphans(&store, &owner, clock());
        let shared =
            Shared { running: Mutex::default(), tasks: TaskTracker::new(), store, owner, announcer, clock };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Starts an operation, or joins the one that already works on the same key. Returns the id at once.
    pub(crate) fn start<Work, Done>(&self, plan: Plan, work: Work) -> JobId
    where
        Work: FnOnce(JobContext) -> Done,
        Done: Future<Output = Result<(), Stop>> + Send + 'static,
    {
        let mut running = self.running();
        if let Some((id, _)) = running.iter().find(|(_, one)| one.key == plan.key) {
            return id.clone();
        }
        let id = JobId::new(uuid::Uuid::now_v7().to_string());
        let clock = Arc::clone(&self.shared.clock);
        let job = Job::begin(id.clone(), view::kind_word(plan.kind), &plan.subject, plan.steps, clock);
        running.insert(id.clone(), Running { key: plan.key, job: job.clone() });
        drop(running);
        self.keep(&job);
        let context = job.context();
        self.shared.tasks.spawn(self.clone().drive(job, work(context)));
        id
    }

    /// Runs the operation to its end, whatever that is, and keeps the outcome.
    async fn drive(self, job: Job, work: impl Future<Output = Result<(), Stop>> + Send) {
        let announcing = tokio::spawn(announce_steps(job.clone(), self.shared.announcer.clone()));
        match std::panic::AssertUnwindSafe(work).catch_unwind().await {
            Ok(Ok(())) => job.succeed(),
            Ok(Err(Stop::Cancelled)) => job.end_cancelled(),
            Ok(Err(Stop::Failed(problem))) => job.fail(failure(problem)),
            Err(_panic) => job.fail(failure(crate::doctor::problem("internal", []))),
        }
        announcing.abort();
        self.keep(&job);
        self.running().remove(&job.snapshot().id);
        self.shared.announcer.changed(Resource::Jobs);
    }

    /// Writes the job to the history. A store that fails costs the history, not the operation.
    fn keep(&self, job: &Job) {
        let snapshot = job.snapshot();
        let lines = if snapshot.status.is_final() { job.lines_since(0) } else { Vec::new() };
        if let Err(error) = history::write(&self.shared.store, &self.shared.owner, &snapshot, &lines) {
            tracing::warn!(%error, job = %snapshot.id, "job could not be kept");
        }
        self.shared.announcer.changed(Resource::Jobs);
    }

    /// Lists jobs, newest first: those that run and the last of the history.
    pub(crate) fn list(&self) -> Vec<JobView> {
        let running = self.running().clone();
        let mut kept = history::read_all(&self.shared.store).unwrap_or_else(|error| {
            tracing::warn!(%error, "job history could not be read");
            Vec::new()
        });
        for kept in &mut kept {
            if let Some(one) = running.get(&kept.id) {
                *kept = one.job.snapshot();
            }
        }
        kept.into_iter()
            .map(|snapshot| view::job_view(&snapshot, running.contains_key(&snapshot.id)))
            .collect()
    }

    /// Sends the job now and at every change until it ends; stops early when `send` returns false.
    pub(crate) async fn watch(
        &self,
        id: &str,
        mut send: impl FnMut(JobUpdate) -> bool,
    ) -> Result<(), Problem> {
        let id = JobId::new(id);
        let running = self.running().get(&id).cloned();
        let Some(Running { job, .. }) = running else { return self.send_kept(&id, send) };
        let mut changes = job.watch();
        let mut seen = 0;
        loop {
            let snapshot = changes.borrow_and_update().clone();
            let lines = job.lines_since(seen);
            seen = lines.last().map_or(seen, |line| line.number);
            let over = snapshot.status.is_final();
            if !send(view::update(&snapshot, true, lines)) || over || changes.changed().await.is_err() {
                return Ok(());
            }
            tokio::time::sleep(BEAT).await;
        }
    }

    fn send_kept(&self, id: &JobId, mut send: impl FnMut(JobUpdate) -> bool) -> Result<(), Problem> {
        let kept: Option<(JobSnapshot, Vec<JobLine>)> = history::read(&self.shared.store, id).ok().flatten();
        let (snapshot, lines) = kept.ok_or_else(|| crate::doctor::problem("job.unknown", []))?;
        send(view::update(&snapshot, false, lines));
        Ok(())
    }

    /// Asks a job to stop. One that has ended, or belongs to another process, stays as it is.
    pub(crate) fn cancel(&self, id: &str) {
        if let Some(one) = self.running().get(&JobId::new(id)) {
            one.job.cancel();
        }
        self.shared.announcer.changed(Resource::Jobs);
    }

    /// Forgets a job that has ended.
    pub(crate) fn dismiss(&self, id: &str) {
        let id = JobId::new(id);
        if self.running().contains_key(&id) {
            return;
        }
        if let Err(error) = history::forget(&self.shared.store, &id) {
            tracing::warn!(%error, job = %id, "job could not be forgotten");
        }
        self.shared.announcer.changed(Resource::Jobs);
    }

    /// Asks every running job to stop and waits, for a while, until the history has the truth about each.
    pub(crate) async fn wind_down(&self, patience: Duration) {
        self.running().values().for_each(|one| one.job.cancel());
        self.shared.tasks.close();
        let _ = tokio::time::timeout(patience, self.shared.tasks.wait()).await;
    }

    fn running(&self) -> MutexGuard<'_, HashMap<JobId, Running>> {
        self.shared.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells readers of the list when a job moves on to another step; progress is for its watchers alone.
async fn announce_steps(job: Job, announcer: Announcer) {
    let mut changes = job.watch();
    let mut known = job.snapshot().steps;
    while changes.changed().await.is_ok() {
        let now = changes.borrow_and_update().steps.clone();
        if now != known {
            known = now;
            announcer.changed(Resource::Jobs);
        }
    }
}

fn failure(problem: Problem) -> Failure {
    Failure { code: problem.code, facts: problem.facts, raw: problem.raw }
}

#[cfg(test)]
mod tests;

//! Following a job to its end.

use std::sync::{Arc, Mutex, PoisonError};

use app::App;
use app::wire::{JobStatus, JobUpdate, JobView};

use crate::Failure;
use crate::output::{self, Progress};

/// Shows a job until it ends and returns it; a job that did not succeed is the command's failure.
pub(super) async fn follow(app: &App, id: String, json: bool) -> Result<JobView, Failure> {
    watch(app, id, json, json).await
}

/// The same for a command whose answer is one document: the job's own lines are not printed then.
pub(super) async fn follow_quietly(app: &App, id: String, json: bool) -> Result<JobView, Failure> {
    watch(app, id, json, false).await
}

async fn watch(app: &App, id: String, json: bool, lines: bool) -> Result<JobView, Failure> {
    let progress = (!json).then(Progress::new);
    let last: Arc<Mutex<Option<JobView>>> = Arc::default();
    let show = |update: JobUpdate| {
        let shown = match &progress {
            Some(progress) => {
                progress.show(&update);
                true
            }
            None if lines => output::json_line(&update).is_ok(),
            None => true,
        };
        *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(update.job);
        shown
    };
    app.job_watch(id, show).await?;
    if let Some(progress) = &progress {
        progress.end();
    }
    let last = last.lock().unwrap_or_else(PoisonError::into_inner).take();
    match last {
        Some(JobView { status: JobStatus::Failed, problem: Some(problem), .. }) => Err(problem.into()),
        Some(job) if job.status == JobStatus::Succeeded => Ok(job),
        _ => Err(Failure::Interrupted),
    }
}

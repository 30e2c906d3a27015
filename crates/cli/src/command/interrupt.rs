//! Ctrl+C in the middle of an update: the container is put back first, and what became of it is told.

use app::App;
use app::wire::{JobKind, JobStatus, JobView};

use crate::output::{self, clean};

/// Stops what changes containers and waits until each is as it was. Ctrl+C again leaves that to `mooring recover`.
pub(super) async fn put_back(app: &App) {
    let ours: Vec<JobView> = app.job_list().into_iter().filter(|job| job.ours).collect();
    let swaps: Vec<&JobView> = ours.iter().filter(|job| changes_a_container(job.kind)).collect();
    if swaps.is_empty() {
        return;
    }
    output::note("Stopping. What was begun is put back first; Ctrl+C again leaves that to: mooring recover");
    ours.iter().for_each(|job| app.job_cancel(&job.id));
    for job in swaps {
        tokio::select! {
            () = ended(app, &job.id) => {}
            _ = tokio::signal::ctrl_c() => {
                let name = clean(&job.subject);
                return output::note(&format!("{name} may be left in the middle. Put it right: mooring recover"));
            }
        }
    }
}

fn changes_a_container(kind: JobKind) -> bool {
    matches!(kind, JobKind::ContainerUpdate | JobKind::ContainerUndo)
}

/// Waits for a job's end and says how that leaves its container.
async fn ended(app: &App, id: &str) {
    let mut last = None;
    let watching = app.job_watch(id.to_owned(), |update| {
        last = Some(update.job);
        true
    });
    let _ = watching.await;
    let Some(job) = last else { return };
    let name = clean(&job.subject);
    match (job.status, &job.problem) {
        (_, Some(problem)) => output::problem(problem),
        (JobStatus::Cancelled, None) => output::note(&format!("{name} is as it was.")),
        (JobStatus::Succeeded, None) => output::note(&format!("{name} was done already: the new one runs.")),
        _ => output::note(&format!("{name} may be left in the middle. Put it right: mooring recover")),
    }
}

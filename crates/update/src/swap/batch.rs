//! Several containers, one after another (UPDATES.md 7.3).
//!
//! Containers on one image share its pull and the move of its name: what is here is not loaded again, and a name goes back
//! only when no container uses the new image.

use engine::Engine;
use job::{JobContext, Progress, Unit};

use super::{Actor, Outcome, Request, UpdateError, Updater};

/// What the failure of one means for those that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// They are left as they are.
    #[default]
    Stop,
    /// They are updated all the same.
    GoOn,
    /// They are left, and those before it go back as well: all or none, for a Compose project.
    UndoAll,
}

/// What became of one of several.
#[derive(Debug)]
pub enum BatchEnd {
    /// It was updated, or had nothing to do.
    Done(Outcome),
    /// It failed.
    Failed(UpdateError),
    /// It was updated, and went back because another one failed.
    WentBack,
    /// It was not begun.
    Left,
}

impl Updater {
    /// Updates containers in the order given. One that fails is put back by itself; what it means for the others is
    /// `on_failure`'s. Ends are in the order of the requests.
    pub async fn update_all(
        &self,
        engine: &Engine,
        requests: &[Request],
        on_failure: OnFailure,
        job: &JobContext,
    ) -> Vec<BatchEnd> {
        let mut ends = Vec::with_capacity(requests.len());
        let mut failed = false;
        for (done, request) in requests.iter().enumerate() {
            if job.is_cancelled() || (failed && on_failure != OnFailure::GoOn) {
                ends.push(BatchEnd::Left);
                continue;
            }
            let total = Some(requests.len() as u64);
            job.progress(Progress::of(Unit::Items, done as u64, total));
            ends.push(match self.update(engine, request, job).await {
                Ok(outcome) => BatchEnd::Done(outcome),
                Err(error) => {
                    failed = true;
                    BatchEnd::Failed(error)
                }
            });
        }
        if failed && on_failure == OnFailure::UndoAll {
            let by = requests.first().map_or(Actor::Person, |request| request.by);
            self.undo_those(engine, &mut ends, by, job).await;
        }
        ends
    }

    async fn undo_those(&self, engine: &Engine, ends: &mut [BatchEnd], by: Actor, job: &JobContext) {
        for end in ends.iter_mut().rev() {
            let BatchEnd::Done(Outcome::Swapped(swapped)) = end else { continue };
            match self.undo(engine, &swapped.tx, by, job).await {
                Ok(_) => *end = BatchEnd::WentBack,
                Err(error) => *end = BatchEnd::Failed(error),
            }
        }
    }
}

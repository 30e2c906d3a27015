//! Going back, and what is kept for it.

use job::JobContext;
use update::swap::{Outcome, STEPS};

use super::start::tell_swapped;
use crate::jobs::{Plan, Stop};
use crate::updates::{actor_of, kept_view, leftover_view, stop};
use crate::wire::{Actor, JobKind, KeptView, Problem, Resource};
use crate::{App, doctor};

impl App {
    /// Starts putting the container before back and returns the job's id.
    ///
    /// # Errors
    /// When nothing is kept of it.
    pub async fn update_undo(&self, container: String, restore: bool, by: Actor) -> Result<String, Problem> {
        let engine = self.engine().await?;
        let found = self.found(&container).await?;
        if let Some(service) = update::service::of_container(&found.labels) {
            return Ok(self.undo_service(engine, &found, service));
        }
        let kept = self.inner.updater.kept(&engine).await;
        let kept = kept.map_err(|error| self.diagnose(&error, doctor::Operation::Other, &found.name))?;
        let newest = kept.into_iter().find(|one| one.name == found.name && one.newest);
        let newest = newest
            .ok_or_else(|| doctor::problem("update.nothingToUndo", [("container", found.name.clone())]))?;
        let plan = Plan {
            kind: JobKind::ContainerUndo,
            subject: found.name.clone(),
            key: format!("undo {} {}", engine.endpoint(), found.id),
            steps: &STEPS,
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            let done = Box::pin(app.undo(&engine, &newest, restore, by, &context)).await;
            app.settled(&engine).await;
            done
        });
        Ok(id.to_string())
    }

    async fn undo(
        &self,
        engine: &engine::Engine,
        kept: &update::keep::Kept,
        restore: bool,
        by: Actor,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let reference =
            kept.entry.as_ref().map(|entry| oci::familiar(&entry.old_reference)).unwrap_or_default();
        context.outcome("reference", reference.as_str());
        let undone = self.inner.updater.undo(engine, &kept.tx, actor_of(by), context);
        match Box::pin(undone).await {
            Ok(Outcome::Swapped(swapped)) => {
                tell_swapped(context, &swapped);
                if restore {
                    self.restore(engine, kept, context).await?;
                }
            }
            Ok(Outcome::Nothing) => context.outcome("result", "nothing"),
            Err(error) => return Err(stop(&error, &kept.name, &reference)),
        }
        Ok(())
    }

    /// Puts the volumes back as they were before the update.
    async fn restore(
        &self,
        engine: &engine::Engine,
        kept: &update::keep::Kept,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let copies = kept.entry.as_ref().map(|entry| entry.backups.clone()).unwrap_or_default();
        let restored = Box::pin(self.inner.updater.restore(engine, &kept.name, &copies, context)).await;
        match restored {
            Ok(safe) => {
                for file in safe {
                    context.log(&format!("What was in the volume before is in {}", file.display()));
                }
                Ok(())
            }
            Err(error) => {
                let facts = [("container", kept.name.clone()), ("reason", error.to_string())];
                Err(Stop::Failed(doctor::problem("update.attention", facts)))
            }
        }
    }

    /// Lists what can be gone back to, what it costs, and what looks like ours and has no record.
    ///
    /// # Errors
    /// When no engine is there, or it does not answer.
    pub async fn update_kept(&self) -> Result<KeptView, Problem> {
        let engine = self.engine().await?;
        let problem = |error| self.diagnose(&error, doctor::Operation::Other, "");
        let kept = self.inner.updater.kept(&engine).await.map_err(problem)?;
        let leftovers = self.inner.updater.leftovers(&engine).await.map_err(problem)?;
        Ok(KeptView {
            kept: kept.into_iter().map(kept_view).collect(),
            leftovers: leftovers.into_iter().map(leftover_view).collect(),
        })
    }

    /// Gives up a kept container; there is no undo after that.
    ///
    /// # Errors
    /// When there is no such one, or the engine refuses.
    pub async fn update_kept_remove(&self, id: String) -> Result<(), Problem> {
        let engine = self.engine().await?;
        let cleaned = self.inner.updater.let_go(&engine, &id).await;
        self.inner.announcer.changed(Resource::Updates);
        let cleaned = cleaned.ok_or_else(|| doctor::problem("update.unknown", [("id", id)]))?;
        match cleaned.failure {
            Some(error) => Err(self.diagnose(&error, doctor::Operation::RemoveContainer, &cleaned.name)),
            None => Ok(()),
        }
    }
}

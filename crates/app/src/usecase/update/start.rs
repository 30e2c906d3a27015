//! Updating one container, and several.

use std::path::PathBuf;
use std::sync::Arc;

use engine::Engine;
use engine::model::container::ContainerSummary;
use job::{JobContext, Progress, Unit};
use oci::{Digest, Reference};
use registry::credential::Asked;
use update::check::Choice;
use update::swap::{Gate, Outcome, Request, STEPS, Swapped, UpdateError};

use crate::jobs::{Plan, Stop};
use crate::updates::{actor_of, in_order, is_bad_image, stop};
use crate::wire::{Actor, JobKind, Problem, Resource, UpdateRequest};
use crate::{App, doctor};

impl App {
    /// Starts updating a container and returns the job's id. The same container twice is one job.
    ///
    /// # Errors
    /// When there is no such container, or it was made from nothing that can be looked up.
    pub async fn update_start(&self, request: UpdateRequest, by: Actor) -> Result<String, Problem> {
        let engine = self.engine().await?;
        let found = self.found(&request.container).await?;
        let target = self.target(&engine, &found, request.tag.as_deref()).await;
        let target = match target {
            // Built here: what the name means here is what there is to update to.
            Err(problem) if problem.code == "update.blocked.localOnly" && request.tag.is_none() => None,
            target => Some(target?),
        };
        if let (Some(service), Some(target)) = (update::service::of_container(&found.labels), &target) {
            return Ok(self.update_service(engine, &found, service, target.clone(), request));
        }
        let plan = Plan {
            kind: JobKind::ContainerUpdate,
            subject: found.name.clone(),
            key: format!("update {} {}", engine.endpoint(), found.id),
            steps: &STEPS,
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            let done = Box::pin(app.update(&engine, &found, target, request, by, &context)).await;
            app.settled(&engine).await;
            done
        });
        Ok(id.to_string())
    }

    async fn update(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
        target: Option<Reference>,
        request: UpdateRequest,
        by: Actor,
        context: &JobContext,
    ) -> Result<(), Stop> {
        // What an earlier crash left open is mended first; another process at work is told by the update itself.
        let _ = Box::pin(self.update_recover()).await;
        let mut asked = self.request(found, target.as_ref(), &request, by).await;
        if let Some(target) = &target {
            asked.digest = match &request.digest {
                Some(digest) => Some(previewed(digest)?),
                None => self.newest(engine, found, target).await?,
            };
        }
        self.inner.announcer.changed(Resource::Freshness);
        let image = target.as_ref().map_or_else(|| found.image.clone(), ToString::to_string);
        match Box::pin(self.inner.updater.update(engine, &asked, context)).await {
            Ok(outcome) => {
                tell(context, &outcome, &image);
                Ok(())
            }
            Err(error) => {
                let tried = request.tag.or_else(|| asked.digest.as_ref().map(ToString::to_string));
                self.skip_bad(engine, found, tried, &error);
                Err(stop(&error, &found.name, &image))
            }
        }
    }

    async fn request(
        &self,
        found: &ContainerSummary,
        target: Option<&Reference>,
        request: &UpdateRequest,
        by: Actor,
    ) -> Request {
        let settings = self.settings_get().updates;
        let auth = match target {
            Some(target) => self.inner.registries.auth(target).await,
            None => None,
        };
        let backup = (request.backup || settings.backup_volumes).then(|| self.backups());
        Request {
            reference: target.filter(|_| request.tag.is_some()).cloned(),
            keep_ports: request.keep_ports,
            keep_all: request.keep_all,
            carry: request.carry.clone(),
            gate: Gate {
                stable: std::time::Duration::from_secs(u64::from(settings.gate_seconds.min(600))),
                deadline: None,
                probe_ports: settings.probe_ports,
                ..Gate::default()
            },
            keep: std::time::Duration::from_secs(u64::from(settings.keep_hours) * 3600),
            drop_image: settings.remove_old_images,
            backup,
            auth,
            ..Request::new(&found.id, actor_of(by))
        }
    }

    /// Returns the folder of backups, made so that only this user reads it. When it cannot be made the backup says so.
    fn backups(&self) -> PathBuf {
        let folder = self.inner.data_dir.join("backups");
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        if let Err(error) = builder.create(&folder) {
            tracing::warn!(%error, "the folder of backups could not be made");
        }
        folder
    }

    /// Returns the digest behind a name today. When the registry cannot be asked and a newer image is here already,
    /// that one is taken.
    async fn newest(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
        target: &Reference,
    ) -> Result<Option<Digest>, Problem> {
        let registry = self.inner.registries.client(engine.info()).asked(Asked::ByUser);
        let error = match registry.head(target).await {
            Ok(head) => return Ok(Some(head.digest)),
            Err(error) => error,
        };
        let here = engine.image_inspect(&target.canonical()).await;
        match here {
            Ok(image) if image.id != found.image_id => Ok(None),
            _ => Err(doctor::registry_problem(&error, &target.to_string())),
        }
    }

    /// What was tried, a tag or a digest, and put back for what is in it, is not offered again.
    fn skip_bad(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
        tried: Option<String>,
        error: &UpdateError,
    ) {
        if tried.is_none() || !is_bad_image(error) {
            return;
        }
        let (checker, id) = (self.checker(engine), &engine.info().id);
        let choice = checker.choice(id, &found.name).unwrap_or_default();
        let kept = checker.set_choice(id, &found.name, &Choice { skip: tried, ..choice });
        if let Err(error) = kept {
            tracing::warn!(%error, "a bad image could not be marked");
        }
    }

    /// Reads again what a swap changed.
    pub(super) async fn settled(&self, engine: &Engine) {
        let _ = self.inner.inventory.refresh_images(engine).await;
        self.inner.announcer.changed(Resource::Freshness);
        self.inner.announcer.changed(Resource::Updates);
    }

    /// Starts updating several containers, or all that one click can; one job, with one of its own for each.
    ///
    /// # Errors
    /// When no engine is there.
    pub async fn update_all(&self, containers: Vec<String>, by: Actor) -> Result<String, Problem> {
        let engine = self.engine().await?;
        let view = self.freshness().await?;
        let wanted = |one: &&crate::wire::ContainerFreshness| {
            if containers.is_empty() {
                one.updatable
            } else {
                containers.contains(&one.id) || containers.contains(&one.name)
            }
        };
        let chosen: Vec<(String, Option<String>)> =
            view.containers.iter().filter(wanted).map(|one| (one.id.clone(), one.best.clone())).collect();
        let chosen = in_order(chosen, &self.inner.inventory.container_summaries());
        let plan = Plan {
            kind: JobKind::UpdateAll,
            subject: chosen.len().to_string(),
            key: format!("update all {}", engine.endpoint()),
            steps: &["update"],
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            context.step("update");
            app.update_each(chosen, by, &context).await
        });
        Ok(id.to_string())
    }

    async fn update_each(
        &self,
        chosen: Vec<(String, Option<String>)>,
        by: Actor,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let stop_on_failure = self.settings_get().updates.stop_on_failure;
        let total = chosen.len() as u64;
        let (mut updated, mut failed) = (0_u64, 0_u64);
        for (container, tag) in chosen {
            if context.is_cancelled() || (failed > 0 && stop_on_failure) {
                break;
            }
            context.progress(Progress::of(Unit::Items, updated + failed, Some(total)));
            let request = UpdateRequest { container, tag, ..UpdateRequest::default() };
            match self.one_of_many(request, by, context).await {
                true => updated += 1,
                false => failed += 1,
            }
        }
        for (key, count) in [("updated", updated), ("failed", failed), ("left", total - updated - failed)] {
            context.outcome(key, count.to_string());
        }
        context.progress(Progress::of(Unit::Items, updated + failed, Some(total)));
        match (context.is_cancelled(), failed) {
            (true, _) => Err(Stop::Cancelled),
            (false, 0) => Ok(()),
            (false, failed) => Err(Stop::Failed(doctor::problem(
                "update.someFailed",
                [("failed", failed.to_string()), ("updated", updated.to_string())],
            ))),
        }
    }

    /// Runs one as a job of its own and waits for it; cancelling the whole cancels it.
    async fn one_of_many(&self, request: UpdateRequest, by: Actor, context: &JobContext) -> bool {
        let name = self.container_name(&request.container);
        let id = match self.update_start(request, by).await {
            Ok(id) => id,
            Err(problem) => {
                context.log(&format!("{name}: {}", problem.code));
                return false;
            }
        };
        let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let seen = Arc::clone(&done);
        let watching = self.job_watch(id.clone(), move |update| {
            let well = update.job.status == crate::wire::JobStatus::Succeeded;
            seen.store(well, std::sync::atomic::Ordering::Relaxed);
            true
        });
        tokio::pin!(watching);
        tokio::select! {
            _ = &mut watching => {}
            () = context.cancelled() => {
                self.job_cancel(&id);
                let _ = watching.await;
            }
        }
        done.load(std::sync::atomic::Ordering::Relaxed)
    }
}

/// What was previewed is taken and nothing else: a digest that is none is no reason to take something.
/// Reads the digest that was previewed: one that cannot be read is no reason to take another.
pub(super) fn previewed(digest: &str) -> Result<Digest, Problem> {
    Digest::parse(digest).map_err(|_| doctor::problem("input.invalid", [("input", digest.to_owned())]))
}

fn tell(context: &JobContext, outcome: &Outcome, image: &str) {
    context.outcome("reference", image);
    match outcome {
        Outcome::Nothing => context.outcome("result", "nothing"),
        Outcome::Swapped(swapped) => tell_swapped(context, swapped),
    }
}

pub(super) fn tell_swapped(context: &JobContext, swapped: &Swapped) {
    context.outcome("result", "done");
    context.outcome("update", swapped.tx.as_str());
    context.outcome("name", swapped.name.as_str());
    context.outcome("containerId", swapped.container.as_str());
    context.outcome("undoUntil", swapped.kept_until.to_string());
    if let Some(file) = swapped.backups.first() {
        context.outcome("backup", file.display().to_string());
    }
}

//! The look itself: as a job, with a first verdict on the way, and what follows from it.

use std::sync::Arc;

use engine::Engine;
use job::JobContext;
use scan::inside::Anatomy;

use crate::App;
use crate::doctor::Operation;
use crate::inside::{
    Inspected, Subject, first_verdict, is_ours, look_into_file, look_into_local, look_into_remote, remembered,
};
use crate::jobs::{Plan, Stop};
use crate::typed;
use crate::wire::{JobKind, Problem, Resource};

/// How somebody wants to look.
#[derive(Debug, Clone, Copy)]
pub(in crate::usecase) struct Manner {
    /// Read everything anew.
    pub(in crate::usecase) again: bool,
    /// Show a first verdict while the engine packs.
    pub(in crate::usecase) first_verdict: bool,
}

impl App {
    /// Understands what somebody typed as something to look into: a file, an image of the engine, or one in a registry.
    /// Returns the id that the other calls take.
    ///
    /// # Errors
    /// When it is neither.
    pub async fn image_subject(&self, text: &str) -> Result<String, Problem> {
        if let Some(file) = Subject::typed_file(text) {
            return Ok(file.id());
        }
        match self.image_meant(text).await {
            Ok(row) => Ok(row.id),
            Err(problem) if problem.code == "image.gone" => {
                let reference = typed::reference(text)?;
                Ok(Subject::Remote(reference).id())
            }
            Err(problem) => Err(problem),
        }
    }

    /// Starts looking into something unless all of it is known. Returns the job's id, if there is one.
    ///
    /// # Errors
    /// When there is no such image.
    pub async fn image_look(&self, id: &str) -> Result<Option<String>, Problem> {
        if self.known_anatomy(id).await?.is_some_and(|anatomy| !anatomy.image().partial) {
            return Ok(None);
        }
        Ok(Some(self.start_look(id, Manner { again: false, first_verdict: false })))
    }

    /// Starts looking into an image, whatever is known of it. Returns the job's id; looking twice at once is one job.
    ///
    /// # Errors
    /// When there is no such image.
    pub async fn image_scan(&self, id: String) -> Result<String, Problem> {
        let id = match Subject::parse(&id) {
            Subject::Local(wanted) => self.image_meant(&wanted).await?.id,
            other => other.id(),
        };
        let again = self.known_anatomy(&id).await?.is_some_and(|anatomy| !anatomy.image().partial);
        let first_verdict = self.settings_get().scan.first_verdict;
        Ok(self.start_look(&id, Manner { again, first_verdict }))
    }

    pub(in crate::usecase) fn start_look(&self, id: &str, manner: Manner) -> String {
        let plan = Plan {
            kind: JobKind::ImageScan,
            subject: self.shown(id),
            key: format!("look {id}"),
            steps: &["pack", "read", "judge"],
        };
        let (app, wanted) = (self.clone(), id.to_owned());
        let job = self.inner.jobs.start(plan, |context| async move {
            let done = Box::pin(app.look_into(&wanted, manner, &context)).await;
            let failed = match &done {
                Err(Stop::Failed(problem)) => Some(problem.clone()),
                _ => None,
            };
            app.inner.insides.looked(&wanted, failed);
            app.inner.announcer.changed(Resource::Security);
            done
        });
        self.inner.insides.looking(id, &job.to_string());
        self.inner.announcer.changed(Resource::Security);
        job.to_string()
    }

    /// Looks, keeps what is found, and judges it.
    pub(in crate::usecase) async fn look_into(
        &self,
        id: &str,
        manner: Manner,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let (cache, now) = (self.inner.insides.cache(), self.inner.insides.now());
        let anatomy = match Subject::parse(id) {
            Subject::Local(id) => self.look_into_engine(&id, manner, context).await?,
            Subject::File(path) => {
                context.skip("pack");
                Arc::new(look_into_file(cache, &path, self.platform(), context, now).await?)
            }
            Subject::Remote(reference) => {
                context.skip("pack");
                let registry = self.any_registry();
                let platform = self.platform();
                let look = look_into_remote(cache, &registry, &reference, &platform, context, now);
                Arc::new(Box::pin(look).await?)
            }
        };
        context.step("judge");
        self.inner.insides.keep(id, Arc::clone(&anatomy));
        self.inner.insides.trim();
        self.judge_and_keep(id, &anatomy).await;
        Ok(())
    }

    async fn look_into_engine(
        &self,
        id: &str,
        manner: Manner,
        context: &JobContext,
    ) -> Result<Arc<Anatomy>, Stop> {
        let engine = self.engine().await?;
        let inspected = self.inspected(id).await?;
        if !manner.again
            && let Some(anatomy) = self.remember(inspected.clone()).await
        {
            context.skip("pack");
            context.skip("read");
            return Ok(anatomy);
        }
        let preview = manner.first_verdict.then(|| self.preview(engine.clone(), inspected.clone()));
        let (cache, now) = (self.inner.insides.cache(), self.inner.insides.now());
        let whole = Box::pin(look_into_local(cache, &engine, &inspected, context, now)).await;
        if let Some(preview) = preview {
            // Its container has to be gone before this is over.
            let _ = preview.await;
        }
        Ok(Arc::new(whole?))
    }

    /// Shows a first verdict as soon as there is one. Goes on when the job is cancelled, to take its container away.
    fn preview(&self, engine: Engine, inspected: Inspected) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        tokio::spawn(async move {
            app.remove_left_behind(&engine).await;
            if let Some(anatomy) = first_verdict(&engine, &inspected).await {
                app.inner.insides.keep_partly(&inspected.id, Arc::new(anatomy));
                app.inner.announcer.changed(Resource::Security);
            }
        })
    }

    /// Removes containers that a killed look left behind: they carry our label and never ran.
    async fn remove_left_behind(&self, engine: &Engine) {
        for one in self.inner.inventory.container_summaries() {
            if is_ours(&one.labels) {
                let _ = engine.container_remove(&one.id, false).await;
            }
        }
    }

    /// Takes an image apart whose layers are all known.
    pub(super) async fn remember(&self, inspected: Inspected) -> Option<Arc<Anatomy>> {
        let (cache, now) = (self.inner.insides.cache().clone(), self.inner.insides.now());
        let id = inspected.id.clone();
        let looked = tokio::task::spawn_blocking(move || remembered(&cache, &inspected, now));
        let anatomy = Arc::new(looked.await.ok()??);
        self.inner.insides.keep(&id, Arc::clone(&anatomy));
        Some(anatomy)
    }

    /// Returns what the engine tells of an image without packing it.
    pub(super) async fn inspected(&self, id: &str) -> Result<Inspected, Problem> {
        let engine = self.engine().await?;
        let shown = self.shown(id);
        let failed = |error| self.diagnose(&error, Operation::Other, &shown);
        let (inspect, steps) = tokio::join!(engine.image_inspect_raw(id), engine.image_history(id));
        let (inspect, steps) = (inspect.map_err(failed)?, steps.unwrap_or_default());
        let row = self.inner.inventory.image_rows().into_iter().find(|row| row.id == id);
        let names = row.map(|row| row.names).unwrap_or_default();
        Inspected::read(id, &inspect, &steps, names, shown.clone())
    }
}

//! What is outdated: what is known, asking again, what the user wants.

use std::collections::BTreeSet;

use engine::Engine;
use job::{JobContext, Progress, Unit};
use update::check::{Checker, Facts, Mode, Scope};
use update::status::LocalReason;

use crate::freshness::{choice_of, follow_of, freshness_view, scope};
use crate::jobs::{Plan, Stop};
use crate::wire::{FreshnessView, JobKind, Problem, Resource, UpdateChoice};
use crate::{App, doctor};

impl App {
    /// Returns how everything stands, as far as it is known. Asks no registry.
    ///
    /// # Errors
    /// When no engine is there, or it does not answer.
    pub async fn freshness(&self) -> Result<FreshnessView, Problem> {
        self.freshness_about(&[]).await
    }

    /// Returns how these images and containers stand, each called by whatever name it has.
    ///
    /// # Errors
    /// When no engine is there, or it does not answer.
    pub async fn freshness_about(&self, wanted: &[String]) -> Result<FreshnessView, Problem> {
        self.inner.link.loaded_whole().await?;
        let engine = self.engine().await?;
        let facts = self.facts(&engine).await?;
        let registry = self.inner.registries.client(engine.info());
        let report = self.checker(&engine).known(&facts, &scope(&facts, wanted), &self.mode(false));
        let mut view = freshness_view(report, &registry);
        let freshness = &self.inner.freshness;
        let decision = freshness.decision();
        view.checking = freshness.checking();
        view.checked_at = freshness.checked(&facts.engine).map(|at| at.to_string());
        view.next_check = decision.at.map(|at| at.to_string());
        view.waiting = decision.waiting.map(ToOwned::to_owned);
        self.add_undo(&engine, &mut view);
        Ok(view)
    }

    /// Starts asking the registries: about these, or about everything. Returns the job's id.
    ///
    /// # Errors
    /// When no engine is there, or a name means nothing on it: a check of nothing would look like good news.
    pub async fn freshness_check(&self, wanted: Vec<String>) -> Result<String, Problem> {
        self.must_be_here(&wanted).await?;
        self.check_as(wanted, true).await
    }

    async fn must_be_here(&self, wanted: &[String]) -> Result<(), Problem> {
        self.inner.link.loaded_whole().await?;
        let engine = self.engine().await?;
        let facts = self.facts(&engine).await?;
        let unknown = |name: &&String| {
            let only = scope(&facts, std::slice::from_ref(*name));
            let known = self.checker(&engine).known(&facts, &only, &self.mode(false));
            known.images.is_empty() && known.containers.is_empty()
        };
        match wanted.iter().find(unknown) {
            Some(name) => Err(doctor::problem("image.gone", [("image", name.clone())])),
            None => Ok(()),
        }
    }

    pub(super) async fn check_as(&self, wanted: Vec<String>, by_user: bool) -> Result<String, Problem> {
        self.inner.link.loaded_whole().await?;
        let engine = self.engine().await?;
        let plan = Plan {
            kind: JobKind::FreshnessCheck,
            subject: wanted.join(", "),
            key: format!("check {} {}", engine.endpoint(), wanted.join(" ")),
            steps: &["check"],
        };
        let app = self.clone();
        // The job names itself the one that checks: it may be over before we would.
        let (tell, told) = tokio::sync::oneshot::channel();
        let id = self.inner.jobs.start(plan, |context| async move {
            app.inner.freshness.set_checking(told.await.ok());
            app.inner.announcer.changed(Resource::Freshness);
            context.step("check");
            let checked = context.unless_cancelled(app.check(&engine, &wanted, by_user, &context)).await;
            app.inner.freshness.set_checking(None);
            app.inner.announcer.changed(Resource::Freshness);
            checked.unwrap_or(Err(Stop::Cancelled))
        });
        let _ = tell.send(id.to_string());
        Ok(id.to_string())
    }

    async fn check(
        &self,
        engine: &Engine,
        wanted: &[String],
        by_user: bool,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let facts = self.facts(engine).await?;
        let scope = scope(&facts, wanted);
        let total = self.rows(engine, &facts, &scope);
        let mut told = BTreeSet::new();
        let announcer = self.inner.announcer.clone();
        let progress = context.clone();
        let mut sink = move |row: update::check::Row| {
            told.insert(name_of(&row));
            let done = u64::try_from(told.len()).unwrap_or(u64::MAX);
            progress.progress(Progress::of(Unit::Items, done.min(total), Some(total)));
            announcer.changed(Resource::Freshness);
        };
        Box::pin(self.checker(engine).check(&facts, &scope, &self.mode(by_user), &mut sink)).await;
        if wanted.is_empty() {
            self.inner.freshness.set_checked(&facts.engine);
        }
        context.progress(Progress::of(Unit::Items, total, Some(total)));
        Ok(())
    }

    fn rows(&self, engine: &Engine, facts: &Facts, scope: &Scope) -> u64 {
        let known = self.checker(engine).known(facts, scope, &self.mode(false));
        u64::try_from(known.images.len() + known.containers.len()).unwrap_or(u64::MAX)
    }

    /// Keeps what the user wants for a container.
    ///
    /// # Errors
    /// When there is no such container, or it cannot be kept.
    pub async fn update_choose(&self, container: String, choice: UpdateChoice) -> Result<(), Problem> {
        let engine = self.engine().await?;
        let found = self.inner.inventory.find_container(&container);
        let found = found.ok_or_else(|| doctor::problem("container.gone", [("name", container)]))?;
        let kept = self.checker(&engine).set_choice(&engine.info().id, &found.name, &choice_of(choice));
        kept.map_err(|error| self.unwritable(&error.to_string()))?;
        self.inner.announcer.changed(Resource::Freshness);
        Ok(())
    }

    /// Notes where an image came from, so that no registry is asked about what was made here.
    pub(super) fn mark(&self, engine: &Engine, image: &str, reason: Option<LocalReason>) {
        if let Err(error) = self.checker(engine).mark(&engine.info().id, image, reason) {
            tracing::warn!(%error, "where an image came from could not be noted");
        }
        self.inner.announcer.changed(Resource::Freshness);
    }

    pub(super) fn checker(&self, engine: &Engine) -> Checker {
        self.inner.freshness.checker(self.inner.registries.client(engine.info()))
    }

    pub(super) async fn facts(&self, engine: &Engine) -> Result<Facts, Problem> {
        let facts = self.inner.freshness.facts(engine, &self.inner.inventory).await;
        let mut facts = facts.map_err(|error| self.diagnose(&error, doctor::Operation::Other, ""))?;
        self.add_swapping(engine, &mut facts);
        Ok(facts)
    }

    pub(super) fn mode(&self, by_user: bool) -> Mode {
        let follow = follow_of(self.settings_get().updates.follow);
        if by_user { Mode { follow, ..Mode::by_user() } } else { Mode { follow, ..Mode::background() } }
    }

    pub(super) fn unwritable(&self, words: &str) -> Problem {
        let path = self.inner.data_dir.display().to_string();
        Problem { raw: words.to_owned(), ..doctor::problem("local.fileUnwritable", [("path", path)]) }
    }
}

fn name_of(row: &update::check::Row) -> String {
    match row {
        update::check::Row::Image(image) => format!("image {}", image.reference),
        update::check::Row::Container(container) => format!("container {}", container.id),
    }
}

//! What an interrupted update comes to, and what happens to updates in the long run.

use engine::Engine;
use job::JobContext;
use update::check::{Facts, Swapping};
use update::history;

use crate::updates::{history_view, recovered_view, recovery_problem};
use crate::wire::{Actor, FreshnessView, HistoryEntry, HistoryResult, Problem, Recovered, Resource};
use crate::{App, doctor};

/// Entries of the history that are shown.
const SHOWN: u32 = 200;

impl App {
    /// Finishes or undoes what a crash interrupted on the connected engine, and lets go of what was kept long enough. Doing
    /// it again changes nothing.
    ///
    /// # Errors
    /// When no engine is there, or another process is at work on it.
    pub async fn update_recover(&self) -> Result<Vec<Recovered>, Problem> {
        let engine = self.engine().await?;
        let recovered = Box::pin(self.inner.updater.recover(&engine, &JobContext::detached())).await;
        let recovered = recovered.map_err(|error| recovery_problem(&error))?;
        let cleaned = self.inner.updater.cleanup(&engine, self.inner.freshness.now()).await;
        if !recovered.is_empty() || !cleaned.is_empty() {
            self.settled(&engine).await;
        }
        Ok(recovered.into_iter().map(recovered_view).collect())
    }

    /// Returns what was found interrupted since the app started, and what became of it.
    #[must_use]
    pub fn update_recovered(&self) -> Vec<Recovered> {
        self.inner.freshness.recovered()
    }

    /// Lists updates, undos and edits, newest first; of one container by name, or of all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn update_history(&self, container: Option<String>) -> Result<Vec<HistoryEntry>, Problem> {
        let entries = history::list(&self.inner.store, container.as_deref(), SHOWN);
        let entries = entries.map_err(|error| {
            let path = self.inner.data_dir.join("mooring.db").display().to_string();
            Problem { raw: error.to_string(), ..doctor::problem("local.fileUnreadable", [("path", path)]) }
        })?;
        let kept = match self.inner.link.connected() {
            Some(engine) => self.inner.updater.kept(&engine).await.unwrap_or_default(),
            None => Vec::new(),
        };
        let can_undo = |tx: &str| kept.iter().any(|one| one.tx == tx && one.newest);
        Ok(entries.into_iter().map(|entry| history_view(&entry, can_undo(&entry.tx))).collect())
    }

    /// Says of containers what an update is doing with them.
    pub(in crate::usecase) fn add_swapping(&self, engine: &Engine, facts: &mut Facts) {
        let swapping = self.inner.updater.swapping(engine);
        for container in &mut facts.containers {
            let known = swapping.iter().find(|(id, _)| *id == container.id);
            container.swapping = known.map(|(_, what)| what.clone());
        }
        // What waits for an undo is nobody's service; it is listed with what is kept.
        facts.containers.retain(|one| !matches!(one.swapping, Some(Swapping::Parked(_))));
    }

    /// Says until when each container can be undone.
    pub(in crate::usecase) fn add_undo(&self, engine: &Engine, view: &mut FreshnessView) {
        let until = self.inner.updater.undo_until(engine);
        for container in &mut view.containers {
            let kept = until.get(&container.id).copied();
            let service = || self.service_until(&self.inner.inventory.find_container(&container.id)?.labels);
            container.undo_until = kept.or_else(service).map(|until| until.to_string());
        }
    }

    /// What is due after updates: mending what was interrupted, letting go of what was kept long enough, and looking after
    /// containers that were updated a moment ago.
    pub(in crate::usecase) async fn after_updates(&self) {
        if let Ok(recovered) = self.update_recover().await {
            self.note(recovered);
        }
        let Some(engine) = self.inner.link.connected() else { return };
        self.settle_services(&engine).await;
        let now = self.inner.freshness.now();
        if self.inner.updater.on_probation(&engine, now) {
            self.look_after(&engine, now).await;
        }
    }

    /// What passed its gate and crashes all the same is told, or taken back where the user wants that.
    async fn look_after(&self, engine: &Engine, now: jiff::Timestamp) {
        let go_back = self.settings_get().updates.watch_after;
        for relapse in self.inner.updater.relapses(engine, now).await.unwrap_or_default() {
            let name = ("container", relapse.name.clone());
            let problem = doctor::problem("update.crashing", [name]);
            self.note(vec![Recovered {
                name: relapse.name.clone(),
                result: HistoryResult::Attention,
                problem: Some(Problem { raw: relapse.kind.to_string(), ..problem }),
            }]);
            if go_back
                && self.inner.freshness.take_back(&relapse.tx)
                && let Err(problem) = self.update_undo(relapse.name, false, Actor::Schedule).await
            {
                tracing::warn!(code = problem.code, "going back by itself could not begin");
            }
        }
    }

    fn note(&self, recovered: Vec<Recovered>) {
        if self.inner.freshness.add_recovered(recovered) {
            self.inner.announcer.changed(Resource::Updates);
        }
    }
}

//! Looking into images without being asked: those that are new, and all of them against newer lists; one notification when
//! something serious can be fixed.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::SignedDuration;

use super::inside::Manner;
use super::schedule::{conditions, language};
use crate::App;
use crate::freshness::{Conditions, Notice, Watch};
use crate::settings;
use crate::wire::Resource;
use crate::words::Words;

/// Under this name what was told is kept, so that it is told once.
const TOLD: &str = "told problems";

impl App {
    /// Attends to images until the app ends. What is here at the start is left alone: a look costs the engine some seconds
    /// for each image, and nobody asked for all of them.
    pub(super) async fn attend(self, watch: Arc<Watch>) {
        let mut changes = self.changes();
        let mut seen = self.named_images();
        while let Some(changed) = changes.next().await {
            if changed.resources.contains(&Resource::Engine) {
                // Another engine's images are not new, they are just shown for the first time.
                let _ = self.engine_ready().await;
                seen.extend(self.named_images());
            }
            if changed.resources.contains(&Resource::Images) {
                let now = self.named_images();
                let new: Vec<String> = now.difference(&seen).cloned().collect();
                seen.extend(now);
                self.look_at_new(&new, &watch).await;
            }
            if changed.resources.contains(&Resource::Security) {
                self.tell_problems(&watch).await;
            }
        }
    }

    /// Dangling images are steps of a build.
    fn named_images(&self) -> BTreeSet<String> {
        let rows = self.inner.inventory.image_rows();
        rows.into_iter().filter(|row| !row.names.is_empty()).map(|row| row.id).collect()
    }

    /// One after the other, and not on a battery.
    async fn look_at_new(&self, new: &[String], watch: &Arc<Watch>) {
        if new.is_empty() || !self.settings_get().scan.automatic {
            return;
        }
        if conditions(watch).await.on_battery == Some(true) {
            return;
        }
        for id in new {
            let known = self.known_anatomy(id).await;
            if !matches!(known, Ok(None)) {
                continue;
            }
            let job = self.start_look(id, Manner { again: false, first_verdict: false });
            let _ = self.job_watch(job, |_| true).await;
        }
    }

    /// Refreshes the lists when they are old. The first time is the user's to start: until then there are none.
    pub(super) async fn refresh_lists_when_due(&self, conditions: Conditions) {
        let settings = self.settings_get().scan;
        let Some(hours) = settings.refresh_every_hours.filter(|hours| *hours > 0) else { return };
        let is_free = conditions.offline != Some(true) && conditions.metered != Some(true);
        if !is_free || self.inner.advisories.job().is_some() {
            return;
        }
        let now = self.inner.freshness.now();
        let due = SignedDuration::from_hours(i64::from(hours));
        let tried = settings::remembered_time(&self.inner.store, "lists");
        if tried.is_some_and(|tried| now.duration_since(tried) < due.min(SignedDuration::from_hours(1))) {
            return;
        }
        let lists = self.inner.advisories.lists();
        let oldest = lists.names().filter_map(|name| lists.fetched(&name)).min();
        if oldest.is_some_and(|oldest| now.duration_since(oldest) >= due) {
            // Noted before, so that a source that fails is not asked every minute.
            settings::remember_time(&self.inner.store, "lists", now);
            let _ = self.advisories_update(None).await;
        }
    }

    /// Tells what is serious, can be fixed, and was not told before.
    async fn tell_problems(&self, watch: &Arc<Watch>) {
        let settings = self.settings_get();
        if !settings.scan.notify {
            return;
        }
        let here = self.named_images();
        let mut alarms: BTreeSet<String> = BTreeSet::new();
        let mut images: BTreeSet<String> = BTreeSet::new();
        let told = settings::remembered_words(&self.inner.store, TOLD);
        for (id, summary) in self.summaries().into_iter().filter(|(id, _)| here.contains(id)) {
            if summary.alarms.iter().any(|one| !told.contains(one)) {
                images.insert(self.shown(&id));
            }
            alarms.extend(summary.alarms);
        }
        let new = alarms.difference(&told).count();
        if new == 0 {
            return;
        }
        settings::remember_words(&self.inner.store, TOLD, &alarms);
        let words = Words::load(language(settings.language, &watch.locale));
        let images: Vec<String> = images.into_iter().collect();
        let (title, body) = words.problems_found(new, &images);
        let watch = Arc::clone(watch);
        let _ = tokio::task::spawn_blocking(move || (watch.notify)(Notice { title, body })).await;
    }
}

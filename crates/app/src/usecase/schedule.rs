//! What goes on without anybody asking: checks on the schedule, one notification about what they find.

use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use crate::App;
use crate::freshness::{Conditions, Watch, decide, news, notice};
use crate::wire::{Language, Resource};
use crate::words::{Lang, Words};

/// The longest sleep: settings, power and network change meanwhile.
const LOOK: Duration = Duration::from_secs(60);
/// What asking the platform may take.
const ASKING: Duration = Duration::from_secs(10);

impl App {
    /// Keeps the schedule until the app ends. A face calls this once, if it is one that stays.
    pub async fn keep_watch(&self, watch: Watch) {
        let (watch, started) = (Arc::new(watch), self.inner.freshness.now());
        tokio::spawn(self.clone().attend(Arc::clone(&watch)));
        let mut changes = self.changes();
        loop {
            let until = tokio::time::sleep(self.look(&watch, started).await);
            let last = self.last_check();
            tokio::pin!(until);
            loop {
                tokio::select! {
                    () = &mut until => break,
                    changed = changes.next() => match changed {
                        Some(changed) if self.matters(&changed.resources, last) => break,
                        Some(_) => {}
                        None => return,
                    },
                }
            }
        }
    }

    /// Whether the schedule has to be looked at anew. An engine that comes, or comes back, may have updates to mend; the
    /// settings decide when; and a check that somebody asked for puts the next one off.
    fn matters(&self, changed: &[Resource], last: Option<jiff::Timestamp>) -> bool {
        changed.iter().any(|one| matches!(one, Resource::Engine | Resource::Settings))
            || (changed.contains(&Resource::Freshness) && self.last_check() != last)
    }

    fn last_check(&self) -> Option<jiff::Timestamp> {
        self.inner.freshness.checked(&self.inner.link.connected()?.info().id)
    }

    /// Does what is due. Returns how long to sleep then.
    async fn look(&self, watch: &Arc<Watch>, started: jiff::Timestamp) -> Duration {
        let Some(engine) = self.inner.link.connected() else { return LOOK };
        let settings = self.settings_get().updates;
        let last = self.inner.freshness.checked(&engine.info().id);
        let conditions = conditions(watch).await;
        let now = Zoned::now();
        let decision = decide(&settings, seed(&engine.info().id), last, started, conditions, &now);
        if self.inner.freshness.set_decision(decision) {
            self.inner.announcer.changed(Resource::Freshness);
        }
        if decision.now && self.inner.freshness.checking().is_none() {
            self.check_and_tell(watch).await;
        }
        self.refresh_lists_when_due(conditions).await;
        self.after_updates().await;
        pause(decision.at, self.inner.freshness.now())
    }

    async fn check_and_tell(&self, watch: &Arc<Watch>) {
        let Ok(id) = self.check_as(Vec::new(), false).await else { return };
        let _ = self.job_watch(id, |_| true).await;
        let Ok(view) = self.freshness().await else { return };
        let new: Vec<String> = self.inner.freshness.untold(news(&view)).into_iter().collect();
        let settings = self.settings_get();
        let words = Words::load(language(settings.language, &watch.locale));
        if let Some(notice) = notice(&settings.updates, &new, &words) {
            let watch = Arc::clone(watch);
            let _ = tokio::task::spawn_blocking(move || (watch.notify)(notice)).await;
        }
    }
}

/// Asks the platform off the runtime: it may block on a bus.
pub(super) async fn conditions(watch: &Arc<Watch>) -> Conditions {
    let watch = Arc::clone(watch);
    let asked = tokio::task::spawn_blocking(move || (watch.conditions)());
    // A bus that does not answer leaves us not knowing, as on a platform that does not tell.
    tokio::time::timeout(ASKING, asked).await.ok().and_then(Result::ok).unwrap_or_default()
}

/// Spreads installations, and stays the same for one.
fn seed(id: &str) -> u64 {
    id.bytes().fold(7, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

/// Until the next check if that comes first, else the longest sleep.
fn pause(next: Option<jiff::Timestamp>, now: jiff::Timestamp) -> Duration {
    let left = next.map(|next| now.duration_until(next)).and_then(|left| Duration::try_from(left).ok());
    // A little later, so that it is due by then and nothing spins.
    left.map_or(LOOK, |left| LOOK.min(left + Duration::from_millis(100)))
}

pub(super) fn language(language: Language, locale: &str) -> Lang {
    match language {
        Language::De => Lang::De,
        Language::En => Lang::En,
        Language::System => Lang::of_locale(locale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleeps_until_the_check_that_comes_next() {
        let now = jiff::Timestamp::from_second(1_800_000_000).expect("a time");
        let after = |seconds| pause(now.checked_add(jiff::SignedDuration::from_secs(seconds)).ok(), now);
        assert_eq!(after(30), Duration::from_millis(30_100));
        assert_eq!(after(7200), LOOK);
        // One that is past is looked at again after a while, not at once and forever.
        assert_eq!((after(-5), pause(None, now)), (LOOK, LOOK));
    }

    #[test]
    fn speaks_as_the_settings_say_or_as_the_system_does() {
        let spoken = |setting, locale| language(setting, locale);
        assert_eq!(spoken(Language::System, "de_AT.UTF-8"), Lang::De);
        assert_eq!(spoken(Language::System, "de-CH"), Lang::De);
        assert_eq!(spoken(Language::System, ""), Lang::En);
        assert_eq!(spoken(Language::En, "de_DE"), Lang::En);
        assert_eq!(spoken(Language::De, "en_US"), Lang::De);
    }
}

//! One check: its targets, and what is known so far. Verdicts are made from it at any moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use registry::{Head, RegistryError};

use super::entry::{Entry, Key, Repository, TagEntry, Versions};
use super::facts::Facts;
use super::mode::{Mode, Scope};
use super::newer;
use super::rows::{self, Report, Row};
use super::target::{Target, targets};
use super::{Checker, due};
use crate::status::{Answer, Detail, Failure, Question, RefStatus, Why, judge, judge_failure};

/// One check.
pub(super) struct Session<'c> {
    pub(super) checker: &'c Checker,
    pub(super) facts: &'c Facts,
    pub(super) targets: Vec<Target<'c>>,
    mode: Mode,
    /// Places of the targets whose verdict hangs on a key.
    by_key: HashMap<Key, Vec<usize>>,
    known: Mutex<Known>,
}

/// What was read from memory or heard in this check.
#[derive(Default)]
struct Known {
    entries: HashMap<Key, Entry>,
    versions: HashMap<Repository, Option<Arc<Versions>>>,
    /// What could not be asked in this check.
    refused: HashMap<Key, Failure>,
}

impl<'c> Session<'c> {
    pub(super) fn new(checker: &'c Checker, facts: &'c Facts, scope: &Scope, mode: &Mode) -> Self {
        let targets = targets(checker, facts, scope, mode, (checker.clock)());
        let mut by_key: HashMap<Key, Vec<usize>> = HashMap::new();
        for (place, target) in targets.iter().enumerate() {
            if let Some(key) = &target.key {
                by_key.entry(key.clone()).or_default().push(place);
            }
        }
        Self { checker, facts, targets, mode: *mode, by_key, known: Mutex::default() }
    }

    pub(super) fn mode(&self) -> &Mode {
        &self.mode
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.checker.clock)()
    }

    /// How a target's image stands, as far as is known.
    pub(super) fn status(&self, target: &Target<'_>) -> RefStatus {
        let (asking, key, image) = match (&target.question, target.asking()) {
            (_, Some(asking)) => asking,
            (Question::Settled(status), None) => return status.clone(),
            (Question::Ask(_), None) => return RefStatus::unknown(Why::ImageRecordMissing, self.now()),
        };
        let entry = self.entry(key);
        let failure = entry.failure.or_else(|| self.known().refused.get(key).cloned());
        let status = match (failure, &entry.answer) {
            (Some(failure), answer) => judge_failure(asking, image, &failure, answer.as_ref()),
            (None, Some(answer)) => judge(asking, image, answer),
            (None, None) => judge_failure(asking, image, &never_checked(self.now()), None),
        };
        newer::with_newer(self, target, status)
    }

    pub(super) fn row(&self, target: &Target<'_>) -> Row {
        rows::row(self, target)
    }

    pub(super) fn report(&self) -> Report {
        let mut report = Report::default();
        for target in &self.targets {
            match self.row(target) {
                Row::Image(row) => report.images.push(row),
                Row::Container(row) => report.containers.push(row),
            }
        }
        report
    }

    pub(super) fn entry(&self, key: &Key) -> Entry {
        let mut known = self.known();
        let entry = known.entries.entry(key.clone());
        entry.or_insert_with(|| self.checker.memory.entry(key).unwrap_or_default()).clone()
    }

    /// The versions among a repository's tags, when it was listed.
    pub(super) fn versions(&self, of: &Repository) -> Option<Arc<Versions>> {
        let mut known = self.known();
        let versions = known.versions.entry(of.clone());
        let read = || self.checker.memory.tags(of).map(|entry| Arc::new(Versions::from(&entry)));
        versions.or_insert_with(read).clone()
    }

    pub(super) fn keep_tags(&self, of: &Repository, entry: &TagEntry) {
        self.checker.memory.put_tags(of, entry);
        self.known().versions.insert(of.clone(), Some(Arc::new(Versions::from(entry))));
    }

    /// Whether something is to be asked now. What is due and may not be asked fails for this check, with the reason.
    pub(super) fn may_ask(&self, key: &Key, refresh: bool) -> bool {
        let now = self.now();
        if !due::is_due(key, &self.entry(key), refresh, now) {
            return false;
        }
        let Some(failure) = self.blocked(&key.registry) else { return true };
        self.known().refused.insert(key.clone(), failure);
        false
    }

    /// Why a registry may not be asked at all.
    pub(super) fn blocked(&self, registry: &str) -> Option<Failure> {
        let now = self.now();
        let failure = |why, retry_at| Failure { why, since: now, retry_at, words: None };
        if self.mode.offline {
            return Some(failure(Why::Offline, None));
        }
        let until = self.checker.memory.pause(registry).filter(|until| *until > now)?;
        Some(failure(Why::RateLimited { until: Some(until), limit: None }, Some(until)))
    }

    /// Takes in what a registry answered, under every key it is an answer to.
    pub(super) fn heard(&self, keys: &[Key], head: Result<Head, RegistryError>) {
        let now = self.now();
        let heard = head.map(|head| Answer {
            digest: head.digest,
            media_type: head.media_type,
            checked_at: now,
            detail: None,
        });
        for key in keys {
            self.change(key, |entry| match &heard {
                Ok(answer) => entry.succeed(answer.clone()),
                Err(error) => {
                    let why = Why::from(error);
                    let retry_at = due::retry_at(&why, entry.failures.saturating_add(1), now);
                    let words = Some(error.to_string());
                    entry.fail(Failure { why, since: now, retry_at, words }, now);
                }
            });
        }
        if let Err(error) = &heard {
            self.note_limit(error);
        }
    }

    /// Takes in what is behind a digest.
    pub(super) fn looked_behind(&self, key: &Key, digest: &oci::Digest, detail: &Detail) {
        self.change(key, |entry| {
            if let Some(answer) = entry.answer.as_mut().filter(|answer| answer.digest == *digest) {
                answer.detail = Some(detail.clone());
            }
        });
    }

    /// Leaves a registry alone for as long as it said.
    pub(super) fn note_limit(&self, error: &RegistryError) {
        let why = Why::from(error);
        if let (Why::RateLimited { .. }, Some(until)) = (&why, due::retry_at(&why, 1, self.now())) {
            self.checker.memory.set_pause(error.host(), until);
        }
    }

    /// Targets whose verdict hangs on one of the keys.
    pub(super) fn concerned<'s>(
        &'s self,
        keys: impl IntoIterator<Item = &'s Key>,
    ) -> impl Iterator<Item = &'s Target<'c>> {
        let places = keys.into_iter().filter_map(|key| self.by_key.get(key)).flatten();
        places.filter_map(|place| self.targets.get(*place))
    }

    /// Everything that hangs on an answer.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.by_key.keys()
    }

    fn change(&self, key: &Key, how: impl FnOnce(&mut Entry)) {
        let mut entry = self.entry(key);
        how(&mut entry);
        self.checker.memory.put(key, &entry);
        self.known().entries.insert(key.clone(), entry);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn never_checked(now: Timestamp) -> Failure {
    Failure { why: Why::NeverChecked, since: now, retry_at: None, words: None }
}

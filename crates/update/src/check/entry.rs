//! What is kept of a registry's answers.

use jiff::Timestamp;
use oci::{Platform, Reference};
use serde::{Deserialize, Serialize};

use crate::status::{Answer, Failure};
use crate::tag::Tag;

/// Under which an answer is kept (UPDATES.md 3.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) registry: String,
    pub(super) repository: String,
    pub(super) tag: String,
    pub(super) platform: String,
    pub(super) account: String,
}

/// A repository with the account it is asked with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Repository {
    pub(super) registry: String,
    pub(super) name: String,
    pub(super) account: String,
}

impl Key {
    pub(super) fn new(reference: &Reference, platform: Option<&Platform>, account: String) -> Self {
        Self {
            registry: reference.registry().to_owned(),
            repository: reference.repository().to_owned(),
            tag: reference.tag().unwrap_or_default().to_owned(),
            platform: platform.map(ToString::to_string).unwrap_or_default(),
            account,
        }
    }

    pub(super) fn repository(&self) -> Repository {
        Repository {
            registry: self.registry.clone(),
            name: self.repository.clone(),
            account: self.account.clone(),
        }
    }

    /// The same for another tag.
    pub(super) fn with_tag(&self, tag: &str) -> Self {
        Self { tag: tag.to_owned(), ..self.clone() }
    }
}

/// What a registry answered last, and the last time it answered well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Entry {
    /// The last good answer.
    pub(super) answer: Option<Answer>,
    /// When its digest was first seen.
    pub(super) seen_at: Option<Timestamp>,
    /// When was last asked, well or not.
    pub(super) asked_at: Option<Timestamp>,
    /// How the last time failed.
    pub(super) failure: Option<Failure>,
    /// Failures in a row.
    pub(super) failures: u32,
}

impl Entry {
    /// Takes in a good answer. What was looked up behind the same digest is kept.
    pub(super) fn succeed(&mut self, mut answer: Answer) {
        let same = self.answer.as_ref().filter(|held| held.digest == answer.digest);
        match same {
            Some(held) => answer.detail = answer.detail.or_else(|| held.detail.clone()),
            None => self.seen_at = Some(answer.checked_at),
        }
        self.asked_at = Some(answer.checked_at);
        self.answer = Some(answer);
        self.failure = None;
        self.failures = 0;
    }

    /// Takes in a failure; the last good answer stays.
    pub(super) fn fail(&mut self, mut failure: Failure, now: Timestamp) {
        if let Some(held) = &self.failure {
            failure.since = held.since;
        }
        self.asked_at = Some(now);
        self.failures = self.failures.saturating_add(1);
        self.failure = Some(failure);
    }
}

/// The tags of a repository, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TagEntry {
    pub(super) tags: Vec<String>,
    pub(super) complete: bool,
    pub(super) checked_at: Timestamp,
}

/// The tags of a repository that are versions, read once.
#[derive(Debug)]
pub(super) struct Versions {
    pub(super) tags: Vec<Tag>,
    /// Whether the registry has no more than were listed.
    pub(super) complete: bool,
    pub(super) checked_at: Timestamp,
}

impl From<&TagEntry> for Versions {
    fn from(entry: &TagEntry) -> Self {
        let tags = entry.tags.iter().filter_map(|tag| Tag::parse(tag)).collect();
        Self { tags, complete: entry.complete, checked_at: entry.checked_at }
    }
}

//! The lists as a judgement asks them.

use std::collections::BTreeMap;

use advisory::{Found, Provenance, Query, Set};
use jiff::Timestamp;

use super::note::Note;

/// All lists that are here.
#[derive(Debug)]
pub(crate) struct Lists {
    set: Set,
    notes: BTreeMap<String, Note>,
}

impl Lists {
    pub(crate) fn new(set: Set, notes: BTreeMap<String, Note>) -> Self {
        Self { set, notes }
    }

    /// Base names of the lists that can be used.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.set.loaded().map(|(name, _)| name.to_owned())
    }

    pub(crate) fn records(&self, ecosystem: &str) -> Option<u64> {
        self.provenance(ecosystem).map(|made| made.records)
    }

    /// When the newest record was changed.
    pub(crate) fn newest(&self, ecosystem: &str) -> Option<Timestamp> {
        self.provenance(ecosystem)?.newest
    }

    /// When a list was last known to be as new as its source.
    pub(crate) fn fetched(&self, ecosystem: &str) -> Option<Timestamp> {
        let made = self.provenance(ecosystem)?;
        Some(self.notes.get(base(ecosystem)).map_or(made.source.fetched, |note| note.fetched))
    }

    fn provenance(&self, ecosystem: &str) -> Option<&Provenance> {
        self.set.loaded().find(|(name, _)| *name == base(ecosystem)).map(|(_, made)| made)
    }
}

/// `Debian:12` is in the list called `Debian`.
pub(crate) fn base(ecosystem: &str) -> &str {
    ecosystem.split(':').next().unwrap_or(ecosystem)
}

impl scan::finding::Advisories for Lists {
    fn has(&self, ecosystem: &str) -> bool {
        self.provenance(ecosystem).is_some()
    }

    fn fetched_at(&self, ecosystem: &str) -> Option<Timestamp> {
        self.fetched(ecosystem)
    }

    fn find(&self, query: &Query<'_>) -> Vec<Found> {
        self.set.matches(query).unwrap_or_else(|error| {
            tracing::warn!(%error, ecosystem = query.ecosystem, "a list of known problems could not be asked");
            Vec::new()
        })
    }
}

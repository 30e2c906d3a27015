//! Asking an index.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::found::{Found, Query, State};
use crate::hit;
use crate::index::{Index, IndexError};
use crate::kernel::kernel_package;
use crate::names;
use crate::severity;
use crate::stored::{self, Affected, Record};

/// Entries of one advisory about the package asked for.
#[derive(Default)]
struct Candidate<'a> {
    /// For the release asked for, or for all.
    plain: Vec<Affected<'a>>,
    /// For its subscribers.
    subscription: Vec<Affected<'a>>,
}

impl Index {
    /// The advisories that touch a package, by id. None is an answer; a damaged block is an error and not "nothing known".
    ///
    /// # Errors
    /// [`IndexError::Damaged`].
    pub fn matches(&self, query: &Query<'_>) -> Result<Vec<Found>, IndexError> {
        if query.ecosystem.split(':').next() != Some(self.ecosystem()) || !query.has_version() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for (record, candidate) in self.candidates(query)? {
            let subscription = candidate.plain.is_empty();
            let entries = if subscription { candidate.subscription } else { candidate.plain };
            if hit::touches(self.order, &entries, query.version) {
                found.push(self.found(self.record(record)?, &entries, query, subscription));
            }
        }
        Ok(found)
    }

    /// Entries that are meant for the release, by record. Those for Ubuntu Pro count where the advisory has none for everybody:
    /// after a release's end, problems are written down only there.
    fn candidates(&self, query: &Query<'_>) -> Result<BTreeMap<u32, Candidate<'_>>, IndexError> {
        let asked = names::release(query.ecosystem);
        let pro = if self.ecosystem() == "Ubuntu" && !asked.is_empty() {
            format!("Pro:{asked}")
        } else {
            String::new()
        };
        let mut candidates: BTreeMap<u32, Candidate<'_>> = BTreeMap::new();
        for entry in self.entries(&names::package(self.ecosystem(), query.name))? {
            let release = self.head.releases.get(entry.release as usize).ok_or(IndexError::Damaged)?;
            let plain = release.is_empty() || *release == *asked;
            if !plain && *release != pro {
                continue;
            }
            let affected = postcard::from_bytes(entry.bytes).map_err(|_| IndexError::Damaged)?;
            let candidate = candidates.entry(entry.record).or_default();
            if plain { candidate.plain.push(affected) } else { candidate.subscription.push(affected) }
        }
        Ok(candidates)
    }

    fn found(
        &self,
        record: &Record,
        entries: &[Affected<'_>],
        query: &Query<'_>,
        subscription: bool,
    ) -> Found {
        let fixed_in = hit::fixed_in(self.order, entries, query.version);
        let own = entries.iter().flat_map(|entry| entry.vectors.iter().copied());
        let vectors = record.vectors.iter().map(String::as_str).chain(own);
        let level = record.level.or_else(|| entries.iter().filter_map(|entry| entry.level).max());
        let dismissed =
            entries.iter().all(|entry| entry.unimportant) || kernel_package(self.ecosystem(), query.name);
        Found {
            id: Arc::from(record.id.as_str()),
            aliases: stored::names(record),
            summary: (!record.summary.is_empty()).then(|| Arc::from(record.summary.as_str())),
            severity: severity::best(vectors, level),
            subscription: subscription && fixed_in.is_some(),
            state: match (dismissed, fixed_in) {
                (true, _) => State::Unimportant,
                (false, Some(_)) => State::Fixable,
                (false, None) => State::Unfixed,
            },
            fixed_in: fixed_in.map(Arc::from),
            known_exploited: record.exploited,
            likelihood: record.likelihood,
        }
    }
}

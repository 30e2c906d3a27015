//! What lists show of a judgement, kept so that they need no image taken apart.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Judged;
use crate::wire::{FixView, SeverityLevel};
use scan::finding::{Finding, Level, State};
use scan::harden::Verdict;

/// The figures of one image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    /// Findings that can be fixed today.
    pub(crate) fixable: u32,
    /// Of these, high or critical.
    pub(crate) serious: u32,
    /// Known to be used by attackers.
    pub(crate) exploited: u32,
    /// Of these, fixable.
    pub(crate) exploited_fixable: u32,
    /// Packages it names.
    pub(crate) packages: u32,
    /// All, unimportant and ignored ones left out.
    pub(crate) total: u32,
    /// Checks that say warn or fail.
    pub(crate) warnings: u32,
    /// The worst of the fixable.
    pub(crate) worst: Option<SeverityLevel>,
    /// The way that mends most.
    pub(crate) fix: Option<FixView>,
    /// When, RFC 3339.
    pub(crate) at: String,
    /// Base names of the lists its packages need.
    pub(crate) lists: BTreeSet<String>,
    /// What can be fixed, as `CVE-… package`: each counts once over all images.
    pub(crate) fixables: BTreeSet<String>,
    /// Of these, what is worth a notification.
    pub(crate) alarms: BTreeSet<String>,
}

impl Summary {
    pub(crate) fn of(judged: &Judged, packages: usize, lists: BTreeSet<String>, at: jiff::Timestamp) -> Self {
        let counted = |one: &&Finding| matches!(one.state, State::Fixable | State::Unfixed);
        let all: Vec<&Finding> = judged.judgement.findings.iter().filter(counted).collect();
        let fixable: Vec<&Finding> = all.iter().copied().filter(|one| one.state == State::Fixable).collect();
        let is_serious = |one: &&Finding| one.level >= Level::High || one.known_exploited;
        let names = |some: &mut dyn Iterator<Item = &Finding>| {
            some.map(|one| format!("{} {}", one.id, one.package.name)).collect()
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            fixable: count(fixable.len()),
            serious: count(fixable.iter().filter(|one| one.level >= Level::High).count()),
            exploited: count(all.iter().filter(|one| one.known_exploited).count()),
            exploited_fixable: count(fixable.iter().filter(|one| one.known_exploited).count()),
            packages: count(packages),
            total: count(all.len()),
            warnings: count(judged.checks.iter().filter(|check| check.verdict >= Verdict::Warn).count()),
            worst: fixable.iter().map(|one| one.level).max().map(super::level),
            fix: judged.fix.as_ref().map(super::fix_view),
            at: at.to_string(),
            lists,
            fixables: names(&mut fixable.iter().copied()),
            alarms: names(&mut fixable.iter().copied().filter(is_serious)),
        }
    }
}

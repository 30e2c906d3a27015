//! What an index keeps of a record.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::found::Level;
use crate::osv;
use crate::severity;

/// What is said once per advisory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub id: String,
    pub aliases: Vec<String>,
    pub summary: String,
    pub published: Option<Timestamp>,
    pub vectors: Vec<String>,
    pub level: Option<Level>,
    pub exploited: bool,
    pub likelihood: Option<f32>,
}

/// What is said per package and release.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Affected<'a> {
    #[serde(borrow)]
    pub ranges: Vec<Vec<Event<'a>>>,
    /// Only where there is no range.
    pub versions: Vec<&'a str>,
    /// The distribution says that it does not matter.
    pub unimportant: bool,
    pub vectors: Vec<&'a str>,
    pub level: Option<Level>,
}

/// A point in a range.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Event<'a> {
    pub kind: Kind,
    pub version: &'a str,
}

/// What happens at it. In the order in which those of one version count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Kind {
    Introduced,
    Fixed,
    LastAffected,
    Limit,
}

/// Families whose notices name the CVEs they mend only as `related`.
const RELATED_IS_CAUSE: [&str; 7] =
    ["AlmaLinux", "Rocky Linux", "Red Hat", "SUSE", "openSUSE", "openEuler", "Mageia"];

/// Longest summary, in characters.
const SUMMARY: usize = 200;

impl Record {
    pub(crate) fn of(record: &osv::Record, base: &str) -> Self {
        let mut vectors = vectors(&record.severity);
        vectors.truncate(8);
        Record {
            id: record.id.clone(),
            aliases: aliases(record, base),
            summary: summary(record),
            published: record.published.as_deref().and_then(timestamp),
            vectors: vectors.into_iter().map(str::to_owned).collect(),
            level: level(record),
            exploited: record.database_specific.known_exploited,
            likelihood: record.database_specific.epss.filter(|epss| (0.0..=1.0).contains(epss)),
        }
    }
}

impl<'a> Affected<'a> {
    /// None where nothing is left that a version could be compared with.
    pub(crate) fn of(affected: &'a osv::Affected) -> Option<Self> {
        let ranges: Vec<_> = affected.ranges.iter().filter(|range| range.kind != "GIT").map(events).collect();
        let ranges: Vec<_> = ranges.into_iter().filter(|events| !events.is_empty()).collect();
        let versions = if ranges.is_empty() {
            affected.versions.iter().map(String::as_str).collect()
        } else {
            Vec::new()
        };
        if ranges.is_empty() && versions.is_empty() {
            return None;
        }
        let urgency = affected.ecosystem_specific.urgency.trim_end_matches('*');
        let words = [urgency, &affected.ecosystem_specific.severity, &affected.database_specific.severity];
        Some(Affected {
            ranges,
            versions,
            unimportant: urgency == "unimportant",
            vectors: vectors(&affected.severity),
            level: words
                .into_iter()
                .chain(affected.severity.iter().map(|one| one.score.as_str()))
                .find_map(severity::word),
        })
    }
}

fn events(range: &osv::Range) -> Vec<Event<'_>> {
    let each = range.events.iter().flat_map(|event| {
        [
            (Kind::Introduced, &event.introduced),
            (Kind::Fixed, &event.fixed),
            (Kind::LastAffected, &event.last_affected),
            (Kind::Limit, &event.limit),
        ]
    });
    each.filter_map(|(kind, version)| Some(Event { kind, version: version.as_deref()? })).collect()
}

fn vectors(severity: &[osv::Severity]) -> Vec<&str> {
    severity.iter().filter(|one| one.kind.starts_with("CVSS")).map(|one| one.score.as_str()).collect()
}

/// GitHub's and Bitnami's word, Ubuntu's priority, or the one before the colon in AlmaLinux's and Rocky Linux's titles.
fn level(record: &osv::Record) -> Option<Level> {
    let title = record.summary.split_once(':').map_or("", |(word, _)| word);
    let own = record.severity.iter().map(|one| one.score.as_str());
    [record.database_specific.severity.as_str(), title].into_iter().chain(own).find_map(severity::word)
}

fn aliases(record: &osv::Record, base: &str) -> Vec<String> {
    let related =
        record.related.iter().filter(|id| RELATED_IS_CAUSE.contains(&base) && id.starts_with("CVE-"));
    let mut all: Vec<String> =
        record.aliases.iter().chain(&record.upstream).chain(related).cloned().collect();
    all.retain(|id| *id != record.id && !id.is_empty());
    all.sort_unstable();
    all.dedup();
    all
}

/// All names of a problem: those a record gives, and the CVE in names like `DEBIAN-CVE-2024-1`.
pub(crate) fn names(record: &Record) -> Vec<Arc<str>> {
    let given = record.aliases.iter().map(String::as_str);
    let inner = given
        .clone()
        .chain([record.id.as_str()])
        .filter_map(|id| id.find("-CVE-").and_then(|at| id.get(at + 1..)));
    let mut all: Vec<Arc<str>> = given.chain(inner).map(Arc::from).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// One line without control characters: the summary, or the first line of the details.
fn summary(record: &osv::Record) -> String {
    let line = |text: &str| {
        text.lines().map(|line| line.trim_start_matches('#').trim().to_owned()).find(|line| !line.is_empty())
    };
    let line = line(&record.summary).or_else(|| line(&record.details)).unwrap_or_default();
    line.chars().filter(|one| !one.is_control() && !turns_text(*one)).take(SUMMARY).collect()
}

/// Characters that turn the direction of a text or hide in it.
fn turns_text(one: char) -> bool {
    matches!(one, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A moment; the year 1, which the Go repository says, is none.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().filter(|at| *at > Timestamp::UNIX_EPOCH)
}

//! What is known of the packages of an image.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use advisory::{Found, Order, Query};
use catalog::{Ecosystem, Installed, Release, osv_ecosystem, osv_name, osv_version};
use jiff::Timestamp;
use jiff::civil::Date;

use super::merge::{self, Merged};
use super::{About, Finding, Ignored, Level, State};
use crate::ignore::Ignore;
use crate::vex::Document;

/// The lists of known problems, as far as they are here.
pub trait Advisories {
    /// Whether the list of this ecosystem is here (`Debian:12`, `PyPI`).
    fn has(&self, ecosystem: &str) -> bool;

    /// When that list was fetched.
    fn fetched_at(&self, ecosystem: &str) -> Option<Timestamp>;

    /// What is known of one package.
    fn find(&self, query: &Query<'_>) -> Vec<Found>;
}

/// Everything a judgement depends on.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "the lists are somebody else's")]
pub struct Question<'a> {
    /// What is installed; packages that the system manages are to be left out.
    pub packages: &'a [Installed],
    /// Which distribution it is.
    pub release: Option<&'a Release>,
    /// The lists of known problems.
    pub advisories: &'a dyn Advisories,
    /// What the user ignores.
    pub ignores: &'a [Ignore],
    /// VEX documents that the user handed in.
    pub vex: &'a [Document],
    /// Names of the image, as a user would type them, without tag and digest: `docker.io/library/nginx`.
    pub image_names: &'a [String],
    /// Digests and id of the image, `sha256:…`: VEX products may name it by them.
    pub image_digests: &'a [String],
    /// Today, where the user is.
    pub today: Date,
}

/// What is known of an image.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// Fixable first; of these the exploited first, then the worst.
    pub findings: Vec<Finding>,
    /// Ecosystems of this image that no list is here for, sorted.
    pub missing: Vec<String>,
    /// When the oldest of the lists that were used was fetched; nothing when none was.
    pub data_age: Option<Timestamp>,
}

/// Looks up every package.
#[must_use]
pub fn judge(question: &Question<'_>) -> Judgement {
    let mut judgement = Judgement::default();
    let mut missing = BTreeSet::new();
    let mut asked = BTreeSet::new();
    for installed in question.packages.iter().filter(|one| one.managed_by.is_none()) {
        let Some(ecosystem) = osv_ecosystem(&installed.package, question.release) else { continue };
        if !question.advisories.has(&ecosystem) {
            missing.insert(ecosystem);
            continue;
        }
        let Some(version) = osv_version(&installed.package) else { continue };
        let name = osv_name(&installed.package);
        let found =
            question.advisories.find(&Query { ecosystem: &ecosystem, name: &name, version: &version });
        judgement.findings.extend(findings(question, installed, &ecosystem, &found));
        asked.insert(ecosystem);
    }
    judgement.missing = missing.into_iter().collect();
    judgement.data_age = asked.iter().filter_map(|one| question.advisories.fetched_at(one)).min();
    judgement.findings.sort_by(order);
    judgement
}

fn findings(
    question: &Question<'_>,
    installed: &Installed,
    ecosystem: &str,
    found: &[Found],
) -> Vec<Finding> {
    let purl = catalog::purl(&installed.package, question.release);
    merge::merge(found).iter().map(|merged| finding(question, installed, ecosystem, &purl, merged)).collect()
}

fn finding(
    question: &Question<'_>,
    installed: &Installed,
    ecosystem: &str,
    purl: &str,
    merged: &Merged<'_>,
) -> Finding {
    let worst =
        merged.found.iter().filter_map(|one| one.severity.as_ref()).max_by(|a, b| {
            a.score.unwrap_or(0.0).total_cmp(&b.score.unwrap_or(0.0)).then(a.level.cmp(&b.level))
        });
    let order = Order::of(ecosystem.split(':').next().unwrap_or_default());
    let compare = |a: &str, b: &str| order.map_or_else(|| a.cmp(b), |order| order.compare(a, b));
    let mut finding = Finding {
        id: merged.id.clone(),
        aliases: merged.aliases.iter().cloned().collect(),
        package: about(installed, purl),
        level: merged
            .found
            .iter()
            .filter_map(|one| one.severity.as_ref())
            .map(|one| level(one.level))
            .max()
            .unwrap_or(Level::Unknown),
        score: worst.and_then(|worst| worst.score),
        vector: worst.and_then(|worst| worst.vector.as_deref()).map(str::to_owned),
        state: match merged.state() {
            advisory::State::Fixable => State::Fixable,
            advisory::State::Unfixed => State::Unfixed,
            advisory::State::Unimportant => State::Unimportant,
        },
        fixed_in: merged.fixed_in(compare),
        known_exploited: merged.found.iter().any(|one| one.known_exploited),
        likelihood: merged.found.iter().filter_map(|one| one.likelihood).max_by(f32::total_cmp),
        summary: merged.found.iter().find_map(|one| one.summary.as_deref()).map(str::to_owned),
        link: link(&merged.id, installed.package.ecosystem, question.release),
        ignored: None,
    };
    finding.ignored = ignored(question, &finding);
    if finding.ignored.is_some() {
        finding.state = State::Ignored;
    }
    finding
}

fn level(level: advisory::Level) -> Level {
    match level {
        advisory::Level::Low => Level::Low,
        advisory::Level::Medium => Level::Medium,
        advisory::Level::High => Level::High,
        advisory::Level::Critical => Level::Critical,
    }
}

fn about(installed: &Installed, purl: &str) -> About {
    About {
        purl: purl.to_owned(),
        ecosystem: installed.package.ecosystem,
        name: installed.package.name.clone(),
        version: installed.package.version.clone().unwrap_or_default(),
        source: installed.package.source.as_ref().map(|source| source.name.clone()),
        layer: installed.layer,
        path: installed.path.to_string(),
    }
}

/// Page about a problem; nothing for names that no page could have.
fn link(id: &str, ecosystem: Ecosystem, release: Option<&Release>) -> Option<String> {
    if id.len() > 64 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte)) {
        return None;
    }
    let debian = ecosystem == Ecosystem::Deb && release.is_some_and(|release| release.id == "debian");
    Some(match id.split('-').next().unwrap_or_default() {
        "CVE" if debian => format!("https://security-tracker.debian.org/tracker/{id}"),
        "CVE" => format!("https://www.cve.org/CVERecord?id={id}"),
        "GHSA" => format!("https://github.com/advisories/{id}"),
        _ => format!("https://osv.dev/vulnerability/{id}"),
    })
}

/// Why it is ignored: the user's own word first.
fn ignored(question: &Question<'_>, finding: &Finding) -> Option<Ignored> {
    let own =
        question.ignores.iter().find(|ignore| ignore.covers(finding, question.image_names, question.today));
    own.map(Ignored::from).or_else(|| {
        question
            .vex
            .iter()
            .find_map(|document| document.excuses(finding, question.image_names, question.image_digests))
    })
}

/// Fixable first; of these the exploited first, then the worst; then by name, so that the order is always the same.
fn order(a: &Finding, b: &Finding) -> Ordering {
    a.state
        .cmp(&b.state)
        .then(b.known_exploited.cmp(&a.known_exploited))
        .then(b.level.cmp(&a.level))
        .then(b.score.unwrap_or(0.0).total_cmp(&a.score.unwrap_or(0.0)))
        .then(b.likelihood.unwrap_or(0.0).total_cmp(&a.likelihood.unwrap_or(0.0)))
        .then_with(|| a.id.cmp(&b.id))
        .then_with(|| a.package.source.cmp(&b.package.source))
        .then_with(|| a.package.name.cmp(&b.package.name))
        .then_with(|| a.package.version.cmp(&b.package.version))
        .then_with(|| a.package.path.cmp(&b.package.path))
}

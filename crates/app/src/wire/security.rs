//! Is it safe, as `mooring scan --json` prints it and the Security place shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ImageName, Known, Problem, UnknownView};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum SeverityLevel {
    /// Nobody has said.
    Unknown,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum FindingState {
    /// There is a version without it.
    Fixable,
    /// There is none yet.
    Unfixed,
    /// The distribution says it does not matter or will not be mended.
    Unimportant,
    /// Somebody said to ignore it, here or in a VEX document.
    Ignored,
}

/// How to mend something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum FixHow {
    /// A newer image is there: update.
    UpdateImage,
    /// It comes from the base: build again on a newer one.
    RebuildBase,
    /// The image is made here: upgrade the package and build again.
    UpgradePackage,
    /// Nothing to do but wait.
    Wait,
}

/// How to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FixView {
    /// Way.
    pub how: FixHow,
    /// Image or version to go to.
    pub target: Option<String>,
    /// A line to copy into a Dockerfile or terminal.
    pub command: Option<String>,
}

/// The package a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindingPackage {
    /// Package URL.
    pub purl: String,
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Layer that brought it.
    pub layer: u32,
    /// File that says so.
    pub path: String,
}

/// A known problem of a package of an image.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindingView {
    /// The name most people use: the CVE where there is one.
    pub id: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Where.
    pub package: FindingPackage,
    /// How bad.
    pub severity: SeverityLevel,
    /// CVSS base score.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub score: Option<f32>,
    /// CVSS vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub vector: Option<String>,
    /// Where it stands.
    pub state: FindingState,
    /// First version without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fixed_in: Option<String>,
    /// It is known to be used by attackers.
    pub known_exploited: bool,
    /// EPSS: likelihood of an attack within 30 days, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub likelihood: Option<f32>,
    /// What it is, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub summary: Option<String>,
    /// How to mend it here.
    pub fix: FixView,
    /// Page about it; opens in the browser.
    pub link: Option<String>,
    /// Why it is ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ignored: Option<IgnoreView>,
}

/// What a check of an image's making says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Verdict {
    /// Fine.
    Pass,
    /// Good to know.
    Info,
    /// Worth a change.
    Warn,
    /// Should not be used like this.
    Fail,
}

/// One check of how an image is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CheckView {
    /// Stable name: `root`, `secret-env`, `setuid`, …
    pub id: String,
    /// What it says.
    pub verdict: Verdict,
    /// Three words.
    pub title: String,
    /// Why, in one sentence.
    pub why: String,
    /// What to do, in one sentence.
    pub fix: String,
    /// A line to copy.
    pub command: Option<String>,
    /// Where; never a secret's value.
    pub places: Vec<CheckPlace>,
    /// How many more places there are than are listed.
    pub more: u32,
}

/// Where a check found something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CheckPlace {
    /// Path, variable or build step.
    pub name: String,
    /// Layer.
    pub layer: Option<u32>,
    /// What was found, masked where it is a secret.
    pub detail: Option<String>,
}

/// The one sentence on top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Headline {
    /// The sentence.
    pub sentence: String,
    /// Findings that can be fixed today.
    pub fixable: u32,
    /// Of these, high or critical.
    pub serious: u32,
    /// All findings, unimportant and ignored ones left out.
    pub total: u32,
    /// The one way that mends most.
    pub fix: Option<FixView>,
}

/// Is this image safe?
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScanView {
    /// Which image.
    pub image: ImageName,
    /// How much of it was looked into.
    pub known: Known,
    /// Why it could not be looked into.
    pub problem: Option<Problem>,
    /// How old the list of known problems is; nothing when there is none.
    pub data_age: Option<String>,
    /// Ecosystems of this image that no list is here for.
    pub missing: Vec<String>,
    /// One sentence on top.
    pub headline: Headline,
    /// Fixable first, worst first.
    pub findings: Vec<FindingView>,
    /// How it is made, worst first.
    pub checks: Vec<CheckView>,
    /// What could not be read.
    pub unknowns: Vec<UnknownView>,
}

/// Says to ignore a problem.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct IgnoreRequest {
    /// The finding's id.
    pub id: String,
    /// Only in this package (purl without version), or in every one.
    pub package: Option<String>,
    /// Only in images of this name, or in every one.
    pub image: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day, `2027-01-31`; nothing for ever.
    pub until: Option<String>,
}

/// Something that is ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct IgnoreView {
    /// Number to take it back by; nothing for one of a VEX document.
    pub number: Option<i64>,
    /// The finding's id.
    pub id: String,
    /// Only in this package.
    pub package: Option<String>,
    /// Only in images of this name.
    pub image: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day.
    pub until: Option<String>,
    /// `you`, or the author of the VEX document.
    pub by: String,
    /// It is over: the finding counts again.
    pub expired: bool,
}

/// One image in the Security place.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageSecurity {
    /// Which image.
    pub image: ImageName,
    /// How much is known.
    pub known: Known,
    /// Findings that can be fixed today.
    pub fixable: u32,
    /// Of these, high or critical.
    pub serious: u32,
    /// Known to be used by attackers, fixable or not.
    pub exploited: u32,
    /// Of these, fixable.
    pub exploited_fixable: u32,
    /// All findings, unimportant and ignored ones left out.
    pub total: u32,
    /// Ecosystems of it that no list is here for.
    pub missing: Vec<String>,
    /// Packages it names; without one there is nothing to compare.
    pub packages: u32,
    /// Checks that say warn or fail.
    pub warnings: u32,
    /// The worst severity among the fixable.
    pub worst: Option<SeverityLevel>,
    /// The one way that mends most.
    pub fix: Option<FixView>,
    /// Running containers made from it.
    pub running: u32,
    /// When it was judged.
    pub scanned_at: Option<String>,
}

/// The Security place.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SecurityView {
    /// Those one can fix today first.
    pub images: Vec<ImageSecurity>,
    /// The lists of known problems.
    pub advisories: AdvisoriesView,
    /// Job that is scanning.
    pub job: Option<String>,
    /// Findings that can be fixed today, over all images, each problem of a package once.
    pub fixable: u32,
    /// Images with one.
    pub images_fixable: u32,
}

/// The lists of known problems that are here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AdvisoriesView {
    /// Where they come from: an address or a folder.
    pub source: String,
    /// Each list.
    pub lists: Vec<AdvisoryList>,
    /// Age of the oldest one that is needed; nothing when one is missing.
    pub oldest: Option<String>,
    /// What they take on disk.
    pub bytes: u64,
    /// Job that refreshes them.
    pub job: Option<String>,
    /// What the scans of layers take on disk.
    pub cache_bytes: u64,
}

/// The list of one ecosystem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AdvisoryList {
    /// OSV's name: `Debian`, `PyPI`.
    pub ecosystem: String,
    /// An image here needs it.
    pub needed: bool,
    /// It is here.
    pub present: bool,
    /// Records in it.
    pub records: u64,
    /// What it takes on disk.
    pub bytes: u64,
    /// When it was fetched.
    pub fetched_at: Option<String>,
    /// The newest record's time.
    pub newest: Option<String>,
    /// Why the last try failed.
    pub problem: Option<Problem>,
}

/// Which document to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum DocumentFormat {
    /// CycloneDX 1.6 (JSON): what is inside.
    Cyclonedx,
    /// SPDX 2.3 (JSON): what is inside.
    Spdx,
    /// OpenVEX: what is ignored and why.
    Vex,
}

/// Who published an image, as far as the registry tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Publisher {
    /// One of Docker's official images.
    Official,
    /// A publisher the registry has verified.
    Verified,
    /// Nobody has said who that is.
    Unknown,
    /// Made on this computer.
    Here,
}

/// Whether an image carries a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Signed {
    /// It does, and the signature is right for a key the user trusts.
    Verified,
    /// It does; nobody has told us whom to trust.
    Present,
    /// It does, and the signature is wrong for the key the user trusts.
    Wrong,
    /// It does not.
    No,
    /// Could not be asked.
    Unknown,
}

/// What to know before running something for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TrustView {
    /// As a user would type it.
    pub reference: String,
    /// Who made it.
    pub publisher: Publisher,
    /// Name of the publisher, where there is one.
    pub publisher_name: Option<String>,
    /// Whether it is signed.
    pub signed: Signed,
    /// Kinds of statements attached to it: `sbom`, `provenance`.
    pub attested: Vec<String>,
    /// When it was made.
    pub created: Option<String>,
    /// `USER` as written; empty means root.
    pub user: Option<String>,
    /// Starts with all rights.
    pub root: Option<bool>,
    /// Ports it declares.
    pub ports: Vec<String>,
    /// Places it wants to keep.
    pub volumes: Vec<String>,
    /// Findings, when it is here and was looked into.
    pub headline: Option<Headline>,
    /// What could not be found out.
    pub problem: Option<Problem>,
}

/// Whose signatures the user trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TrustKey {
    /// Number to remove it by.
    pub number: i64,
    /// Beginning of the names it counts for: `ghcr.io/acme/`.
    pub scope: String,
    /// SHA-256 of the public key.
    pub fingerprint: String,
}

/// Another scanner on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OtherScanner {
    /// `trivy` or `grype`.
    pub name: String,
    /// What it says of itself.
    pub version: String,
    /// Where it is.
    pub path: String,
}

/// What another scanner says beside ours.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OtherScanView {
    /// Which.
    pub scanner: OtherScanner,
    /// Found by both.
    pub both: u32,
    /// Found by us alone: id and package.
    pub only_ours: Vec<OtherFinding>,
    /// Found by it alone.
    pub only_theirs: Vec<OtherFinding>,
}

/// A finding of one of two scanners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OtherFinding {
    /// Its name.
    pub id: String,
    /// Package and version.
    pub package: String,
}

/// What the user chose about looking into images.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct ScanSettings {
    /// Look into new images without being asked: after a pull, a build, or new lists.
    pub automatic: bool,
    /// Show a first verdict before the engine has packed the image; makes a container for a moment that never runs.
    pub first_verdict: bool,
    /// Hours between two refreshes of the lists of known problems; none refreshes only when asked.
    pub refresh_every_hours: Option<u32>,
    /// Where the lists come from: an address, or a folder laid out alike.
    pub advisory_source: String,
    /// Tell when something serious can be fixed.
    pub notify: bool,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self {
            automatic: true,
            first_verdict: true,
            refresh_every_hours: Some(24),
            advisory_source: "https://osv-vulnerabilities.storage.googleapis.com".to_owned(),
            notify: true,
        }
    }
}

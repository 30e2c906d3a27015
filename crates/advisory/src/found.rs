//! A question and its answer.

use std::sync::Arc;

/// Asks about one package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Query<'a> {
    /// OSV's name of the ecosystem with its release: `Debian:12`, `Alpine:v3.23`, `PyPI`, `crates.io`.
    pub ecosystem: &'a str,
    /// Name as that ecosystem's advisories write it: the source package for Debian, Ubuntu and Alpine, the binary one for
    /// AlmaLinux and Rocky Linux, `group:artifact` for Maven.
    pub name: &'a str,
    /// Version of what `name` names, with its epoch where it has one.
    pub version: &'a str,
}

impl Query<'_> {
    /// Whether the version is one. Without any digit (Go's `(devel)`, `unknown`, nothing at all) it has no place in any order:
    /// nothing is found for it, and who asks has to say that it is not known.
    pub fn has_version(&self) -> bool {
        self.version.bytes().any(|byte| byte.is_ascii_digit())
    }
}

/// One advisory that touches a package.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The advisory's own id.
    pub id: Arc<str>,
    /// Other names of the same problem: `aliases`, `upstream`, where a family needs it `related`, and the CVE that the id of
    /// a distribution's own record carries (`DEBIAN-CVE-2024-1` is also `CVE-2024-1`). Sorted, without `id`.
    pub aliases: Vec<Arc<str>>,
    /// One line of what it is, without control characters.
    pub summary: Option<Arc<str>>,
    /// How bad, as far as anybody said.
    pub severity: Option<Severity>,
    /// Smallest version after the one asked about, by the order of the ecosystem, that this advisory no longer touches.
    pub fixed_in: Option<Arc<str>>,
    /// The mended version comes only with a subscription (Ubuntu Pro).
    pub subscription: bool,
    /// What the source says of it.
    pub state: State,
    /// CISA lists it as exploited, where the export or a list of theirs says so.
    pub known_exploited: bool,
    /// EPSS: likelihood of an attack within 30 days, 0 to 1, where the export carries it.
    pub likelihood: Option<f32>,
}

/// What the source says of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// There is a version without it.
    Fixable,
    /// There is none yet.
    Unfixed,
    /// The distribution says it does not matter, or it is in a kernel that a container does not run (see
    /// [`kernel_package`](crate::kernel_package)).
    Unimportant,
}

/// How bad a problem is. A problem nobody rated has none, never a zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// CVSS base score, 0.1 to 10.0; absent where the source has only a word.
    pub score: Option<f32>,
    /// The word for the score, or the source's own.
    pub level: Level,
    /// The CVSS vector the score comes from.
    pub vector: Option<Arc<str>>,
}

/// The four words for how bad a problem is, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Level {
    /// CVSS 0.1 to 3.9; Ubuntu's low and negligible.
    Low,
    /// CVSS 4.0 to 6.9; "moderate" elsewhere.
    Medium,
    /// CVSS 7.0 to 8.9; "important" with Red Hat and its kin.
    High,
    /// CVSS 9.0 and more.
    Critical,
}

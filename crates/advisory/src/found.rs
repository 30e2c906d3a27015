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
    /// Version of what `name` names.
    pub version: &'a str,
}

/// One advisory that touches a package.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The advisory's own id.
    pub id: Arc<str>,
    /// Other names of the same problem: `aliases`, `upstream` and, where a family needs it, `related`.
    pub aliases: Vec<Arc<str>>,
    /// One line of what it is.
    pub summary: Option<Arc<str>>,
    /// How bad, as far as anybody said.
    pub severity: Option<Severity>,
    /// First version of this package in which it is mended, by the order of the ecosystem, after the one asked about.
    pub fixed_in: Option<Arc<str>>,
    /// What the source says of it.
    pub state: State,
    /// CISA lists it as exploited, where the export carries that.
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
    /// The distribution says it does not matter or will not be mended.
    Unimportant,
}

/// How bad a problem is.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// CVSS base score, 0.1 to 10.0.
    pub score: f32,
    /// The vector it comes from.
    pub vector: Arc<str>,
}

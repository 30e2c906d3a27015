//! Packages beside advisories: one finding for each problem of each package, the fixable ones first.

mod advise;
mod headline;
mod judge;
mod merge;

pub use advise::{Fix, How, Possible, advise};
pub use headline::{Headline, headline};
pub use judge::{Advisories, Judgement, Question, judge};

use jiff::civil::Date;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
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

impl Level {
    /// Level of a CVSS base score (CVSS v3.1, section 5).
    #[must_use]
    pub fn of_score(score: f32) -> Self {
        match score {
            score if score >= 9.0 => Self::Critical,
            score if score >= 7.0 => Self::High,
            score if score >= 4.0 => Self::Medium,
            score if score > 0.0 => Self::Low,
            _ => Self::Unknown,
        }
    }
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// There is a version without it.
    Fixable,
    /// There is none yet.
    Unfixed,
    /// The distribution says it does not matter or will not be mended.
    Unimportant,
    /// Somebody said to ignore it, here or in a VEX document.
    Ignored,
}

/// The package a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Package URL.
    pub purl: String,
    /// Who names it.
    pub ecosystem: catalog::Ecosystem,
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Name of the source package, where another: findings with the same id and source are one problem in several packages.
    pub source: Option<String>,
    /// Layer that brought it, 0 is the lowest.
    pub layer: usize,
    /// File that says so, cleaned for showing.
    pub path: String,
}

/// Why a finding is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Number of the user's own entry; nothing for one of a VEX document.
    pub number: Option<i64>,
    /// The id it was said of.
    pub id: String,
    /// Only in this package (package URL without version).
    pub package: Option<String>,
    /// Only in images of this name.
    pub image: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day.
    pub until: Option<Date>,
    /// Author of the VEX document; nothing for the user's own.
    pub author: Option<String>,
}

/// A known problem of an installed package.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The name most people use: the CVE where there is one.
    pub id: String,
    /// Its other names, sorted.
    pub aliases: Vec<String>,
    /// Where.
    pub package: About,
    /// How bad.
    pub level: Level,
    /// CVSS base score, 0.1 to 10.0.
    pub score: Option<f32>,
    /// The vector it comes from.
    pub vector: Option<String>,
    /// Where it stands.
    pub state: State,
    /// First version without it, by all sources that name one.
    pub fixed_in: Option<String>,
    /// It is known to be used by attackers.
    pub known_exploited: bool,
    /// EPSS: likelihood of an attack within 30 days, 0 to 1.
    pub likelihood: Option<f32>,
    /// What it is, in one line.
    pub summary: Option<String>,
    /// Page about it.
    pub link: Option<String>,
    /// Why it is ignored, when it is.
    pub ignored: Option<Ignored>,
}

impl Finding {
    /// What makes it the same finding in another version of the image: problem, ecosystem and package name.
    #[must_use]
    pub fn key(&self) -> Key {
        Key { id: self.id.clone(), ecosystem: self.package.ecosystem, package: self.package.name.clone() }
    }
}

/// Same problem, same package, whatever its version: for comparing two images.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Id of the problem.
    pub id: String,
    /// Who names the package.
    pub ecosystem: catalog::Ecosystem,
    /// Name of the package.
    pub package: String,
}

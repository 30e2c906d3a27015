//! How long a distribution gets fixes.

use catalog::Release;
use jiff::civil::Date;

/// Whether a distribution still gets fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum State {
    /// It does.
    Supported,
    /// Only from a long-term team, for part of its packages.
    LongTerm,
    /// No more.
    Ended,
    /// It has no releases: it is as new as its packages.
    Rolling,
    /// There is no distribution, or we do not know it.
    #[default]
    Unknown,
}

/// How long a distribution gets fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Support {
    /// Whether it does.
    pub state: State,
    /// Last day of the state; for what has ended, the last day it was supported. Nothing if nobody has said.
    pub ends_on: Option<Date>,
}

/// Says how long a release gets fixes, seen from `today`.
#[must_use]
pub fn support(_release: Option<&Release>, _today: Date) -> Support {
    Support::default()
}

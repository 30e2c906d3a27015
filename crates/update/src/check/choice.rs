//! What the user chose for one container.

use serde::{Deserialize, Serialize};

use crate::tag::{Step, TagPolicy};

/// How far to follow versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Follow {
    /// Stay on the tag.
    Tag,
    /// Patches.
    Patch,
    /// Minor versions.
    Minor,
    /// Major versions too.
    Major,
}

impl Follow {
    /// The biggest step it allows; none when it stays on the tag.
    #[must_use]
    pub fn ceiling(self) -> Option<Step> {
        match self {
            Self::Tag => None,
            Self::Patch => Some(Step::Patch),
            Self::Minor => Some(Step::Minor),
            Self::Major => Some(Step::Major),
        }
    }
}

/// What the user chose for one container.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Choice {
    /// How far to follow versions; none takes the setting.
    pub follow: Option<Follow>,
    /// Tag or digest that is not wanted.
    pub skip: Option<String>,
    /// Days since we first saw a new one before it is offered.
    pub wait_days: u32,
    /// Pre-releases too.
    pub pre_releases: bool,
    /// A second proposal with another version of the base image.
    pub other_bases: bool,
    /// Ask no registry about it.
    pub local_only: bool,
}

impl Choice {
    /// What of it decides which tags are candidates. A step the user excluded is not shown either.
    pub(super) fn policy(&self) -> TagPolicy {
        let ceiling = self.follow.and_then(Follow::ceiling);
        TagPolicy { pre_releases: self.pre_releases, other_bases: false, ceiling }
    }
}

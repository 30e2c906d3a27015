//! The verdicts (UPDATES.md 3.1).

use jiff::Timestamp;
use oci::Digest;
use serde::{Deserialize, Serialize};

use super::text;
use super::why::{Failure, Why};
use crate::tag::Steps;

/// How one reference stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RefStatus {
    /// What is here is what the registry has.
    UpToDate {
        /// What the registry has.
        #[serde(with = "text::one")]
        digest: Digest,
        /// When it said so.
        checked_at: Timestamp,
        /// How it was seen.
        via: Via,
    },
    /// The registry has something else under the same tag.
    UpdateAvailable {
        /// Digests of what is here.
        #[serde(with = "text::list")]
        local: Vec<Digest>,
        /// What the registry has.
        #[serde(with = "text::one")]
        remote: Digest,
        /// When it said so.
        checked_at: Timestamp,
        /// Whether the image for this platform was compared too. When not, only another platform's may have changed.
        confirmed: bool,
        /// The registry's was made before ours: its tag was moved back.
        older_build: bool,
        /// Bytes of all its layers, compressed: the most there is to download.
        size: Option<u64>,
        /// When the registry's was made.
        created: Option<Timestamp>,
    },
    /// There is a newer version under another tag.
    NewerTag {
        /// The best tag for each size of step.
        steps: Steps,
        /// Those of them that the registry confirmed. Only these may be acted on.
        verified: Vec<VerifiedTag>,
        /// The same with the numbers of the base image free, as a second proposal: `alpine3.19` to `alpine3.20`.
        other_bases: Steps,
        /// How the current tag stands: up to date, or an update is available.
        same_tag: Box<RefStatus>,
    },
    /// Made from a digest: it never changes by itself.
    Pinned {
        /// That digest.
        #[serde(with = "text::one")]
        digest: Digest,
        /// The tag beside it.
        tag: Option<String>,
        /// Whether the tag means something else by now; none when not known.
        tag_moved: Option<bool>,
        /// A newer version tag.
        newer_tag: Option<String>,
        /// When the registry was asked about the tag.
        checked_at: Option<Timestamp>,
    },
    /// There is nobody to ask.
    LocalOnly {
        /// Why not.
        why: LocalReason,
    },
    /// Could not be found out.
    Unknown {
        /// Why, since when, when it is tried again.
        #[serde(flatten)]
        failure: Failure,
        /// The verdict before it failed, with its age.
        last_good: Option<Box<RefStatus>>,
    },
}

/// How it was seen that an image is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Via {
    /// The digest behind the tag is one of ours.
    Index,
    /// Another platform's image changed, or remarks beside it; ours did not.
    Platform,
}

/// Why there is nobody to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LocalReason {
    /// It was built here.
    Built,
    /// It was loaded from a file.
    Loaded,
    /// It has no name that a registry knows.
    NoRegistryName,
    /// The user said so.
    UserMarked,
}

impl LocalReason {
    /// One word for it, as `mooring check --json` prints it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::Loaded => "loaded",
            Self::NoRegistryName => "noRegistryName",
            Self::UserMarked => "userMarked",
        }
    }
}

/// A newer tag that the registry has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedTag {
    /// The tag.
    pub tag: String,
    /// What is behind it.
    #[serde(with = "text::one")]
    pub digest: Digest,
    /// It is what is here already, under another name.
    pub same_image: bool,
}

/// How one container stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "container", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ContainerStatus {
    /// As its image does.
    Image {
        /// That.
        #[serde(rename = "image")]
        status: RefStatus,
    },
    /// Its tag means another image here already: one click, no download.
    PulledNotApplied {
        /// The image the tag means here.
        image_id: String,
        /// How that image stands to the registry, which may be further on.
        image: RefStatus,
    },
    /// The user said "not this one", or it was tried and put back.
    Skipped {
        /// Which: a digest or a tag.
        what: String,
        /// How its image stands.
        image: RefStatus,
    },
    /// Is being updated.
    Updating {
        /// The transaction.
        transaction: String,
    },
    /// Is the kept container of an earlier update.
    ParkedRollback {
        /// Until then it is kept.
        until: Timestamp,
    },
}

/// The verdict in one word, as DESIGN.md section 5 of the plan spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Word {
    /// What is here is what the registry has.
    UpToDate,
    /// Something else under the same tag.
    UpdateAvailable,
    /// A newer version under another tag.
    NewerTag,
    /// Made from a digest.
    Pinned,
    /// Nobody to ask.
    LocalOnly,
    /// Could not be found out.
    Unknown,
    /// Here, but not used by the container.
    PulledNotApplied,
    /// Not wanted.
    Skipped,
    /// Being updated.
    Updating,
}

impl RefStatus {
    /// The verdict in one word.
    #[must_use]
    pub fn word(&self) -> Word {
        match self {
            Self::UpToDate { .. } => Word::UpToDate,
            Self::UpdateAvailable { .. } => Word::UpdateAvailable,
            Self::NewerTag { .. } => Word::NewerTag,
            Self::Pinned { .. } => Word::Pinned,
            Self::LocalOnly { .. } => Word::LocalOnly,
            Self::Unknown { .. } => Word::Unknown,
        }
    }

    /// One word for why, where there is a why.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::LocalOnly { why } => Some(why.code()),
            Self::Unknown { failure, .. } => Some(failure.why.code()),
            _ => None,
        }
    }

    /// When the registry said so; the last good verdict's time when the last try failed.
    #[must_use]
    pub fn checked_at(&self) -> Option<Timestamp> {
        match self {
            Self::UpToDate { checked_at, .. } | Self::UpdateAvailable { checked_at, .. } => Some(*checked_at),
            Self::NewerTag { same_tag, .. } => same_tag.checked_at(),
            Self::Pinned { checked_at, .. } => *checked_at,
            Self::LocalOnly { .. } => None,
            Self::Unknown { last_good, .. } => last_good.as_ref().and_then(|last| last.checked_at()),
        }
    }

    /// What the registry has under the tag, as far as it was heard.
    #[must_use]
    pub fn remote(&self) -> Option<&Digest> {
        match self {
            Self::UpToDate { digest, .. } | Self::UpdateAvailable { remote: digest, .. } => Some(digest),
            Self::NewerTag { same_tag, .. } => same_tag.remote(),
            Self::Unknown { last_good, .. } => last_good.as_ref().and_then(|last| last.remote()),
            Self::Pinned { .. } | Self::LocalOnly { .. } => None,
        }
    }

    /// The newer tags.
    #[must_use]
    pub fn newer(&self) -> Option<&Steps> {
        match self {
            Self::NewerTag { steps, .. } => Some(steps),
            _ => None,
        }
    }

    /// Nothing known, for one reason that needs no registry.
    #[must_use]
    pub fn unknown(why: Why, since: Timestamp) -> Self {
        let failure = Failure { why, since, retry_at: None, words: None };
        Self::Unknown { failure, last_good: None }
    }
}

impl ContainerStatus {
    /// The verdict in one word.
    #[must_use]
    pub fn word(&self) -> Word {
        match self {
            Self::Image { status } => status.word(),
            Self::PulledNotApplied { .. } => Word::PulledNotApplied,
            Self::Skipped { .. } => Word::Skipped,
            Self::Updating { .. } => Word::Updating,
            // It is nobody's service: whatever its image is, nothing is offered.
            Self::ParkedRollback { .. } => Word::Skipped,
        }
    }

    /// How its image stands, where that counts.
    #[must_use]
    pub fn image(&self) -> Option<&RefStatus> {
        match self {
            Self::Image { status: image }
            | Self::PulledNotApplied { image, .. }
            | Self::Skipped { image, .. } => Some(image),
            Self::Updating { .. } | Self::ParkedRollback { .. } => None,
        }
    }

    /// One word for why, where there is a why.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Image { status } => status.reason(),
            Self::ParkedRollback { .. } => Some("parked"),
            _ => None,
        }
    }
}

//! The verdict over a registry's answer (UPDATES.md 3.2, steps 6 to 9).

use jiff::Timestamp;
use oci::Digest;
use serde::{Deserialize, Serialize};

use super::local::LocalImage;
use super::question::Asking;
use super::text;
use super::verdict::{LocalReason, RefStatus, Via};
use super::why::{Failure, Why};

/// What a registry has under a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Content address.
    #[serde(with = "text::one")]
    pub digest: Digest,
    /// Its type; empty when the registry did not say.
    pub media_type: String,
    /// When the registry said so.
    pub checked_at: Timestamp,
    /// What is behind it for this platform, when it was looked at.
    pub detail: Option<Detail>,
}

/// What is behind a digest for one platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Detail {
    /// This image.
    Image {
        /// Content address of its manifest.
        #[serde(with = "text::one")]
        manifest: Digest,
        /// Content address of its config.
        #[serde(with = "text::one")]
        config: Digest,
        /// When it was made.
        created: Option<Timestamp>,
        /// Bytes of all its layers, compressed.
        size: u64,
    },
    /// Nothing.
    NoMatchingPlatform,
}

impl Answer {
    /// Whether one name may hold images for several platforms here; a type nobody named may.
    #[must_use]
    pub fn may_be_index(&self) -> bool {
        self.media_type.is_empty()
            || self.media_type.contains(".image.index.")
            || self.media_type.contains(".manifest.list.")
    }

    /// Whether looking behind the digest could change the verdict.
    #[must_use]
    pub fn wants_detail(&self, asking: &Asking) -> bool {
        self.detail.is_none()
            && asking.pinned.is_none()
            && !asking.local.contains(&self.digest)
            && self.may_be_index()
    }
}

/// Compares what is here with what the registry has.
#[must_use]
pub fn judge(asking: &Asking, image: &LocalImage, answer: &Answer) -> RefStatus {
    let known = asking.local.contains(&answer.digest);
    if let Some(digest) = &asking.pinned {
        return RefStatus::Pinned {
            digest: digest.clone(),
            tag: asking.reference.tag().map(str::to_owned),
            tag_moved: Some(!known),
            newer_tag: None,
            checked_at: Some(answer.checked_at),
        };
    }
    let up_to_date =
        |via| RefStatus::UpToDate { digest: answer.digest.clone(), checked_at: answer.checked_at, via };
    match &answer.detail {
        _ if known => up_to_date(Via::Index),
        Some(Detail::Image { manifest, config, .. })
            if config.as_str() == image.id || asking.local.contains(manifest) =>
        {
            up_to_date(Via::Platform)
        }
        Some(Detail::NoMatchingPlatform) => RefStatus::unknown(Why::NoMatchingPlatform, answer.checked_at),
        detail => update(asking, image, answer, detail.as_ref()),
    }
}

fn update(asking: &Asking, image: &LocalImage, answer: &Answer, detail: Option<&Detail>) -> RefStatus {
    let (size, created) = match detail {
        Some(Detail::Image { size, created, .. }) => (Some(*size), *created),
        _ => (None, None),
    };
    RefStatus::UpdateAvailable {
        local: asking.local.clone(),
        remote: answer.digest.clone(),
        checked_at: answer.checked_at,
        confirmed: detail.is_some(),
        older_build: matches!((created, image.created), (Some(theirs), Some(ours)) if theirs < ours),
        size,
        created,
    }
}

/// The verdict when the registry gave none: the last good one is kept with its age and never becomes "up to date".
#[must_use]
pub fn judge_failure(
    asking: &Asking,
    image: &LocalImage,
    failure: &Failure,
    last_good: Option<&Answer>,
) -> RefStatus {
    if let Some(digest) = &asking.pinned {
        return RefStatus::Pinned {
            digest: digest.clone(),
            tag: asking.reference.tag().map(str::to_owned),
            tag_moved: None,
            newer_tag: None,
            checked_at: None,
        };
    }
    if asking.may_be_local && matches!(failure.why, Why::NotFound { .. }) {
        return RefStatus::LocalOnly { why: LocalReason::NoRegistryName };
    }
    let last_good = last_good.map(|answer| Box::new(judge(asking, image, answer)));
    RefStatus::Unknown { failure: failure.clone(), last_good }
}

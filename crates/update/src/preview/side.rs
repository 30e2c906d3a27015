//! One side of an update: an image, in the few words that matter.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::plan::ImageFacts;

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// Reference it goes by, `nginx:1.27`.
    pub reference: String,
    /// Digest of what the reference leads to: an index where there is one.
    pub digest: Option<String>,
    /// The engine's image id.
    pub id: Option<String>,
    /// When it was built. Reproducible builds say 1970, which is no date.
    pub created: Option<Timestamp>,
    /// Version it says it is.
    pub version: Option<String>,
    /// Revision of the source it says it was built from.
    pub revision: Option<String>,
    /// `linux/arm64`.
    pub platform: Option<String>,
}

/// Longest version or revision that is shown.
const LONGEST: usize = 128;

impl Side {
    /// Reads an image.
    pub(crate) fn of(reference: &str, digest: Option<String>, image: &ImageFacts) -> Self {
        Self {
            reference: reference.to_owned(),
            digest,
            id: image.id.clone(),
            created: image.created.filter(|created| created.as_second() > 0),
            version: word(image, "org.opencontainers.image.version", "org.label-schema.version"),
            revision: word(image, "org.opencontainers.image.revision", "org.label-schema.vcs-ref"),
            platform: image.platform.as_ref().map(ToString::to_string),
        }
    }
}

fn word(image: &ImageFacts, name: &str, schema: &str) -> Option<String> {
    let text = image.label(name).or_else(|| image.label(schema))?;
    let clean: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Some(clean.trim().to_owned()).filter(|clean| !clean.is_empty())
}

//! What is kept of a layer.

mod collector;
mod extras;
mod pack;
mod paths;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use catalog::Facts;
use layer::{ImagePath, Index};

pub use collector::Collector;
pub use extras::Extras;

use crate::secret::Hit;

/// Number of the form of this crate's own part of a record.
const OWN_FORMAT: u64 = 1;

/// Number of the form of a record and of everything in it; records kept under another number are to be made anew.
pub const FORMAT: u64 = (OWN_FORMAT << 40) | ((catalog::FORMAT as u64) << 20) | crate::secret::FORMAT as u64;

/// What is known of a layer. It depends on that layer alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LayerRecord {
    /// Its files.
    pub index: Arc<Index>,
    /// What its files tell about packages. MD5 sums are kept of files below `etc` only.
    pub facts: Vec<(ImagePath, Facts)>,
    /// Secrets in its files, never their values.
    pub secrets: Vec<Hit>,
    /// What else is needed of its files.
    pub extras: Extras,
}

/// A record that is kept is damaged, or of another format.
#[derive(Debug, thiserror::Error)]
#[error("the record of a layer is damaged")]
pub struct RecordError;

impl LayerRecord {
    /// Puts together what was read of a layer.
    #[must_use]
    pub fn new(index: Arc<Index>, collector: Collector) -> Self {
        let (mut facts, secrets, extras) = collector.into_parts();
        for owned in facts.iter_mut().flat_map(|(_, facts)| &mut facts.owned) {
            for file in &mut owned.files {
                file.md5 = file.md5.filter(|_| file.path.as_bytes().starts_with(b"etc/"));
            }
        }
        Self { index, facts, secrets, extras }
    }

    /// The record in few bytes: about ten for a file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        pack::encode(self)
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        pack::decode(bytes).ok_or(RecordError)
    }
}

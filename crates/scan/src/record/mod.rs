//! What is kept of a layer.

mod collector;
mod extras;

use std::sync::Arc;

use catalog::Facts;
use layer::{ImagePath, Index};

pub use collector::Collector;
pub use extras::Extras;

use crate::secret::Hit;

/// Number of the form of a record and of everything in it; records kept under another number are to be made anew.
pub const FORMAT: u64 = (1 << 48) | ((catalog::FORMAT as u64) << 16) | crate::secret::FORMAT as u64;

/// What is known of a layer. It depends on that layer alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LayerRecord {
    /// Its files.
    pub index: Arc<Index>,
    /// What its files tell about packages.
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
    pub fn new(index: Arc<Index>, _collector: Collector) -> Self {
        Self { index, ..Self::default() }
    }

    /// The record in a few bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn decode(_bytes: &[u8]) -> Result<Self, RecordError> {
        Err(RecordError)
    }
}

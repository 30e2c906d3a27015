//! The indexes of several ecosystems, from a folder.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::exploited::Exploited;
use crate::found::{Found, Query};
use crate::index::{Index, IndexError, Provenance};
use crate::layout::index_file;
use crate::version::base;

/// Indexes that were loaded, and what was missing.
#[derive(Debug, Default)]
pub struct Set {
    loaded: Vec<Index>,
    missing: Vec<String>,
    failed: Vec<(String, IndexError)>,
    exploited: Exploited,
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
    /// Loads the indexes of the wanted ecosystems (with or without release) from `<folder>/<base name>.idx`. Never fails:
    /// [`missing`](Set::missing) and [`failed`](Set::failed) say what is not there.
    pub fn open<'a>(folder: &Path, wanted: impl IntoIterator<Item = &'a str>) -> Self {
        let mut wanted: Vec<&str> = wanted.into_iter().map(|one| base(one).unwrap_or(one)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut set = Self::default();
        for ecosystem in wanted {
            match load(folder, ecosystem) {
                Ok(Some(index)) => set.loaded.push(index),
                Ok(None) => set.missing.push(ecosystem.to_owned()),
                Err(error) => set.failed.push((ecosystem.to_owned(), error)),
            }
        }
        set
    }

    /// Takes in an index, in place of the one of the same ecosystem.
    pub fn insert(&mut self, index: Index) {
        self.loaded.retain(|one| one.ecosystem() != index.ecosystem());
        self.missing.retain(|one| one != index.ecosystem());
        self.failed.retain(|(one, _)| one != index.ecosystem());
        self.loaded.push(index);
    }

    /// Marks from now on what is on CISA's list.
    pub fn mark_exploited(&mut self, list: Exploited) {
        self.exploited = list;
    }

    /// Base names of wanted ecosystems for which there is no file, among them those that OSV does not know at all.
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

    /// The index of an ecosystem, with or without release.
    pub fn index(&self, ecosystem: &str) -> Option<&Index> {
        let base = base(ecosystem)?;
        self.loaded.iter().find(|index| index.ecosystem() == base)
    }

    /// Asks the index that the ecosystem's base name leads to (`Debian:12` to `Debian`).
    ///
    /// # Errors
    /// [`AskError`]: nobody can answer, which is not the same as "nothing known".
    pub fn matches(&self, query: &Query<'_>) -> Result<Vec<Found>, AskError> {
        let base = query.ecosystem.split(':').next().unwrap_or_default();
        let index = self.index(query.ecosystem).ok_or_else(|| AskError::NotLoaded(base.to_owned()))?;
        let mut found = index.matches(query)?;
        for one in &mut found {
            one.known_exploited |= one.aliases.iter().chain([&one.id]).any(|id| self.exploited.contains(id));
        }
        Ok(found)
    }
}

/// None where there is no such file, or no such ecosystem.
fn load(folder: &Path, ecosystem: &str) -> Result<Option<Index>, IndexError> {
    let Some(name) = index_file(ecosystem) else { return Ok(None) };
    match File::open(folder.join(name)) {
        Ok(file) => Index::read(file).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

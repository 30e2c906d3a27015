//! The lists of known problems on this computer: one small file an ecosystem, made from the public export.
//!
//! Only lists that images here need are fetched, and nothing about those images is sent: a server learns the names of the
//! lists. A list is replaced in one step, so that a broken download costs nothing that was there.

mod fetch;
mod lists;
mod note;
mod refresh;
mod source;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use advisory::Set;
use job::Clock;

use crate::wire::{AdvisoryList, Problem};

pub(crate) use lists::{Lists, base};
use note::Note;
pub(crate) use refresh::Refreshed;
pub(crate) use source::Source;

/// Everything about the lists that lasts as long as the app.
pub(crate) struct Advisories {
    folder: PathBuf,
    clock: Clock,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// All lists that are here, once somebody asked.
    lists: Option<Arc<Lists>>,
    /// Why the last try failed, by ecosystem.
    problems: BTreeMap<String, Problem>,
    /// The job that refreshes them.
    job: Option<String>,
}

impl std::fmt::Debug for Advisories {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Advisories").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Advisories {
    /// Prepares; reads nothing yet.
    pub(crate) fn at(data_dir: &Path, clock: Clock) -> Self {
        Self { folder: data_dir.join("advisories"), clock, known: Mutex::default() }
    }

    /// Loads the lists that are here, the first time. Reads files.
    pub(crate) fn lists(&self) -> Arc<Lists> {
        if let Some(lists) = &self.known().lists {
            return Arc::clone(lists);
        }
        let present = self.present();
        let set = Set::open(&self.folder, present.iter().map(String::as_str));
        for (ecosystem, error) in set.failed() {
            tracing::warn!(%error, ecosystem, "a list of known problems cannot be used");
        }
        let notes = present.iter().filter_map(|name| Some((name.clone(), Note::read(&self.folder, name)?)));
        let lists = Arc::new(Lists::new(set, notes.collect()));
        self.known().lists = Some(Arc::clone(&lists));
        lists
    }

    /// Base names of the lists that are here.
    pub(crate) fn present(&self) -> BTreeSet<String> {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        files
            .filter_map(|file| {
                let name = file.file_name().into_string().ok()?;
                let name = name.strip_suffix(".idx")?;
                // Only names we would write ourselves.
                (advisory::index_file(name).as_deref() == Some(&format!("{name}.idx")))
                    .then(|| name.to_owned())
            })
            .collect()
    }

    /// Shows each list that is here or needed.
    pub(crate) fn views(&self, needed: &BTreeSet<String>) -> Vec<AdvisoryList> {
        let lists = self.lists();
        let problems = self.known().problems.clone();
        let all: BTreeSet<String> = lists.names().chain(needed.iter().cloned()).collect();
        let view = |ecosystem: String| AdvisoryList {
            needed: needed.contains(&ecosystem),
            present: lists.records(&ecosystem).is_some(),
            records: lists.records(&ecosystem).unwrap_or(0),
            bytes: self.bytes_of(&ecosystem),
            fetched_at: lists.fetched(&ecosystem).map(|at| at.to_string()),
            newest: lists.newest(&ecosystem).map(|at| at.to_string()),
            problem: problems.get(&ecosystem).cloned(),
            ecosystem,
        };
        all.into_iter().map(view).collect()
    }

    fn bytes_of(&self, ecosystem: &str) -> u64 {
        let file = advisory::index_file(ecosystem).map(|file| self.folder.join(file));
        file.and_then(|file| std::fs::metadata(file).ok()).map_or(0, |file| file.len())
    }

    /// Removes all lists.
    pub(crate) fn clear(&self) -> std::io::Result<()> {
        self.forget();
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Makes the next question read the files again.
    fn forget(&self) {
        self.known().lists = None;
    }

    pub(crate) fn job(&self) -> Option<String> {
        self.known().job.clone()
    }

    pub(crate) fn set_job(&self, job: Option<String>) {
        self.known().job = job;
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

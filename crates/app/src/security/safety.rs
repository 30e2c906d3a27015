//! Judgements that were made, as long as nothing they depend on changes.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use scan::other::Theirs;

use super::{Documents, Judged};
use crate::wire::OtherScanner;

/// Judgements that are kept.
const KEPT: usize = 8;

/// What a judgement depends on: it is made anew when one of these is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JudgedBy {
    pub(crate) id: String,
    /// Only the first verdict was known.
    pub(crate) partial: bool,
    /// Goes up with every change of the lists, of what is ignored, and of what registries say.
    pub(crate) turn: u64,
}

/// Everything about judgements that lasts as long as the app.
#[derive(Debug)]
pub(crate) struct Safety {
    documents: Documents,
    made: Mutex<Made>,
}

#[derive(Debug, Default)]
struct Made {
    turn: u64,
    judged: Vec<(JudgedBy, Arc<Judged>)>,
    /// What other scanners said, by image and scanner.
    theirs: HashMap<(String, String), (OtherScanner, BTreeSet<Theirs>)>,
}

impl Safety {
    pub(crate) fn at(data_dir: &Path) -> Self {
        Self { documents: Documents::at(data_dir), made: Mutex::default() }
    }

    pub(crate) fn documents(&self) -> &Documents {
        &self.documents
    }

    pub(crate) fn turn(&self) -> u64 {
        self.made().turn
    }

    /// Says that judgements are not true any more.
    pub(crate) fn next_turn(&self) {
        let mut made = self.made();
        made.turn += 1;
        made.judged.clear();
    }

    pub(crate) fn judged(&self, by: &JudgedBy) -> Option<Arc<Judged>> {
        self.made().judged.iter().find(|(known, _)| known == by).map(|(_, judged)| Arc::clone(judged))
    }

    pub(crate) fn keep(&self, by: JudgedBy, judged: Arc<Judged>) {
        let mut made = self.made();
        if by.turn != made.turn {
            return;
        }
        made.judged.retain(|(known, _)| known.id != by.id);
        if made.judged.len() >= KEPT {
            made.judged.remove(0);
        }
        made.judged.push((by, judged));
    }

    /// Keeps what another scanner said of an image.
    pub(crate) fn set_theirs(&self, id: &str, scanner: &OtherScanner, theirs: BTreeSet<Theirs>) {
        let key = (id.to_owned(), scanner.name.clone());
        self.made().theirs.insert(key, (scanner.clone(), theirs));
    }

    pub(crate) fn theirs(&self, id: &str, scanner: &str) -> Option<(OtherScanner, BTreeSet<Theirs>)> {
        self.made().theirs.get(&(id.to_owned(), scanner.to_owned())).cloned()
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

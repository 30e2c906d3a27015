//! What is inside images, as far as somebody looked: layers from the cache, images taken apart in memory.
//!
//! A layer is read once, whatever image it is in. What a look finds is kept by the layers' digests, so that an image is known
//! again from what `inspect` tells alone.

mod feed;
mod local;
mod preview;
mod remote;
mod subject;
mod view;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use job::Clock;
use scan::cache::Cache;
use scan::inside::Anatomy;
use store::Store;

use crate::wire::Problem;

pub(crate) use feed::feed;
pub(crate) use local::{Inspected, look_into_file, look_into_local, remembered};
pub(crate) use preview::{LookContainer, first_verdict, is_ours};
pub(crate) use remote::look_into_remote;
pub(crate) use subject::Subject;
pub(crate) use view::{base_view, inside_view, layer_view, package_views, place, purl_type};

/// Images that are kept taken apart. One of 36,000 files takes about 20 MB.
const KEPT: usize = 4;
/// What the cache may take on disk.
const CACHE_LIMIT: u64 = 256 << 20;

/// Everything about looking into images that lasts as long as the app.
pub(crate) struct Insides {
    cache: Cache,
    clock: Clock,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// Images taken apart, the one asked for last at the end.
    whole: Vec<(String, Arc<Anatomy>)>,
    /// First verdicts of images that are being read.
    partly: HashMap<String, Arc<Anatomy>>,
    /// Jobs that are looking, by what they look into.
    jobs: HashMap<String, String>,
    /// Why the last look failed.
    failed: HashMap<String, Problem>,
    /// Digests of the layers of images that were asked about.
    layers: HashMap<String, Vec<String>>,
}

impl std::fmt::Debug for Insides {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Insides").finish_non_exhaustive()
    }
}

impl Insides {
    pub(crate) fn new(store: Arc<Store>, clock: Clock) -> Self {
        Self { cache: Cache::new(store), clock, known: Mutex::default() }
    }

    /// What is kept on disk.
    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        (self.clock)()
    }

    /// Returns an image that was taken apart.
    pub(crate) fn whole(&self, id: &str) -> Option<Arc<Anatomy>> {
        let mut known = self.known();
        let position = known.whole.iter().position(|(one, _)| one == id)?;
        let found = known.whole.remove(position);
        let anatomy = Arc::clone(&found.1);
        known.whole.push(found);
        Some(anatomy)
    }

    /// Returns the first verdict on an image that is being read.
    pub(crate) fn partly(&self, id: &str) -> Option<Arc<Anatomy>> {
        self.known().partly.get(id).cloned()
    }

    /// Keeps an image that was taken apart.
    pub(crate) fn keep(&self, id: &str, anatomy: Arc<Anatomy>) {
        let mut known = self.known();
        known.whole.retain(|(one, _)| one != id);
        if known.whole.len() >= KEPT {
            known.whole.remove(0);
        }
        known.whole.push((id.to_owned(), anatomy));
        known.partly.remove(id);
        known.failed.remove(id);
    }

    pub(crate) fn keep_partly(&self, id: &str, anatomy: Arc<Anatomy>) {
        self.known().partly.insert(id.to_owned(), anatomy);
    }

    /// Notes who is looking.
    pub(crate) fn looking(&self, id: &str, job: &str) {
        let mut known = self.known();
        known.jobs.insert(id.to_owned(), job.to_owned());
        known.failed.remove(id);
    }

    /// Notes that nobody looks any more, and why if it failed.
    pub(crate) fn looked(&self, id: &str, failed: Option<Problem>) {
        let mut known = self.known();
        known.jobs.remove(id);
        known.partly.remove(id);
        if let Some(problem) = failed {
            known.failed.insert(id.to_owned(), problem);
        }
    }

    pub(crate) fn job(&self, id: &str) -> Option<String> {
        self.known().jobs.get(id).cloned()
    }

    pub(crate) fn failed(&self, id: &str) -> Option<Problem> {
        self.known().failed.get(id).cloned()
    }

    /// Digests of an image's layers, if it was asked about.
    pub(crate) fn layers_of(&self, id: &str) -> Option<Vec<String>> {
        self.known().layers.get(id).cloned()
    }

    pub(crate) fn set_layers(&self, id: &str, layers: Vec<String>) {
        self.known().layers.insert(id.to_owned(), layers);
    }

    /// Bytes the cache takes.
    pub(crate) fn cache_bytes(&self) -> u64 {
        self.cache.bytes().unwrap_or_else(|error| {
            tracing::warn!(%error, "the size of what is kept of layers could not be read");
            0
        })
    }

    /// Makes room for what was not used for long.
    pub(crate) fn trim(&self) {
        if let Err(error) = self.cache.trim(CACHE_LIMIT) {
            tracing::warn!(%error, "what is kept of layers could not be trimmed");
        }
    }

    /// Forgets what was read.
    pub(crate) fn clear(&self) -> Result<(), scan::cache::CacheError> {
        let mut known = self.known();
        *known = Known { jobs: std::mem::take(&mut known.jobs), ..Known::default() };
        drop(known);
        self.cache.clear()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Base names of the lists of known problems that an image's packages need.
pub(crate) fn lists_needed(anatomy: &Anatomy) -> BTreeSet<String> {
    let catalog = anatomy.catalog();
    let ecosystems = catalog
        .packages
        .iter()
        .filter_map(|one| catalog::osv_ecosystem(&one.package, catalog.release.as_ref()));
    let bases = ecosystems.map(|name| crate::advisories::base(&name).to_owned());
    bases.filter(|name| advisory::index_file(name).is_some()).collect()
}

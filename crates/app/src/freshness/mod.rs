//! What is outdated, as the app knows it: facts from the live picture, answers of registries from the store.
//!
//! Nothing here asks an engine about what the picture holds; an image is inspected once, when it is first seen. Registries
//! are asked by a check and by nothing else.

mod schedule;
mod view;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::model::image::ImageSummary;
use engine::{Engine, EngineError};
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use job::Clock;
use oci::Platform;
use store::Store;
use update::check::{Checker, ContainerFacts, Facts, Scope};
use update::status::{LocalImage, StoreKind};

use crate::inventory::Inventory;

pub use schedule::{Conditions, Notice, Watch};
pub(crate) use schedule::{Decision, decide, notice};
pub(crate) use view::{choice_of, follow_of, freshness_view, managed_view, news, steps_view};

/// Inspects at once.
const AT_ONCE: usize = 16;

/// What lasts as long as the app.
pub(crate) struct Freshness {
    store: Arc<Store>,
    clock: Clock,
    known: Mutex<Known>,
}

impl std::fmt::Debug for Freshness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Freshness").field("known", &self.known).finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Known {
    /// What inspecting told of an image, by engine and id. An id never means another image.
    images: HashMap<(String, String), LocalImage>,
    /// When everything was last checked in this session or an earlier one, by engine.
    checked: HashMap<String, Timestamp>,
    /// The job that checks now.
    checking: Option<String>,
    /// Why the schedule waits, and when it checks next.
    decision: Decision,
    /// What was found interrupted, and what became of it.
    recovered: Vec<crate::wire::Recovered>,
    /// What was told in a notification, so that it is told once.
    told: BTreeSet<(String, String)>,
    /// Updates that were taken back by themselves, or tried to be.
    taken_back: BTreeSet<String>,
}

impl Freshness {
    pub(crate) fn new(store: Arc<Store>, clock: Clock) -> Self {
        Self { store, clock, known: Mutex::default() }
    }

    /// Returns who asks registries for this client.
    pub(crate) fn checker(&self, registry: registry::Registry) -> Checker {
        Checker::new(registry, Arc::clone(&self.store), Arc::clone(&self.clock))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Gathers what a verdict needs from the picture, and inspects the images that are new.
    pub(crate) async fn facts(&self, engine: &Engine, inventory: &Inventory) -> Result<Facts, EngineError> {
        let info = engine.info();
        let (containers, images) = (inventory.container_facts(), inventory.image_summaries());
        self.learn(engine, &containers, &images).await?;
        Ok(Facts {
            engine: info.id.clone(),
            store: StoreKind::of(info),
            platform: Platform::new(&info.os, &info.architecture, "").ok(),
            images: self.images(&info.id, &containers, images),
            containers,
        })
    }

    /// Inspects every image that was not seen before; one that is gone meanwhile is left out.
    async fn learn(
        &self,
        engine: &Engine,
        containers: &[ContainerFacts],
        images: &[ImageSummary],
    ) -> Result<(), EngineError> {
        let id = &engine.info().id;
        let used = containers.iter().map(|one| one.image_id.clone());
        let all: BTreeSet<String> = images.iter().map(|one| one.id.clone()).chain(used).collect();
        let new: Vec<String> = {
            let known = self.known();
            all.into_iter().filter(|one| !known.images.contains_key(&(id.clone(), one.clone()))).collect()
        };
        let mut told = stream::iter(new)
            .map(|one| async move { (engine.image_inspect_raw(&one).await, one) })
            .buffer_unordered(AT_ONCE);
        while let Some((answer, one)) = told.next().await {
            match answer {
                Ok(inspect) => {
                    self.known().images.insert((id.clone(), one), LocalImage::from_inspect(&inspect));
                }
                Err(EngineError::Refused { status: 404, .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Puts together what inspecting told and what the list says now: names come and go.
    fn images(
        &self,
        engine: &str,
        containers: &[ContainerFacts],
        images: Vec<ImageSummary>,
    ) -> Vec<LocalImage> {
        let known = self.known();
        let told = |id: &str| known.images.get(&(engine.to_owned(), id.to_owned())).cloned();
        let listed: BTreeSet<String> = images.iter().map(|image| image.id.clone()).collect();
        let only_used: BTreeSet<&String> = containers.iter().map(|one| &one.image_id).collect();
        let unlisted = only_used.into_iter().filter(|id| !listed.contains(*id)).filter_map(|id| told(id));
        let unlisted: Vec<LocalImage> = unlisted.collect();
        images
            .into_iter()
            .filter_map(|image| {
                let told = told(&image.id)?;
                Some(LocalImage { repo_tags: image.repo_tags, repo_digests: image.repo_digests, ..told })
            })
            .chain(unlisted)
            .collect()
    }

    pub(crate) fn set_checking(&self, job: Option<String>) {
        self.known().checking = job;
    }

    /// Notes that everything was checked now.
    pub(crate) fn set_checked(&self, engine: &str) {
        let now = self.now();
        self.known().checked.insert(engine.to_owned(), now);
        crate::settings::remember_time(&self.store, &checked_key(engine), now);
    }

    /// When everything was last checked.
    pub(crate) fn checked(&self, engine: &str) -> Option<Timestamp> {
        let known = self.known().checked.get(engine).copied();
        known.or_else(|| crate::settings::remembered_time(&self.store, &checked_key(engine)))
    }

    pub(crate) fn checking(&self) -> Option<String> {
        self.known().checking.clone()
    }

    pub(crate) fn decision(&self) -> Decision {
        self.known().decision
    }

    pub(crate) fn set_decision(&self, decision: Decision) -> bool {
        let mut known = self.known();
        let other = known.decision != decision;
        known.decision = decision;
        other
    }

    /// Returns what of these was not told before, and counts it as told.
    pub(crate) fn untold(&self, news: BTreeSet<(String, String)>) -> BTreeSet<String> {
        let mut known = self.known();
        let new = news.difference(&known.told).map(|(name, _)| name.clone()).collect();
        known.told = news;
        new
    }

    pub(crate) fn recovered(&self) -> Vec<crate::wire::Recovered> {
        self.known().recovered.clone()
    }

    /// Adds what was not told before; returns whether there was any.
    pub(crate) fn add_recovered(&self, recovered: Vec<crate::wire::Recovered>) -> bool {
        let mut known = self.known();
        let before = known.recovered.len();
        for one in recovered {
            if !known.recovered.contains(&one) {
                known.recovered.push(one);
            }
        }
        known.recovered.len() > before
    }

    /// Says whether an update has not been taken back by itself before; once is enough.
    pub(crate) fn take_back(&self, update: &str) -> bool {
        self.known().taken_back.insert(update.to_owned())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn checked_key(engine: &str) -> String {
    format!("checked {engine}")
}

/// What a check is about: everything, or these images and containers, each by whatever name it was called.
pub(crate) fn scope(facts: &Facts, wanted: &[String]) -> Scope {
    if wanted.is_empty() {
        return Scope::Everything;
    }
    let familiar: BTreeSet<String> = wanted.iter().map(|name| oci::familiar(name)).collect();
    let means = |one: &&ContainerFacts| {
        let by_id = |name: &String| name.len() >= 12 && one.id.starts_with(name.as_str());
        wanted.contains(&one.name)
            || wanted.iter().any(by_id)
            || familiar.contains(&oci::familiar(&one.reference))
    };
    let containers: Vec<&ContainerFacts> = facts.containers.iter().filter(means).collect();
    let images = containers.iter().map(|one| one.reference.clone()).chain(wanted.iter().cloned()).collect();
    Scope::Some { images, containers: containers.into_iter().map(|one| one.id.clone()).collect() }
}

//! The live picture of containers, images, volumes and networks.
//!
//! Loaded once per connection, then kept true by the engine's events; never polled. What is read from here is always
//! whole: a container that is gone from the engine is gone here, and one whose details are not read yet has its row.

mod follow;
mod rows;
mod touched;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::model::container::{ContainerDetail, ContainerSummary, RunState};
use engine::model::image::ImageSummary;
use engine::model::system::{Network, Volume};
use engine::{Endpoint, Engine};
use update::check::ContainerFacts;

use crate::announce::Announcer;
use crate::wire::{Pending, Resource};

pub(crate) use rows::{platform, short_id};

/// The picture. Clones see the same one.
#[derive(Debug, Clone)]
pub(crate) struct Inventory {
    picture: Arc<Mutex<Picture>>,
    announcer: Announcer,
}

#[derive(Debug, Default)]
struct Picture {
    /// Whose picture this is.
    of: Option<Endpoint>,
    containers: BTreeMap<String, Known>,
    images: Vec<ImageSummary>,
    /// `linux/amd64` by image id; an image never changes its platform, so this only grows with the images.
    platforms: HashMap<String, String>,
    volumes: Vec<Volume>,
    networks: Vec<Network>,
    /// The newest wish of each container, with its number.
    pending: HashMap<String, (u64, Pending)>,
    wishes: u64,
}

/// A container: its row, and what only an inspect tells.
#[derive(Debug)]
struct Known {
    summary: ContainerSummary,
    facts: Option<Facts>,
}

#[derive(Debug)]
struct Facts {
    run: RunState,
    /// `Config.Image`: the list forgets the name once the tag moved away.
    image: String,
    /// `--rm`.
    auto_remove: bool,
}

/// The list forgets what a container was made from once the tag moved; until it was inspected, the list's word counts.
fn facts(known: &Known) -> ContainerFacts {
    let Known { summary, facts } = known;
    let made_from = facts.as_ref().map_or(&summary.image, |facts| &facts.image);
    ContainerFacts {
        id: summary.id.clone(),
        name: summary.name.clone(),
        reference: made_from.clone(),
        image_id: summary.image_id.clone(),
        labels: summary.labels.clone(),
        swapping: None,
    }
}

impl From<&ContainerDetail> for Facts {
    fn from(detail: &ContainerDetail) -> Self {
        Self { run: detail.run.clone(), image: detail.image.clone(), auto_remove: detail.spec.auto_remove }
    }
}

/// Shows what was asked of a container until it is dropped.
#[derive(Debug)]
pub(crate) struct PendingMark {
    inventory: Inventory,
    id: String,
    number: u64,
}

impl Drop for PendingMark {
    fn drop(&mut self) {
        let newest = |picture: &Picture| picture.pending.get(&self.id).map(|(number, _)| *number);
        let mut picture = self.inventory.picture();
        // A later wish, such as force after asking did not help, is still open.
        if newest(&picture) == Some(self.number) {
            picture.pending.remove(&self.id);
        }
        drop(picture);
        self.inventory.announcer.changed(Resource::Containers);
    }
}

impl Inventory {
    pub(crate) fn new(announcer: Announcer) -> Self {
        Self { picture: Arc::default(), announcer }
    }

    /// Forgets everything: from now on this engine is shown.
    pub(crate) fn show(&self, engine: &Engine) {
        *self.picture() = Picture { of: Some(engine.endpoint().clone()), ..Picture::default() };
        self.announce_all();
    }

    /// Shows at once what was asked of a container, until the mark is dropped and the engine's word counts again.
    pub(crate) fn mark(&self, id: &str, pending: Pending) -> PendingMark {
        let number = {
            let mut picture = self.picture();
            picture.wishes += 1;
            let number = picture.wishes;
            picture.pending.insert(id.to_owned(), (number, pending));
            number
        };
        self.announcer.changed(Resource::Containers);
        PendingMark { inventory: self.clone(), id: id.to_owned(), number }
    }

    /// Returns the container that is meant: a full id, a name, or the beginning of one id only.
    pub(crate) fn find_container(&self, wanted: &str) -> Option<ContainerSummary> {
        let picture = self.picture();
        let all = || picture.containers.values().map(|known| &known.summary);
        if let Some(exact) = all().find(|one| one.id == wanted || one.name == wanted) {
            return Some(exact.clone());
        }
        let mut beginning = all().filter(|one| wanted.len() >= 4 && one.id.starts_with(wanted));
        match (beginning.next(), beginning.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        }
    }

    pub(crate) fn image_summaries(&self) -> Vec<ImageSummary> {
        self.picture().images.clone()
    }

    /// What a verdict about each container needs.
    pub(crate) fn container_facts(&self) -> Vec<ContainerFacts> {
        self.picture().containers.values().map(facts).collect()
    }

    pub(crate) fn container_summaries(&self) -> Vec<ContainerSummary> {
        self.picture().containers.values().map(|known| known.summary.clone()).collect()
    }

    fn announce_all(&self) {
        for resource in [Resource::Containers, Resource::Images, Resource::Volumes, Resource::Networks] {
            self.announcer.changed(resource);
        }
    }

    /// Writes what an engine said, unless another one is shown by now: a pull or a slow stop may outlive the choice.
    fn write(&self, engine: &Engine, change: impl FnOnce(&mut Picture)) {
        let mut picture = self.picture();
        if picture.of.as_ref() == Some(engine.endpoint()) {
            change(&mut picture);
        }
    }

    fn picture(&self) -> MutexGuard<'_, Picture> {
        self.picture.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Hard links: contents with several names are stored once, and lost only with the last name.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Hidden, Spot, Surviving, entry};
use crate::{ImagePath, Index, Kind};

/// Links to links that are followed.
const MOST_STEPS: usize = 8;

/// What each hard link is a further name of, found in its own layer.
pub(super) fn find(layers: &[Arc<Index>], orders: &[Vec<u32>]) -> HashMap<Spot, Spot> {
    let mut links = HashMap::new();
    for ((layer, index), order) in (0..).zip(layers).zip(orders) {
        for (at, _) in (0..).zip(&index.entries).filter(|(_, entry)| entry.kind == Kind::HardLink) {
            if let Some(target) = target(index, order, at) {
                links.insert(Spot { layer, entry: at }, Spot { layer, entry: target });
            }
        }
    }
    links
}

fn target(index: &Index, order: &[u32], mut at: u32) -> Option<u32> {
    for _ in 0..MOST_STEPS {
        let entry = index.entries.get(at as usize)?;
        match entry.kind {
            Kind::HardLink => at = position(index, order, &ImagePath::parse(entry.link.as_deref()?)?)?,
            Kind::Directory => return None,
            _ => return Some(at),
        }
    }
    None
}

/// Where a path stands in a layer.
pub(super) fn position(index: &Index, order: &[u32], path: &ImagePath) -> Option<u32> {
    let found = order.binary_search_by(|at| {
        index.entries.get(*at as usize).map_or(std::cmp::Ordering::Less, |entry| entry.path.tree_order(path))
    });
    order.get(found.ok()?).copied()
}

/// Where a name went.
#[derive(Clone, Copy)]
enum Place {
    Surviving(usize),
    Hidden(usize),
}

/// Gives the bytes of contents with several names to one of those that survive, or else to the name that was hidden last.
pub(super) fn count(
    links: &HashMap<Spot, Spot>,
    layers: &[Arc<Index>],
    surviving: &mut [Surviving],
    hidden: &mut [Hidden],
) {
    if links.is_empty() {
        return;
    }
    for (target, places) in places(links, surviving, hidden) {
        let bytes = entry(layers, target).map_or(0, |entry| entry.bytes);
        for place in &places {
            give(*place, 0, surviving, hidden);
        }
        if let Some(heir) = heir(target, &places, surviving, hidden) {
            give(heir, bytes, surviving, hidden);
        }
    }
}

fn places(
    links: &HashMap<Spot, Spot>,
    surviving: &[Surviving],
    hidden: &[Hidden],
) -> BTreeMap<Spot, Vec<Place>> {
    let mut places: BTreeMap<Spot, Vec<Place>> = links.values().map(|target| (*target, Vec::new())).collect();
    let survivors = surviving.iter().enumerate().map(|(at, one)| (one.spot, Place::Surviving(at)));
    let lost = hidden.iter().enumerate().map(|(at, one)| (one.spot, Place::Hidden(at)));
    for (spot, place) in survivors.chain(lost) {
        if let Some(places) = places.get_mut(links.get(&spot).unwrap_or(&spot)) {
            places.push(place);
        }
    }
    places
}

/// The file's own name before other names, in both cases.
fn heir(target: Spot, places: &[Place], surviving: &[Surviving], hidden: &[Hidden]) -> Option<Place> {
    places.iter().copied().max_by_key(|place| match place {
        Place::Surviving(at) => {
            (u32::MAX, surviving.get(*at).map(|one| one.spot) == Some(target), usize::MAX - at)
        }
        Place::Hidden(at) => {
            let one = hidden.get(*at);
            (one.map_or(0, |one| one.by), one.map(|one| one.spot) == Some(target), usize::MAX - at)
        }
    })
}

fn give(place: Place, bytes: u64, surviving: &mut [Surviving], hidden: &mut [Hidden]) {
    match place {
        Place::Surviving(at) => surviving.get_mut(at).into_iter().for_each(|one| one.bytes = bytes),
        Place::Hidden(at) => hidden.get_mut(at).into_iter().for_each(|one| one.bytes = bytes),
    }
}

//! Layers on top of each other: what survives, and what a later layer hides.

mod browse;
mod links;
mod moved;
mod sweep;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::{Entry, ImagePath, Index, Kind};

/// An entry of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// Position of the layer, the lowest is 0.
    pub layer: u32,
    /// Position in the entries of its index.
    pub entry: u32,
}

/// An entry that is there in the stacked image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surviving {
    /// Which one.
    pub spot: Spot,
    /// Bytes that count for it: contents under several names (hard links) count for one of those that survive.
    pub bytes: u64,
}

/// Why an entry is not there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Deleted, or a folder above it.
    Deleted,
    /// Deleted, and the layer that did it holds the same contents in another place.
    Moved,
    /// Other contents, or something of another kind, in the same place.
    Overwritten,
    /// The same contents with other permissions or another owner.
    OnlyPermissions,
    /// The same again.
    WrittenAgain,
    /// A folder above it was replaced by a new one, or by something else.
    DirectoryReplaced,
}

/// An entry that a later layer hides. Folders that only got a new entry are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden {
    /// Which one.
    pub spot: Spot,
    /// Bytes that are stored and out of reach because of it. Contents under several names (hard links) are out of reach when the
    /// last name is hidden, and count for that one.
    pub bytes: u64,
    /// Position of the layer that hides it.
    pub by: u32,
    /// Why.
    pub reason: Reason,
}

/// What an entry did to the layers below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Nothing stood there.
    Added,
    /// Something else stood there.
    Modified,
    /// The same stood there, with other permissions or another owner.
    Attributes,
    /// The same stood there.
    Same,
    /// It stood in a lower layer and this one took it away.
    Removed,
}

/// What one layer did. Folders are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LayerSum {
    /// Entries where nothing stood.
    pub added: u64,
    /// Entries in the place of others.
    pub changed: u64,
    /// Entries of lower layers taken away, and nothing in their place.
    pub removed: u64,
    /// Bytes of the layer: all its files.
    pub bytes: u64,
    /// Bytes of the layer that later layers hide.
    pub hidden: u64,
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its path.
    pub path: ImagePath,
    /// Its entry; nothing for a folder that no layer lists and that is there because of what is in it.
    pub spot: Option<Spot>,
    /// What the layer did to it; for the stacked image: what the layer it comes from did.
    pub change: Change,
    /// Whether it is a folder.
    pub folder: bool,
    /// Bytes of it and of everything below it; for the stacked image of what survives, for a layer of what the layer holds,
    /// and of what is gone if the layer took it away.
    pub bytes: u64,
}

/// Layers on top of each other. To see the image as it was after one of them, stack those up to it.
#[derive(Debug, Clone)]
pub struct Stack {
    layers: Vec<Arc<Index>>,
    /// Positions of each layer's entries by path.
    orders: Vec<Vec<u32>>,
    /// Hard links and what they are further names of.
    links: HashMap<Spot, Spot>,
    /// What each entry of each layer did.
    changes: Vec<Vec<Change>>,
    surviving: Vec<Surviving>,
    hidden: Vec<Hidden>,
    /// For each layer positions in `hidden`: what it took away and put nothing in its place.
    removed: Vec<Vec<u32>>,
    sums: Vec<LayerSum>,
}

impl Stack {
    /// Stacks layers, the lowest first.
    #[must_use]
    pub fn of(layers: &[Arc<Index>]) -> Self {
        let orders: Vec<Vec<u32>> = layers.iter().map(|layer| layer.order()).collect();
        let links = links::find(layers, &orders);
        let mut swept = sweep::sweep(layers, &orders, &links);
        links::count(&links, layers, &mut swept.surviving, &mut swept.hidden);
        moved::mark(layers, &links, &mut swept.hidden);
        let sums = sums(layers, &swept);
        let sweep::Swept { surviving, hidden, changes, removed } = swept;
        Self { layers: layers.to_vec(), orders, links, changes, surviving, hidden, removed, sums }
    }

    /// The layers.
    #[must_use]
    pub fn layers(&self) -> &[Arc<Index>] {
        &self.layers
    }

    /// The entry at a spot.
    #[must_use]
    pub fn entry(&self, spot: Spot) -> Option<&Entry> {
        entry(&self.layers, spot)
    }

    /// Everything that is there in the end, folders first, in the order of their paths.
    #[must_use]
    pub fn surviving(&self) -> &[Surviving] {
        &self.surviving
    }

    /// Everything that is hidden, in the order of the paths.
    #[must_use]
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// Bytes that are stored and out of reach.
    #[must_use]
    pub fn wasted(&self) -> u64 {
        self.hidden.iter().fold(0, |sum, hidden| sum.saturating_add(hidden.bytes))
    }

    /// What each layer did, the lowest first.
    #[must_use]
    pub fn sums(&self) -> &[LayerSum] {
        &self.sums
    }

    /// What is at a path in the stacked image, links not followed.
    #[must_use]
    pub fn find(&self, path: &ImagePath) -> Option<Surviving> {
        let order = |surviving: &Surviving| self.path(surviving.spot).tree_order(path);
        self.surviving.binary_search_by(order).ok().and_then(|at| self.surviving.get(at)).copied()
    }

    /// The entry that has the contents: itself, and for a hard link what it is a further name of in the same layer; nothing
    /// when that is not there.
    #[must_use]
    pub fn content(&self, spot: Spot) -> Option<Spot> {
        content(&self.layers, &self.links, spot)
    }

    fn path(&self, spot: Spot) -> &ImagePath {
        self.entry(spot).map_or(&ROOT, |entry| &entry.path)
    }
}

static ROOT: LazyLock<ImagePath> = LazyLock::new(ImagePath::default);

fn entry(layers: &[Arc<Index>], spot: Spot) -> Option<&Entry> {
    layers.get(spot.layer as usize)?.entries.get(spot.entry as usize)
}

fn content(layers: &[Arc<Index>], links: &HashMap<Spot, Spot>, spot: Spot) -> Option<Spot> {
    match entry(layers, spot)?.kind {
        Kind::HardLink => links.get(&spot).copied(),
        _ => Some(spot),
    }
}

fn sums(layers: &[Arc<Index>], swept: &sweep::Swept) -> Vec<LayerSum> {
    let mut sums: Vec<LayerSum> = Vec::with_capacity(layers.len());
    for (layer, changes) in layers.iter().zip(&swept.changes) {
        let mut sum = LayerSum { bytes: layer.bytes(), ..LayerSum::default() };
        for (entry, change) in layer.entries.iter().zip(changes) {
            match change {
                _ if entry.kind == Kind::Directory => {}
                Change::Added => sum.added += 1,
                _ => sum.changed += 1,
            }
        }
        sums.push(sum);
    }
    for hidden in &swept.hidden {
        if let Some(sum) = sums.get_mut(hidden.spot.layer as usize) {
            sum.hidden = sum.hidden.saturating_add(hidden.bytes);
        }
    }
    for (sum, removed) in sums.iter_mut().zip(&swept.removed) {
        let entries = removed.iter().filter_map(|at| entry(layers, swept.hidden.get(*at as usize)?.spot));
        sum.removed = entries.filter(|entry| entry.kind != Kind::Directory).count() as u64;
    }
    sums
}

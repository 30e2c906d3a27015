//! Layers on top of each other: what survives, and what a later layer hides.

use std::sync::Arc;

use crate::{Entry, ImagePath, Index};

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
    /// Bytes of it and of everything below it; for the stacked image of what survives, for a layer of what the layer holds.
    pub bytes: u64,
}

/// Layers on top of each other.
#[derive(Debug, Clone)]
pub struct Stack {
    layers: Vec<Arc<Index>>,
}

impl Stack {
    /// Stacks layers, the lowest first.
    #[must_use]
    pub fn of(layers: &[Arc<Index>]) -> Self {
        Self { layers: layers.to_vec() }
    }

    /// The layers.
    #[must_use]
    pub fn layers(&self) -> &[Arc<Index>] {
        &self.layers
    }

    /// The entry at a spot.
    #[must_use]
    pub fn entry(&self, spot: Spot) -> Option<&Entry> {
        self.layers.get(spot.layer as usize)?.entries.get(spot.entry as usize)
    }

    /// Everything that is there in the end, folders first, in the order of their paths.
    #[must_use]
    pub fn surviving(&self) -> &[Surviving] {
        &[]
    }

    /// Everything that is hidden, in the order of the paths.
    #[must_use]
    pub fn hidden(&self) -> &[Hidden] {
        &[]
    }

    /// Bytes that are stored and out of reach.
    #[must_use]
    pub fn wasted(&self) -> u64 {
        self.hidden().iter().fold(0, |sum, hidden| sum.saturating_add(hidden.bytes))
    }

    /// What each layer did, the lowest first.
    #[must_use]
    pub fn sums(&self) -> &[LayerSum] {
        &[]
    }

    /// What is at a path in the stacked image, links not followed.
    #[must_use]
    pub fn find(&self, path: &ImagePath) -> Option<Surviving> {
        let _ = path;
        None
    }

    /// What is at a path in the stacked image, as a program in the container would find it: links in every part are followed, at
    /// most 40, and never out of the image.
    #[must_use]
    pub fn resolve(&self, path: &ImagePath) -> Option<Surviving> {
        let _ = path;
        None
    }

    /// The entry that has the contents: itself, and for a hard link the file of the same layer.
    #[must_use]
    pub fn content(&self, spot: Spot) -> Option<Spot> {
        Some(spot)
    }

    /// What is in a folder of the stacked image, by name.
    #[must_use]
    pub fn children(&self, folder: &ImagePath) -> Vec<Child> {
        let _ = folder;
        Vec::new()
    }

    /// What one layer has in a folder and what it took away there, by name.
    #[must_use]
    pub fn layer_children(&self, layer: u32, folder: &ImagePath) -> Vec<Child> {
        let _ = (layer, folder);
        Vec::new()
    }
}

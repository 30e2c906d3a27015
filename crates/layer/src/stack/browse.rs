//! Walking through a stacked image, and through what one layer did.

use std::collections::BTreeMap;

use super::{Change, Child, Spot, Stack, Surviving, links};
use crate::{ImagePath, Kind};

/// As many symbolic links as Linux follows in one path.
const MOST_LINKS: usize = 40;

impl Stack {
    /// What is at a path in the stacked image, as a program in the container would find it: links in every part are followed, at
    /// most 40, and never out of the image.
    #[must_use]
    pub fn resolve(&self, path: &ImagePath) -> Option<Surviving> {
        let mut rest = parts(path.as_bytes());
        let mut at = ImagePath::default();
        let mut links = 0;
        while let Some(part) = rest.pop() {
            if part == b".." {
                at = at.parent().unwrap_or_default();
                continue;
            }
            let next = at.join(&part);
            let Some(link) = self.link(&next) else {
                at = next;
                continue;
            };
            links += 1;
            if links > MOST_LINKS {
                return None;
            }
            if link.starts_with(b"/") {
                at = ImagePath::default();
            }
            rest.extend(parts(link));
        }
        self.find(&at)
    }

    /// Where the symbolic link at a path points.
    fn link(&self, path: &ImagePath) -> Option<&[u8]> {
        let entry = self.entry(self.content(self.find(path)?.spot)?)?;
        entry.link.as_deref().filter(|_| entry.kind == Kind::Symlink)
    }

    /// What is in a folder of the stacked image, by name.
    #[must_use]
    pub fn children(&self, folder: &ImagePath) -> Vec<Child> {
        let start = self.surviving.partition_point(|one| self.path(one.spot).tree_order(folder).is_le());
        let mut children: Vec<Child> = Vec::new();
        for one in self.surviving.get(start..).unwrap_or_default() {
            let path = self.path(one.spot);
            let Some(name) = name_in(path, folder) else { break };
            if children.last().is_none_or(|last| last.path.name() != name) {
                children.push(unlisted(folder.join(name)));
            }
            let Some(child) = children.last_mut() else { continue };
            child.bytes = child.bytes.saturating_add(one.bytes);
            if *path == child.path {
                self.list(child, one.spot, self.change(one.spot));
            }
        }
        children
    }

    /// What one layer has in a folder and what it took away there, by name.
    #[must_use]
    pub fn layer_children(&self, layer: u32, folder: &ImagePath) -> Vec<Child> {
        let mut children = BTreeMap::new();
        self.add_own(layer, folder, &mut children);
        self.add_removed(layer, folder, &mut children);
        children.into_values().collect()
    }

    fn add_own<'s>(&'s self, layer: u32, folder: &ImagePath, children: &mut BTreeMap<&'s [u8], Child>) {
        let order = self.orders.get(layer as usize).map(Vec::as_slice).unwrap_or_default();
        let spot = |at: u32| Spot { layer, entry: at };
        let start = order.partition_point(|at| self.path(spot(*at)).tree_order(folder).is_le());
        for spot in order.get(start..).unwrap_or_default().iter().map(|at| spot(*at)) {
            let Some(entry) = self.entry(spot) else { continue };
            let Some(name) = name_in(&entry.path, folder) else { break };
            let child = children.entry(name).or_insert_with(|| unlisted(folder.join(name)));
            child.bytes = child.bytes.saturating_add(entry.bytes);
            if entry.path == child.path {
                self.list(child, spot, self.change(spot));
            }
        }
    }

    fn add_removed<'s>(&'s self, layer: u32, folder: &ImagePath, children: &mut BTreeMap<&'s [u8], Child>) {
        let removed = self.removed.get(layer as usize).map(Vec::as_slice).unwrap_or_default();
        let spots = |at: &u32| self.hidden.get(*at as usize).map(|one| one.spot);
        let path = |at: &u32| spots(at).map_or(folder, |spot| self.path(spot));
        let start = removed.partition_point(|at| path(at).tree_order(folder).is_le());
        for spot in removed.get(start..).unwrap_or_default().iter().filter_map(spots) {
            let Some(entry) = self.entry(spot) else { continue };
            let Some(name) = name_in(&entry.path, folder) else { break };
            let child = children.entry(name).or_insert_with(|| unlisted(folder.join(name)));
            if entry.path == child.path && child.spot.is_none() && self.is_gone(layer, &child.path) {
                self.list(child, spot, Change::Removed);
            }
            if child.change == Change::Removed {
                child.bytes = child.bytes.saturating_add(entry.bytes);
            }
        }
    }

    /// Whether a layer has nothing at a path and nothing below it.
    fn is_gone(&self, layer: u32, path: &ImagePath) -> bool {
        let order = self.orders.get(layer as usize).map(Vec::as_slice).unwrap_or_default();
        let path_at = |at: &u32| self.path(Spot { layer, entry: *at });
        let start = order.partition_point(|at| path_at(at).tree_order(path).is_lt());
        order.get(start).map(path_at).is_none_or(|next| next != path && !next.is_below(path))
    }

    /// Where a path stands in one layer.
    #[must_use]
    pub fn find_in_layer(&self, layer: u32, path: &ImagePath) -> Option<Spot> {
        let (index, order) = (self.layers.get(layer as usize)?, self.orders.get(layer as usize)?);
        Some(Spot { layer, entry: links::position(index, order, path)? })
    }

    /// What an entry did to the layers below its own.
    #[must_use]
    pub fn change(&self, spot: Spot) -> Change {
        let layer = self.changes.get(spot.layer as usize);
        layer.and_then(|layer| layer.get(spot.entry as usize)).copied().unwrap_or(Change::Added)
    }

    fn list(&self, child: &mut Child, spot: Spot, change: Change) {
        child.spot = Some(spot);
        child.change = change;
        child.folder = self.entry(spot).is_some_and(|entry| entry.kind == Kind::Directory);
    }
}

/// A folder that is there because of what is in it.
fn unlisted(path: ImagePath) -> Child {
    Child { path, spot: None, change: Change::Same, folder: true, bytes: 0 }
}

/// The part of a path that follows the folder; nothing when it is not below it.
fn name_in<'p>(path: &'p ImagePath, folder: &ImagePath) -> Option<&'p [u8]> {
    if !path.is_below(folder) {
        return None;
    }
    let rest = path.as_bytes().get(folder.as_bytes().len()..)?;
    rest.strip_prefix(b"/").unwrap_or(rest).split(|byte| *byte == b'/').next()
}

/// Parts of a path or link, the last first.
fn parts(path: &[u8]) -> Vec<Vec<u8>> {
    let parts = path.split(|byte| *byte == b'/').filter(|part| !matches!(*part, b"" | b"."));
    parts.rev().map(<[u8]>::to_vec).collect()
}

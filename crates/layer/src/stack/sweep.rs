//! One pass over all paths of all layers, in the order of a tree, says what becomes of every entry.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Change, Hidden, Reason, Spot, Surviving, content, entry};
use crate::{Entry, ImagePath, Index, Kind};

/// What became of the entries.
#[derive(Debug, Default)]
pub(super) struct Swept {
    pub(super) surviving: Vec<Surviving>,
    pub(super) hidden: Vec<Hidden>,
    pub(super) changes: Vec<Vec<Change>>,
    pub(super) removed: Vec<Vec<u32>>,
}

/// What a layer says about a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Whiteout,
    Opaque,
    Entry(u32),
}

#[derive(Debug, Clone, Copy)]
struct Event<'a> {
    path: &'a ImagePath,
    layer: u32,
    what: What,
}

/// A layer that hides whatever lower layers have below a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    layer: u32,
    reason: Reason,
}

/// A path with cuts: its own and those of the paths above it, by layer.
struct Frame<'a> {
    path: &'a ImagePath,
    cuts: Vec<Cut>,
}

pub(super) fn sweep(layers: &[Arc<Index>], orders: &[Vec<u32>], links: &HashMap<Spot, Spot>) -> Swept {
    let events = events(layers, orders);
    let swept = Swept {
        changes: layers.iter().map(|layer| vec![Change::Added; layer.entries.len()]).collect(),
        removed: vec![Vec::new(); layers.len()],
        ..Swept::default()
    };
    let mut sweep = Sweep { layers, links, frames: Vec::new(), swept };
    let mut rest = events.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|event| event.path == first.path).count();
        let (group, after) = rest.split_at(count);
        sweep.group(first.path, group, after);
        rest = after;
    }
    sweep.swept
}

fn events<'a>(layers: &'a [Arc<Index>], orders: &[Vec<u32>]) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    for ((layer, index), order) in (0..).zip(layers).zip(orders) {
        let entries = order.iter().filter_map(|at| Some((*at, &index.entries.get(*at as usize)?.path)));
        events.extend(entries.map(|(at, path)| Event { path, layer, what: What::Entry(at) }));
        events.extend(index.whiteouts.iter().map(|path| Event { path, layer, what: What::Whiteout }));
        events.extend(index.opaques.iter().map(|path| Event { path, layer, what: What::Opaque }));
    }
    events.sort_by(|one, other| order(one, other));
    events
}

fn order(one: &Event<'_>, other: &Event<'_>) -> Ordering {
    one.path.tree_order(other.path).then((one.layer, one.what).cmp(&(other.layer, other.what)))
}

struct Sweep<'a, 'l> {
    layers: &'l [Arc<Index>],
    links: &'l HashMap<Spot, Spot>,
    frames: Vec<Frame<'a>>,
    swept: Swept,
}

/// What one layer says about a path, put together.
#[derive(Debug, Clone, Copy, Default)]
struct Says {
    layer: u32,
    whiteout: bool,
    opaque: bool,
    entry: Option<u32>,
    /// It lists something below the path, so the path is a folder.
    is_above: bool,
}

impl<'a> Sweep<'a, '_> {
    /// All that is said about one path. `after` is what follows, first of all what is said about paths below.
    fn group(&mut self, path: &'a ImagePath, group: &[Event<'a>], after: &[Event<'a>]) {
        while self.frames.last().is_some_and(|frame| !path.is_below(frame.path)) {
            self.frames.pop();
        }
        let mut own = Vec::new();
        let mut current = None;
        for says in self.said(path, group, after) {
            self.apply(says, &mut current, &mut own);
        }
        if let Some(spot) = current {
            self.settle(spot);
        }
        let has_below = after.first().is_some_and(|event| event.path.is_below(path));
        if has_below && !own.is_empty() {
            let cuts = self.merged(own);
            self.frames.push(Frame { path, cuts });
        }
    }

    fn said(&self, path: &ImagePath, group: &[Event<'a>], after: &[Event<'a>]) -> Vec<Says> {
        let mut said: Vec<Says> = Vec::with_capacity(group.len());
        for event in group {
            if said.last().is_none_or(|says| says.layer != event.layer) {
                said.push(Says { layer: event.layer, ..Says::default() });
            }
            let Some(says) = said.last_mut() else { continue };
            match event.what {
                What::Whiteout => says.whiteout = true,
                What::Opaque => says.opaque = true,
                What::Entry(at) => says.entry = Some(at),
            }
        }
        if self.has_no_folder(&said) {
            add_above(&mut said, path, after);
        }
        said
    }

    /// Whether something other than a folder is among the entries: only then does it matter who has something below.
    fn has_no_folder(&self, said: &[Says]) -> bool {
        said.iter().any(|says| {
            let spot = says.entry.map(|entry| Spot { layer: says.layer, entry });
            spot.and_then(|spot| entry(self.layers, spot)).is_some_and(|entry| entry.kind != Kind::Directory)
        })
    }

    fn apply(&mut self, says: Says, current: &mut Option<Spot>, own: &mut Vec<Cut>) {
        self.cut_before(says, current);
        if says.whiteout || says.opaque {
            let is_deleted = says.entry.is_none() && !says.opaque;
            let reason = if is_deleted { Reason::Deleted } else { Reason::DirectoryReplaced };
            own.push(Cut { layer: says.layer, reason });
        }
        if let Some(at) = says.entry {
            let spot = Spot { layer: says.layer, entry: at };
            self.put(spot, current.replace(spot), own);
        } else if says.whiteout {
            self.remove(current.take(), says.layer, Reason::Deleted);
        } else if (says.is_above || says.opaque) && current.is_some_and(|spot| !self.is_folder(spot)) {
            self.remove(current.take(), says.layer, Reason::Overwritten);
        }
    }

    /// A layer in between, or this one, may have hidden the folder. One that puts something in the same place replaces it.
    fn cut_before(&mut self, says: Says, current: &mut Option<Spot>) {
        let Some(spot) = *current else { return };
        let Some(cut) = self.next_cut(spot.layer) else { return };
        if cut.layer < says.layer || (cut.layer == says.layer && says.entry.is_none()) {
            *current = None;
            self.remove(Some(spot), cut.layer, cut.reason);
        }
    }

    fn put(&mut self, spot: Spot, before: Option<Spot>, own: &mut Vec<Cut>) {
        if !self.is_folder(spot) && own.last().is_none_or(|cut| cut.layer != spot.layer) {
            own.push(Cut { layer: spot.layer, reason: Reason::DirectoryReplaced });
        }
        let Some(before) = before else { return };
        let reason = self.reason(before, spot);
        let change = match reason {
            Reason::OnlyPermissions => Change::Attributes,
            Reason::WrittenAgain => Change::Same,
            _ => Change::Modified,
        };
        if let Some(slot) = self
            .swept
            .changes
            .get_mut(spot.layer as usize)
            .and_then(|layer| layer.get_mut(spot.entry as usize))
        {
            *slot = change;
        }
        match (self.is_folder(before), self.is_folder(spot)) {
            (true, true) => {}
            (false, true) => self.remove(Some(before), spot.layer, Reason::Overwritten),
            _ => self.hide(before, spot.layer, reason),
        }
    }

    fn settle(&mut self, spot: Spot) {
        match self.next_cut(spot.layer) {
            Some(cut) => self.remove(Some(spot), cut.layer, cut.reason),
            None => self.swept.surviving.push(Surviving { spot, bytes: self.bytes(spot) }),
        }
    }

    fn remove(&mut self, spot: Option<Spot>, by: u32, reason: Reason) {
        let Some(spot) = spot else { return };
        let position = u32::try_from(self.swept.hidden.len()).unwrap_or(u32::MAX);
        if let Some(removed) = self.swept.removed.get_mut(by as usize) {
            removed.push(position);
        }
        self.hide(spot, by, reason);
    }

    fn hide(&mut self, spot: Spot, by: u32, reason: Reason) {
        self.swept.hidden.push(Hidden { spot, bytes: self.bytes(spot), by, reason });
    }

    /// The lowest layer above `layer` that hides what lower ones have here.
    fn next_cut(&self, layer: u32) -> Option<Cut> {
        let cuts = &self.frames.last()?.cuts;
        cuts.get(cuts.partition_point(|cut| cut.layer <= layer)).copied()
    }

    fn merged(&self, own: Vec<Cut>) -> Vec<Cut> {
        let mut cuts = own;
        cuts.extend(self.frames.last().into_iter().flat_map(|frame| &frame.cuts));
        cuts.sort_by_key(|cut| cut.layer);
        cuts.dedup_by_key(|cut| cut.layer);
        cuts
    }

    fn is_folder(&self, spot: Spot) -> bool {
        entry(self.layers, spot).is_some_and(|entry| entry.kind == Kind::Directory)
    }

    fn bytes(&self, spot: Spot) -> u64 {
        entry(self.layers, spot).map_or(0, |entry| entry.bytes)
    }

    /// Why what was there before is hidden by what came in its place.
    fn reason(&self, before: Spot, after: Spot) -> Reason {
        let content = |spot| content(self.layers, self.links, spot).and_then(|spot| entry(self.layers, spot));
        match (content(before), content(after)) {
            (Some(before), Some(after)) if !is_same(before, after) => Reason::Overwritten,
            (Some(before), Some(after)) if attributes(before) == attributes(after) => Reason::WrittenAgain,
            (Some(_), Some(_)) => Reason::OnlyPermissions,
            _ => Reason::Overwritten,
        }
    }
}

/// Adds layers that have something below the path. `after` begins with all that is said about paths below.
fn add_above(said: &mut Vec<Says>, path: &ImagePath, after: &[Event<'_>]) {
    let below = after.iter().take_while(|event| event.path.is_below(path));
    let mut layers: Vec<u32> =
        below.filter(|event| matches!(event.what, What::Entry(_))).map(|event| event.layer).collect();
    layers.sort_unstable();
    layers.dedup();
    for layer in layers {
        match said.binary_search_by_key(&layer, |says| says.layer) {
            Ok(at) => said.get_mut(at).into_iter().for_each(|says| says.is_above = true),
            Err(at) => said.insert(at, Says { layer, is_above: true, ..Says::default() }),
        }
    }
}

fn is_same(one: &Entry, other: &Entry) -> bool {
    one.kind == other.kind
        && one.link == other.link
        && one.bytes == other.bytes
        && one.hash == other.hash
        && (one.kind != Kind::File || one.hash.is_some())
}

fn attributes(entry: &Entry) -> (u32, u64, u64, bool) {
    (entry.mode, entry.uid, entry.gid, entry.capabilities)
}

//! Contents that a layer deletes in one place and holds in another were moved.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Hidden, Reason, Spot, content, entry};
use crate::Index;

pub(super) fn mark(layers: &[Arc<Index>], links: &HashMap<Spot, Spot>, hidden: &mut [Hidden]) {
    let mut held: HashMap<u32, HashSet<u64>> = HashMap::new();
    for one in
        hidden.iter_mut().filter(|one| matches!(one.reason, Reason::Deleted | Reason::DirectoryReplaced))
    {
        let file = content(layers, links, one.spot).and_then(|spot| entry(layers, spot));
        let Some(hash) = file.filter(|file| file.bytes > 0).and_then(|file| file.hash) else { continue };
        let held = held.entry(one.by).or_insert_with(|| hashes(layers, one.by));
        if held.contains(&hash) {
            one.reason = Reason::Moved;
        }
    }
}

fn hashes(layers: &[Arc<Index>], layer: u32) -> HashSet<u64> {
    layers
        .get(layer as usize)
        .into_iter()
        .flat_map(|index| &index.entries)
        .filter_map(|entry| entry.hash)
        .collect()
}

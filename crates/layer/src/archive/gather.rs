//! Layers that were read, brought together with the images that name them.

use std::collections::HashMap;
use std::sync::Arc;

use oci::Digest;

use super::plan::{PlannedImage, PlannedLayer, digest_from};
use super::{Archive, ArchiveImage, ArchiveLayer, LayerRead, LayerState};
use crate::Index;

/// What a member of the archive turned out to be.
pub(super) enum Found<L> {
    /// A layer that was read; with the SHA-256 of its tar if it was summed.
    Read(Index, L, Option<[u8; 32]>),
    /// A layer that is known.
    Known,
}

/// Gives each layer of each image what was found for it. `take` gives what a member is, once.
pub(super) fn gather<L>(
    images: Vec<PlannedImage>,
    take: &mut dyn FnMut(&PlannedLayer) -> Option<Found<L>>,
) -> Archive<L> {
    let mut gathered = Gathered { layers: Vec::new(), states: HashMap::new() };
    let images = images.into_iter().map(|image| gathered.image(image, take)).collect();
    Archive { images, layers: gathered.layers }
}

struct Gathered<L> {
    layers: Vec<LayerRead<L>>,
    states: HashMap<Digest, LayerState>,
}

impl<L> Gathered<L> {
    fn image(
        &mut self,
        image: PlannedImage,
        take: &mut dyn FnMut(&PlannedLayer) -> Option<Found<L>>,
    ) -> ArchiveImage {
        let PlannedImage { names, config, config_digest, manifest_digest, platform, layers } = image;
        let mut placed = Vec::with_capacity(layers.len());
        for layer in layers {
            let state = self.state(&layer, take);
            let PlannedLayer { diff_id, blob, media_type, .. } = layer;
            placed.push(ArchiveLayer { diff_id, blob, media_type, state });
        }
        ArchiveImage { names, config, config_digest, manifest_digest, platform, layers: placed }
    }

    /// A layer that was read once serves all images that have it. One that is not there under one name may be under another.
    fn state(
        &mut self,
        layer: &PlannedLayer,
        take: &mut dyn FnMut(&PlannedLayer) -> Option<Found<L>>,
    ) -> LayerState {
        if let Some(state @ (LayerState::Read(_) | LayerState::Known)) = self.states.get(&layer.diff_id) {
            return *state;
        }
        let state = match take(layer) {
            None => LayerState::Missing,
            Some(Found::Known) => LayerState::Known,
            Some(Found::Read(_, _, Some(sum))) if digest_from(&sum) != layer.diff_id => LayerState::Wrong,
            Some(Found::Read(index, look, _)) => {
                self.layers.push(LayerRead { diff_id: layer.diff_id.clone(), index: Arc::new(index), look });
                LayerState::Read(self.layers.len() - 1)
            }
        };
        self.states.insert(layer.diff_id.clone(), state);
        state
    }
}

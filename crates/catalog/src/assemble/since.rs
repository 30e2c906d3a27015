//! Which layer brought a package.

use std::collections::{HashMap, HashSet};

use layer::ImagePath;

use crate::{Facts, Package};

/// The facts of every layer by path.
pub(super) struct Layers<'a> {
    layers: Vec<HashMap<&'a ImagePath, &'a Facts>>,
}

/// What tells a package from others in one database.
type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

fn key(package: &Package) -> Key<'_> {
    (&package.name, package.version.as_deref(), package.arch.as_deref())
}

impl<'a> Layers<'a> {
    pub(super) fn new(layers: &[&'a [(ImagePath, Facts)]]) -> Self {
        let by_path =
            |facts: &&'a [(ImagePath, Facts)]| facts.iter().map(|(path, facts)| (path, facts)).collect();
        Self { layers: layers.iter().map(by_path).collect() }
    }

    /// The same file in the layers below one, as far as they have it.
    pub(super) fn since(&self, layer: usize, path: &ImagePath) -> Since<'a> {
        let below = self.layers.iter().enumerate().take(layer).rev();
        let earlier = below.filter_map(|(below, facts)| {
            let facts: &'a Facts = facts.get(path).copied()?;
            Some((below, facts.packages.iter().map(key).collect()))
        });
        Since { layer, earlier: earlier.collect() }
    }
}

/// A file and what it said in lower layers, the nearest first.
pub(super) struct Since<'a> {
    layer: usize,
    earlier: Vec<(usize, HashSet<Key<'a>>)>,
}

impl Since<'_> {
    /// The lowest layer from which on this package was there in this version all the time.
    pub(super) fn of(&self, package: &Package) -> usize {
        let with_it = self.earlier.iter().take_while(|(_, packages)| packages.contains(&key(package)));
        with_it.last().map_or(self.layer, |(layer, _)| *layer)
    }
}

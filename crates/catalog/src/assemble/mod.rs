//! Puts the facts of all layers together.

mod owners;
mod since;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use layer::ImagePath;

use self::owners::Owners;
use self::since::Layers;
use crate::{Ecosystem, Facts, Package, Release, Unread, release};

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
    owners: Owners,
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
    /// The package that a file of the final image belongs to, as the package managers wrote down; folders belong to nobody.
    /// Both spellings of a merged `/usr` are understood.
    #[must_use]
    pub fn owner(&self, path: &ImagePath) -> Option<Owner> {
        self.owners.get(path)
    }
}

/// A file that is still there, and what it told.
#[derive(Clone, Copy)]
struct File<'a> {
    layer: usize,
    path: &'a ImagePath,
    facts: &'a Facts,
}

/// Puts the facts of the layers together, lowest layer first. Only files that survive in the stacked image count (SCAN.md,
/// sections 1 and 5).
#[must_use]
pub fn assemble(layers: &[&[(ImagePath, Facts)]], stack: &dyn Survives) -> Catalog {
    let files = surviving(layers, stack);
    let (system, language): (Vec<Installed>, _) =
        installed(layers, &files).into_iter().partition(|one| one.package.ecosystem.is_system());

    let mut catalog = Catalog {
        release: release_of(&files),
        unread: unread(&files),
        packages: system,
        ..Catalog::default()
    };
    sort(&mut catalog.packages);
    // A database in two places, or in two forms, tells everything twice.
    catalog.packages.dedup_by(|one, other| one.package == other.package);
    add_licenses(&mut catalog.packages, &files, stack);
    let owners = Owners::of_system(&catalog.packages, &files, stack);

    let mut free = Vec::new();
    for mut one in language {
        let owner = owners.get(&one.path).and_then(|owner| catalog.packages.get(owner.package));
        one.managed_by = owner.map(|owner| owner.package.ecosystem);
        if one.managed_by.is_some() { &mut catalog.managed } else { &mut free }.push(one);
    }
    sort(&mut catalog.managed);
    sort(&mut free);
    // System packages come first in the order of ecosystems, so their positions stay.
    catalog.packages.extend(free);
    catalog.owners = owners;
    catalog.owners.add_languages(&catalog.packages, &files, stack);
    catalog
}

fn surviving<'a>(layers: &[&'a [(ImagePath, Facts)]], stack: &dyn Survives) -> Vec<File<'a>> {
    let mut files = Vec::new();
    for (layer, facts) in layers.iter().enumerate() {
        for (path, facts) in *facts {
            if stack.layer_of(path) == Some(layer) {
                files.push(File { layer, path, facts });
            }
        }
    }
    files
}

/// The best of the files that name a distribution.
fn release_of(files: &[File<'_>]) -> Option<Release> {
    let at = |name: &&str| {
        let file = files.iter().find(|file| file.path.as_str() == Some(*name))?;
        file.facts.release.clone()
    };
    release::FILES.iter().find_map(at)
}

fn unread(files: &[File<'_>]) -> Vec<UnreadFile> {
    let of = |file: &File<'_>| {
        Some(UnreadFile { path: file.path.clone(), layer: file.layer, why: file.facts.unread? })
    };
    files.iter().filter_map(of).collect()
}

fn installed(layers: &[&[(ImagePath, Facts)]], files: &[File<'_>]) -> Vec<Installed> {
    let layers = Layers::new(layers);
    let mut all = Vec::new();
    for file in files {
        let since = layers.since(file.layer, file.path);
        all.extend(file.facts.packages.iter().map(|package| Installed {
            package: package.clone(),
            layer: since.of(package),
            path: file.path.clone(),
            managed_by: None,
        }));
    }
    all
}

fn sort(packages: &mut [Installed]) {
    packages.sort_by(|one, other| one.package.cmp(&other.package).then_with(|| one.path.cmp(&other.path)));
}

/// Debian's licenses stand beside its database, sometimes in the folder of another package that a link leads to.
fn add_licenses(packages: &mut [Installed], files: &[File<'_>], stack: &dyn Survives) {
    let told: HashMap<&ImagePath, &Vec<String>> =
        files.iter().filter_map(|file| Some((file.path, &file.facts.licensed.first()?.licenses))).collect();
    if told.is_empty() {
        return;
    }
    for package in packages.iter_mut().map(|installed| &mut installed.package) {
        if package.ecosystem != Ecosystem::Deb || !package.licenses.is_empty() {
            continue;
        }
        let path = ImagePath::parse(format!("usr/share/doc/{}/copyright", package.name).as_bytes());
        let licenses = path.and_then(|path| stack.resolve(&path)).and_then(|path| told.get(&path).copied());
        package.licenses.extend(licenses.into_iter().flatten().cloned());
    }
}

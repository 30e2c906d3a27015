//! Which file belongs to which package.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use layer::ImagePath;

use super::{File, Installed, Owner, Survives};
use crate::{Ecosystem, Owned};

/// Folders that distributions moved to `usr` and left a link behind.
const MERGED: &[&[u8]] = &[b"bin", b"sbin", b"lib", b"lib32", b"lib64", b"libx32"];

/// Owners by the paths that files really have in the final image: databases keep the spelling of before a folder became a
/// link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Owners {
    by_path: HashMap<ImagePath, Owner>,
    /// Those of [`MERGED`] that are links in this image.
    merged: Vec<ImagePath>,
}

impl Owners {
    /// Owners as the databases of the system tell.
    pub(super) fn of_system(packages: &[Installed], files: &[File<'_>], stack: &dyn Survives) -> Self {
        let mut owners = Self { by_path: HashMap::new(), merged: merged(stack) };
        let names = Names::new(packages);
        let mut real = Real::new(stack);
        for file in files {
            let Some(ecosystem) = database(file.path) else { continue };
            for owned in &file.facts.owned {
                if let Some(package) = names.find(ecosystem, owned) {
                    owners.add(owned, package, &mut real);
                }
            }
        }
        owners
    }

    /// Adds what languages' packages say of themselves, where no system package owns the file already. The file that says it
    /// stands in the same folder as the one that names the package.
    pub(super) fn add_languages(&mut self, packages: &[Installed], files: &[File<'_>], stack: &dyn Survives) {
        let languages = packages.iter().enumerate().filter(|(_, one)| !one.package.ecosystem.is_system());
        let by_folder: HashMap<_, _> =
            languages.map(|(index, one)| ((one.path.parent(), one.package.name.as_str()), index)).collect();
        let mut real = Real::new(stack);
        for file in files.iter().filter(|file| database(file.path).is_none()) {
            for owned in &file.facts.owned {
                if let Some(package) = by_folder.get(&(file.path.parent(), owned.package.as_str())) {
                    self.add(owned, *package, &mut real);
                }
            }
        }
    }

    fn add(&mut self, owned: &Owned, package: usize, real: &mut Real<'_>) {
        for file in &owned.files {
            let Some(path) = real.path(&file.path) else { continue };
            match self.by_path.entry(path) {
                Entry::Vacant(vacant) => {
                    vacant.insert(Owner { package, md5: file.md5 });
                }
                // The list names a file first, the sums tell more about it.
                Entry::Occupied(mut occupied) if occupied.get().package == package => {
                    let owner = occupied.get_mut();
                    owner.md5 = owner.md5.or(file.md5);
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    pub(super) fn get(&self, path: &ImagePath) -> Option<Owner> {
        self.by_path.get(path).or_else(|| self.by_path.get(&self.below_usr(path)?)).copied()
    }

    /// `bin/x` as `usr/bin/x`, where `bin` is a link.
    fn below_usr(&self, path: &ImagePath) -> Option<ImagePath> {
        let is_merged = self.merged.iter().any(|folder| path.is_below(folder));
        is_merged.then(|| ImagePath::parse(&[b"usr/", path.as_bytes()].concat())).flatten()
    }
}

fn merged(stack: &dyn Survives) -> Vec<ImagePath> {
    let folders = MERGED.iter().filter_map(|name| ImagePath::parse(name));
    folders.filter(|folder| merged_into(folder, stack).is_some()).collect()
}

/// Where a folder of [`MERGED`] leads to, if it is a link. What it leads to may have no entry of its own in any layer.
fn merged_into(folder: &ImagePath, stack: &dyn Survives) -> Option<ImagePath> {
    let is_link = MERGED.contains(&folder.as_bytes())
        && stack.layer_of(folder).is_some()
        && !stack.is_directory(folder);
    let below_usr = ImagePath::parse(&[b"usr/", folder.as_bytes()].concat())?;
    let leads_there = stack.resolve(folder).is_none_or(|real| real == below_usr);
    (is_link && leads_there).then_some(below_usr)
}

/// The package manager whose database a file is part of.
fn database(path: &ImagePath) -> Option<Ecosystem> {
    const FOLDERS: &[(&[u8], Ecosystem)] = &[
        (b"var/lib/dpkg/", Ecosystem::Deb),
        (b"lib/apk/db/", Ecosystem::Apk),
        (b"usr/lib/apk/db/", Ecosystem::Apk),
        (b"var/lib/rpm/", Ecosystem::Rpm),
        (b"usr/lib/sysimage/rpm/", Ecosystem::Rpm),
        (b"var/lib/pacman/local/", Ecosystem::Alpm),
    ];
    FOLDERS.iter().find(|(folder, _)| path.as_bytes().starts_with(folder)).map(|(_, ecosystem)| *ecosystem)
}

/// Packages by name, with their architectures.
struct Names<'a> {
    by_name: HashMap<(Ecosystem, &'a str), Vec<Named<'a>>>,
}

/// An architecture, and which package it is.
type Named<'a> = (Option<&'a str>, usize);

impl<'a> Names<'a> {
    fn new(packages: &'a [Installed]) -> Self {
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        for (index, one) in packages.iter().enumerate() {
            let package = &one.package;
            by_name
                .entry((package.ecosystem, package.name.as_str()))
                .or_default()
                .push((package.arch.as_deref(), index));
        }
        Self { by_name }
    }

    /// The one of that architecture; the first where none is told, and none of the others.
    fn find(&self, ecosystem: Ecosystem, owned: &Owned) -> Option<usize> {
        let all = self.by_name.get(&(ecosystem, owned.package.as_str()))?;
        let fits = |arch: &Option<&str>| owned.arch.is_none() || *arch == owned.arch.as_deref();
        all.iter().find(|(arch, _)| fits(arch)).map(|(_, index)| *index)
    }
}

/// Longest path that Linux opens, in bytes.
const MAX_PATH: usize = 4096;

/// How many folders above a missing one are asked for.
const MAX_DEPTH: usize = 32;

/// Finds the paths that files really have, one folder at a time.
struct Real<'a> {
    stack: &'a dyn Survives,
    folders: HashMap<ImagePath, ImagePath>,
}

impl<'a> Real<'a> {
    fn new(stack: &'a dyn Survives) -> Self {
        Self { stack, folders: HashMap::new() }
    }

    /// Nothing for what is a folder itself or can be no path.
    fn path(&mut self, path: &ImagePath) -> Option<ImagePath> {
        if path.as_bytes().len() > MAX_PATH {
            return None;
        }
        let folder = path.parent()?;
        let real = match self.folders.get(&folder) {
            Some(real) => real.join(path.name()),
            None => {
                let real = self.folder(&folder);
                self.folders.entry(folder).or_insert(real).join(path.name())
            }
        };
        (!self.stack.is_directory(&real)).then_some(real)
    }

    /// Layers may leave out folders and hold only what is in them: then the nearest folder above decides.
    fn folder(&self, folder: &ImagePath) -> ImagePath {
        let mut above = Some(folder.clone());
        for _ in 0..MAX_DEPTH {
            let Some(one) = above.filter(|one| !one.is_root()) else { break };
            if let Some(real) = self.stack.resolve(&one).or_else(|| merged_into(&one, self.stack)) {
                let rest = folder.as_bytes().get(one.as_bytes().len()..).unwrap_or_default();
                return ImagePath::parse(&[real.as_bytes(), rest].concat()).unwrap_or_default();
            }
            above = one.parent();
        }
        folder.clone()
    }
}

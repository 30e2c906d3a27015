//! The one place of each file (SCAN.md of the plan, section 4). The first rule that fits counts.

use std::collections::{HashMap, HashSet};

use catalog::{Catalog, Facts, Unread};
use layer::{Entry, ImagePath, Kind, Spot, Stack};

use super::leftover::{self, Found};
use super::library::{Libraries, Library};
use super::runtime;
use super::view::{ItemKind, LeftoverKind, Place};
use crate::image::Image;

/// Folders that belong to the system, where they have not come from a package either.
const SYSTEM: &[&str] = &[
    "bin/", "boot/", "dev/", "lib/", "lib32/", "lib64/", "libx32/", "media/", "mnt/", "proc/", "sbin/",
    "sys/", "usr/", "var/",
];

/// Folders below them that do not.
const YOURS: &[&str] = &["usr/local/", "usr/src/", "usr/app/", "var/www/", "var/task/", "var/runtime/"];

/// Folders whose parts are listed one by one.
const SHELVES: &[&str] = &[
    "usr/local/bin/",
    "usr/local/sbin/",
    "usr/local/lib/",
    "usr/local/share/",
    "usr/local/",
    "usr/src/",
    "var/www/",
    "home/",
    "opt/",
    "root/",
    "srv/",
];

/// What a file is counted with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// Index in [`Catalog::packages`].
    Package(usize),
    /// A runtime that was compiled into the image.
    Runtime(&'static str),
    /// A folder or file, without a `/` at the beginning.
    Path(String),
}

/// As what it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Counted {
    /// In one of the parts.
    Item(Place, ItemKind),
    /// As a left-over.
    Leftover(LeftoverKind, Option<&'static str>),
}

impl Counted {
    pub(super) fn place(self) -> Place {
        match self {
            Self::Item(place, _) => place,
            Self::Leftover(..) => Place::Leftovers,
        }
    }
}

/// Gives every file its place.
#[derive(Debug)]
pub(super) struct Seats<'a> {
    catalog: &'a Catalog,
    libraries: Libraries,
    /// `WORKDIR` with a `/` at its end, when it is a folder of one's own.
    home: Option<String>,
    /// Files that the command starts.
    started: HashSet<ImagePath>,
    /// Programs that do not say what they are made of.
    unknown: HashSet<&'a ImagePath>,
    /// MD5 of configuration files, by layer.
    md5: Vec<HashMap<&'a ImagePath, [u8; 16]>>,
    /// Whether there is a distribution.
    system: bool,
}

impl<'a> Seats<'a> {
    pub(super) fn of(image: &'a Image, stack: &Stack, catalog: &'a Catalog) -> Self {
        let unread = catalog.unread.iter().filter(|unread| unread.why == Unread::NoBuildInfo);
        let md5 = image
            .layers
            .iter()
            .map(|layer| layer.extras.md5.iter().map(|(path, md5)| (path, *md5)).collect());
        Self {
            catalog,
            libraries: Libraries::of(catalog, surviving_facts(image, stack)),
            home: home(&image.config.working_dir),
            started: started(image, stack),
            unknown: unread.map(|unread| &unread.path).collect(),
            md5: md5.collect(),
            system: catalog.release.is_some()
                || catalog.packages.iter().any(|installed| installed.package.ecosystem.is_system()),
        }
    }

    /// Where a file of the final image belongs.
    pub(super) fn of_file(&self, spot: Spot, entry: &Entry) -> (Counted, Subject) {
        let text = String::from_utf8_lossy(entry.path.as_bytes());
        let text = text.as_ref();
        self.setting(spot, &entry.path, text)
            .or_else(|| self.owned(&entry.path))
            .or_else(|| runtime_tree(text))
            .or_else(|| self.library(&entry.path, text))
            .or_else(|| self.leftover(text))
            .or_else(|| self.system(&entry.path, text))
            .unwrap_or_else(|| self.yours(entry, text))
    }

    /// Configuration, whoever brought it; caches below `etc` are left-overs.
    fn setting(&self, spot: Spot, path: &ImagePath, text: &str) -> Option<(Counted, Subject)> {
        if !text.starts_with("etc/") || leftover::by_folder(text).is_some() {
            return None;
        }
        let packaged = self.catalog.owner(path).and_then(|owner| owner.md5);
        let now = self.md5.get(spot.layer as usize).and_then(|md5| md5.get(path));
        let changed = packaged.zip(now).is_some_and(|(packaged, now)| packaged != *now);
        let kind = if changed { ItemKind::ChangedConfig } else { ItemKind::Config };
        Some((Counted::Item(Place::Settings, kind), Subject::Path(text.to_owned())))
    }

    fn owned(&self, path: &ImagePath) -> Option<(Counted, Subject)> {
        let owner = self.catalog.owner(path)?;
        Some((self.of_package(owner.package), Subject::Package(owner.package)))
    }

    /// What a package of the catalog is counted as.
    pub(super) fn of_package(&self, index: usize) -> Counted {
        let package = self.catalog.packages.get(index).map(|installed| &installed.package);
        match package {
            Some(package) if !package.ecosystem.is_system() => {
                Counted::Item(Place::Libraries, ItemKind::Library)
            }
            Some(package) if runtime::of_package(package).is_some() => {
                Counted::Item(Place::Runtime, ItemKind::Runtime)
            }
            _ => Counted::Item(Place::System, ItemKind::Package),
        }
    }

    fn library(&self, path: &ImagePath, text: &str) -> Option<(Counted, Subject)> {
        let subject = match self.libraries.find(path, text)? {
            Library::Package(index) => Subject::Package(index),
            Library::Path(path) => {
                // Bytecode of the distribution's own libraries, made when they were installed, is nobody's code.
                if let Some(Found { kind, folder, remedy }) = self.compiled(text) {
                    return Some((Counted::Leftover(kind, remedy), Subject::Path(folder.to_owned())));
                }
                Subject::Path(path)
            }
        };
        Some((Counted::Item(Place::Libraries, ItemKind::Library), subject))
    }

    fn leftover(&self, text: &str) -> Option<(Counted, Subject)> {
        let found = leftover::by_folder(text).or_else(|| self.compiled(text));
        let Found { kind, folder, remedy } = found?;
        // Who works in such a folder means what is in it.
        let works_here = self.home.as_ref().is_some_and(|home| {
            text.starts_with(home) && home.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        });
        (!works_here).then(|| (Counted::Leftover(kind, remedy), Subject::Path(folder.to_owned())))
    }

    /// Compiled by the distribution while it installed something.
    fn compiled<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        self.is_system(text).then(|| leftover::compiled(text)).flatten()
    }

    fn is_system(&self, text: &str) -> bool {
        self.system
            && SYSTEM.iter().any(|folder| text.starts_with(folder))
            && !YOURS.iter().any(|folder| text.starts_with(folder))
            && !self.home.as_ref().is_some_and(|home| text.starts_with(home))
    }

    /// Made while something was installed.
    fn system(&self, path: &ImagePath, text: &str) -> Option<(Counted, Subject)> {
        if !self.is_system(text) || self.started.contains(path) {
            return None;
        }
        let folder = path.parent().map(|folder| folder.to_string()).unwrap_or_default();
        let end = folder.match_indices('/').nth(2).map_or(folder.len(), |(end, _)| end);
        let folder = folder.get(..end).unwrap_or(&folder).to_owned();
        Some((Counted::Item(Place::System, ItemKind::Generated), Subject::Path(folder)))
    }

    fn yours(&self, entry: &Entry, text: &str) -> (Counted, Subject) {
        let unknown = self.unknown.contains(&entry.path) && entry.kind == Kind::File;
        let kind = if unknown { ItemKind::UnknownProgram } else { ItemKind::Yours };
        let subject = if unknown { text.to_owned() } else { self.shelf(text) };
        (Counted::Item(Place::Yours, kind), Subject::Path(subject))
    }

    /// The folder or file that something of one's own is listed as: what stands directly in the working directory, in `/opt`,
    /// and so on, and otherwise what stands directly in the root.
    fn shelf(&self, text: &str) -> String {
        let home = self.home.as_deref().filter(|home| text.starts_with(home));
        let shelf = home
            .or_else(|| SHELVES.iter().find(|shelf| text.starts_with(**shelf)).copied())
            .unwrap_or_default();
        let rest = text.get(shelf.len()..).unwrap_or_default();
        format!("{shelf}{}", rest.split('/').next().unwrap_or_default())
    }
}

fn runtime_tree(text: &str) -> Option<(Counted, Subject)> {
    let name = runtime::of_path(text)?;
    let libraries = name == runtime::PYTHON
        && ["/site-packages/", "/dist-packages/"].iter().any(|site| text.contains(site));
    (!libraries).then_some((Counted::Item(Place::Runtime, ItemKind::Runtime), Subject::Runtime(name)))
}

/// Facts of files that are the ones of the final image.
fn surviving_facts<'a>(
    image: &'a Image,
    stack: &'a Stack,
) -> impl Iterator<Item = (&'a ImagePath, &'a Facts)> {
    image.layers.iter().zip(0_u32..).flat_map(move |(layer, position)| {
        let facts = layer.facts.iter().filter(|(_, facts)| !facts.owned.is_empty());
        facts
            .filter(move |(path, _)| stack.find(path).is_some_and(|found| found.spot.layer == position))
            .map(|(path, facts)| (path, facts))
    })
}

/// The working directory, unless it is a folder of the system, where being does not mean owning.
fn home(working_dir: &str) -> Option<String> {
    let path = ImagePath::parse(working_dir.as_bytes())?.to_string();
    let inside = format!("{path}/");
    let own = YOURS.iter().any(|folder| inside.starts_with(folder) && inside != *folder);
    let system = SYSTEM.iter().any(|folder| inside.starts_with(folder)) || inside.starts_with("etc/");
    (!path.is_empty() && (own || !system)).then_some(inside)
}

/// Files of the image that the command names, wherever they stand.
fn started(image: &Image, stack: &Stack) -> HashSet<ImagePath> {
    let starts = image.config.starts();
    let words = starts.iter().flat_map(|word| word.split_whitespace()).take(1000);
    let places = [
        image.config.working_dir.as_str(),
        "/usr/local/sbin",
        "/usr/local/bin",
        "/usr/sbin",
        "/usr/bin",
        "/sbin",
        "/bin",
    ];
    let named = words.flat_map(|word| {
        let absolute = word.starts_with('/').then(|| word.to_owned());
        let relative =
            places.iter().filter(|_| !word.starts_with('/')).map(|place| format!("{place}/{word}"));
        absolute.into_iter().chain(relative.collect::<Vec<_>>())
    });
    named
        .filter_map(|path| stack.resolve(&ImagePath::parse(path.as_bytes())?))
        .filter_map(|found| stack.entry(found.spot))
        .filter(|entry| matches!(entry.kind, Kind::File | Kind::HardLink))
        .map(|entry| entry.path.clone())
        .collect()
}

//! Programs without a package, and how many packages there are.

use std::collections::BTreeMap;

use catalog::{Catalog, Ecosystem, Unread};
use layer::ImagePath;

use super::anatomy::Anatomy;
use super::view::{PackageCount, Place, Program, Runtime};

/// Most programs that are listed.
const MOST: usize = 100;

pub(super) fn counts(catalog: &Catalog) -> Vec<PackageCount> {
    let mut counts: BTreeMap<Ecosystem, PackageCount> = BTreeMap::new();
    let all = catalog.packages.iter().map(|package| (package, false));
    for (installed, managed) in all.chain(catalog.managed.iter().map(|package| (package, true))) {
        let ecosystem = installed.package.ecosystem;
        let count = counts.entry(ecosystem).or_insert(PackageCount { ecosystem, count: 0, managed: 0 });
        let counter = if managed { &mut count.managed } else { &mut count.count };
        *counter = counter.saturating_add(1);
    }
    let mut counts: Vec<PackageCount> = counts.into_values().collect();
    counts.sort_by_key(|count| (std::cmp::Reverse(count.count), count.ecosystem));
    counts
}

/// What a program says it is made of.
#[derive(Default)]
struct Told {
    made_with: Option<Runtime>,
    libraries: u32,
    known: bool,
}

pub(super) fn programs(anatomy: &Anatomy) -> Vec<Program> {
    let mut told: BTreeMap<&ImagePath, Told> = BTreeMap::new();
    for installed in &anatomy.catalog.packages {
        let package = &installed.package;
        let made_with = match package.ecosystem {
            Ecosystem::Go => "Go",
            Ecosystem::Cargo => "Rust",
            _ => continue,
        };
        let program = told.entry(&installed.path).or_default();
        program.known = true;
        let is_toolchain = package.ecosystem == Ecosystem::Go && package.name == "stdlib";
        if is_toolchain || program.made_with.is_none() {
            let version = package.version.clone().filter(|_| is_toolchain);
            program.made_with = Some(Runtime { name: made_with.to_owned(), version });
        }
        program.libraries = program.libraries.saturating_add(u32::from(!is_toolchain));
    }
    for unread in anatomy.catalog.unread.iter().filter(|unread| unread.why == Unread::NoBuildInfo) {
        told.entry(&unread.path).or_default();
    }
    let mut programs: Vec<Program> =
        told.into_iter().filter_map(|(path, told)| program(anatomy, path, told)).collect();
    programs.sort_by_key(|program| std::cmp::Reverse(program.bytes));
    programs.truncate(MOST);
    programs
}

/// Only what somebody put there; programs of the system and of runtimes are theirs.
fn program(anatomy: &Anatomy, path: &ImagePath, told: Told) -> Option<Program> {
    let found = anatomy.stack.find(path)?;
    if anatomy.place(found.spot) != Some(Place::Yours) {
        return None;
    }
    let Told { made_with, libraries, known } = told;
    Some(Program { path: path.clone(), bytes: found.bytes, made_with, libraries, known })
}

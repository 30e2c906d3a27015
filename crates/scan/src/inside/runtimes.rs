//! Which language runtimes an image has, and their versions.

use std::collections::HashMap;

use super::anatomy::Anatomy;
use super::runtime;
use super::seat::{Counted, Subject};
use super::view::{ItemKind, Place, Runtime};

/// Runtimes, the one that the command starts first, then by size. Those that come as parts only (libraries without an
/// interpreter) are not told.
pub(super) fn runtimes(anatomy: &Anatomy) -> Vec<Runtime> {
    let mut sizes: HashMap<&'static str, u64> = HashMap::new();
    for ((counted, subject), sum) in &anatomy.sums {
        if let (Counted::Item(Place::Runtime, ItemKind::Runtime), Some(name)) =
            (counted, name(anatomy, subject))
        {
            let size = sizes.entry(name).or_default();
            *size = size.saturating_add(sum.bytes);
        }
    }
    let mut found: Vec<(&'static str, Option<String>)> = packaged(anatomy);
    for (_, subject) in anatomy.sums.keys() {
        if let Subject::Runtime(name) = subject
            && found.iter().all(|(known, _)| known != name)
        {
            found.push((name, compiled_version(anatomy, name)));
        }
    }
    let program = started(anatomy);
    found.sort_by_key(|(name, _)| {
        let size = sizes.get(name).copied().unwrap_or_default();
        (!runtime::starts(name, &program), *name == runtime::PERL, std::cmp::Reverse(size), *name)
    });
    found.into_iter().map(|(name, version)| Runtime { name: name.to_owned(), version }).collect()
}

fn name(anatomy: &Anatomy, subject: &Subject) -> Option<&'static str> {
    match subject {
        Subject::Runtime(name) => Some(name),
        Subject::Package(index) => runtime::of_package(&anatomy.catalog.packages.get(*index)?.package),
        Subject::Path(_) => None,
    }
}

/// Runtimes that packages of the distribution tell, each once with the longest version told.
fn packaged(anatomy: &Anatomy) -> Vec<(&'static str, Option<String>)> {
    let mut found: HashMap<&'static str, String> = HashMap::new();
    let system = anatomy.catalog.packages.iter().filter(|installed| installed.package.ecosystem.is_system());
    for package in system.map(|installed| &installed.package) {
        if let (Some(name), Some(version)) = (runtime::of_package(package), runtime::told_by(package)) {
            let known = found.entry(name).or_default();
            if version.len() > known.len() {
                *known = version;
            }
        }
    }
    found.into_iter().map(|(name, version)| (name, Some(version))).collect()
}

/// The version of a runtime that was compiled into the image: from a file of its own, from a path, or else what the image's
/// variables say.
pub(super) fn compiled_version(anatomy: &Anatomy, name: &str) -> Option<String> {
    let layers = anatomy.image.layers.iter().zip(0_u32..);
    let told =
        layers.flat_map(|(layer, position)| layer.extras.runtimes.iter().map(move |told| (position, told)));
    let by_file = told
        .filter(|(position, (path, _))| {
            anatomy.stack.find(path).is_some_and(|found| found.spot.layer == *position)
        })
        .find(|(_, (path, _))| path.as_str().and_then(runtime::of_path) == Some(name))
        .map(|(_, (_, version))| version.clone());
    let by_path = || {
        let paths = anatomy.catalog.packages.iter().filter_map(|installed| installed.path.as_str());
        let here = paths.filter(|path| runtime::of_path(path) == Some(name));
        here.filter_map(runtime::version_in_path).next().map(str::to_owned)
    };
    let by_variable = || {
        let value = anatomy.image.config.variable(runtime::variable(name)?)?;
        let value = value.trim_start_matches(|sign: char| !sign.is_ascii_digit());
        let plain = value.chars().all(|sign| sign.is_ascii_alphanumeric() || "._+-".contains(sign));
        (plain && !value.is_empty() && value.len() <= 30).then(|| value.to_owned())
    };
    by_file.or_else(by_path).or_else(by_variable)
}

/// Name of the program that the image starts, without its folder.
fn started(anatomy: &Anatomy) -> String {
    let words = anatomy.image.config.starts();
    let words: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
    // What comes first is often a script or a shell; the program is behind it.
    let skipped = |word: &&&str| {
        word.starts_with('-')
            || word.ends_with(".sh")
            || word.ends_with("/sh")
            || **word == "sh"
            || **word == "exec"
    };
    let program = words.iter().find(|word| !skipped(word)).copied().unwrap_or_default();
    program.rsplit('/').next().unwrap_or_default().to_owned()
}

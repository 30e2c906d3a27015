//! Sets two scanners side by side.

use std::collections::{BTreeSet, HashMap};

use catalog::Ecosystem;

use super::{Beside, Theirs};
use crate::finding::{About, Finding};

/// Sets both side by side. A finding of theirs is ours if any of our names of it and the package fit: the package's own name
/// or that of its source, spelled as its ecosystem compares names. Versions are not compared, for scanners write them in
/// different ways. `both` counts findings of theirs.
#[must_use]
pub fn beside(ours: &[Finding], theirs: &BTreeSet<Theirs>) -> Beside {
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, finding) in ours.iter().enumerate() {
        let ids: BTreeSet<String> = ids(finding).map(str::to_ascii_uppercase).collect();
        ids.into_iter().for_each(|id| known.entry(id).or_default().push(index));
    }
    let mut matched = vec![false; ours.len()];
    let mut result = Beside::default();
    for one in theirs {
        let mut is_ours = false;
        for &index in known.get(&one.id.to_ascii_uppercase()).into_iter().flatten() {
            let fits = ours.get(index).is_some_and(|finding| fits(&finding.package, &one.package));
            if let Some(matched) = matched.get_mut(index).filter(|_| fits) {
                *matched = true;
                is_ours = true;
            }
        }
        if is_ours {
            result.both += 1;
        } else {
            result.only_theirs.insert(one.clone());
        }
    }
    let only = ours.iter().zip(matched).filter(|(_, matched)| !matched);
    result.only_ours = only.map(|(finding, _)| as_theirs(finding)).collect();
    result
}

fn ids(finding: &Finding) -> impl Iterator<Item = &str> {
    std::iter::once(&finding.id).chain(&finding.aliases).map(String::as_str)
}

fn as_theirs(finding: &Finding) -> Theirs {
    let About { name, version, .. } = &finding.package;
    Theirs { id: finding.id.clone(), package: name.clone(), version: version.clone() }
}

fn fits(ours: &About, theirs: &str) -> bool {
    let theirs = spelled(ours.ecosystem, theirs);
    let is_it = |name: &str| {
        let name = spelled(ours.ecosystem, name);
        // Grype calls a Java package by its artifact alone.
        name == theirs
            || ours.ecosystem == Ecosystem::Maven
                && name.rsplit_once(':').is_some_and(|(_, artifact)| artifact == theirs)
    };
    is_it(&ours.name) || ours.source.as_deref().is_some_and(is_it)
}

/// A name as its ecosystem compares it.
fn spelled(ecosystem: Ecosystem, name: &str) -> String {
    match ecosystem {
        Ecosystem::PyPi => {
            let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join("-").to_lowercase()
        }
        Ecosystem::Go | Ecosystem::Composer | Ecosystem::NuGet | Ecosystem::Hex => name.to_lowercase(),
        Ecosystem::Cargo => name.replace('_', "-"),
        _ => name.to_owned(),
    }
}

//! Packages that differ.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use advisory::Order;
use catalog::{Ecosystem, Installed};

use super::{Change, PackageChange};

/// Packages that were added, removed, or changed their version; by ecosystem and name. Where a package is there in several
/// versions, those that both images have are left out, and the others are paired from the lowest on.
#[must_use]
pub fn packages(before: &[Installed], after: &[Installed]) -> Vec<PackageChange> {
    let (before, after) = (by_name(before), by_name(after));
    let mut keys: Vec<_> = before.keys().chain(after.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let none = Vec::new();
    let of = |map: &BTreeMap<_, Vec<Version>>, key| map.get(key).unwrap_or(&none).clone();
    keys.iter().flat_map(|key| changes(*key, of(&before, key), of(&after, key))).collect()
}

type Version = Option<String>;
type Named<'a> = (Ecosystem, &'a str);

/// Versions of each package, lowest first. The same package on another architecture is another one of the same version.
fn by_name(packages: &[Installed]) -> BTreeMap<Named<'_>, Vec<Version>> {
    let mut versions: BTreeMap<Named<'_>, Vec<Version>> = BTreeMap::new();
    for Installed { package, .. } in packages {
        versions.entry((package.ecosystem, package.name.as_str())).or_default().push(package.version.clone());
    }
    for ((ecosystem, _), versions) in &mut versions {
        versions.sort_by(|a, b| order(*ecosystem, a, b).unwrap_or(Ordering::Equal).then_with(|| a.cmp(b)));
        versions.dedup();
    }
    versions
}

fn changes(named: Named<'_>, mut before: Vec<Version>, mut after: Vec<Version>) -> Vec<PackageChange> {
    let both: Vec<Version> = before.iter().filter(|version| after.contains(version)).cloned().collect();
    before.retain(|version| !both.contains(version));
    after.retain(|version| !both.contains(version));
    let paired = before.len().min(after.len());
    let (gone, new) = (before.split_off(paired), after.split_off(paired));
    let paired = before.into_iter().zip(after).map(|(before, after)| {
        let change = match order(named.0, &before, &after) {
            Some(Ordering::Less) => Change::Up,
            Some(Ordering::Greater) => Change::Down,
            Some(Ordering::Equal) | None => Change::Other,
        };
        change_of(named, change, before, after)
    });
    let gone = gone.into_iter().map(|version| change_of(named, Change::Removed, version, None));
    let new = new.into_iter().map(|version| change_of(named, Change::Added, None, version));
    paired.chain(gone).chain(new).collect()
}

fn change_of((ecosystem, name): Named<'_>, change: Change, before: Version, after: Version) -> PackageChange {
    PackageChange { ecosystem, name: name.to_owned(), change, before, after }
}

/// How two versions stand; nothing when one is not known or the ecosystem has no order.
fn order(ecosystem: Ecosystem, a: &Version, b: &Version) -> Option<Ordering> {
    let name = match ecosystem {
        Ecosystem::Deb => "Debian",
        Ecosystem::Apk => "Alpine",
        // pacman took its order from rpm.
        Ecosystem::Rpm | Ecosystem::Alpm => "Red Hat",
        Ecosystem::PyPi => "PyPI",
        Ecosystem::Npm => "npm",
        Ecosystem::Cargo => "crates.io",
        Ecosystem::Go => "Go",
        Ecosystem::Maven => "Maven",
        Ecosystem::Gem => "RubyGems",
        Ecosystem::Composer => "Packagist",
        Ecosystem::NuGet => "NuGet",
        Ecosystem::Pub => "Pub",
        Ecosystem::Hex => "Hex",
        Ecosystem::Bitnami => "Bitnami",
        Ecosystem::Cran => "CRAN",
        Ecosystem::Binary => return None,
    };
    Some(Order::of(name)?.compare(a.as_deref()?, b.as_deref()?))
}

//! Orders of versions, one file per order. All take any string, and each is tested on what the ecosystem's own tools say.

mod apk;
mod deb;
mod digits;
mod listed;
mod maven;
mod packagist;
mod pep440;
mod rpm;
mod rubygems;
mod semver;

use std::cmp::Ordering;

/// How an ecosystem orders its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// Debian, Ubuntu and their kin.
    Deb,
    /// Red Hat, Rocky Linux, AlmaLinux, SUSE and their kin.
    Rpm,
    /// Alpine, Wolfi, Chainguard.
    Apk,
    /// Semantic versions, read leniently: `v1.0`, any count of numbers, build ignored.
    Semver,
    /// Semantic versions whose build counts (Dart).
    Pub,
    /// Semantic versions without case, four numbers.
    Nuget,
    /// PEP 440, and what was there before it.
    Pep440,
    /// Maven's `ComparableVersion`.
    Maven,
    /// `Gem::Version`.
    Rubygems,
    /// PHP's `version_compare`.
    Packagist,
    /// Numbers, one after the other (CRAN, Hackage).
    Listed,
}

/// OSV's base names and their orders, by name. What is not in here has no known order.
const ORDERS: [(&str, Order); 39] = [
    ("AlmaLinux", Order::Rpm),
    ("Alpaquita", Order::Apk),
    ("Alpine", Order::Apk),
    ("Azure Linux", Order::Rpm),
    ("BellSoft Hardened Containers", Order::Apk),
    ("Bitnami", Order::Semver),
    ("CRAN", Order::Listed),
    ("Chainguard", Order::Apk),
    ("CleanStart", Order::Apk),
    ("Debian", Order::Deb),
    ("Echo", Order::Deb),
    ("GHC", Order::Listed),
    ("GitHub Actions", Order::Semver),
    ("Go", Order::Semver),
    ("Hackage", Order::Listed),
    ("Hex", Order::Semver),
    ("Julia", Order::Semver),
    ("Mageia", Order::Rpm),
    ("Maven", Order::Maven),
    ("MinimOS", Order::Apk),
    ("NuGet", Order::Nuget),
    ("Packagist", Order::Packagist),
    ("Photon OS", Order::Rpm),
    ("Pub", Order::Pub),
    ("PyPI", Order::Pep440),
    ("Red Hat", Order::Rpm),
    ("Rocky Linux", Order::Rpm),
    ("RubyGems", Order::Rubygems),
    ("SUSE", Order::Rpm),
    ("SwiftURL", Order::Semver),
    ("Ubuntu", Order::Deb),
    ("VSCode", Order::Semver),
    ("Wolfi", Order::Apk),
    ("crates.io", Order::Semver),
    ("npm", Order::Semver),
    ("opam", Order::Deb),
    ("openEuler", Order::Rpm),
    ("openSUSE", Order::Rpm),
    ("vcpkg", Order::Semver),
];

impl Order {
    /// The order of an ecosystem by OSV's base name (`Debian`, not `Debian:12`). None for one that has no known order.
    pub fn of(ecosystem: &str) -> Option<Order> {
        ORDERS.iter().find(|(name, _)| *name == ecosystem).map(|(_, order)| *order)
    }

    /// Orders two versions. Never panics, whatever the strings are; takes time in proportion to their length.
    pub fn compare(self, a: &str, b: &str) -> Ordering {
        match self {
            Order::Deb => deb::compare(a, b),
            Order::Rpm => rpm::compare(a, b),
            Order::Apk => apk::compare(a, b),
            Order::Semver => semver::compare(a, b),
            Order::Pub => semver::compare_with_build(a, b),
            Order::Nuget => semver::compare_without_case(a, b),
            Order::Pep440 => pep440::compare(a, b),
            Order::Maven => maven::compare(a, b),
            Order::Rubygems => rubygems::compare(a, b),
            Order::Packagist => packagist::compare(a, b),
            Order::Listed => listed::compare(a, b),
        }
    }
}

/// The base name of an ecosystem with or without a release: `Debian` of `Debian:12`. None for unknown ones; the answer is our
/// own string, so that what an image says never becomes a path.
pub(crate) fn base(ecosystem: &str) -> Option<&'static str> {
    let name = ecosystem.split(':').next()?;
    ORDERS.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
}

//! How advisories name things (OSV schema, "Defined Ecosystems").

use crate::{Package, Release};

/// Name of the package's ecosystem in advisories, with the release where there is one: `Debian:12`, `PyPI`. Nothing when
/// no advisories exist for it or the release is not told.
#[must_use]
pub fn osv_ecosystem(_package: &Package, _release: Option<&Release>) -> Option<String> {
    None
}

/// Name that advisories use for this package: that of its source where the distribution's advisories name sources.
#[must_use]
pub fn osv_name(package: &Package) -> String {
    package.name.clone()
}

/// Version that goes with [`osv_name`]: that of the source where it differs.
#[must_use]
pub fn osv_version(package: &Package) -> Option<String> {
    package.version.clone()
}

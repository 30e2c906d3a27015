//! How to mend a finding here.

use super::Finding;

/// Ways to mend something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// A newer image is there: update.
    UpdateImage,
    /// It comes from the base: build again on a newer one.
    RebuildBase,
    /// The image is made here: upgrade the package and build again.
    UpgradePackage,
    /// Nothing to do but wait.
    Wait,
}

/// How to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Way.
    pub how: How,
    /// Image or version to go to.
    pub target: Option<String>,
    /// A line to copy into a Dockerfile or terminal.
    pub command: Option<String>,
}

/// What is possible with an image, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Possible<'a> {
    /// A newer image of the same name: how a user would type it.
    pub newer_image: Option<&'a str>,
    /// It was built on this computer, or is named by nobody's registry.
    pub made_here: bool,
    /// How many of its lowest layers are the base's.
    pub base_layers: usize,
    /// The base, as a user would type it.
    pub base: Option<&'a str>,
    /// A newer base.
    pub newer_base: Option<&'a str>,
}

/// How to mend this finding in this image.
#[must_use]
pub fn advise(_finding: &Finding, _possible: &Possible<'_>) -> Fix {
    Fix { how: How::Wait, target: None, command: None }
}

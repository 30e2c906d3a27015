//! Two images side by side.

mod packages;
mod settings;
#[cfg(test)]
mod tests;

use catalog::Ecosystem;

pub use packages::packages;
pub use settings::settings;

use crate::image::Image;

/// How something differs between two images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Newer in the second.
    Up,
    /// Older in the second.
    Down,
    /// Different, and neither is newer.
    Other,
    /// Only in the second.
    Added,
    /// Only in the first.
    Removed,
}

/// A package that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackageChange {
    /// Who names it.
    pub ecosystem: Ecosystem,
    /// Name.
    pub name: String,
    /// How.
    pub change: Change,
    /// Version in the first.
    pub before: Option<String>,
    /// Version in the second.
    pub after: Option<String>,
}

/// A setting that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// `user`, `command`, `env NAME`, `port`, `volume`, `label NAME`, …
    pub setting: String,
    /// In the first; a secret's value is never here.
    pub before: Option<String>,
    /// In the second.
    pub after: Option<String>,
}

/// How many of the lowest layers two images have in common.
#[must_use]
pub fn shared_layers(before: &Image, after: &Image) -> u32 {
    let same = before.diff_ids.iter().zip(&after.diff_ids).take_while(|(before, after)| before == after);
    u32::try_from(same.count()).unwrap_or(u32::MAX)
}

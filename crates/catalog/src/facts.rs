//! What one file tells.

use layer::ImagePath;
use serde::{Deserialize, Serialize};

use crate::Package;

/// What was learned from one file of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Packages this file says are installed.
    pub packages: Vec<Package>,
    /// Which files belong to which package.
    pub owned: Vec<Owned>,
    /// Which distribution this is (os-release and its forerunners).
    pub release: Option<Release>,
    /// What could not be understood in it, and why.
    pub unread: Option<Unread>,
}

/// The files of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owned {
    /// Name of the package, as in [`Package::name`].
    pub package: String,
    /// Its architecture where one name may stand twice.
    pub arch: Option<String>,
    /// What it installed.
    pub files: Vec<OwnedFile>,
}

/// A file that a package installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedFile {
    /// Where.
    pub path: ImagePath,
    /// MD5 of its contents as packaged, where the database has one.
    pub md5: Option<[u8; 16]>,
}

/// A distribution and its release, as `etc/os-release` tells (os-release(5)).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Release {
    /// `ID`: `debian`, `alpine`, `rhel`, …
    pub id: String,
    /// `ID_LIKE`, split.
    pub like: Vec<String>,
    /// `VERSION_ID`; nothing for rolling ones.
    pub version: Option<String>,
    /// `VERSION_CODENAME`.
    pub codename: Option<String>,
    /// `NAME`.
    pub name: Option<String>,
    /// `PRETTY_NAME`.
    pub pretty: Option<String>,
}

/// Why a file that should tell about packages does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unread {
    /// Not in the form it should have.
    Damaged,
    /// Larger than what we read.
    TooLarge,
    /// A program that does not say what it is made of.
    NoBuildInfo,
    /// A Java archive that names no version.
    VersionUnknown,
    /// A form we do not read.
    UnknownForm,
}

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
    /// Licenses of packages whose database does not tell them.
    pub licensed: Vec<Licensed>,
    /// Which distribution this is (os-release and its forerunners).
    pub release: Option<Release>,
    /// What could not be understood in it, and why.
    pub unread: Option<Unread>,
}

impl Facts {
    /// A file that could not be read.
    pub(crate) fn unread(unread: Unread) -> Self {
        Self { unread: Some(unread), ..Self::default() }
    }

    /// Whether the file told nothing.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another reader found in the same file. That one reader finds no build information says nothing if
    /// another found packages.
    pub(crate) fn join(&mut self, other: Self) {
        let Self { packages, owned, licensed, release, unread } = other;
        self.packages.extend(packages);
        self.owned.extend(owned);
        self.licensed.extend(licensed);
        self.release = self.release.take().or(release);
        self.unread = self.unread.or(unread);
        if self.unread == Some(Unread::NoBuildInfo) && !self.packages.is_empty() {
            self.unread = None;
        }
    }

    /// About how much memory this takes, in bytes.
    pub(crate) fn weight(&self) -> usize {
        let packages = self.packages.iter().map(Package::weight);
        let owned = self.owned.iter().map(Owned::weight);
        let licensed = self.licensed.iter().map(Licensed::weight);
        packages.chain(owned).chain(licensed).fold(size_of::<Self>(), usize::saturating_add)
    }
}

/// Memory that the facts of one file may take. A file of some megabytes can name so many packages, or repeat such a long
/// folder, that they take gigabytes.
#[derive(Debug)]
pub(crate) struct Room {
    left: usize,
    is_full: bool,
}

impl Room {
    /// For one file, in bytes. The database of a large system with 300,000 files takes a third.
    const FILE: usize = 96 << 20;

    pub(crate) fn new() -> Self {
        Self { left: Self::FILE, is_full: false }
    }

    /// Whether a package still fits in.
    pub(crate) fn fits_package(&mut self, package: &Package) -> bool {
        self.fits(package.weight())
    }

    /// Whether a path of this length still fits in.
    pub(crate) fn fits_path(&mut self, bytes: usize) -> bool {
        // What an allocation costs beside its contents.
        self.fits(size_of::<OwnedFile>() + 16 + bytes)
    }

    fn fits(&mut self, weight: usize) -> bool {
        match self.left.checked_sub(weight) {
            Some(left) if !self.is_full => self.left = left,
            _ => self.is_full = true,
        }
        !self.is_full
    }

    /// What is to be said about the file: that something did not fit in.
    pub(crate) fn verdict(&self) -> Option<Unread> {
        self.is_full.then_some(Unread::TooLarge)
    }
}

/// Licenses of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licensed {
    /// Name of the package, as in [`Package::name`].
    pub package: String,
    /// As in [`Package::licenses`].
    pub licenses: Vec<String>,
}

impl Licensed {
    fn weight(&self) -> usize {
        self.licenses.iter().map(|text| size_of::<String>() + text.len()).sum::<usize>()
            + self.package.len()
            + size_of::<Self>()
    }
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

impl Owned {
    fn weight(&self) -> usize {
        let files = self.files.iter().map(|file| size_of::<OwnedFile>() + file.path.as_bytes().len());
        files.sum::<usize>() + self.package.len() + size_of::<Self>()
    }
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

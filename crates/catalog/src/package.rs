//! What a package is.

use serde::{Deserialize, Serialize};

/// Who names and numbers a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ecosystem {
    /// Debian, Ubuntu and their relatives (dpkg).
    Deb,
    /// Alpine, Wolfi and their relatives (apk).
    Apk,
    /// Red Hat, SUSE, Fedora and their relatives (rpm).
    Rpm,
    /// Arch (pacman).
    Alpm,
    /// Python.
    PyPi,
    /// JavaScript.
    Npm,
    /// Rust, from binaries that list what they are made of.
    Cargo,
    /// Go, from the build information in binaries.
    Go,
    /// Java archives.
    Maven,
    /// Ruby.
    Gem,
    /// PHP.
    Composer,
    /// .NET.
    NuGet,
    /// Dart.
    Pub,
    /// Erlang and Elixir.
    Hex,
    /// R.
    Cran,
    /// Bitnami's own packages.
    Bitnami,
    /// A program without a package of any kind, known by its path and version text.
    Binary,
}

impl Ecosystem {
    /// Whether it is a distribution's own package manager.
    #[must_use]
    pub fn is_system(self) -> bool {
        matches!(self, Self::Deb | Self::Apk | Self::Rpm | Self::Alpm)
    }
}

/// The package that others were built from: advisories of Debian, Ubuntu and Alpine name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Name.
    pub name: String,
    /// Version, where it differs from the package's own.
    pub version: Option<String>,
}

/// One installed package, as its own metadata says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Package {
    /// Who names it.
    pub ecosystem: Ecosystem,
    /// Name, as that ecosystem writes it: PyPI as in the metadata, Maven `group:artifact`, npm with its scope.
    pub name: String,
    /// Version, with an epoch as `1:` where there is one; nothing when the file does not tell.
    pub version: Option<String>,
    /// Architecture, as the package manager writes it.
    pub arch: Option<String>,
    /// What it was built from.
    pub source: Option<Source>,
    /// Licenses as written: SPDX expressions, names, or whatever the author put there.
    pub licenses: Vec<String>,
    /// Who made or packages it.
    pub maker: Option<String>,
    /// Size on disk in bytes, as the package manager says.
    pub installed_bytes: Option<u64>,
}

impl Package {
    /// A package of which only name and version are known so far.
    pub(crate) fn new(ecosystem: Ecosystem, name: impl Into<String>, version: Option<String>) -> Self {
        Self {
            ecosystem,
            name: name.into(),
            version,
            arch: None,
            source: None,
            licenses: Vec::new(),
            maker: None,
            installed_bytes: None,
        }
    }

    /// About how much memory this takes, in bytes.
    pub(crate) fn weight(&self) -> usize {
        let licenses = self.licenses.iter().map(|text| size_of::<String>() + text.len()).sum::<usize>();
        let texts =
            [&self.version, &self.arch, &self.maker].into_iter().flatten().map(String::len).sum::<usize>();
        let source = self.source.as_ref().map_or(0, |source| {
            source.name.len().saturating_add(source.version.as_ref().map_or(0, String::len))
        });
        size_of::<Self>() + self.name.len() + texts + licenses + source
    }
}

//! The one table of all readers.

use std::io::{self, Read};

use layer::Entry;

use crate::{
    Facts, alpm, apk, binary, bitnami, cargo, dotnet, dpkg, go, java, npm, php, python, release, rpm, ruby,
};

/// Reads one kind of file. An ecosystem's folder has one for each kind of file it knows.
///
/// A file may be wanted by several; its contents are read once and shown to each.
#[derive(Debug)]
pub(crate) struct Cataloger {
    /// Says by path, size and mode whether the file could be of this kind. Asked for every file of an image: cheap.
    pub(crate) wants: fn(&Entry) -> bool,
    /// Says by its first bytes (eight, or all of a shorter file) whether it is; the rest is read only if somebody says so.
    pub(crate) starts: fn(&[u8]) -> bool,
    /// Most bytes it can be; a larger one is noted as [`Unread::TooLarge`](crate::Unread::TooLarge) and not read.
    pub(crate) limit: u64,
    /// Reads the whole file. What it cannot understand it notes in the facts; it takes time in proportion to the bytes.
    pub(crate) read: fn(&Entry, &[u8]) -> Facts,
}

/// For [`Cataloger::starts`] where the path says it all.
pub(crate) fn any(_start: &[u8]) -> bool {
    true
}

/// Kibibytes and mebibytes, for limits.
pub(crate) const KIB: u64 = 1 << 10;
pub(crate) const MIB: u64 = 1 << 20;

/// Everything that is read.
pub(crate) const TABLE: &[&Cataloger] = &[
    // The system.
    &release::RELEASE,
    &dpkg::STATUS,
    &dpkg::FILES,
    &dpkg::COPYRIGHT,
    &apk::INSTALLED,
    &rpm::DATABASE,
    &alpm::LOCAL,
    // Languages.
    &python::METADATA,
    &python::RECORD,
    &npm::PACKAGE,
    &ruby::SPECIFICATION,
    &php::INSTALLED,
    &dotnet::DEPENDENCIES,
    &java::ARCHIVE,
    &cargo::AUDITABLE,
    &go::PROGRAM,
    // Programs without a package; after the languages, which know better.
    &bitnami::COMPONENTS,
    &binary::BESIDE,
    &binary::PROGRAM,
];

/// Reads files that are larger than the limit of their kind, while they pass.
#[derive(Debug)]
pub(crate) struct Passing {
    /// As in [`Cataloger::wants`].
    pub(crate) wants: fn(&Entry) -> bool,
    /// As in [`Cataloger::starts`].
    pub(crate) starts: fn(&[u8]) -> bool,
    /// Reads the file: its first bytes, and the rest. Holds a few mebibytes of it at most.
    pub(crate) read: fn(&Entry, &[u8], &mut dyn Read) -> io::Result<Facts>,
}

/// What is read while it passes; of other files that are too large, only that is noted.
pub(crate) const PASSING: &[&Passing] = &[&go::LARGE, &java::LARGE];

//! Java: what archives say about themselves and about the archives inside them (Maven's `pom.properties`, the manifest of
//! the JAR file specification), and their file names. No index of checksums is asked: what is not told stays unknown.

mod archive;
mod manifest;
mod name;

use std::io::{self, Read};

use layer::Entry;

use crate::table::{Cataloger, MIB, Passing, any};
use crate::{Facts, Unread};

/// One archive and all inside it.
pub(crate) const ARCHIVE: Cataloger = Cataloger { wants, starts: any, limit: 192 * MIB, read };

/// An archive that is too large to hold.
pub(crate) const LARGE: Passing = Passing { wants, starts: any, read: read_large };

fn wants(entry: &Entry) -> bool {
    name::is_archive(entry.path.name())
}

fn read(entry: &Entry, content: &[u8]) -> Facts {
    archive::read(entry.path.name(), content)
}

/// Only its name tells something.
fn read_large(entry: &Entry, _start: &[u8], _content: &mut dyn Read) -> io::Result<Facts> {
    let packages = name::package(entry.path.name(), &manifest::Manifest::default())
        .filter(|found| found.version.is_some());
    Ok(Facts { packages: packages.into_iter().collect(), ..Facts::unread(Unread::TooLarge) })
}

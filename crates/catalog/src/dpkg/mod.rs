//! Debian, Ubuntu and their relatives: what dpkg wrote down (dpkg-query(1), deb-control(5)).
//!
//! Images without dpkg itself (distroless) have one file for each package in `status.d` instead of one for all.

mod copyright;
mod files;
mod stanza;
mod status;

use layer::Entry;

pub(crate) use files::md5;

use crate::table::{Cataloger, MIB, any};

/// `var/lib/dpkg/status` and `status.d/*`: which packages there are.
pub(crate) const STATUS: Cataloger =
    Cataloger { wants: wants_status, starts: any, limit: 48 * MIB, read: |_, content| status::read(content) };

/// `var/lib/dpkg/info/*.list` and `*.md5sums`: which files belong to which package.
pub(crate) const FILES: Cataloger =
    Cataloger { wants: wants_files, starts: any, limit: 32 * MIB, read: files::read };

/// `usr/share/doc/*/copyright`: under which licenses.
pub(crate) const COPYRIGHT: Cataloger =
    Cataloger { wants: wants_copyright, starts: any, limit: 4 * MIB, read: copyright::read };

const STATUS_FILE: &[u8] = b"var/lib/dpkg/status";
const STATUS_FOLDER: &[u8] = b"var/lib/dpkg/status.d/";
const INFO_FOLDER: &[u8] = b"var/lib/dpkg/info/";
const SUMS: &[u8] = b".md5sums";
const LIST: &[u8] = b".list";

fn wants_status(entry: &Entry) -> bool {
    let path = entry.path.as_bytes();
    path == STATUS_FILE || is_in(path, STATUS_FOLDER) && !path.ends_with(SUMS)
}

fn wants_files(entry: &Entry) -> bool {
    let path = entry.path.as_bytes();
    path.ends_with(SUMS) && (is_in(path, INFO_FOLDER) || is_in(path, STATUS_FOLDER))
        || path.ends_with(LIST) && is_in(path, INFO_FOLDER)
}

fn wants_copyright(entry: &Entry) -> bool {
    copyright::package(entry.path.as_bytes()).is_some()
}

/// Whether a file stands directly in a folder.
fn is_in(path: &[u8], folder: &[u8]) -> bool {
    path.strip_prefix(folder).is_some_and(|name| !name.is_empty() && !name.contains(&b'/'))
}

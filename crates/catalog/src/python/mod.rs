//! Python: what pip, setuptools and their relatives note beside the code they install (PyPA specifications "Core metadata",
//! "Recording installed projects"; eggs as setuptools describes them).

mod metadata;
mod record;

use layer::Entry;

use crate::Facts;
use crate::table::{Cataloger, MIB, any};

/// Name, version and license of one distribution.
pub(crate) const METADATA: Cataloger =
    Cataloger { wants: is_metadata, starts: any, limit: 4 * MIB, read: metadata };

/// Which files one distribution installed.
pub(crate) const RECORD: Cataloger =
    Cataloger { wants: is_record, starts: any, limit: 16 * MIB, read: record };

fn is_metadata(entry: &Entry) -> bool {
    let Some((folder, name)) = last_two(entry) else { return false };
    match name {
        b"METADATA" => folder.ends_with(b".dist-info"),
        b"PKG-INFO" => folder.ends_with(b".egg-info") || folder == b"EGG-INFO",
        name => name.ends_with(b".egg-info"),
    }
}

fn is_record(entry: &Entry) -> bool {
    match last_two(entry) {
        Some((folder, b"RECORD")) => folder.ends_with(b".dist-info"),
        Some((folder, b"installed-files.txt")) => folder.ends_with(b".egg-info"),
        _ => false,
    }
}

/// Name of the folder a file stands in, and its own.
fn last_two(entry: &Entry) -> Option<(&[u8], &[u8])> {
    let path = entry.path.as_bytes();
    let slash = path.iter().rposition(|byte| *byte == b'/')?;
    let (folder, name) = (path.get(..slash)?, path.get(slash + 1..)?);
    let start = folder.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    Some((folder.get(start..)?, name))
}

fn metadata(_entry: &Entry, content: &[u8]) -> Facts {
    metadata::read(content)
}

fn record(entry: &Entry, content: &[u8]) -> Facts {
    record::read(&entry.path, content)
}

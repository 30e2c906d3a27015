//! What the tests beside the readers need.

use layer::{Entry, ImagePath, Kind, Look};

use crate::{Facts, Reader};

/// An ordinary file that anyone may start.
pub(crate) fn entry(path: &str, bytes: u64) -> Entry {
    Entry {
        path: ImagePath::parse(path.as_bytes()).unwrap(),
        kind: Kind::File,
        bytes,
        mode: 0o755,
        uid: 0,
        gid: 0,
        mtime: 0,
        link: None,
        hash: None,
        capabilities: false,
    }
}

/// Facts of one file alone, as a layer would give them; somebody has to want it.
pub(crate) fn facts(path: &str, content: &[u8]) -> Facts {
    let mut reader = Reader::new();
    let entry = entry(path, content.len() as u64);
    assert!(reader.wants(&entry), "nobody wants {path}");
    reader.read(&entry, &mut &content[..]).unwrap();
    reader.into_facts().pop().map(|(_, facts)| facts).unwrap_or_default()
}

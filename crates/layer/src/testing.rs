//! Layers and archives made by hand, for tests.

use std::io::Write as _;
use std::sync::Arc;

use tar::{Builder, EntryType, Header};

use crate::{ImagePath, Index, Limits, Nothing, read_layer};

/// A path.
pub(crate) fn path(name: &str) -> ImagePath {
    ImagePath::parse(name.as_bytes()).unwrap()
}

/// Writes a tar, one member a call.
pub(crate) struct Layer(Builder<Vec<u8>>);

impl Layer {
    pub(crate) fn new() -> Self {
        Self(Builder::new(Vec::new()))
    }

    pub(crate) fn file(self, name: &str, content: &[u8]) -> Self {
        self.file_with(name, content, 0o644)
    }

    pub(crate) fn file_with(mut self, name: &str, content: &[u8], mode: u32) -> Self {
        let mut header = header(EntryType::Regular, mode);
        header.set_size(content.len() as u64);
        self.0.append_data(&mut header, name, content).unwrap();
        self
    }

    pub(crate) fn folder(mut self, name: &str) -> Self {
        self.0.append_data(&mut header(EntryType::Directory, 0o755), name, &[][..]).unwrap();
        self
    }

    pub(crate) fn symlink(self, name: &str, target: &str) -> Self {
        self.linked(EntryType::Symlink, name, target)
    }

    pub(crate) fn hard_link(self, name: &str, target: &str) -> Self {
        self.linked(EntryType::Link, name, target)
    }

    fn linked(mut self, kind: EntryType, name: &str, target: &str) -> Self {
        self.0.append_link(&mut header(kind, 0o777), name, target).unwrap();
        self
    }

    /// Deletes something of a lower layer.
    pub(crate) fn whiteout(self, name: &str) -> Self {
        let name = path(name);
        let folder = name.parent().unwrap();
        let marked = folder.join(&[b".wh.", name.name()].concat());
        self.file(marked.as_str().unwrap(), b"")
    }

    pub(crate) fn opaque(self, folder: &str) -> Self {
        let marker = path(folder).join(b".wh..wh..opq");
        self.file(marker.as_str().unwrap(), b"")
    }

    /// The name as bytes, whatever they are.
    pub(crate) fn raw(mut self, kind: u8, name: &[u8], content: &[u8]) -> Self {
        let mut header = header(EntryType::new(kind), 0o644);
        header.set_size(content.len() as u64);
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_cksum();
        self.0.append(&header, content).unwrap();
        self
    }

    pub(crate) fn pax(mut self, records: &[(&str, &[u8])]) -> Self {
        self.0.append_pax_extensions(records.iter().copied()).unwrap();
        self
    }

    pub(crate) fn tar(self) -> Vec<u8> {
        self.0.into_inner().unwrap()
    }

    pub(crate) fn index(self) -> Arc<Index> {
        let index = read(&self.tar());
        assert_eq!(index.troubles, []);
        Arc::new(index)
    }
}

fn header(kind: EntryType, mode: u32) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_mtime(1_700_000_000);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(0);
    header
}

/// Reads a tar that is in memory.
pub(crate) fn read(tar: &[u8]) -> Index {
    read_layer(tar, &mut Nothing, &Limits::default()).unwrap()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

//! What all tests of this crate need: data files and a layer of one file.

#![allow(clippy::unwrap_used, reason = "a test stops where its own data is not as it should be")]

use std::path::Path;

use catalog::{Facts, Reader};
use layer::{Entry, ImagePath, Kind, Look};

/// A file of `tests/data`; one that ends in `.zst` comes unpacked.
#[allow(dead_code, reason = "not every test needs it")]
pub(crate) fn data(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if name.ends_with(".zst") { zstd::decode_all(&bytes[..]).unwrap() } else { bytes }
}

/// An ordinary file that anyone may start.
pub(crate) fn entry(path: &str, bytes: u64) -> Entry {
    Entry {
        path: self::path(path),
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

/// A path in an image.
pub(crate) fn path(path: &str) -> ImagePath {
    ImagePath::parse(path.as_bytes()).unwrap()
}

/// Facts of one file alone; somebody has to want it.
#[allow(dead_code, reason = "not every test needs it")]
pub(crate) fn facts(path: &str, content: &[u8]) -> Facts {
    let mut reader = Reader::new();
    let entry = entry(path, content.len() as u64);
    assert!(reader.wants(&entry), "nobody wants {path}");
    reader.read(&entry, &mut &content[..]).unwrap();
    reader.into_facts().pop().map(|(_, facts)| facts).unwrap_or_default()
}

/// A Java archive of these files, packed.
#[allow(dead_code, reason = "not every test needs it")]
pub(crate) fn jar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, content) in files {
        let new = archive.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE);
        let (mut entry, config) = new.start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(encoder);
        std::io::copy(&mut &content[..], &mut writer).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

//! The reduced pack as the tests use it: archives made on the spot, as the bucket has them.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::sync::OnceLock;

use advisory::{Imported, Limits, Set, Source, import};
use jiff::Timestamp;

/// Files of the pack by path.
pub(crate) fn pack() -> &'static BTreeMap<String, Vec<u8>> {
    static PACK: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    PACK.get_or_init(|| {
        let bytes: &[u8] = include_bytes!("../data/pack.tar.zst");
        let mut archive = tar::Archive::new(zstd::Decoder::new(bytes).expect("zstd"));
        let entries = archive.entries().expect("tar").map(|entry| {
            let mut entry = entry.expect("entry");
            let path = entry.path().expect("path").to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("contents");
            (path, bytes)
        });
        entries.collect()
    })
}

/// Records of one ecosystem: file name and JSON.
pub(crate) fn records(ecosystem: &str) -> Vec<(&'static str, &'static [u8])> {
    let folder = format!("osv/{ecosystem}/");
    pack().iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&folder)?, bytes.as_slice()))).collect()
}

/// A zip of these files.
pub(crate) fn zip<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut output = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut output);
    for (name, bytes) in files {
        let builder = archive.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE);
        let (mut entry, config) = builder.start().expect("start");
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes).expect("write");
        let (encoder, descriptor) = writer.finish().expect("finish");
        encoder.finish().expect("finish");
        entry.finish(descriptor).expect("finish");
    }
    archive.finish().expect("finish");
    output
}

pub(crate) fn source() -> Source {
    Source { origin: "test".to_owned(), fetched: Timestamp::UNIX_EPOCH }
}

/// An ecosystem of the pack, imported.
pub(crate) fn imported(ecosystem: &str) -> Imported {
    import(ecosystem, Cursor::new(zip(records(ecosystem))), source(), &Limits::default()).expect("an import")
}

/// All ecosystems of the pack.
pub(crate) fn set() -> Set {
    let mut set = Set::default();
    for ecosystem in ECOSYSTEMS {
        set.insert(imported(ecosystem).index);
    }
    set
}

pub(crate) const ECOSYSTEMS: [&str; 11] = [
    "AlmaLinux",
    "Alpine",
    "Bitnami",
    "Debian",
    "Go",
    "Maven",
    "PyPI",
    "Rocky Linux",
    "Ubuntu",
    "crates.io",
    "npm",
];

//! Single files out of layers whose tars are written in less common ways.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use layer::{Entry, ExtractError, Index, Limits, Nothing, extract, read_layer};
use tar::{Builder, EntryType, Header};

fn header(kind: EntryType, bytes: usize) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(bytes as u64);
    header
}

fn add(tar: &mut Builder<Vec<u8>>, name: &str, content: &[u8]) {
    tar.append_data(&mut header(EntryType::Regular, content.len()), name, content).unwrap();
}

fn index(tar: &[u8]) -> Index {
    read_layer(tar, &mut Nothing, &Limits::default()).unwrap()
}

fn entry(index: &Index, path: &str) -> Entry {
    index.entries.iter().find(|entry| entry.path.to_string() == path).unwrap().clone()
}

fn taken(tar: &[u8], file: &Entry) -> Result<Vec<u8>, ExtractError> {
    let mut out = Vec::new();
    extract(tar, file, 1 << 20, &Limits::default(), &mut out).map(|_| out)
}

#[test]
fn a_path_that_only_a_record_has_room_for() {
    let long = format!("{}/{}", "folder/".repeat(30), "n".repeat(250)).replace("//", "/");
    let mut tar = Builder::new(Vec::new());
    tar.append_pax_extensions([("path", long.as_bytes()), ("uid", b"3000000".as_slice())]).unwrap();
    let mut short = header(EntryType::Regular, 4);
    short.set_path("short").unwrap();
    short.set_cksum();
    tar.append(&short, b"long".as_slice()).unwrap();
    let tar = tar.into_inner().unwrap();
    let file = entry(&index(&tar), &long);
    assert_eq!(file.uid, 3_000_000);
    assert_eq!(taken(&tar, &file).unwrap(), b"long");
}

#[test]
fn holes_are_written_as_zeros() {
    let map = b"2\n0\n4\n1000\n4\n";
    let mut stored = map.to_vec();
    stored.resize(512, 0);
    stored.extend_from_slice(b"headtail");
    let mut tar = Builder::new(Vec::new());
    tar.append_pax_extensions([
        ("GNU.sparse.major", b"1".as_slice()),
        ("GNU.sparse.minor", b"0"),
        ("GNU.sparse.name", b"sparse"),
        ("GNU.sparse.realsize", b"1004"),
    ])
    .unwrap();
    add(&mut tar, "GNUSparseFile.0/sparse", &stored);
    let tar = tar.into_inner().unwrap();
    let file = entry(&index(&tar), "sparse");
    let mut right = b"head".to_vec();
    right.resize(1000, 0);
    right.extend_from_slice(b"tail");
    assert_eq!(file.bytes, 1004);
    assert_eq!(taken(&tar, &file).unwrap(), right);
}

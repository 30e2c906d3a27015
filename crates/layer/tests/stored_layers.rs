//! A layer that Podman unpacked into its store reads as the tar it was unpacked from: whiteouts, opaque folders, hard links,
//! devices, owners, setuid and file capabilities.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::Command;

use layer::{Entry, Index, Kind, Limits, Look, StoredImage, read_layer, read_stored, stored_image};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

/// `security.capability` of a program that may bind low ports.
const CAPABILITY: &[u8] = &[1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// Longer than the buffers that files are read with.
const LARGE: usize = 700_001;

struct Tar(Builder<Vec<u8>>);

impl Tar {
    fn new() -> Self {
        Self(Builder::new(Vec::new()))
    }

    fn add(self, kind: EntryType, name: &str, mode: u32, content: &[u8]) -> Self {
        self.owned(kind, name, mode, 0, content)
    }

    fn owned(mut self, kind: EntryType, name: &str, mode: u32, owner: u64, content: &[u8]) -> Self {
        let mut header = header(kind, mode, owner);
        header.set_size(content.len() as u64);
        self.0.append_data(&mut header, name, content).unwrap();
        self
    }

    fn link(mut self, kind: EntryType, name: &str, target: &str) -> Self {
        // A name shares the mode of its file: what its own header says is given to the file when it is unpacked.
        let mode = if kind == EntryType::Symlink { 0o777 } else { 0o644 };
        self.0.append_link(&mut header(kind, mode, 0), name, target).unwrap();
        self
    }

    fn device(mut self, kind: EntryType, name: &str, major: u32, minor: u32) -> Self {
        let mut header = header(kind, 0o600, 0);
        header.set_device_major(major).unwrap();
        header.set_device_minor(minor).unwrap();
        self.0.append_data(&mut header, name, io::empty()).unwrap();
        self
    }

    fn capability(mut self) -> Self {
        self.0.append_pax_extensions([("SCHILY.xattr.security.capability", CAPABILITY)]).unwrap();
        self
    }

    fn file(self, name: &str, content: &[u8]) -> Self {
        self.add(EntryType::Regular, name, 0o644, content)
    }

    fn folder(self, name: &str) -> Self {
        self.add(EntryType::Directory, name, 0o755, b"")
    }

    fn done(self) -> Vec<u8> {
        self.0.into_inner().unwrap()
    }
}

fn header(kind: EntryType, mode: u32, owner: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(owner);
    header.set_gid(owner * 2);
    header.set_mtime(1_700_000_000);
    header.set_size(0);
    header
}

fn lower() -> Vec<u8> {
    Tar::new()
        .folder("a")
        .file("a/one", b"1")
        .link(EntryType::Link, "a/one-again", "a/one")
        .link(EntryType::Link, "elsewhere", "a/one")
        .add(EntryType::Regular, "a/setuid", 0o4755, &vec![b'x'; LARGE])
        .add(EntryType::Directory, "hidden", 0o1777, b"")
        .file("hidden/x", b"x")
        .folder("becomes")
        .file("becomes/inside", b"gone with its folder")
        .file("implied/folder/file", b"f")
        .file("a-b", b"between a and what is in it")
        .file(&format!("{}/{}", "n".repeat(120), "m".repeat(200)), b"long")
        .owned(EntryType::Regular, "empty", 0o600, 123_456, b"")
        .file("fünf € .txt", b"5")
        .link(EntryType::Symlink, "etc", "/etc")
        .link(EntryType::Symlink, "up", "../../../../etc/shadow")
        .device(EntryType::Char, "null", 1, 3)
        .device(EntryType::Char, "minor-five", 0, 5)
        .device(EntryType::Block, "loop", 7, 0)
        .add(EntryType::Fifo, "pipe", 0o622, b"")
        .done()
}

fn upper() -> Vec<u8> {
    Tar::new()
        .folder("a")
        .file("a/.wh.one", b"")
        .owned(EntryType::Regular, "a/setgid", 0o2755, 1000, b"22")
        .add(EntryType::Directory, "hidden", 0o1777, b"")
        .file("hidden/.wh..wh..opq", b"")
        .file("hidden/z", b"z")
        .file(".wh.implied", b"")
        .file("becomes", b"a file now")
        .capability()
        .add(EntryType::Regular, "capable", 0o755, b"c")
        .done()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An archive as `docker save` writes it, and the id of the image in it.
fn archive(layers: &[Vec<u8>]) -> (Vec<u8>, String) {
    let diff_ids: Vec<_> = layers.iter().map(|layer| format!("sha256:{}", hex(layer))).collect();
    let config = json!({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}});
    let config = config.to_string().into_bytes();
    let id = hex(&config);
    let names: Vec<_> = (0..layers.len()).map(|number| format!("{number}/layer.tar")).collect();
    let list = json!([{"Config": format!("{id}.json"), "RepoTags": ["localhost/hard:1"], "Layers": names}]);
    let tar = Tar::new().file(&format!("{id}.json"), &config);
    let tar = names.iter().zip(layers).fold(tar, |tar, (name, layer)| tar.file(name, layer));
    (tar.file("manifest.json", list.to_string().as_bytes()).done(), id)
}

/// Loads an image into a store of its own.
fn load(folder: &Path, layers: &[Vec<u8>]) -> StoredImage {
    let (tar, id) = archive(layers);
    let file = folder.join("image.tar");
    fs::write(&file, tar).unwrap();
    let output = Command::new("podman")
        .arg("--root")
        .arg(folder.join("root"))
        .arg("--runroot")
        .arg(folder.join("run"))
        .args(["--storage-driver", "overlay", "load", "--quiet", "--input"])
        .arg(&file)
        .output()
        .expect("podman is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    stored_image(&folder.join("root"), &id, &Limits::default()).unwrap()
}

/// Remembers what it was shown.
#[derive(Default, PartialEq, Debug)]
struct Shown(BTreeMap<String, Vec<u8>>);

impl Look for Shown {
    fn wants(&mut self, entry: &Entry) -> bool {
        entry.bytes > 0
    }

    fn read(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()> {
        assert_eq!(entry.hash, None);
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        self.0.insert(entry.path.to_string(), bytes);
        Ok(())
    }
}

/// Everything told of a layer, by path. Folders that the tar does not list are left out: the store made them up.
fn told(index: &Index, listed: &Index) -> BTreeMap<String, Entry> {
    let is_listed = |entry: &&Entry| {
        entry.kind != Kind::Directory || listed.entries.iter().any(|other| other.path == entry.path)
    };
    index.entries.iter().filter(is_listed).map(|entry| (entry.path.to_string(), entry.clone())).collect()
}

fn sorted<T: Ord + Clone>(list: &[T]) -> Vec<T> {
    let mut list = list.to_vec();
    list.sort();
    list
}

#[test]
fn hard_layers_read_as_their_tars() {
    if !rustix::process::getuid().is_root() {
        // A store without root is refused; it is saved instead.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tars = [lower(), upper()];
    let image = load(folder.path(), &tars);
    assert_eq!(image.layers.len(), tars.len());
    for (tar, stored) in tars.iter().zip(&image.layers) {
        let (mut from_tar, mut from_store) = (Shown::default(), Shown::default());
        let right = read_layer(tar.as_slice(), &mut from_tar, &Limits::default()).unwrap();
        let index = read_stored(stored, &mut from_store, &Limits::default()).unwrap();
        assert_eq!(stored.diff_id.hash(), hex(tar));
        assert_eq!(told(&index, &right), told(&right, &right));
        assert_eq!(sorted(&index.whiteouts), sorted(&right.whiteouts));
        assert_eq!(sorted(&index.opaques), sorted(&right.opaques));
        assert_eq!((index.bytes(), &index.troubles), (right.bytes(), &right.troubles));
        assert_eq!(from_store, from_tar);
        assert_eq!(index, read_stored(stored, &mut Shown::default(), &Limits::default()).unwrap());
    }
    let upper = read_stored(&image.layers[1], &mut Shown::default(), &Limits::default()).unwrap();
    assert_eq!((upper.whiteouts.len(), upper.opaques.len()), (2, 1));
    assert_eq!(upper.entries.iter().filter(|entry| entry.capabilities).count(), 1);
}

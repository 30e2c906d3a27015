//! Podman's own store gives what `podman save` of the same image gives.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use layer::{Entry, Index, Kind, Limits, Nothing, Wanted, open_archive, read_stored, stored_image};

const DOCKERFILE: &str = "FROM scratch
COPY one two /opt/
COPY one /opt/sub/one
COPY sub /opt
";

fn podman(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("podman")
        .arg("--root")
        .arg(folder.join("root"))
        .arg("--runroot")
        .arg(folder.join("run"))
        .args(["--storage-driver", "overlay"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn build(folder: &Path) -> String {
    let context = folder.join("context");
    fs::create_dir_all(context.join("sub/sub")).unwrap();
    fs::write(context.join("one"), "one").unwrap();
    fs::write(context.join("two"), vec![7; 3_000_000]).unwrap();
    fs::write(context.join("sub/two"), "less").unwrap();
    fs::write(context.join("sub/sub/deep"), "deep").unwrap();
    std::os::unix::fs::symlink("../one", context.join("sub/sub/link")).unwrap();
    fs::write(context.join("Dockerfile"), DOCKERFILE).unwrap();
    podman(folder, &["build", "-q", "-t", "stored:1", context.to_str().unwrap()])
}

/// What must be the same whichever way a layer was read.
fn told(index: &Index) -> BTreeMap<String, Entry> {
    let listed = index.entries.iter().filter(|entry| entry.kind != Kind::Directory);
    listed.map(|entry| (entry.path.to_string(), entry.clone())).collect()
}

#[test]
fn the_store_and_its_save_agree() {
    let is_root = rustix::process::getuid().is_root();
    if !is_root {
        // A store without root carries other ids; it is saved instead.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let id = build(folder.path());
    let stored = stored_image(&folder.path().join("root"), &id, &Limits::default()).unwrap();
    for format in ["docker-archive", "oci-archive"] {
        let file = folder.path().join(format);
        podman(folder.path(), &["save", "-q", "--format", format, "-o", file.to_str().unwrap(), "stored:1"]);
        let wanted = Wanted { verify: true, ..Wanted::default() };
        let archive = open_archive(&file, &mut || Nothing, &wanted, &Limits::default()).unwrap();
        let image = &archive.images[0];
        assert_eq!(image.config, stored.config);
        assert_eq!(image.config_digest.hash(), id);
        assert_eq!(image.names, ["localhost/stored:1"], "{format}");
        assert_eq!(archive.layers.len(), stored.layers.len());
        for (saved, stored) in archive.layers.iter().zip(&stored.layers) {
            assert_eq!(saved.diff_id, stored.diff_id);
            let index = read_stored(stored, &mut Nothing, &Limits::default()).unwrap();
            assert_eq!(told(&index), told(&saved.index));
            assert_eq!(index.bytes(), saved.index.bytes());
        }
    }
    podman(folder.path(), &["rmi", "-a", "-f"]);
}

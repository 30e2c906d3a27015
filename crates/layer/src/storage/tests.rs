//! Stores made by hand. That a real one gives what its `podman save` gives is tried in `tests/podman.rs`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use twox_hash::XxHash3_64 as XxHash;

use super::*;
use crate::{Index, Kind, Limits, Nothing};

fn id(digit: char) -> String {
    digit.to_string().repeat(64)
}

fn write_lists(root: &Path, images: &str, layers: &str) {
    fs::create_dir_all(root.join("overlay-images")).unwrap();
    fs::create_dir_all(root.join("overlay-layers")).unwrap();
    fs::write(root.join("overlay-images/images.json"), images).unwrap();
    fs::write(root.join("overlay-layers/layers.json"), layers).unwrap();
}

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

#[test]
fn lists_that_make_no_sense_are_errors() {
    let root = tempfile::tempdir().unwrap();
    let find = || stored_image(root.path(), &id('a'), &Limits::default());
    assert!(matches!(find(), Err(StorageError::NotThere)));
    write_lists(root.path(), "null", "[]");
    if !is_root() {
        assert!(matches!(find(), Err(StorageError::Rootless)));
        return;
    }
    assert!(matches!(find(), Err(StorageError::NoImage)));
    write_lists(root.path(), "{", "[]");
    assert!(matches!(find(), Err(StorageError::Damaged)));
    let image = format!(r#"[{{"id":"{0}","layer":"{1}"}}]"#, id('a'), id('b'));
    write_lists(root.path(), &image, "[]");
    assert!(matches!(find(), Err(StorageError::Unreadable { .. })));
    let folder = root.path().join("overlay-images").join(id('a'));
    fs::create_dir(&folder).unwrap();
    let config = format!("={}", STANDARD.encode(format!("sha256:{}", id('a'))));
    fs::write(folder.join(config), "{}").unwrap();
    assert!(matches!(find(), Err(StorageError::Damaged)));
    let loops = format!(r#"[{{"id":"{0}","parent":"{0}","diff-digest":"sha256:{0}"}}]"#, id('b'));
    write_lists(root.path(), &image, &loops);
    assert!(matches!(find(), Err(StorageError::Damaged)));
    let climbs = format!(r#"[{{"id":"{}","layer":"../../x"}}]"#, id('a'));
    write_lists(root.path(), &climbs, &format!(r#"[{{"id":"../../x","diff-digest":"sha256:{}"}}]"#, id('b')));
    assert!(matches!(find(), Err(StorageError::Damaged)));
    let right = format!(r#"[{{"id":"{0}","diff-digest":"sha256:{0}"}}]"#, id('b'));
    write_lists(root.path(), &image, &right);
    let found = find().unwrap();
    assert_eq!((found.config.as_slice(), found.layers.len()), (b"{}".as_slice(), 1));
}

fn read(folder: &Path) -> Index {
    let diff_id = Digest::parse(&format!("sha256:{}", id('b'))).unwrap();
    read_stored(&StoredLayer { diff_id, folder: folder.to_owned() }, &mut Nothing, &Limits::default())
        .unwrap()
}

#[test]
fn a_folder_reads_as_its_tar_would() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("d")).unwrap();
    fs::write(root.path().join("d/a"), "hello").unwrap();
    fs::hard_link(root.path().join("d/a"), root.path().join("d/b")).unwrap();
    symlink("/etc/passwd", root.path().join("d/link")).unwrap();
    fs::write(root.path().join("d/.wh.gone"), "").unwrap();
    fs::set_permissions(root.path().join("d/a"), fs::Permissions::from_mode(0o4755)).unwrap();
    let index = read(root.path());
    let shown: Vec<_> =
        index.entries.iter().map(|entry| (entry.path.to_string(), entry.kind, entry.bytes)).collect();
    let expected = [
        ("d".to_owned(), Kind::Directory, 0),
        ("d/a".to_owned(), Kind::File, 5),
        ("d/b".to_owned(), Kind::HardLink, 0),
        ("d/link".to_owned(), Kind::Symlink, 0),
    ];
    assert_eq!(shown, expected);
    assert_eq!(index.entries[1].mode, 0o4755);
    assert_eq!(index.entries[1].hash, Some(XxHash::oneshot(b"hello")));
    assert_eq!(index.entries[2].link.as_deref(), Some(b"d/a".as_slice()));
    assert_eq!(index.entries[3].link.as_deref(), Some(b"/etc/passwd".as_slice()));
    assert_eq!(index.whiteouts, [crate::testing::path("d/gone")]);
}

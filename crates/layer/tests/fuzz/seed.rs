//! Small inputs with everything in them.

use std::path::Path;

use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

fn header(kind: EntryType, size: usize) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(1);
    header.set_size(size as u64);
    header
}

fn add(builder: &mut Builder<Vec<u8>>, name: &str, content: &[u8]) {
    builder.append_data(&mut header(EntryType::Regular, content.len()), name, content).expect("memory");
}

fn link(builder: &mut Builder<Vec<u8>>, kind: EntryType, name: &str, target: &str) {
    builder.append_link(&mut header(kind, 0), name, target).expect("memory");
}

fn done(builder: Builder<Vec<u8>>) -> Vec<u8> {
    builder.into_inner().expect("memory")
}

fn sparse(builder: &mut Builder<Vec<u8>>) {
    let mut header = header(EntryType::GNUSparse, 6);
    header.set_path("sparse").expect("short");
    let gnu = header.as_gnu_mut().expect("made so");
    for (slot, offset) in gnu.sparse.iter_mut().zip([10, 5000]) {
        slot.offset.copy_from_slice(format!("{offset:011o}\0").as_bytes());
        slot.numbytes.copy_from_slice(b"00000000003\0");
    }
    gnu.realsize.copy_from_slice(b"00000020000\0");
    header.set_cksum();
    builder.append(&header, b"abcdef".as_slice()).expect("memory");
}

fn odd() -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    let records: [(&str, &[u8]); 4] = [
        ("path", b"a/from-pax"),
        ("mtime", b"-1.5"),
        ("size", b"5"),
        ("SCHILY.xattr.security.capability", b"\x01\0"),
    ];
    builder.append_pax_extensions(records).expect("memory");
    add(&mut builder, "short", b"12345");
    sparse(&mut builder);
    let records: [(&str, &[u8]); 3] =
        [("GNU.sparse.major", b"1"), ("GNU.sparse.name", b"newest"), ("GNU.sparse.realsize", b"2000")];
    builder.append_pax_extensions(records).expect("memory");
    let mut map = b"2\n10\n3\n100\n2\n".to_vec();
    map.resize(512, 0);
    map.extend(b"abcde");
    add(&mut builder, "map", &map);
    let records: [(&str, &[u8]); 2] = [("GNU.sparse.size", b"100"), ("GNU.sparse.map", b"0,2,50,1")];
    builder.append_pax_extensions(records).expect("memory");
    add(&mut builder, "mapped", b"abc");
    done(builder)
}

fn usual() -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    builder.append_data(&mut header(EntryType::Directory, 0), "a", &[][..]).expect("memory");
    add(&mut builder, "a/file", b"first");
    add(&mut builder, &("long/".repeat(30) + "name"), &[7; 3000]);
    link(&mut builder, EntryType::Link, "a/hard", "a/file");
    link(&mut builder, EntryType::Symlink, "a/soft", "../a/./file");
    add(&mut builder, "a/file", b"second");
    done(builder)
}

fn deleting() -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    add(&mut builder, "a/.wh.file", b"");
    add(&mut builder, "long/.wh..wh..opq", b"");
    add(&mut builder, "a/hard/below", b"first");
    add(&mut builder, "sparse", b"abc");
    done(builder)
}

pub(crate) fn layers() -> Vec<Vec<u8>> {
    vec![usual(), deleting(), odd()]
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn config() -> String {
    format!(
        r#"{{"os":"linux","architecture":"amd64","rootfs":{{"diff_ids":["sha256:{}","sha256:{}"]}}}}"#,
        digest(&usual()),
        digest(&deleting())
    )
}

fn docker() -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    add(&mut builder, "aa/layer.tar", &usual());
    add(&mut builder, "bb/layer.tar", &deleting());
    link(&mut builder, EntryType::Symlink, "cc/layer.tar", "../aa/layer.tar");
    add(&mut builder, "c.json", config().as_bytes());
    let list = r#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["cc/layer.tar","bb/layer.tar"]}]"#;
    add(&mut builder, "manifest.json", list.as_bytes());
    done(builder)
}

fn oci() -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    let mut blob = |bytes: &[u8]| {
        add(&mut builder, &format!("blobs/sha256/{}", digest(bytes)), bytes);
        format!(r#"{{"mediaType":"x","digest":"sha256:{}","size":{}}}"#, digest(bytes), bytes.len())
    };
    let packed = zstd::encode_all(usual().as_slice(), 1).expect("memory");
    let (config, one, two) = (blob(config().as_bytes()), blob(&packed), blob(&deleting()));
    let manifest = blob(format!(r#"{{"config":{config},"layers":[{one},{two}]}}"#).as_bytes());
    let index = blob(format!(r#"{{"manifests":[{manifest}]}}"#).as_bytes());
    add(&mut builder, "index.json", format!(r#"{{"manifests":[{index},{manifest}]}}"#).as_bytes());
    done(builder)
}

pub(crate) fn archives() -> Vec<Vec<u8>> {
    vec![docker(), oci()]
}

fn images() -> String {
    format!(r#"[{{"id":"{}","names":["x:1"],"layer":"{}"}}]"#, "a".repeat(64), "b".repeat(64))
}

fn stored_layers() -> String {
    let (one, two) = ("b".repeat(64), "c".repeat(64));
    format!(
        r#"[{{"id":"{one}","parent":"{two}","diff-digest":"sha256:{one}"}},{{"id":"{two}","diff-digest":"sha256:{two}"}}]"#
    )
}

#[cfg(target_os = "linux")]
pub(crate) fn lists() -> Vec<Vec<u8>> {
    vec![images().into_bytes(), stored_layers().into_bytes()]
}

/// Lists of a store with nothing wrong.
#[cfg(target_os = "linux")]
pub(crate) fn store(folder: &Path) {
    let image = folder.join("overlay-images").join("a".repeat(64));
    std::fs::create_dir_all(&image).expect("a folder");
    std::fs::create_dir_all(folder.join("overlay-layers")).expect("a folder");
    std::fs::write(folder.join("overlay-images/images.json"), images()).expect("a file");
    std::fs::write(folder.join("overlay-layers/layers.json"), stored_layers()).expect("a file");
}

use std::io::Read;

use layer::{Entry, Kind, Look};

use super::*;

fn path(path: &str) -> ImagePath {
    ImagePath::parse(path.as_bytes()).unwrap()
}

fn entry(name: &str, kind: Kind, bytes: u64) -> Entry {
    Entry {
        path: path(name),
        kind,
        bytes,
        mode: 0o644,
        uid: 1,
        gid: 2,
        mtime: -3,
        link: matches!(kind, Kind::Symlink | Kind::HardLink).then(|| b"there".to_vec()),
        hash: (kind == Kind::File).then_some(u64::MAX - 7),
        capabilities: name == "b",
    }
}

fn looked(files: &[(&str, &[u8])]) -> Collector {
    let mut collector = Collector::new();
    for (name, content) in files {
        let entry = entry(name, Kind::File, content.len() as u64);
        if collector.wants(&entry) {
            collector.read(&entry, &mut &content[..]).unwrap();
        }
    }
    collector
}

fn record() -> LayerRecord {
    let index = Index {
        entries: vec![
            entry("a", Kind::Directory, 0),
            entry("a/file", Kind::File, 5),
            entry("a/filler", Kind::File, u64::MAX),
            entry("b", Kind::HardLink, 0),
            entry("c", Kind::Symlink, 0),
            entry("d", Kind::Fifo, 0),
        ],
        whiteouts: vec![path("x/y")],
        opaques: vec![path("z")],
        troubles: vec![layer::Trouble { path: "q".into(), kind: layer::TroubleKind::CutShort }],
    };
    let mut record = LayerRecord::new(Arc::new(index), looked(&[("etc/passwd", b"root:x:0:0::/:/bin/sh\n")]));
    let owned = |name: &str, md5| catalog::OwnedFile { path: path(name), md5 };
    let facts = Facts {
        owned: vec![catalog::Owned {
            package: "p".into(),
            arch: None,
            files: vec![owned("usr/a", None), owned("etc/b", Some([7; 16])), owned("etc/c", None)],
        }],
        ..Facts::default()
    };
    record.facts.push((path("var/lib/dpkg/info/p.list"), facts));
    record
}

#[test]
fn a_record_comes_back_as_it_was() {
    let record = record();
    assert_eq!(LayerRecord::decode(&record.encode()).unwrap(), record);
    assert_eq!(LayerRecord::decode(&LayerRecord::default().encode()).unwrap(), LayerRecord::default());
}

#[test]
fn a_damaged_record_is_an_error_and_nothing_worse() {
    let bytes = record().encode();
    for end in 0..bytes.len() {
        assert!(LayerRecord::decode(&bytes[..end]).is_err());
    }
    let plain = zstd::bulk::decompress(&bytes, 1 << 20).unwrap();
    for at in 0..plain.len() {
        for flip in [1, 0x80, 0xff] {
            let mut damaged = plain.clone();
            damaged[at] ^= flip;
            // Any answer will do, a panic will not.
            let _ = LayerRecord::decode(&zstd::bulk::compress(&damaged, 1).unwrap());
        }
    }
}

#[test]
fn the_anatomy_gets_what_it_needs() {
    let collector = looked(&[
        ("etc/passwd", b"root:x:0:0::/:/bin/sh\n"),
        ("etc/motd", b"hello"),
        ("usr/local/go/VERSION", b"go1.22.1\n"),
    ]);
    let (_, _, extras) = collector.into_parts();
    assert_eq!(extras.file("etc/passwd").unwrap().len(), 22);
    assert_eq!(extras.md5.len(), 2);
    assert_eq!(extras.runtimes, [(path("usr/local/go/VERSION"), "1.22.1".to_owned())]);
}

#[test]
fn a_file_that_is_longer_than_it_says_is_not_held_whole() {
    let mut collector = Collector::new();
    let liar = entry("etc/passwd", Kind::File, 3);
    assert!(collector.wants(&liar));
    collector.read(&liar, &mut std::io::repeat(b'a').take(64 << 20)).unwrap();
    let (_, _, extras) = collector.into_parts();
    assert_eq!(extras.file("etc/passwd").unwrap().len(), 1 << 20);
}

//! Layers as engines make them, and as nobody should.

use super::*;
use crate::testing::{Layer, gzip, path, read, zstd};
use crate::{Nothing, Trouble};

/// Keeps the contents of everything.
#[derive(Default)]
struct All(Vec<(String, Vec<u8>)>);

impl Look for All {
    fn wants(&mut self, _: &Entry) -> bool {
        true
    }

    fn read(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()> {
        assert_eq!(entry.hash, None);
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        self.0.push((entry.path.to_string(), bytes));
        Ok(())
    }
}

fn hash(bytes: &[u8]) -> Option<u64> {
    Some(XxHash3_64::oneshot(bytes))
}

fn kinds(index: &Index) -> Vec<TroubleKind> {
    index.troubles.iter().map(|trouble| trouble.kind).collect()
}

fn names(index: &Index) -> Vec<String> {
    index.entries.iter().map(|entry| entry.path.to_string()).collect()
}

#[test]
fn plain_gzip_and_zstd_give_the_same() {
    let long = "long/".repeat(40) + "name";
    let big: Vec<u8> = (0..1_000_000_u32).map(|n| (n / 7) as u8).collect();
    let tar = Layer::new()
        .folder("./etc/")
        .file_with("etc/su", b"x", 0o4755)
        .file(&long, b"long")
        .file("big", &big)
        .symlink("link", "/etc/su")
        .hard_link("hard", "big")
        .whiteout("etc/gone")
        .opaque("var")
        .raw(b'3', b"dev/null", b"")
        .raw(b'6', b"fifo", b"")
        .raw(b'0', b"caf\xe9", b"")
        .tar();
    let index = read(&tar);
    assert_eq!(index.troubles, []);
    assert_eq!(
        names(&index),
        ["etc", "etc/su", &long, "big", "link", "hard", "dev/null", "fifo", "caf\u{fffd}"]
    );
    assert_eq!(index.entries[8].path.as_bytes(), b"caf\xe9");
    assert_eq!(index.entries[1].mode, 0o4755);
    assert_eq!((index.entries[3].bytes, index.entries[3].hash), (1_000_000, hash(&big)));
    assert_eq!(index.entries[4].link.as_deref(), Some(b"/etc/su".as_slice()));
    assert_eq!((index.whiteouts.clone(), index.opaques.clone()), (vec![path("etc/gone")], vec![path("var")]));
    let halves = [gzip(&tar[..1000]), gzip(&tar[1000..])].concat();
    for packed in [gzip(&tar), zstd(&tar), halves] {
        assert_eq!(read(&packed), index);
    }
    let mut all = All::default();
    let looked = read_layer(tar.as_slice(), &mut all, &Limits::default()).unwrap();
    assert_eq!(looked, index);
    assert_eq!(all.0.iter().find(|one| one.0 == "big").unwrap().1, big);
}

#[test]
fn records_say_what_a_header_has_no_room_for() {
    let tar = Layer::new()
        .pax(&[
            ("path", b"a/\xff"),
            ("uid", b"3000000000"),
            ("SCHILY.xattr.security.capability", b"\x01\0=\n"),
        ])
        .file("short", b"x")
        .file("next", b"y")
        .tar();
    let index = read(&tar);
    let first = &index.entries[0];
    assert_eq!(
        (first.path.as_bytes(), first.uid, first.capabilities),
        (b"a/\xff".as_slice(), 3_000_000_000, true)
    );
    assert!(!index.entries[1].capabilities);
}

#[test]
fn of_two_with_the_same_path_the_last_counts() {
    let index = read(
        &Layer::new()
            .file("a", b"one")
            .hard_link("b", "a")
            .hard_link("c", "a")
            .file("a", b"other")
            .file("x/y", b"1")
            .file("x", b"2")
            .tar(),
    );
    let shown: Vec<_> = index.entries.iter().map(|one| (one.path.to_string(), one.kind, one.bytes)).collect();
    let line = |name: &str, kind, bytes| (name.to_owned(), kind, bytes);
    let expected = [
        line("b", Kind::File, 3),
        line("c", Kind::HardLink, 0),
        line("a", Kind::File, 5),
        line("x", Kind::File, 1),
    ];
    assert_eq!(shown, expected);
    assert_eq!(index.entries[1].link.as_deref(), Some(b"b".as_slice()));
    assert_eq!(index.troubles, [Trouble { path: "x/y".to_owned(), kind: TroubleKind::BadPath }]);
}

#[test]
fn names_that_mean_harm_are_refused() {
    let tar = Layer::new()
        .raw(b'0', b"../../etc/passwd", b"x")
        .raw(b'0', b"/absolute", b"x")
        .raw(b'0', b"a/.wh...", b"")
        .raw(b'0', b"a/.wh.", b"")
        .raw(b'0', b".wh..wh.plnk", b"")
        .raw(b'Z', b"what", b"x")
        .raw(b'2', b"loop", b"")
        .raw(b'0', b"con\x1b[31m", b"")
        .tar();
    let index = read(&tar);
    assert_eq!(names(&index), ["absolute", "loop", "con\u{fffd}[31m"]);
    assert_eq!(
        kinds(&index),
        [TroubleKind::BadPath, TroubleKind::BadPath, TroubleKind::BadPath, TroubleKind::UnknownKind]
    );
    assert_eq!(index.whiteouts, []);
}

/// A sparse file of GNU's old form: `pieces` of the contents, and how large it says it is.
fn sparse(size: u64, pieces: &[(u64, &[u8])]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNUSparse);
    header.set_path("sparse").unwrap();
    header.set_mode(0o644);
    let gnu = header.as_gnu_mut().unwrap();
    let mut content = Vec::new();
    for ((offset, piece), slot) in pieces.iter().zip(&mut gnu.sparse) {
        slot.offset.copy_from_slice(format!("{offset:011o}\0").as_bytes());
        slot.numbytes.copy_from_slice(format!("{:011o}\0", piece.len()).as_bytes());
        content.extend_from_slice(piece);
    }
    gnu.realsize.copy_from_slice(format!("{size:011o}\0").as_bytes());
    header.set_size(content.len() as u64);
    header.set_cksum();
    let mut builder = tar::Builder::new(Vec::new());
    builder.append(&header, content.as_slice()).unwrap();
    builder.into_inner().unwrap()
}

#[test]
fn holes_are_zeros_and_do_not_count_as_contents() {
    let tar = sparse(300_000, &[(1000, b"abc"), (200_000, b"defg")]);
    let mut expected = vec![0; 300_000];
    expected[1000..1003].copy_from_slice(b"abc");
    expected[200_000..200_004].copy_from_slice(b"defg");
    let mut all = All::default();
    let index = read_layer(tar.as_slice(), &mut all, &Limits::default()).unwrap();
    assert_eq!(all.0, [("sparse".to_owned(), expected.clone())]);
    assert_eq!((index.entries[0].bytes, index.entries[0].hash), (300_000, hash(&expected)));
}

#[test]
fn a_hole_of_ten_gigabytes_is_a_number() {
    let ten = 8_000_000_000;
    let index = read(&sparse(ten, &[(ten - 3, b"abc")]));
    assert_eq!((index.entries[0].bytes, index.entries[0].hash), (ten, None));
    assert_eq!(kinds(&index), [TroubleKind::TooLarge]);
    for pieces in [&[(5, b"abc".as_slice()), (6, b"def")][..], &[(99, b"abc")]] {
        let index = read(&sparse(100, pieces));
        assert_eq!((index.entries[0].bytes, kinds(&index)), (100, vec![TroubleKind::TooLarge]));
    }
}

#[test]
fn gnus_newest_sparse_form_is_read() {
    let mut content = b"1\n10\n3\n".to_vec();
    content.resize(512, 0);
    content.extend(b"abc");
    let records: [(&str, &[u8]); 4] = [
        ("GNU.sparse.major", b"1"),
        ("GNU.sparse.minor", b"0"),
        ("GNU.sparse.name", b"real"),
        ("GNU.sparse.realsize", b"20"),
    ];
    let index =
        read(&Layer::new().pax(&records).file("GNUSparseFile.1/real", &content).file("after", b"x").tar());
    assert_eq!(names(&index), ["real", "after"]);
    assert_eq!(
        (index.entries[0].bytes, index.entries[0].hash),
        (20, hash(b"\0\0\0\0\0\0\0\0\0\0abc\0\0\0\0\0\0\0"))
    );
}

#[test]
fn bombs_go_off_in_the_yard() {
    let limits = Limits { inflated: 50 << 20, ..Limits::default() };
    let tar = Layer::new().file("first", b"x").file("zeros", &vec![0; 100 << 20]).tar();
    for packed in [gzip(&tar), zstd(&tar)] {
        assert!(packed.len() < 1 << 20);
        let index = read_layer(packed.as_slice(), &mut Nothing, &limits).unwrap();
        assert_eq!(
            (names(&index), kinds(&index)),
            (vec!["first".into(), "zeros".into()], vec![TroubleKind::TooLarge])
        );
        assert_eq!(index.entries[1].hash, None);
    }
}

#[test]
fn descriptions_of_any_size_are_not_taken_in() {
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::XHeader);
    header.set_path("pax").unwrap();
    header.set_size(1 << 40);
    header.set_cksum();
    let index = read(header.as_bytes());
    assert_eq!(kinds(&index), [TroubleKind::TooLarge]);
    let index =
        read(&Layer::new().file("a", b"x").raw(b'L', b"././@LongLink", &[b'n'; 5000]).file("b", b"x").tar());
    assert_eq!((names(&index), kinds(&index)), (vec!["a".into()], vec![TroubleKind::TooLarge]));
}

#[test]
fn entries_beyond_the_limit_are_not_kept() {
    let mut layer = Layer::new();
    for number in 0..100 {
        layer = layer.file(&format!("f{number}"), b"");
    }
    let tar = layer.tar();
    for limits in [Limits { entries: 10, ..Limits::default() }, Limits { names: 20, ..Limits::default() }] {
        let index = read_layer(tar.as_slice(), &mut Nothing, &limits).unwrap();
        assert_eq!((index.entries.len(), kinds(&index)), (10, vec![TroubleKind::TooMany]));
    }
}

#[test]
fn a_tar_cut_anywhere_is_what_came_before() {
    let tar = Layer::new().file("a", &[1; 700]).folder("d").pax(&[("mtime", b"1.5")]).file("b", b"y").tar();
    let whole = read(&tar);
    for cut in 1..tar.len() {
        let index = read(&tar[..cut]);
        assert!(index.entries.len() <= whole.entries.len());
        if index.troubles.is_empty() {
            assert_eq!(index, whole, "{cut}");
        } else {
            assert_eq!(kinds(&index), [TroubleKind::CutShort], "{cut}");
        }
    }
    for packed in [gzip(&tar), zstd(&tar)] {
        for cut in 4..packed.len() {
            assert_ne!(kinds(&read(&packed[..cut])), [], "{cut} of {}", packed.len());
        }
    }
    assert_eq!(read(b""), Index::default());
}

#[test]
fn a_header_with_a_wrong_bit_ends_the_layer() {
    let tar = Layer::new().file("a", b"x").file("b", b"y").tar();
    for bit in 0..512 * 8 {
        let mut tar = tar.clone();
        tar[1024 + bit / 8] ^= 1 << (bit % 8);
        let index = read(&tar);
        assert_eq!(names(&index)[0], "a");
        let is_own_checksum = (148..156).contains(&(bit / 8));
        assert!(is_own_checksum || kinds(&index) == [TroubleKind::Damaged], "{bit}");
    }
}

/// Fails after some bytes, as a connection does.
struct Breaks<'b>(&'b [u8]);

impl Read for Breaks<'_> {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() { Err(io::ErrorKind::ConnectionReset.into()) } else { self.0.read(place) }
    }
}

#[test]
fn only_the_reader_itself_makes_an_error() {
    let tar = Layer::new().file("a", &[1; 700_000]).tar();
    for packed in [tar.clone(), gzip(&tar), zstd(&tar)] {
        let half = Breaks(&packed[..packed.len() / 2]);
        let read = read_layer(half, &mut All::default(), &Limits::default());
        assert!(
            matches!(read, Err(LayerError::Source(error)) if error.kind() == io::ErrorKind::ConnectionReset)
        );
    }
    let index = read(b"no tar at all, and shorter than a block");
    assert_eq!(kinds(&index), [TroubleKind::CutShort]);
    assert_eq!(kinds(&read(&[b'x'; 2000])), [TroubleKind::Damaged]);
}

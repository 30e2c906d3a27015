use super::*;
use crate::testing::{Layer, gzip, read, zstd};

fn layer() -> Vec<u8> {
    Layer::new().file("a/file", b"first").file("a/empty", b"").file("a/file", b"second").tar()
}

fn taken(tar: &[u8], file: &Entry, most: u64) -> Result<Vec<u8>, ExtractError> {
    let mut out = Vec::new();
    extract(tar, file, most, &Limits::default(), &mut out).map(|_| out)
}

#[test]
fn the_indexed_file_is_taken_out() {
    let tar = layer();
    let index = read(&tar);
    let (empty, file) = (&index.entries[0], &index.entries[1]);
    for packed in [tar.clone(), gzip(&tar), zstd(&tar)] {
        assert_eq!(taken(&packed, file, 100).unwrap(), b"second");
        assert_eq!(taken(&packed, empty, 0).unwrap(), b"");
    }
    assert!(matches!(taken(&tar, file, 5), Err(ExtractError::TooLarge { bytes: 6, most: 5 })));
    let other = Entry { hash: Some(1), ..file.clone() };
    assert!(matches!(taken(&tar, &other, 100), Err(ExtractError::Changed)));
    let folder = Entry { kind: Kind::Directory, ..file.clone() };
    assert!(matches!(taken(&tar, &folder, 100), Err(ExtractError::NotFound)));
    assert!(matches!(taken(&Layer::new().tar(), file, 100), Err(ExtractError::NotFound)));
    assert!(matches!(taken(&tar[..700], file, 100), Err(ExtractError::Damaged)));
}

#[test]
fn of_several_layers_the_one_with_the_contents_is_found() {
    let (other, right) = (Layer::new().file("a/file", b"sEcond").tar(), layer());
    let archive = Layer::new()
        .file("x.json", b"{}")
        .file("1/layer.tar", &other)
        .file("2/layer.tar", &gzip(&right))
        .tar();
    let index = read(&right);
    let mut made = 0;
    let mut fresh = || {
        made += 1;
        Ok(Vec::new())
    };
    let found =
        extract_from_archive(archive.as_slice(), &index.entries[1], 100, &Limits::default(), &mut fresh);
    assert_eq!(found.unwrap(), b"second");
    assert_eq!(made, 2);
    let gone = Entry { path: ImagePath::parse(b"gone").unwrap(), ..index.entries[1].clone() };
    let none =
        extract_from_archive(archive.as_slice(), &gone, 100, &Limits::default(), &mut || Ok(Vec::new()));
    assert!(matches!(none, Err(ExtractError::NotFound)));
}

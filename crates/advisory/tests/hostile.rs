//! Archives, records and index files that are damaged, or made to hurt; and bringing an index up to date.

mod common;

use std::io::Cursor;

use advisory::{ImportError, Index, IndexError, Limits, Query, import};

fn from(files: &[(&str, &[u8])], limits: &Limits) -> Result<advisory::Imported, ImportError> {
    import("npm", Cursor::new(common::zip(files.iter().copied())), common::source(), limits)
}

fn record(id: &str, name: &str, fixed: &str) -> Vec<u8> {
    format!(
        r#"{{"id":"{id}","modified":"2026-01-02T03:04:05Z","affected":[{{"package":{{"ecosystem":"npm","name":"{name}"}},
        "ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
    )
    .into_bytes()
}

fn hits(index: &Index, name: &str, version: &str) -> usize {
    index.matches(&Query { ecosystem: "npm", name, version }).expect("an answer").len()
}

#[test]
fn a_bad_record_is_skipped_and_counted() {
    let good = record("A-1", "a", "2.0.0");
    let odd = br#"{"id":"B-1","modified":null,"aliases":null,"severity":[{"type":"CVSS_V9","score":7}],"database_specific":[1],
        "schema_version":99,"affected":null,"new field":{"x":[{}]}}"#;
    let files: [(&str, &[u8]); 6] = [
        ("A-1.json", &good),
        ("odd.json", odd),
        ("bad.json", b"{"),
        ("no-id.json", b"{}"),
        ("deep.json", &[b'['; 100_000]),
        ("readme.txt", b"not looked at"),
    ];
    let made = from(&files, &Limits::default()).expect("an import");
    assert_eq!((made.records, made.skipped), (2, 3));
    assert_eq!(
        made.reasons.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["bad.json", "no-id.json", "deep.json"]
    );
    assert_eq!((hits(&made.index, "a", "1.9.9"), hits(&made.index, "a", "2.0.0")), (1, 0));
}

#[test]
fn malware_notices_are_left_out_and_summaries_are_one_clean_line() {
    let json = record("A-1", "a", "2.0.0");
    let json = String::from_utf8(json).expect("text").replacen(
        '{',
        "{\"summary\":\"\\n# red \\u001b[31mtext\\u202e\\nmore\",",
        1,
    );
    let malware = record("MAL-2024-1", "b", "2.0.0");
    let made = from(&[("A-1.json", json.as_bytes()), ("MAL-2024-1.json", &malware)], &Limits::default())
        .expect("an import");
    assert_eq!((made.records, made.malware), (2, 1));
    assert_eq!(hits(&made.index, "b", "1.0.0"), 0);
    let detail = made.index.detail("A-1").expect("an answer").expect("known");
    assert_eq!(detail.summary.as_deref(), Some("red [31mtext"));
    assert_eq!(made.index.detail("A-0").expect("an answer"), None);
}

#[test]
fn what_is_too_much_is_refused() {
    let large = format!(r#"{{"id":"A-1","details":"{}"}}"#, "a".repeat(1 << 20));
    let good = record("A-2", "a", "2.0.0");
    let files: [(&str, &[u8]); 2] = [("A-1.json", large.as_bytes()), ("A-2.json", &good)];
    let limits = Limits { record: 1000, ..Limits::default() };
    let made = from(&files, &limits).expect("an import");
    assert_eq!((made.records, made.skipped), (1, 1));
    let total = from(&files, &Limits { total: 100_000, ..Limits::default() });
    assert!(matches!(total, Err(ImportError::TooMuch { what: "bytes", .. })));
    let count = from(&files, &Limits { count: 1, ..Limits::default() });
    assert!(matches!(count, Err(ImportError::TooMuch { what: "records", .. })));
}

#[test]
fn what_is_no_export_gives_no_index() {
    assert!(matches!(from(&[("x.json", b"{")], &Limits::default()), Err(ImportError::Empty)));
    let nothing = import("npm", Cursor::new(b"not a zip"), common::source(), &Limits::default());
    assert!(matches!(nothing, Err(ImportError::Archive(_))));
    let unknown = import("../npm", Cursor::new(Vec::new()), common::source(), &Limits::default());
    assert!(matches!(unknown, Err(ImportError::Ecosystem(_))));
}

#[test]
fn changed_records_replace_those_of_the_same_id() {
    let files = [record("A-1", "a", "2.0.0"), record("B-1", "b", "2.0.0"), record("C-1", "c", "2.0.0")];
    let made = from(
        &[("A-1.json", &files[0]), ("B-1.json", &files[1]), ("C-1.json", &files[2])],
        &Limits::default(),
    );
    let first = made.expect("an import").index;
    let withdrawn =
        br#"{"id":"B-1","modified":"2026-02-01T00:00:00Z","withdrawn":"2026-02-01T00:00:00Z"}"#.to_vec();
    let changes = [record("A-1", "a", "3.0.0"), withdrawn, record("D-1", "d", "1.0.0"), b"nonsense".to_vec()];
    let second = first.apply(changes, common::source(), &Limits::default()).expect("applied");
    assert_eq!((second.records, second.skipped, second.withdrawn), (3, 1, 1));
    let index = second.index;
    assert_eq!(index.provenance().records, 3);
    assert_eq!(index.provenance().newest, Some("2026-02-01T00:00:00Z".parse().expect("a moment")));
    let all = [("a", "2.5.0", 1), ("a", "3.0.0", 0), ("b", "1.0.0", 0), ("c", "1.0.0", 1), ("d", "0.1.0", 1)];
    for (name, version, expected) in all {
        assert_eq!(hits(&index, name, version), expected, "{name} {version}");
    }
    assert_eq!(hits(&first, "b", "1.0.0"), 1, "the first one is as it was");
}

#[test]
fn nothing_changed_gives_the_same_index() {
    for ecosystem in common::ECOSYSTEMS {
        let first = common::imported(ecosystem).index;
        let second = first.apply([], common::source(), &Limits::default()).expect("applied").index;
        let (mut a, mut b) = (Vec::new(), Vec::new());
        first.write(&mut a).expect("written");
        second.write(&mut b).expect("written");
        assert_eq!(a, b, "{ecosystem}");
    }
}

#[test]
fn every_damaged_byte_of_an_index_is_noticed() {
    let mut file = Vec::new();
    common::imported("npm").index.write(&mut file).expect("written");
    assert!(Index::read(file.as_slice()).is_ok());
    for at in 0..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 0x20;
        assert!(Index::read(damaged.as_slice()).is_err(), "byte {at}");
        assert!(
            matches!(Index::read(&file[..at]), Err(IndexError::Format | IndexError::Damaged)),
            "up to {at}"
        );
    }
}

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::swap::{Actor, Gate, SwapKind};

fn header() -> Header {
    Header {
        format: FORMAT,
        tx: "0198a1b2c3d4e5f60718293a4b5c6d7e".to_owned(),
        kind: SwapKind::Update,
        engine: "engine".to_owned(),
        endpoint: "unix:///x".to_owned(),
        by: Actor::Person,
        reference: "web:1".to_owned(),
        digest: None,
        old_image: "sha256:old".to_owned(),
        old_digests: Vec::new(),
        gate: Gate::default(),
        keep_seconds: 60,
        drop_image: false,
        members: vec![Member {
            id: "ab".to_owned(),
            name: "web".to_owned(),
            image: "sha256:old".to_owned(),
            was: Was::Running,
            role: Role::Replace,
            policy: json!({"Name": "always"}),
            auto_remove: false,
            inspect: json!({"Config": {"Env": ["PASSWORD=x"]}}),
            successor: None,
        }],
        undoes: None,
    }
}

fn clock() -> Clock {
    Arc::new(|| Timestamp::UNIX_EPOCH)
}

#[test]
fn what_was_written_is_read_and_a_torn_line_is_not() {
    let folder = tempfile::tempdir().expect("folder");
    let mut journal = Journal::begin(folder.path(), header(), clock()).expect("begins");
    journal.write(Record::Created { member: 0, id: "cd".to_owned() }).expect("writes");
    journal.write(Record::Stopping).expect("writes");
    let path = folder.path().join(format!("{}.journal", journal.tx.header.tx));
    drop(journal);
    let whole = std::fs::read(&path).expect("reads");
    std::fs::write(&path, &whole[..whole.len() - 5]).expect("tears");
    let torn = read(&path).expect("readable");
    assert_eq!((torn.created.get(&0).map(String::as_str), torn.stopping), (Some("cd"), false));
    // What is written after a torn line counts.
    let mut journal = Journal::reopen(&path, clock()).expect("opens");
    journal.write(Record::Did { step: Step::Started, member: 0 }).expect("writes");
    assert!(read(&path).expect("readable").has_done(Step::Started, 0));
}

#[cfg(unix)]
#[test]
fn only_its_user_reads_it_and_it_is_gone_when_removed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("folder");
    let journal = Journal::begin(folder.path(), header(), clock()).expect("begins");
    let (path, _) = all(folder.path()).remove(0);
    let mode = std::fs::metadata(&path).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    journal.remove().expect("removes");
    assert!(all(folder.path()).is_empty());
}

#[test]
fn nonsense_and_newer_journals_are_left_alone() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("a.journal"), "nonsense").expect("writes");
    std::fs::write(folder.path().join("b.journal"), "").expect("writes");
    let newer = Header { format: FORMAT + 1, ..header() };
    drop(Journal::begin(folder.path(), newer, clock()).expect("begins"));
    assert!(all(folder.path()).is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 3);
}

#[test]
fn a_name_keeps_its_first_owner_however_often_it_moves() {
    let mut tx = Transaction::begun(header(), Timestamp::UNIX_EPOCH);
    let mut take = |record| tx.take(Line { at: Timestamp::UNIX_EPOCH, record });
    let tagging = |before: &str, to: &str| Record::Tagging {
        name: "web:1".to_owned(),
        before: Some(before.to_owned()),
        to: to.to_owned(),
    };
    take(tagging("old", "new"));
    take(tagging("new", "other"));
    let moved = tx.moved.get("web:1").expect("moved");
    assert_eq!((moved.before.as_deref(), moved.to.as_str()), (Some("old"), "other"));
}

/// A write that fails half way, on a full disk, does not spoil the next one.
#[cfg(target_os = "linux")]
#[test]
fn what_follows_a_failed_write_is_read() {
    let folder = tempfile::tempdir().expect("folder");
    let mut journal = Journal::begin(folder.path(), header(), clock()).expect("begins");
    let path = journal.path.clone();
    // The disk takes half a line, and then nothing.
    std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .expect("opens")
        .write_all(b"{\"at\":")
        .expect("half");
    let good =
        std::mem::replace(&mut journal.file, File::options().write(true).open("/dev/full").expect("opens"));
    assert!(journal.write(Record::Stopping).is_err());
    assert!(!journal.tx.stopping, "what is not written was not said");
    journal.file = good;
    journal.write(Record::Did { step: Step::Started, member: 0 }).expect("writes");
    assert!(read(&path).expect("readable").has_done(Step::Started, 0));
}

//! Real databases of package managers; tests/data/system/README.md says where they come from.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where its own data is not as it should be, and long runs say how far they are"
)]

use std::io::{self, Read};

use catalog::{Facts, Package, Reader, Unread};
use layer::Look;

mod common;

fn read(file: &str, path: &str) -> Facts {
    let facts = common::facts(path, &common::data(&format!("system/{file}")));
    assert_eq!(facts.unread, None);
    facts
}

fn package<'a>(facts: &'a Facts, name: &str) -> &'a Package {
    facts.packages.iter().find(|package| package.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn owns(facts: &Facts, name: &str, path: &str) -> bool {
    let path = common::path(path);
    let mut of = facts.owned.iter().filter(|owned| owned.package == name);
    of.any(|owned| owned.files.iter().any(|file| file.path == path))
}

#[test]
fn alpine_3_23() {
    let facts = read("alpine-3.23-apk-installed.zst", "lib/apk/db/installed");
    assert_eq!(facts.packages.len(), 59);
    let crypto = package(&facts, "libcrypto3");
    assert_eq!(crypto.source.as_ref().map(|source| source.name.as_str()), Some("openssl"));
    assert_eq!(crypto.licenses, ["Apache-2.0"]);
    assert!(owns(&facts, "busybox", "bin/busybox") || owns(&facts, "busybox", "usr/bin/busybox"));
}

#[test]
fn rpm_in_sqlite() {
    let facts = read("mariner-2.0-rpmdb.sqlite.zst", "var/lib/rpm/rpmdb.sqlite");
    assert_eq!(facts.packages.len(), 129);
    let bash = package(&facts, "bash");
    assert!(bash.version.as_deref().is_some_and(|version| version.starts_with("5.1")), "{bash:?}");
    assert_eq!(bash.arch.as_deref(), Some("x86_64"));
    assert_eq!(bash.maker.as_deref(), Some("Microsoft Corporation"));
    assert_eq!(bash.source.as_ref().map(|source| source.name.as_str()), Some("bash"));
    assert!(owns(&facts, "bash", "bin/bash"));
    assert!(!owns(&facts, "filesystem", "etc"), "folders belong to nobody");
}

#[test]
fn rpm_in_ndb() {
    let facts = read("sle15-bci-Packages.db.zst", "usr/lib/sysimage/rpm/Packages.db");
    assert_eq!(facts.packages.len(), 35);
    let glibc = package(&facts, "glibc");
    assert!(glibc.version.as_deref().is_some_and(|version| version.starts_with("2.31-")), "{glibc:?}");
    assert!(glibc.maker.as_deref().is_some_and(|maker| maker.contains("SUSE")), "{glibc:?}");
    assert!(owns(&facts, "bash", "bin/bash") || owns(&facts, "bash", "usr/bin/bash"));
}

#[test]
fn rpm_in_berkeley_db() {
    let facts = read("libuuid-bdb-Packages.zst", "var/lib/rpm/Packages");
    assert_eq!(facts.packages.len(), 1);
    let package = package(&facts, "libuuid");
    assert_eq!(package.source.as_ref().map(|source| source.name.as_str()), Some("util-linux"));
    assert!(facts.owned.iter().any(|owned| !owned.files.is_empty()));
}

#[test]
fn an_epoch_stands_before_the_version() {
    let facts = read("hello-epoch-bdb-Packages.zst", "var/lib/rpm/Packages");
    let [package] = &facts.packages[..] else { panic!("{facts:?}") };
    assert!(package.version.as_deref().is_some_and(|version| version.contains(':')), "{package:?}");
}

/// Gives zeros, as many as are asked for, and counts them.
struct Zeros(u64);

impl Read for Zeros {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(0);
        self.0 += buffer.len() as u64;
        Ok(buffer.len())
    }
}

#[test]
fn a_database_of_absurd_size_is_refused_unread() {
    for path in ["var/lib/dpkg/status", "lib/apk/db/installed", "var/lib/rpm/rpmdb.sqlite", "etc/os-release"]
    {
        let mut reader = Reader::new();
        let mut content = Zeros(0);
        reader.read(&common::entry(path, 500 << 20), &mut content).unwrap();
        assert!(content.0 < 1 << 16, "{path}: {} bytes were read", content.0);
        let facts = reader.into_facts();
        assert_eq!(facts.first().and_then(|(_, facts)| facts.unread), Some(Unread::TooLarge), "{path}");
    }
}

#[test]
fn a_size_that_lies_does_not_fill_the_memory() {
    let mut reader = Reader::new();
    let mut content = Zeros(0);
    reader.read(&common::entry("var/lib/dpkg/status", 10), &mut content).unwrap();
    assert!(content.0 < 128 << 20, "{} bytes were read", content.0);
    assert_eq!(reader.into_facts().first().and_then(|(_, facts)| facts.unread), Some(Unread::TooLarge));
}

#[test]
fn a_view_in_place_of_the_table_is_not_asked() {
    let name = std::env::temp_dir().join(format!("mooring-view-{}.sqlite", std::process::id()));
    let connection = rusqlite::Connection::open(&name).unwrap();
    connection
        .execute_batch(
            "CREATE VIEW Packages AS
             WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT zeroblob(1000) AS blob FROM n",
        )
        .unwrap();
    drop(connection);
    let content = std::fs::read(&name).unwrap();
    std::fs::remove_file(&name).unwrap();
    assert_eq!(common::facts("var/lib/rpm/rpmdb.sqlite", &content).unread, Some(Unread::Damaged));
}

//! Packages of real programs and made archives, and archives that mean harm.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where its own data is not as it should be, and long runs say how far they are"
)]

use std::collections::BTreeSet;

use catalog::{Facts, Unread};

mod common;

use common::{data, facts, jar};

/// As the expected lists write them.
fn told(facts: &Facts) -> BTreeSet<String> {
    let version = |version: &Option<String>| version.clone().unwrap_or_default();
    facts
        .packages
        .iter()
        .map(|found| {
            format!("{} {}", found.name.to_lowercase(), version(&found.version).trim_start_matches('v'))
        })
        .collect()
}

fn expected(name: &str) -> BTreeSet<String> {
    String::from_utf8(data(name)).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn go_programs_have_the_modules_that_others_find() {
    let mut found = told(&facts("usr/local/bin/syft", &data("lang/syft.bi.zst")));
    found.extend(told(&facts("usr/local/bin/docker", &data("lang/docker.bi.zst"))));
    assert_eq!(found, expected("lang/go.expected"));
}

#[test]
fn auditable_programs_have_the_crates_that_others_find() {
    assert_eq!(
        told(&facts("usr/local/bin/hello", &data("lang/hello.dep.zst"))),
        expected("lang/rust.expected")
    );
}

const POM: &[u8] = b"groupId=org.yaml\nartifactId=snakeyaml\nversion=1.23\n";

#[test]
fn archives_in_archives_name_all_they_hold() {
    let inner = jar(&[("META-INF/maven/org.yaml/snakeyaml/pom.properties", POM)]);
    let manifest = b"Implementation-Version: 2.0\nBundle-License: MIT\n";
    let outer = jar(&[("META-INF/MANIFEST.MF", manifest), ("BOOT-INF/lib/snakeyaml-1.23.jar", &inner)]);
    let found = facts("app/shop.jar", &outer);
    assert_eq!(told(&found).into_iter().collect::<Vec<_>>(), ["org.yaml:snakeyaml 1.23", "shop:shop 2.0"]);
    assert_eq!(found.unread, None);
}

#[test]
fn an_archive_without_a_version_says_so() {
    let found = facts("app/shop.jar", &jar(&[("A.class", b"")]));
    assert_eq!(
        (told(&found).into_iter().collect::<Vec<_>>(), found.unread),
        (vec!["shop:shop ".to_owned()], Some(Unread::VersionUnknown))
    );
}

#[test]
fn a_thousand_archives_in_one_another_end() {
    let mut archive = jar(&[("META-INF/maven/org.yaml/snakeyaml/pom.properties", POM)]);
    for _ in 0..1000 {
        archive = jar(&[("i-1.jar", &archive)]);
    }
    let found = facts("app/outer-1.0.jar", &archive);
    assert_eq!((found.packages.len(), found.unread), (4, Some(Unread::TooLarge)));
}

#[test]
fn a_bomb_is_told() {
    let inner = vec![0; 130 << 20];
    let found = facts("app/bomb-1.0.jar", &jar(&[("lib/zeros-1.0.jar", &inner)]));
    assert_eq!((found.packages.len(), found.unread), (1, Some(Unread::TooLarge)));
}

#[test]
fn half_an_archive_is_damaged_and_still_named() {
    let archive = jar(&[("META-INF/maven/org.yaml/snakeyaml/pom.properties", POM)]);
    let found = facts("app/half-1.0.jar", &archive[..archive.len() / 2]);
    assert_eq!(found.unread, Some(Unread::Damaged));
    assert_eq!(told(&found).into_iter().collect::<Vec<_>>(), ["half:half 1.0"]);
}

#[test]
fn a_package_json_of_absurd_size_is_not_read() {
    let found = facts("app/node_modules/a/package.json", &vec![b' '; 5 << 20]);
    assert_eq!(found.unread, Some(Unread::TooLarge));
}

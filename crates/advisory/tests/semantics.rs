//! What a match means, on real records (SCAN.md section 5, "Match semantics that tests must cover", by its numbers).

mod common;

use std::io::Cursor;
use std::sync::OnceLock;

use advisory::{AskError, Exploited, Found, Index, Level, Limits, Query, Set, State, import};

fn ask(ecosystem: &str, name: &str, version: &str) -> Vec<Found> {
    static SET: OnceLock<Set> = OnceLock::new();
    SET.get_or_init(common::set).matches(&Query { ecosystem, name, version }).expect("an answer")
}

fn one(ecosystem: &str, name: &str, version: &str, id: &str) -> Option<Found> {
    ask(ecosystem, name, version).into_iter().find(|found| &*found.id == id)
}

fn fixed(ecosystem: &str, name: &str, version: &str, id: &str) -> Option<String> {
    one(ecosystem, name, version, id)?.fixed_in.map(|fixed| fixed.to_string())
}

/// An advisory about one npm package with these ranges and versions.
fn made(affected: &str) -> Index {
    let json = format!(r#"{{"id":"T-1","affected":{affected}}}"#);
    let zip = common::zip([("T-1.json", json.as_bytes())]);
    import("npm", Cursor::new(zip), common::source(), &Limits::default()).expect("an import").index
}

#[test]
fn s01_entries_of_one_package_are_any_of() {
    let id = "GHSA-hrpp-h998-j3pp";
    assert_eq!(fixed("npm", "qs", "6.5.1", id).as_deref(), Some("6.5.3"));
    assert_eq!(fixed("npm", "qs", "6.10.2", id).as_deref(), Some("6.10.3"));
    assert_eq!(fixed("npm", "qs", "1.0.0", id).as_deref(), Some("6.2.4"));
    for mended in ["6.5.3", "6.2.4", "6.9.7", "6.11.0"] {
        assert_eq!(one("npm", "qs", mended, id), None, "{mended}");
    }
    assert_eq!(fixed("npm", "minimist", "0.0.8", "GHSA-xvch-5gv4-984h").as_deref(), Some("0.2.4"));
}

#[test]
fn s02_events_are_sorted_by_the_order_and_last_affected_is_still_affected() {
    let log4j = one("Maven", "log4j:log4j", "1.2.17", "GHSA-2qrg-x229-3v8q").expect("touched");
    assert_eq!((log4j.state, log4j.fixed_in), (State::Unfixed, None));
    assert_eq!(ask("Maven", "log4j:log4j", "1.2.18"), []);
    assert_eq!(ask("Maven", "log4j:log4j", "1.1.3"), []);
    assert!(!ask("Bitnami", "activemq", "5.15.11").is_empty());
    assert!(ask("Bitnami", "activemq", "5.15.12").is_empty());

    let index = made(
        r#"[{"package":{"ecosystem":"npm","name":"a"},"ranges":[{"type":"SEMVER","events":
        [{"fixed":"2.3.0"},{"introduced":"10.0.0"},{"introduced":"2.0.0"},{"fixed":"1.5.0"},{"introduced":"0"},{"fixed":"10.1.0"}]}]}]"#,
    );
    let fixed = |version| {
        let found = index.matches(&Query { ecosystem: "npm", name: "a", version }).expect("an answer");
        found.first().map(|found| found.fixed_in.as_deref().map(str::to_owned))
    };
    assert_eq!(fixed("1.0.0"), Some(Some("1.5.0".to_owned())));
    assert_eq!(fixed("1.5.0"), None);
    assert_eq!(fixed("2.0.0"), Some(Some("2.3.0".to_owned())));
    assert_eq!(fixed("10.0.5"), Some(Some("10.1.0".to_owned())));
    assert_eq!(fixed("10.1.0"), None);
}

#[test]
fn s02_limits_end_a_range_and_git_ranges_say_nothing() {
    let index = made(
        r#"[{"package":{"ecosystem":"npm","name":"a"},"ranges":[
        {"type":"SEMVER","events":[{"introduced":"1.0.0"},{"limit":"2.0.0"}]},
        {"type":"GIT","repo":"https://example.org/a","events":[{"introduced":"0"}]}]}]"#,
    );
    let hits =
        |version| index.matches(&Query { ecosystem: "npm", name: "a", version }).expect("an answer").len();
    assert_eq!((hits("0.9.0"), hits("1.5.0"), hits("2.0.0"), hits("3.0.0")), (0, 1, 0, 0));
}

#[test]
fn s03_versions_count_where_there_is_no_range() {
    assert!(one("PyPI", "gratient", "0.5", "PYSEC-2024-1").is_some());
    assert!(one("PyPI", "gratient", "0.5.0", "PYSEC-2024-1").is_some());
    assert_eq!(ask("PyPI", "gratient", "0.6"), []);
    assert!(!ask("Maven", "org.zenframework.z8.dependencies.commons:log4j-1.2.17", "2.0").is_empty());
}

#[test]
fn s04_npm_ranges_may_have_two_numbers() {
    let id = "GHSA-r683-j2x4-v87g";
    assert_eq!(fixed("npm", "node-fetch", "2.6.1", id).as_deref(), Some("3.1.1"));
    assert_eq!(fixed("npm", "node-fetch", "1.0.0", id).as_deref(), Some("3.1.1"));
}

#[test]
fn s05_names_are_equal_as_their_ecosystem_says() {
    let plain = ask("PyPI", "flask-caching", "1.10.0");
    assert_eq!(ask("PyPI", "Flask_Caching", "1.10.0"), plain);
    assert!(!ask("PyPI", "PyYAML", "5.3").is_empty());
    assert!(!ask("npm", "lodash", "4.17.4").is_empty());
    assert_eq!(ask("npm", "Lodash", "4.17.4"), []);
    assert_eq!(ask("Maven", "log4j", "1.2.17"), []);
}

#[test]
fn s06_distributions_name_sources_or_binaries() {
    assert!(!ask("Debian:12", "openssl", "3.0.9-1").is_empty());
    assert_eq!(ask("Debian:12", "libssl3", "3.0.9-1"), []);
    // The version of the source, 2.36-9, and not that of a binary built again, 2.36-9+b1.
    assert!(!ask("Debian:12", "glibc", "2.36-9").is_empty());
    assert!(!ask("AlmaLinux:8", "bind-chroot", "32:9.11.36-16.el8_10.1").is_empty());
    assert!(!ask("Rocky Linux:9", "rubygem-pg", "1.5.3-1.module+el9").is_empty());
}

#[test]
fn s07_epochs_count() {
    assert!(!ask("AlmaLinux:8", "bind", "32:9.11.36-16.el8_10").is_empty());
    assert!(ask("AlmaLinux:8", "bind", "33:1.0-1.el8").is_empty());
    // Without its epoch a version looks older than it is.
    assert!(!ask("AlmaLinux:8", "bind", "9.16.0-1.el8").is_empty());
    assert!(ask("Rocky Linux:8", "firefox", "102.11.0-2.el8_7").is_empty());
    assert!(!ask("Rocky Linux:8", "firefox", "0:102.10.0-1.el8_7").is_empty());
    assert_eq!(
        fixed("Debian:13", "zlib", "1:1.2.13.dfsg-1", "DEBIAN-CVE-2023-45853").as_deref(),
        Some("1:1.3.dfsg-2")
    );
}

#[test]
fn s08_all_names_of_a_problem_are_told() {
    let names = |ecosystem, name, version, id| {
        let found = one(ecosystem, name, version, id).expect("touched");
        found.aliases.iter().map(|alias| alias.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names("Debian:12", "zlib", "1:1.2.13.dfsg-1", "DEBIAN-CVE-2023-45853"), ["CVE-2023-45853"]);
    assert_eq!(
        names("AlmaLinux:8", "bind", "32:9.11.36-16.el8_10", "ALSA-2024:5524"),
        ["CVE-2024-1737", "CVE-2024-1975"]
    );
    assert_eq!(
        names("Ubuntu:22.04", "wayland", "1.20.0-1", "USN-5614-1"),
        ["CVE-2021-3782", "UBUNTU-CVE-2021-3782"]
    );
    assert_eq!(names("npm", "minimist", "0.0.8", "GHSA-xvch-5gv4-984h"), ["CVE-2021-44906"]);
    // "related" of RustSec is another problem, not another name.
    let related = one("crates.io", "mio", "0.7.14", "RUSTSEC-2024-0019").expect("touched");
    assert!(related.aliases.iter().all(|alias| !alias.starts_with("RUSTSEC")));
}

#[test]
fn s09_what_a_distribution_does_not_mend_is_told_apart() {
    let state = |name, id| one("Debian:12", name, "1.0-1", id).map(|found| (found.state, found.fixed_in));
    assert_eq!(state("tar", "DEBIAN-CVE-2005-2541"), Some((State::Unimportant, None)));
    assert_eq!(state("coreutils", "DEBIAN-CVE-2016-2781"), Some((State::Unfixed, None)));
    let trixie = one("Debian:13", "coreutils", "9.1-1", "DEBIAN-CVE-2016-2781").expect("touched");
    assert_eq!((trixie.state, trixie.fixed_in.as_deref()), (State::Fixable, Some("9.4-1")));
}

#[test]
fn s10_s13_only_the_release_asked_for_counts() {
    assert!(one("Debian:12", "gcc-12", "12.2.0-14", "DEBIAN-CVE-2023-4039").is_some());
    assert_eq!(ask("Debian:12", "gcc-13", "13.1.0-1"), []);
    assert_eq!(ask("Debian:10", "zlib", "1:1.2.11.dfsg-1"), []);
    assert_eq!(ask("Debian", "zlib", "1:1.2.13.dfsg-1"), [], "sid has no release, and no other's problems");
    assert_eq!(ask("Debian:1", "zlib", "1:1.2.13.dfsg-1"), []);
    assert_eq!(
        fixed("Alpine:v3.11", "openssl", "1.1.1d-r0", "ALPINE-CVE-2019-1563").as_deref(),
        Some("1.1.1d-r1")
    );
    assert_eq!(one("Alpine:v3.10", "openssl", "1.1.1d-r0", "ALPINE-CVE-2019-1563"), None);
}

#[test]
fn s13_ubuntu_releases_with_and_without_lts_and_pro() {
    for ecosystem in ["Ubuntu:20.04", "Ubuntu:20.04:LTS"] {
        let found = one(ecosystem, "wayland", "1.18.0-1", "UBUNTU-CVE-2021-3782").expect("touched");
        assert_eq!((found.fixed_in.as_deref(), found.subscription), (Some("1.18.0-1ubuntu0.1"), false));
    }
    // After the end of a release its problems are written down for subscribers only; they are there for everybody.
    let old =
        one("Ubuntu:16.04", "wayland", "1.12.0-1~ubuntu16.04.3", "UBUNTU-CVE-2021-3782").expect("touched");
    assert_eq!((old.fixed_in.as_deref(), old.subscription), (Some("1.12.0-1~ubuntu16.04.3+esm1"), true));
    assert!(one("Ubuntu:18.04", "glibc", "2.27-3ubuntu1", "UBUNTU-CVE-2016-20013").is_some());
    assert!(one("Ubuntu:Pro:18.04:LTS", "glibc", "2.27-3ubuntu1", "UBUNTU-CVE-2016-20013").is_some());
}

#[test]
fn s11_s12_withdrawn_records_and_the_year_one() {
    let ubuntu = common::imported("Ubuntu");
    assert_eq!((ubuntu.records, ubuntu.withdrawn, ubuntu.skipped), (7, 2, 0));
    assert_eq!(ubuntu.index.provenance().records, 5);
    assert_eq!(ask("Ubuntu:14.04", "tpp", "1.3.1-2"), []);
    let go = common::imported("Go");
    assert_eq!(go.index.provenance().newest, None, "every record says 0001-01-01");
    assert_eq!(go.skipped, 0);
}

#[test]
fn s14_how_bad_is_a_score_or_a_word_and_never_zero() {
    let severity =
        |ecosystem, name, version, id| one(ecosystem, name, version, id).expect("touched").severity;
    let ws = severity("npm", "ws", "7.4.5", "GHSA-6fc8-4gx4-v693").expect("rated");
    assert_eq!((ws.score, ws.level), (Some(5.3), Level::Medium));
    let hoek = severity("npm", "@hapi/hoek", "8.5.0", "GHSA-22h7-7wwg-qmgg").expect("rated");
    assert_eq!((hoek.score, hoek.level, hoek.vector), (None, Level::Low, None));
    let alma = severity("AlmaLinux:8", "bind", "32:9.11.36-16.el8_10", "ALSA-2024:5524").expect("rated");
    assert_eq!((alma.score, alma.level), (None, Level::High));
    let apisix = severity("Bitnami", "apisix", "3.0.0", "BIT-apisix-2026-39998").expect("rated");
    assert!(apisix.vector.expect("a vector").starts_with("CVSS:4.0"));
    assert_eq!(severity("Debian:12", "openssl", "3.0.9-1", "DSA-5764-1"), None);
    let coreutils = severity("Debian:12", "coreutils", "9.1-1", "DEBIAN-CVE-2016-2781").expect("rated");
    assert_eq!((coreutils.score, coreutils.level), (None, Level::Low));
}

#[test]
fn s15_a_kernel_in_an_image_is_not_run() {
    let kernel = one("Ubuntu:14.04", "linux", "3.13.0-1", "UBUNTU-CVE-2025-38094").expect("told");
    assert_eq!(kernel.state, State::Unimportant);
    let alma = one("AlmaLinux:10", "kernel-doc", "6.12.0-1.el10", "ALSA-2026:A010").expect("told");
    assert_eq!((alma.state, alma.fixed_in.is_some()), (State::Unimportant, true));
}

#[test]
fn a_mended_version_is_one_that_no_entry_touches() {
    let index = made(
        r#"[{"package":{"ecosystem":"npm","name":"a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.5.0"}]}]},
        {"package":{"ecosystem":"npm","name":"a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"1.4.0"},{"fixed":"1.7.0"}]}]}]"#,
    );
    let found = index.matches(&Query { ecosystem: "npm", name: "a", version: "1.0.0" }).expect("an answer");
    assert_eq!(found[0].fixed_in.as_deref(), Some("1.7.0"));
}

#[test]
fn nobody_who_can_answer_is_not_nothing_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let npm = common::imported("npm").index;
    npm.write(std::fs::File::create(folder.path().join("npm.idx")).expect("a file")).expect("written");
    std::fs::write(folder.path().join("PyPI.idx"), b"moor-adv nonsense").expect("written");
    let set = Set::open(folder.path(), ["npm", "PyPI", "Debian:12", "Debian:13", "../../etc/passwd"]);
    assert_eq!(set.loaded().map(|(name, _)| name).collect::<Vec<_>>(), ["npm"]);
    assert_eq!(set.missing(), ["../../etc/passwd", "Debian"]);
    assert_eq!(set.failed().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["PyPI"]);
    let ask = |ecosystem| set.matches(&Query { ecosystem, name: "lodash", version: "4.17.4" });
    assert_eq!(ask("npm").expect("an answer").len(), 2);
    assert!(matches!(ask("Debian:12"), Err(AskError::NotLoaded(name)) if name == "Debian"));
}

#[test]
fn what_is_attacked_is_marked_whatever_name_it_has() {
    let mut set = common::set();
    let list = br#"{"vulnerabilities":[{"cveID":"CVE-2021-44906"}]}"#;
    set.mark_exploited(Exploited::read(list.as_slice()).expect("a list"));
    let attacked = |name, version| {
        let found = set.matches(&Query { ecosystem: "npm", name, version }).expect("an answer");
        found.iter().any(|one| one.known_exploited)
    };
    assert!(attacked("minimist", "0.0.8"));
    assert!(!attacked("lodash", "4.17.4"));
}

#[test]
fn what_is_no_version_is_not_older_than_everything() {
    assert!(!ask("Go", "github.com/containerd/containerd", "1.3.4").is_empty());
    for version in ["(devel)", "", "unknown"] {
        assert_eq!(ask("Go", "github.com/containerd/containerd", version), [], "{version}");
        assert!(!Query { ecosystem: "Go", name: "a", version }.has_version());
    }
}

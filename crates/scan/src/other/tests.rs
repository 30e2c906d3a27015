use std::collections::BTreeSet;

use catalog::Ecosystem;

use super::*;
use crate::finding::{About, Finding, Level, State};

fn theirs(id: &str, package: &str, version: &str) -> Theirs {
    Theirs { id: id.into(), package: package.into(), version: version.into() }
}

fn ours(id: &str, aliases: &[&str], ecosystem: Ecosystem, name: &str, source: Option<&str>) -> Finding {
    Finding {
        id: id.into(),
        aliases: aliases.iter().map(|&alias| alias.into()).collect(),
        package: About {
            purl: String::new(),
            ecosystem,
            name: name.into(),
            version: "1".into(),
            source: source.map(str::to_owned),
            layer: 0,
            path: String::new(),
        },
        level: Level::High,
        score: None,
        vector: None,
        state: State::Unfixed,
        fixed_in: None,
        known_exploited: false,
        likelihood: None,
        summary: None,
        link: None,
        ignored: None,
    }
}

#[test]
fn trivy_is_read() {
    let json = br#"{"SchemaVersion":2,"ArtifactName":"a.cdx.json","ArtifactType":"cyclonedx","Results":[
        {"Target":"a (debian 12)","Class":"os-pkgs","Type":"debian","Vulnerabilities":[
          {"VulnerabilityID":"CVE-2024-1","PkgID":"libssl3@3.0.1","PkgName":"libssl3","InstalledVersion":"3.0.1","Status":"fixed","Severity":"HIGH"},
          {"VulnerabilityID":"CVE-2024-2","PkgName":"a\u001b[31m"},
          {"VulnerabilityID":"","PkgName":"b"},{"PkgName":"c"},7,null]},
        {"Target":"Python","Class":"lang-pkgs","Vulnerabilities":null},
        {"Target":"Node","Class":"lang-pkgs"},"odd"]}"#;
    let expected = [theirs("CVE-2024-1", "libssl3", "3.0.1"), theirs("CVE-2024-2", "a[31m", "")];
    assert_eq!(read_trivy(json).unwrap(), BTreeSet::from(expected));
    let clean = br#"{"SchemaVersion":2,"ArtifactName":"a","Metadata":{},"Results":null}"#;
    assert_eq!(read_trivy(clean).unwrap(), BTreeSet::new());
}

#[test]
fn grype_is_read() {
    let json = br#"{"matches":[
        {"vulnerability":{"id":"GHSA-xxxx-yyyy-zzzz","severity":"High"},"relatedVulnerabilities":[{"id":"CVE-2024-3"}],
         "matchDetails":[],"artifact":{"name":"lodash","version":"4.17.20","type":"npm","purl":"pkg:npm/lodash@4.17.20"}},
        {"vulnerability":{"id":"CVE-2024-4"},"relatedVulnerabilities":[{"id":"CVE-2024-4"}],"artifact":{"name":"apt","version":"1"}},
        {"vulnerability":{"id":"ALAS-1"},"relatedVulnerabilities":[{"id":"CVE-1"},{"id":"CVE-2"}],"artifact":{"name":"x","version":"1"}},
        {"vulnerability":{"id":"CVE-5"}},{"artifact":{"name":"x"}},[]],"source":{},"distro":{}}"#;
    let expected = [
        theirs("CVE-2024-3", "lodash", "4.17.20"),
        theirs("CVE-2024-4", "apt", "1"),
        theirs("ALAS-1", "x", "1"),
    ];
    assert_eq!(read_grype(json).unwrap(), BTreeSet::from(expected));
    assert_eq!(read_grype(br#"{"matches":[]}"#).unwrap(), BTreeSet::new());
}

#[test]
fn what_is_no_result_is_no_clean_image() {
    for odd in [&b""[..], b"{}", b"[]", b"null", b"{\"matches\":null}", b"{\"Results\":7}", b"\xff"] {
        assert!(matches!(read_trivy(odd), Err(OtherError::Json(_))), "{odd:?}");
        assert!(matches!(read_grype(odd), Err(OtherError::Json(_))), "{odd:?}");
    }
    let large = vec![b' '; (64 << 20) + 1];
    assert_eq!(read_grype(&large), Err(OtherError::TooLarge { limit: 64 << 20 }));
    let deep = [b"{\"matches\":[".as_slice(), &b"[".repeat(100_000)].concat();
    assert!(read_grype(&deep).is_err());
}

#[test]
fn side_by_side_by_any_name() {
    let mine = [
        ours("CVE-1", &["DSA-1", "GHSA-a"], Ecosystem::Deb, "libssl3", Some("openssl")),
        ours("CVE-2", &[], Ecosystem::PyPi, "Typing_Extensions", None),
        ours("CVE-3", &[], Ecosystem::Maven, "org.slf4j:slf4j-api", None),
        ours("CVE-4", &[], Ecosystem::Npm, "lodash", None),
    ];
    let other = BTreeSet::from([
        theirs("GHSA-A", "libssl3", "1"),
        theirs("CVE-1", "openssl", "1"),
        theirs("CVE-2", "typing.extensions", "1"),
        theirs("CVE-3", "slf4j-api", "1"),
        theirs("CVE-4", "Lodash", "1"),
        theirs("CVE-9", "lodash", "1"),
    ]);
    let beside = beside(&mine, &other);
    assert_eq!(beside.both, 4);
    assert_eq!(beside.only_ours, BTreeSet::from([theirs("CVE-4", "lodash", "1")]));
    let rest = [theirs("CVE-4", "Lodash", "1"), theirs("CVE-9", "lodash", "1")];
    assert_eq!(beside.only_theirs, BTreeSet::from(rest));
}

#[test]
fn nothing_beside_nothing() {
    assert_eq!(beside(&[], &BTreeSet::new()), Beside::default());
}

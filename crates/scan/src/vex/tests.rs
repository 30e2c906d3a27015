use super::*;
use crate::finding::{About, Level, State};

#[test]
fn lenient_and_bounded() {
    let document = read(
        br#"{"@context":"https://openvex.dev/ns/v0.2.0","author":"Acme","statements":[
        {"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:npm/a@1"}],"status":"not_affected","justification":"x"},
        {"vulnerability":"CVE-2","products":["pkg:oci/a"],"status":"fixed"},{"status":"fixed"},3,{"vulnerability":{},"status":"odd"}]}"#,
    )
    .unwrap();
    assert_eq!(document.statements.len(), 2);
    assert_eq!(read(b"{}"), Err(VexError::NotOpenVex));
    assert!(matches!(read(b"\xff"), Err(VexError::Json(_))));
}

#[test]
fn packages_and_images_are_named_in_several_ways() {
    assert!(same_package("pkg:npm/a", "pkg:npm/a@1?x=y") && same_package("pkg:npm/a@1", "pkg:npm/a@1?x=y"));
    assert!(!same_package("pkg:npm/a@2", "pkg:npm/a@1") && !same_package("pkg:npm/ab", "pkg:npm/a@1"));
    let names = ["docker.io/library/nginx".to_owned()];
    let digests = ["sha256:ab".to_owned()];
    let fits =
        |id: &str| Product { id: id.to_owned(), subcomponents: Vec::new() }.names_image(&names, &digests);
    assert!(fits("docker.io/library/nginx:1.27") && fits("pkg:oci/nginx@sha256%3Aab?repository_url=x"));
    assert!(fits("pkg:oci/nginx?repository_url=docker.io%2Flibrary%2Fnginx"));
    assert!(!fits("docker.io/library/nginxx") && !fits("pkg:oci/nginx@sha256:cd"));
}

fn finding(id: &str, purl: &str) -> Finding {
    Finding {
        id: id.to_owned(),
        aliases: vec!["GHSA-1".to_owned()],
        package: About {
            purl: purl.to_owned(),
            ecosystem: catalog::Ecosystem::Npm,
            name: "a".to_owned(),
            version: "1".to_owned(),
            source: None,
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

fn ignored(id: &str, purl: &str) -> Finding {
    let ignored = Ignored {
        number: Some(1),
        id: id.to_owned(),
        package: None,
        image: None,
        reason: "never \"called\"".to_owned(),
        until: None,
        author: None,
    };
    Finding { state: State::Ignored, ignored: Some(ignored), ..finding(id, purl) }
}

const APT: &str = "pkg:deb/debian/apt@2.6.1%2Bb1?arch=amd64&distro=debian-12";
const BABEL: &str = "pkg:npm/%40babel/core@7.0.0";

#[test]
fn what_is_written_is_read_again_and_excuses_the_same() {
    let now = "2026-11-27T00:00:00Z".parse().unwrap();
    let minded = Finding { aliases: Vec::new(), ..finding("CVE-2", BABEL) };
    let findings = [ignored("CVE-1", APT), minded, ignored("CVE-3", BABEL)];
    // As the app names images, with everything encoded.
    let images = [
        ("pkg:oci/nginx?repository_url=nginx%3A1%2E27", "docker.io/library/nginx", "sha256:00"),
        ("pkg:oci/app?repository_url=ghcr%2Eio%2Facme%2Fapp%3A1", "ghcr.io/acme/app", "sha256:00"),
        ("pkg:oci/sha256?repository_url=sha256%3Aab", "", "sha256:ab"),
    ];
    for (purl, name, id) in images {
        let text = write(purl, &findings, "Mooring user", now);
        assert_eq!(text, write(purl, &findings, "Mooring user", now));
        let document = read(text.as_bytes()).unwrap();
        assert_eq!((document.statements.len(), document.author.as_str()), (2, "Mooring user"));
        let (names, digests) = ([name.to_owned()], [id.to_owned()]);
        let excused = |finding: &Finding| document.excuses(finding, &names, &digests);
        for one in &findings {
            let again = excused(&Finding { ignored: None, state: State::Unfixed, ..one.clone() });
            assert_eq!(again.is_some(), one.ignored.is_some(), "{} in {purl}", one.id);
            assert_eq!(
                again.map(|ignored| ignored.reason),
                one.ignored.clone().map(|ignored| ignored.reason)
            );
        }
        assert!(excused(&finding("CVE-9", APT)).is_some(), "an alias is a name too");
        assert!(excused(&Finding { aliases: Vec::new(), ..finding("CVE-9", APT) }).is_none());
        assert!(excused(&finding("CVE-1", "pkg:deb/debian/apt@2.6.2")).is_none(), "another version");
        assert!(document.excuses(&finding("CVE-1", APT), &["other".to_owned()], &[]).is_none());
    }
}

#[test]
fn the_last_statement_counts() {
    let statement = |status: &str| json!({"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/%40babel/core"}], "status": status});
    let document = |statuses: &[&str]| {
        let statements: Vec<Value> = statuses.iter().map(|status| statement(status)).collect();
        let json = json!({"@context": "https://openvex.dev/ns/v0.2.0", "statements": statements});
        read(json.to_string().as_bytes()).unwrap()
    };
    let excuses =
        |statuses: &[&str]| document(statuses).excuses(&finding("CVE-1", BABEL), &[], &[]).is_some();
    assert!(excuses(&["fixed"]) && excuses(&["affected", "not_affected"]));
    assert!(!excuses(&["not_affected", "affected"]) && !excuses(&["under_investigation"]) && !excuses(&[]));
}

#[test]
fn a_product_of_another_name_is_not_this_image() {
    let document = |product: &str| {
        let statement = json!({"vulnerability": "CVE-1", "products": [product], "status": "fixed"});
        let json = json!({"@context": "https://openvex.dev/ns/v0.2.0", "statements": [statement]});
        read(json.to_string().as_bytes()).unwrap()
    };
    let (names, digests) = (["docker.io/library/nginx".to_owned()], ["sha256:ab".to_owned()]);
    let excuses =
        |product: &str| document(product).excuses(&finding("CVE-1", APT), &names, &digests).is_some();
    assert!(excuses("nginx") && excuses("nginx@sha256:ab") && excuses("sha256:ab"));
    for other in
        ["pkg:oci/nginx", "nginx@sha256:cd", "ghcr.io/a/nginx", "pkg:oci/x?repository_url=", "pkg:", "%ff"]
    {
        assert!(!excuses(other), "{other}");
    }
}

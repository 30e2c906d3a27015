//! Bills of materials against the published schemas. References between schemas are answered from here; there is no other place
//! to ask, for the validator is built without files and network.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use catalog::{Ecosystem, Installed, Package, Release, Source};
use jsonschema::{Registry, Validator};
use layer::ImagePath;
use scan::sbom::{Contents, cyclonedx, spdx};
use serde_json::Value;

fn schema(name: &str) -> Value {
    let path = format!("{}/tests/data/{name}.schema.json.zst", env!("CARGO_MANIFEST_DIR"));
    let packed = std::fs::read(path).unwrap();
    serde_json::from_slice(&zstd::decode_all(packed.as_slice()).unwrap()).unwrap()
}

fn check(validator: &Validator, text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()).chars().take(400).collect())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

fn check_cyclonedx(text: &str) -> Value {
    let at = |name: &str| format!("http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json");
    let registry = Registry::new()
        .add(at("spdx"), schema("spdx.SNAPSHOT"))
        .unwrap()
        .add(at("jsf-0.82"), schema("jsf-0.82.SNAPSHOT"))
        .unwrap()
        .prepare()
        .unwrap();
    let options = jsonschema::options().with_registry(&registry).should_validate_formats(true);
    check(&options.build(&schema("bom-1.6.SNAPSHOT")).unwrap(), text)
}

fn check_spdx(text: &str) -> Value {
    check(&jsonschema::options().build(&schema("spdx-2.3")).unwrap(), text)
}

fn package(ecosystem: Ecosystem, name: &str, version: Option<&str>, licenses: &[&str]) -> Installed {
    Installed {
        package: Package {
            ecosystem,
            name: name.to_owned(),
            version: version.map(str::to_owned),
            arch: ecosystem.is_system().then(|| "amd64".to_owned()),
            source: ecosystem
                .is_system()
                .then(|| Source { name: format!("{name}-src"), version: Some("1:9-1".to_owned()) }),
            licenses: licenses.iter().map(|&text| text.to_owned()).collect(),
            maker: Some("Somebody <a@example.org>".to_owned()),
            installed_bytes: Some(1),
        },
        layer: 0,
        path: ImagePath::parse(b"var/lib/dpkg/status").unwrap(),
        managed_by: None,
    }
}

fn contents<'a>(release: Option<&'a Release>, packages: &'a [Installed], ids: &'a [String]) -> Contents<'a> {
    Contents {
        name: "ghcr.io/acme/app:1.0",
        id: "sha256:00",
        digest: Some("sha256:ab"),
        arch: Some("amd64"),
        time: "2024-05-01T10:00:00.5Z".parse().ok(),
        tool_version: "1.0.0",
        release,
        packages,
        diff_ids: ids,
    }
}

fn debian() -> Release {
    Release {
        id: "debian".into(),
        version: Some("12".into()),
        pretty: Some("Debian 12".into()),
        ..Release::default()
    }
}

fn usual() -> Vec<Installed> {
    vec![
        package(Ecosystem::Deb, "apt", Some("2.6.1"), &["GPL-2+", "MIT"]),
        package(Ecosystem::PyPi, "Typing_Extensions", Some("4.0"), &["MIT OR Apache-2.0"]),
        package(Ecosystem::Npm, "@babel/core", Some("7.0.0"), &["MIT", "MIT", "see LICENSE", "ISC AND 0BSD"]),
        package(Ecosystem::Npm, "@babel/core", Some("7.0.0"), &[]),
        package(Ecosystem::Binary, "nginx", None, &[]),
    ]
}

#[test]
fn usual_images_fit_the_schemas() {
    let (release, packages, ids) = (debian(), usual(), ["sha256:aa".to_owned()]);
    let contents = contents(Some(&release), &packages, &ids);
    let bom = check_cyclonedx(&cyclonedx(&contents));
    let system = &bom["components"][0];
    assert_eq!(
        (&system["type"], &system["name"], &system["version"]),
        (&"operating-system".into(), &"debian".into(), &"12".into())
    );
    let apt = &bom["components"][1];
    assert_eq!(apt["purl"], "pkg:deb/debian/apt@2.6.1?arch=amd64&distro=debian-12");
    assert_eq!(apt["licenses"][0]["license"]["name"], "GPL-2+");
    assert_eq!(apt["licenses"][1]["license"]["id"], "MIT");
    assert_eq!(bom["components"][2]["licenses"][0]["expression"], "MIT OR Apache-2.0");
    assert!(bom["metadata"]["timestamp"].as_str().is_some_and(|time| time.starts_with("2024-05-01T10:00:0")));
    assert_eq!(bom["dependencies"][1]["dependsOn"][0], "package-1");

    let document = check_spdx(&spdx(&contents));
    let names: Vec<&str> =
        document["packages"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(
        names,
        ["ghcr.io/acme/app:1.0", "debian", "apt", "Typing_Extensions", "@babel/core", "@babel/core", "nginx"]
    );
    let apt = &document["packages"][2];
    assert_eq!(apt["sourceInfo"], "built package from: apt-src 1:9-1");
    assert_eq!(apt["comment"], "found in /var/lib/dpkg/status, layer sha256:aa");
    let term = document["hasExtractedLicensingInfos"][0]["licenseId"].as_str().unwrap();
    assert_eq!(apt["licenseDeclared"], format!("{term} AND MIT"));
}

#[test]
fn the_same_image_gives_the_same_bytes() {
    let (release, packages, ids) = (debian(), usual(), ["sha256:aa".to_owned()]);
    let one = contents(Some(&release), &packages, &ids);
    assert_eq!(cyclonedx(&one), cyclonedx(&one));
    assert_eq!(spdx(&one), spdx(&one));
    let other = contents(Some(&release), &packages[1..], &ids);
    let number = |text: &str, name: &str| serde_json::from_str::<Value>(text).unwrap()[name].clone();
    assert_ne!(number(&cyclonedx(&one), "serialNumber"), number(&cyclonedx(&other), "serialNumber"));
    assert_ne!(number(&spdx(&one), "documentNamespace"), number(&spdx(&other), "documentNamespace"));
}

#[test]
fn names_of_hostile_images_fit_too() {
    let odd = "\u{1b}]0;x\u{7}\u{202e}\n\"\\../../<script>\0é#?@";
    let long = "x".repeat(5000);
    let ecosystems = [
        Ecosystem::Deb,
        Ecosystem::Rpm,
        Ecosystem::PyPi,
        Ecosystem::Npm,
        Ecosystem::Maven,
        Ecosystem::Go,
        Ecosystem::Binary,
    ];
    let licenses = [odd, &long, "LicenseRef-x", "DocumentRef-a:LicenseRef-b", "NOASSERTION", "((((", ""];
    let mut packages: Vec<Installed> = ecosystems
        .into_iter()
        .flat_map(|one| [odd, &long, ""].map(|name| package(one, name, Some(name), &licenses)))
        .collect();
    packages[0].layer = usize::MAX;
    packages[0].path = ImagePath::parse(b"a\xff\x1b/b").unwrap();
    let release = Release {
        id: odd.into(),
        version: Some(odd.into()),
        pretty: Some(long.clone()),
        ..Release::default()
    };
    let ids = [odd.to_owned()];
    let hostile = Contents {
        name: odd,
        id: odd,
        digest: None,
        arch: Some(odd),
        time: None,
        ..contents(Some(&release), &packages, &ids)
    };
    for text in [cyclonedx(&hostile), spdx(&hostile)] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.len() < 1_000_000);
    }
    check_cyclonedx(&cyclonedx(&hostile));
    let document = check_spdx(&spdx(&hostile));
    let infos = document["hasExtractedLicensingInfos"].as_array().unwrap();
    let is_fit = |id: &str| {
        let rest = id.strip_prefix("LicenseRef-").unwrap();
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
    };
    assert!(!infos.is_empty() && infos.iter().all(|one| is_fit(one["licenseId"].as_str().unwrap())));
}

#[test]
fn an_empty_image_is_a_document_too() {
    let empty = contents(None, &[], &[]);
    check_cyclonedx(&cyclonedx(&empty));
    check_spdx(&spdx(&empty));
}

/// An id that this schema does not list would make the whole document invalid.
#[test]
fn every_license_id_is_listed() {
    let listed = schema("spdx.SNAPSHOT");
    let listed: Vec<&str> = listed["enum"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let packages: Vec<Installed> = ::spdx::identifiers::LICENSES
        .iter()
        .map(|license| package(Ecosystem::Npm, "a", Some("1"), &[license.name]))
        .collect();
    let bom: Value = serde_json::from_str(&cyclonedx(&contents(None, &packages, &[]))).unwrap();
    let ids = bom["components"].as_array().unwrap().iter();
    let unknown: Vec<&str> = ids
        .filter_map(|one| one["licenses"][0]["license"]["id"].as_str())
        .filter(|id| !listed.contains(id))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

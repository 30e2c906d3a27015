//! Looking into images as a script sees it: documents, exit codes, and no secret anywhere. Archives need no engine.

#![cfg(unix)]
#![allow(missing_docs, reason = "tests say it in their names")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use testkit::ImageBuilder;

const SECRET: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

const STATUS: &str = "Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.1-1\nSource: openssl\n\n";

fn image() -> ImageBuilder {
    ImageBuilder::scratch()
        .file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nNAME=\"Debian GNU/Linux\"\n", 0o644)
        .file("var/lib/dpkg/status", STATUS, 0o644)
        .layer()
        .file("app/.env", format!("API_TOKEN={SECRET}\n"), 0o644)
        .noise("app/big.bin", 50_000)
        .layer()
        .whiteout("app/big.bin")
        .env("API_TOKEN", SECRET)
        .cmd(&["python3", "app.py"])
}

/// An archive, a list of known problems, and a folder for what the command keeps. No engine is to be found.
struct Stage {
    folder: tempfile::TempDir,
    archive: String,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let archive = folder.path().join("shop.tar");
        std::fs::write(&archive, image().archive(&["shop/web:1"])).expect("written");
        Self { archive: archive.display().to_string(), folder }
    }

    fn mooring(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mooring"));
        command.args(words).env("LC_ALL", "C.UTF-8").env("MOORING_DATA_DIR", self.folder.path().join("data"));
        command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").env("HOME", self.folder.path());
        command.output().expect("starts")
    }

    fn json(&self, words: &[&str]) -> Value {
        let output = self.mooring(&[words, &["--json"]].concat());
        let told = serde_json::from_slice(&output.stdout);
        told.unwrap_or_else(|_| panic!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    /// A folder laid out like the public export, with one problem of OpenSSL.
    fn lists(&self) -> PathBuf {
        let export = self.folder.path().join("osv");
        std::fs::create_dir_all(export.join("Debian")).expect("made");
        let record = br#"{"id":"DSA-1-1","modified":"2026-01-01T00:00:00Z","aliases":["CVE-2026-0001"],"summary":"a bad one",
            "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
            "affected":[{"package":{"ecosystem":"Debian:12","name":"openssl"},
            "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"3.0.2-1"}]}]}]}"#;
        let mut output = Vec::new();
        let mut archive = rawzip::ZipArchiveWriter::new(&mut output);
        let builder = archive.new_file("DSA-1-1.json").compression_method(rawzip::CompressionMethod::STORE);
        let (mut entry, config) = builder.start().expect("starts");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(record).expect("written");
        let (_, descriptor) = writer.finish().expect("ends");
        entry.finish(descriptor).expect("ends");
        archive.finish().expect("ends");
        std::fs::write(export.join("Debian/all.zip"), output).expect("written");
        export
    }
}

#[test]
fn explain_tells_the_four_parts_of_an_archive() {
    let stage = Stage::new();
    let told = stage.json(&["explain", &stage.archive]);
    assert!(told["sentence"].as_str().is_some_and(|text| text.contains("Debian 12")), "{told:#}");
    let parts: Vec<&str> =
        told["parts"].as_array().expect("a list").iter().filter_map(|one| one["part"].as_str()).collect();
    assert_eq!(parts, ["code", "runtime", "system", "settings"]);
    let sum =
        told["parts"].as_array().expect("a list").iter().filter_map(|one| one["bytes"].as_u64()).sum::<u64>();
    let rest =
        told["leftovers"]["bytes"].as_u64().expect("bytes") + told["waste"]["bytes"].as_u64().expect("bytes");
    assert_eq!(Some(sum + rest), told["bytes"].as_u64());
    assert_eq!(told["waste"]["bytes"], 50_000);
    assert_eq!(told["waste"]["files"][0]["reason"], "deleted");
    assert_eq!(told["support"]["state"].as_str().map(str::is_empty), Some(false));
    let human = stage.mooring(&["explain", &stage.archive]);
    assert!(String::from_utf8_lossy(&human.stdout).contains("System tools & libraries"));
}

#[test]
fn layers_list_what_each_did() {
    let stage = Stage::new();
    let told = stage.json(&["layers", &stage.archive, "--files"]);
    let layers = told.as_array().expect("a list");
    assert_eq!(layers.len(), 3);
    assert_eq!((layers[1]["added"].as_u64(), layers[2]["removed"].as_u64()), (Some(2), Some(1)));
    let paths: Vec<&str> = layers[1]["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["path"].as_str())
        .collect();
    assert!(paths.contains(&"app/big.bin"), "{paths:?}");
    assert!(layers[0]["diffId"].as_str().is_some_and(|digest| digest.starts_with("sha256:")));
}

#[test]
fn sbom_names_the_packages_in_both_forms() {
    let stage = Stage::new();
    let cyclonedx = stage.mooring(&["sbom", &stage.archive]);
    let told: Value = serde_json::from_slice(&cyclonedx.stdout).expect("JSON");
    assert_eq!(told["bomFormat"], "CycloneDX");
    assert!(String::from_utf8_lossy(&cyclonedx.stdout).contains("pkg:deb/debian/libssl3@3.0.1-1"));
    let again = stage.mooring(&["sbom", &stage.archive]);
    assert_eq!(cyclonedx.stdout, again.stdout, "the same image gives the same document");
    let told = stage.json(&["sbom", &stage.archive, "--format", "spdx"]);
    assert_eq!(told["spdxVersion"], "SPDX-2.3");
}

#[test]
fn scan_finds_what_a_list_knows_and_says_so_by_its_code() {
    let stage = Stage::new();
    let lists = stage.lists().display().to_string();
    let updated = stage.json(&["advisories", "update", "--from", &lists]);
    assert_eq!(updated["lists"][0]["records"], 1, "{updated:#}");
    let told = stage.json(&["scan", "--offline", &stage.archive]);
    let finding = &told["findings"][0];
    assert_eq!((finding["id"].as_str(), finding["state"].as_str()), (Some("CVE-2026-0001"), Some("fixable")));
    assert_eq!(
        (finding["fixedIn"].as_str(), finding["severity"].as_str()),
        (Some("3.0.2-1"), Some("critical"))
    );
    assert_eq!(finding["package"]["name"], "libssl3");
    assert!(told["dataAge"].is_string() && told["headline"]["fixable"] == 1, "{told:#}");
    let bad = stage.mooring(&["scan", "--offline", "--fail-on", "high", &stage.archive]);
    assert_eq!(bad.status.code(), Some(3));
    let shown = String::from_utf8_lossy(&bad.stdout);
    assert!(shown.contains("CVE-2026-0001") && shown.contains("3.0.2-1"), "{shown}");
}

#[test]
fn without_lists_a_scan_says_what_is_missing() {
    let stage = Stage::new();
    let told = stage.json(&["scan", "--offline", &stage.archive]);
    assert_eq!(told["missing"].as_array().map(Vec::len), Some(1), "{told:#}");
    assert!(told["findings"].as_array().is_some_and(Vec::is_empty) && told["dataAge"].is_null());
    let check =
        |id: &str| told["checks"].as_array().into_iter().flatten().find(|one| one["id"] == id).cloned();
    assert_eq!(check("root").expect("is listed")["verdict"], "warn");
    assert!(check("secret-file").expect("is listed")["verdict"] != "pass");
}

#[test]
fn a_secret_is_in_no_output_and_in_nothing_that_is_kept() {
    let stage = Stage::new();
    for words in [
        vec!["explain", "--json"],
        vec!["explain"],
        vec!["layers", "--files", "--json"],
        vec!["sbom"],
        vec!["sbom", "--format", "spdx"],
        vec!["scan", "--offline", "--json"],
        vec!["scan", "--offline", "--all"],
    ] {
        let output = stage.mooring(&[words.as_slice(), &[&stage.archive]].concat());
        for text in [&output.stdout, &output.stderr] {
            assert!(!String::from_utf8_lossy(text).contains(&SECRET[4..]), "{words:?}");
        }
    }
    let mut folders = vec![stage.folder.path().join("data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let kept = std::fs::read(entry.path()).expect("readable");
                assert!(!String::from_utf8_lossy(&kept).contains(&SECRET[4..]), "{:?}", entry.path());
            }
        }
    }
}

#[test]
fn what_is_no_archive_is_told_and_ends_with_one() {
    let stage = Stage::new();
    let bad = stage.folder.path().join("bad.tar");
    for contents in [b"".as_slice(), b"not a tar at all", &[0; 2048]] {
        std::fs::write(&bad, contents).expect("written");
        let output = stage.mooring(&["explain", &bad.display().to_string()]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
    let mut cut = std::fs::read(&stage.archive).expect("readable");
    cut.truncate(cut.len() / 2);
    std::fs::write(&bad, cut).expect("written");
    assert_eq!(stage.mooring(&["explain", &bad.display().to_string()]).status.code(), Some(1));
}

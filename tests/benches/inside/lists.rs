//! Lists of known problems: read in, loaded, asked about 600 packages.
//!
//! `MOORING_BENCH_OSV` is a folder laid out as the public bucket is, with `ecosystems.txt`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use advisory::{Query, Set};
use serde_json::Value;

use super::{new_home, print};
use crate::figures::{Sample, line};
use crate::launch::beside;

const PACKAGES: usize = 600;
const RUNS: usize = 5;

pub(super) fn measure(work: &Path) {
    let Some(folder) = std::env::var_os("MOORING_BENCH_OSV").map(PathBuf::from) else {
        line("lists", "not measured: MOORING_BENCH_OSV names no folder");
        return;
    };
    let home = new_home(work);
    print("lists: read in from a folder", &[super::process::run(&mut update(&home, &folder))]);
    print("lists: the same again", &[super::process::run(&mut update(&home, &folder))]);
    let names = std::fs::read_to_string(folder.join("ecosystems.txt")).unwrap();
    let packages = packages();
    let (mut load, mut ask, mut found) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        let began = Instant::now();
        let set = Set::open(&home.join("data/advisories"), names.lines());
        load.push(began.elapsed().as_secs_f64() * 1e3);
        let began = Instant::now();
        let count = |(ecosystem, name, version): &(String, String, String)| {
            set.matches(&Query { ecosystem, name, version }).map_or(0, |found| found.len())
        };
        found = packages.iter().map(count).sum();
        ask.push(began.elapsed().as_secs_f64() * 1e3);
    }
    line("lists: load all", format!("{}  (promise: ≤ 200 ms)", Sample::of("ms", load)));
    let ask = format!("{}, {found} matches  (promise: ≤ 50 ms)", Sample::of("ms", ask));
    line(&format!("lists: {PACKAGES} packages"), ask);
}

fn update(home: &Path, folder: &Path) -> Command {
    let mut command = Command::new(beside("mooring"));
    command.args(["advisories", "update", "--from"]).arg(folder);
    command
        .env("HOME", home)
        .env("MOORING_DATA_DIR", home.join("data"))
        .env("DOCKER_HOST", "unix:///nowhere.sock");
    command
}

/// The packages of five real images, over and over.
fn packages() -> Vec<(String, String, String)> {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/advisory/tests/data/pack.tar.zst");
    let mut all = Vec::new();
    for image in ["py-1", "node-1", "rust-1", "go-1", "java-1"] {
        let member = format!("expected/{image}.json");
        let out = Command::new("tar").args(["--zstd", "-xOf"]).arg(&pack).arg(member).output().unwrap();
        let truth: Value = serde_json::from_slice(&out.stdout).expect("JSON");
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let packages = truth["packages"].as_array().expect("packages").iter();
        all.extend(packages.map(|one| (text(one, "ecosystem"), text(one, "name"), text(one, "version"))));
    }
    all.iter().cycle().take(PACKAGES).cloned().collect()
}

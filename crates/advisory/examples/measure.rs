//! Measures import, load and matching on a folder in the bucket's layout: `measure <folder> [<findings.json>…]`.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;

use advisory::{Index, Limits, Query, Set, Source, import};
use jiff::Timestamp;

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().expect("a folder in the bucket's layout");
    let target = tempfile::tempdir().unwrap();
    let names = fs::read_to_string(Path::new(&folder).join("ecosystems.txt")).unwrap();
    for name in names.lines() {
        measure(Path::new(&folder), name, target.path());
    }
    let files: Vec<String> = args.collect();
    if !files.is_empty() {
        matching(&files, target.path(), names.lines());
    }
}

fn measure(folder: &Path, name: &str, target: &Path) {
    let source = Source { origin: folder.display().to_string(), fetched: Timestamp::UNIX_EPOCH };
    let start = Instant::now();
    let zip = BufReader::new(File::open(folder.join(name).join("all.zip")).unwrap());
    let made = import(name, zip, source, &Limits::default()).unwrap();
    let imported = start.elapsed();
    let path = target.join(advisory::index_file(name).unwrap());
    made.index.write(File::create(&path).unwrap()).unwrap();
    let start = Instant::now();
    let index = Index::read(File::open(&path).unwrap()).unwrap();
    println!(
        "{name:12} {:6} records, {} skipped, {} withdrawn; {:7} bytes; import {imported:?}, load {:?}",
        made.records,
        made.skipped,
        made.withdrawn,
        index.size(),
        start.elapsed()
    );
}

fn matching<'a>(files: &[String], folder: &Path, names: impl Iterator<Item = &'a str>) {
    let start = Instant::now();
    let set = Set::open(folder, names);
    let loaded = start.elapsed();
    let truth: Vec<serde_json::Value> =
        files.iter().map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap()).collect();
    let packages: Vec<_> = truth.iter().flat_map(|one| one["packages"].as_array().unwrap()).collect();
    for round in ["first", "second"] {
        let start = Instant::now();
        let mut found = 0;
        for package in &packages {
            let text = |key: &str| package[key].as_str().unwrap_or_default();
            let query = Query { ecosystem: text("ecosystem"), name: text("name"), version: text("version") };
            found += set.matches(&query).map_or(0, |found| found.len());
        }
        println!(
            "{} packages, {found} findings, load {loaded:?}, matching ({round}) {:?}",
            packages.len(),
            start.elapsed()
        );
    }
}

//! Layers, archives and a store's lists with random damage: nothing panics, nothing is read without end, and the books balance.
//!
//! A short run with a fixed seed is part of the suite. `FUZZ_SECONDS=600 cargo test -p mooring-layer --test fuzz -- --ignored`
//! goes on for that long with each target, from another start each time; the number of a failing input is printed.

mod fuzz {
    pub(crate) mod mutate;
    pub(crate) mod seed;
}

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fuzz::mutate::{Random, mutate};
use fuzz::seed;
use layer::{Entry, Index, Limits, Look, Stack, Wanted, extract, open_archive, read_archive, read_layer};

/// Reads a part of every other file.
struct Half(bool);

impl Look for Half {
    fn wants(&mut self, entry: &Entry) -> bool {
        assert!(entry.hash.is_none());
        self.0 = !self.0;
        self.0
    }

    fn read(&mut self, entry: &Entry, content: &mut dyn io::Read) -> io::Result<()> {
        let mut part = vec![0; usize::try_from(entry.bytes / 2).unwrap_or(usize::MAX).min(4096)];
        content.read(&mut part).map(drop)
    }
}

fn limits() -> Limits {
    Limits {
        inflated: 4 << 20,
        archive: 8 << 20,
        entries: 500,
        archive_entries: 2000,
        holes: 1 << 20,
        document: 1 << 16,
        documents: 1 << 18,
        layers: 16,
        images: 16,
        ..Limits::default()
    }
}

fn check_layer(bytes: &[u8], below: &Arc<Index>) {
    let limits = limits();
    let index = read_layer(bytes, &mut Half(false), &limits).expect("memory does not fail");
    assert!(index.entries.len() + index.whiteouts.len() + index.opaques.len() <= limits.entries);
    check_stack(&[Arc::clone(below), Arc::new(index.clone()), Arc::clone(below)]);
    check_stack(&[Arc::new(index.clone()), Arc::clone(below), Arc::new(index.clone())]);
    if let Some(file) = index.entries.iter().find(|entry| entry.hash.is_some()) {
        // A path that stood twice with the same size may be found in its first form.
        let _ = extract(bytes, file, 1 << 20, &limits, &mut io::sink());
    }
}

fn check_stack(layers: &[Arc<Index>]) {
    let stack = Stack::of(layers);
    let sum = |bytes: &mut dyn Iterator<Item = u64>| bytes.map(u128::from).sum::<u128>();
    let stored = sum(&mut layers.iter().flat_map(|layer| &layer.entries).map(|entry| entry.bytes));
    let used = sum(&mut stack.surviving().iter().map(|one| one.bytes));
    let hidden = sum(&mut stack.hidden().iter().map(|one| one.bytes));
    assert_eq!(stored, used + hidden);
    for one in stack.surviving().iter().take(20) {
        let path = &stack.entry(one.spot).expect("it survives").path;
        assert_eq!(stack.find(path).map(|found| found.spot), Some(one.spot));
        let _ = stack.resolve(path);
        let _ = stack.children(path);
        let _ = stack.layer_children(1, path);
    }
}

fn check_archive(bytes: &[u8]) {
    let wanted = Wanted { verify: bytes.len().is_multiple_of(2), ..Wanted::default() };
    let _ = read_archive(bytes, &mut || Half(false), &wanted, &limits());
}

fn check_file(bytes: &[u8], folder: &std::path::Path) {
    let path = folder.join("archive");
    std::fs::write(&path, bytes).expect("the disk has room");
    let _ = open_archive(&path, &mut || Half(false), &Wanted::default(), &limits());
}

#[cfg(target_os = "linux")]
fn check_lists(bytes: &[u8], folder: &std::path::Path) {
    for list in ["overlay-images/images.json", "overlay-layers/layers.json"] {
        seed::store(folder);
        std::fs::write(folder.join(list), bytes).expect("the disk has room");
        let _ = layer::stored_image(folder, &"a".repeat(64), &limits());
    }
}

/// Runs a target on changed seeds, so many times or so long.
fn run(name: &str, seeds: &[Vec<u8>], start: u64, until: &Until, check: &dyn Fn(&[u8])) {
    let mut count = 0;
    while until(count) {
        let number = start.wrapping_add(count);
        let mut random = Random::new(number);
        let bytes = mutate(seeds, &mut random);
        let began = Instant::now();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&bytes)));
        assert!(outcome.is_ok(), "{name}: input {number} panicked");
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{name}: input {number} took {:?}",
            began.elapsed()
        );
        count += 1;
    }
    let _ = writeln!(io::stdout(), "{name}: {count} inputs");
}

/// How a target is told when to end: anew for each.
type Until = Box<dyn Fn(u64) -> bool>;

fn layers(start: u64, until: &Until) {
    let below =
        Arc::new(read_layer(seed::layers()[0].as_slice(), &mut layer::Nothing, &limits()).expect("memory"));
    run("layer", &seed::layers(), start, until, &|bytes| check_layer(bytes, &below));
}

fn archives(start: u64, until: &Until) {
    run("archive", &seed::archives(), start, until, &check_archive);
}

fn archive_files(start: u64, until: &Until) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run("archive file", &seed::archives(), start, until, &|bytes| check_file(bytes, folder.path()));
}

#[cfg(target_os = "linux")]
fn store_lists(start: u64, until: &Until) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run("store lists", &seed::lists(), start, until, &|bytes| check_lists(bytes, folder.path()));
}

fn briefly(target: fn(u64, &Until)) {
    let until: Until = Box::new(|count| count < 400);
    target(1, &until);
}

fn for_long(target: fn(u64, &Until)) {
    #[expect(clippy::disallowed_methods, reason = "a test may be told how long it runs")]
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let end = Instant::now() + Duration::from_secs(seconds);
    let until: Until = Box::new(move |_| Instant::now() < end);
    target(since.as_secs() << 24, &until);
}

#[test]
fn layers_briefly() {
    briefly(layers);
}

#[test]
fn archives_briefly() {
    briefly(archives);
}

#[test]
fn archive_files_briefly() {
    briefly(archive_files);
}

#[test]
#[cfg(target_os = "linux")]
fn store_lists_briefly() {
    briefly(store_lists);
}

#[test]
#[ignore = "runs for FUZZ_SECONDS"]
fn layers_for_long() {
    for_long(layers);
}

#[test]
#[ignore = "runs for FUZZ_SECONDS"]
fn archives_for_long() {
    for_long(archives);
}

#[test]
#[ignore = "runs for FUZZ_SECONDS"]
fn archive_files_for_long() {
    for_long(archive_files);
}

#[test]
#[ignore = "runs for FUZZ_SECONDS"]
#[cfg(target_os = "linux")]
fn store_lists_for_long() {
    for_long(store_lists);
}

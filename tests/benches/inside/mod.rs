//! `inside`: images read from archives and engines, beside dive, Trivy and Syft, and beside the floor, in the same run.
//!
//! `MOORING_BENCH_IMAGES` is a folder of archives as `docker save` makes them, to be measured instead of the one image that is
//! made here. `MOORING_PEERS` is a folder with `dive`, `trivy` and `syft`; without it they are looked for on the PATH.

mod lists;
mod peers;
mod process;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use app::wire::{Known, Language};
use app::{App, Environment, Options};
use tempfile::TempDir;
use testkit::TestEngine;

use crate::figures::{Sample, line, number, ratio, title};
use crate::launch::beside;
use peers::Peer;
use process::Took;

const RUNS: usize = 5;
/// The engine packs for most of the time, and the peers take minutes.
const ENGINE_RUNS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(120);

/// Measures every archive on its own, in a file and behind an engine.
pub(crate) async fn measure() {
    title(
        "inside",
        &format!("{RUNS} runs by turns from files, {ENGINE_RUNS} from the engine; ratios of medians"),
    );
    let work = TempDir::new().unwrap();
    let peers = peers::found();
    let docker = testkit::docker().await;
    let podman = testkit::podman().await;
    for archive in archives(work.path()) {
        let name = archive.file_stem().unwrap().to_string_lossy().into_owned();
        line(&format!("{name}: bytes"), number(std::fs::metadata(&archive).unwrap().len() as f64));
        from_file(&name, &archive, work.path(), &peers);
        let image = load(&docker, &archive);
        from_engine(&name, &docker, &image, work.path(), &peers);
        first_verdict(&name, &docker, &image, work.path()).await;
        let image = load(&podman, &archive);
        from_store(&name, &podman, &image, work.path());
    }
    lists::measure(work.path());
}

/// The archives to measure: those of a folder, else a Debian made on the spot.
fn archives(work: &Path) -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os("MOORING_BENCH_IMAGES") {
        let files = std::fs::read_dir(folder).expect("MOORING_BENCH_IMAGES").map(|one| one.unwrap().path());
        let mut files: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|end| end == "tar")).collect();
        files.sort();
        return files;
    }
    vec![self_made(work)]
}

/// What this machine runs is an image as good as any: its programs, libraries and package database, without a network.
fn self_made(work: &Path) -> PathBuf {
    let (tar, archive) = (work.join("layer.tar"), work.join("machine.tar"));
    let places =
        ["etc", "usr/bin", "usr/sbin", "usr/lib/python3", "usr/lib/x86_64-linux-gnu", "var/lib/dpkg"];
    let there = places.iter().filter(|place| Path::new("/").join(place).is_dir());
    let tar_of =
        Command::new("tar").args(["-C", "/", "--ignore-failed-read", "-cf"]).arg(&tar).args(there).status();
    assert!(tar_of.unwrap().success(), "a tar of this machine");
    let sum = Command::new("sha256sum").arg(&tar).output().unwrap().stdout;
    let diff_id = format!("sha256:{}", String::from_utf8_lossy(&sum).split(' ').next().unwrap());
    let config = serde_json::json!({"architecture": "amd64", "os": "linux", "config": {"Cmd": ["sh"]},
        "rootfs": {"type": "layers", "diff_ids": [diff_id]}});
    std::fs::write(work.join("config.json"), config.to_string()).unwrap();
    let list = r#"[{"Config":"config.json","RepoTags":["machine:1"],"Layers":["layer.tar"]}]"#;
    std::fs::write(work.join("manifest.json"), list).unwrap();
    let members = ["layer.tar", "config.json", "manifest.json"];
    let packed = Command::new("tar").arg("-C").arg(work).arg("-cf").arg(&archive).args(members).status();
    assert!(packed.unwrap().success(), "an archive");
    archive
}

fn from_file(name: &str, archive: &Path, work: &Path, peers: &[Peer]) {
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    let mut theirs: Vec<(String, Vec<Took>)> = Vec::new();
    for _ in 0..RUNS {
        floor.push(process::run(Command::new("cat").arg(archive)));
        ours.push(process::run(&mut mooring(&new_home(work), None, &archive.display().to_string())));
        peers::take_turns(&mut theirs, peers, |peer| peer.on_archive(archive, &new_home(work)));
    }
    compare(&format!("{name}, file"), &ours, ("cat", &floor, "-"), &theirs);
}

fn from_engine(name: &str, engine: &TestEngine, image: &str, work: &Path, peers: &[Peer]) {
    let host = engine.host_url();
    let save = format!("docker --host {host} save {image} | cat");
    let (mut floor, mut cold, mut warm) = (Vec::new(), Vec::new(), Vec::new());
    let (mut colds, mut warms) = (Vec::new(), Vec::new());
    for _ in 0..ENGINE_RUNS {
        let home = new_home(work);
        floor.push(process::run(Command::new("sh").args(["-c", &save])));
        cold.push(process::run(&mut mooring(&home, Some(&host), image)));
        warm.push(process::run(&mut mooring(&home, Some(&host), image)));
        peers::take_turns(&mut colds, peers, |peer| peer.on_engine(&host, image, &home));
        peers::take_turns(&mut warms, peers, |peer| {
            if peer.keeps_a_cache() { peer.on_engine(&host, image, &home) } else { None }
        });
    }
    compare(&format!("{name}, cold"), &cold, ("docker save | cat", &floor, "≤ 1.2 ×"), &colds);
    compare(&format!("{name}, warm"), &warm, ("docker save | cat", &floor, "-"), &warms);
}

/// Podman's own store is read where it lies.
fn from_store(name: &str, engine: &TestEngine, image: &str, work: &Path) {
    let host = engine.host_url();
    let run = |_| process::run(&mut mooring(&new_home(work), Some(&host), image));
    print(&format!("{name}, Podman's store: mooring"), &(0..RUNS).map(run).collect::<Vec<_>>());
}

/// Until the window knows distribution, packages and settings.
async fn first_verdict(name: &str, engine: &TestEngine, image: &str, work: &Path) {
    let mut first = Vec::new();
    for _ in 0..ENGINE_RUNS {
        let (environment, address) = (Environment::of_this_computer(), Some(engine.host_url()));
        let options = Options { data_dir: new_home(work), environment, engine: address };
        let app = App::open(options).expect("opens");
        while app.engine_ready().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let id = app.image_subject(image).await.expect("the image");
        let began = Instant::now();
        app.image_scan(id.clone()).await.expect("a look");
        until(&app, &id, &[Known::Partly, Known::Yes]).await;
        first.push(began.elapsed().as_secs_f64());
        // An engine goes on packing for whoever left, and the next round would wait for it.
        until(&app, &id, &[Known::Yes]).await;
        app.close().await;
    }
    line(&format!("{name}: first verdict"), format!("{}  (promise: ≤ 1 s)", Sample::of("s", first)));
}

async fn until(app: &App, id: &str, enough: &[Known]) {
    let began = Instant::now();
    loop {
        let known = app.image_inside(id.to_owned(), Language::En).await.expect("an answer").known;
        if enough.contains(&known) {
            return;
        }
        assert!(known != Known::Failed && began.elapsed() < PATIENCE, "no verdict: {known:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Packages, secrets, four parts and waste: what `explain` prints needs them all.
fn mooring(home: &Path, host: Option<&str>, image: &str) -> Command {
    let mut command = Command::new(beside("mooring"));
    command.args(["explain", "--json", image]).env("HOME", home).env("MOORING_DATA_DIR", home.join("data"));
    command.env("DOCKER_HOST", host.unwrap_or("unix:///nowhere.sock"));
    command
}

fn load(engine: &TestEngine, archive: &Path) -> String {
    let loaded = match engine.kind() {
        testkit::EngineKind::Docker => {
            Command::new("docker").args(["--host", &engine.host_url(), "load", "-i"]).arg(archive).output()
        }
        testkit::EngineKind::Podman => {
            Command::new("podman").args(["--url", &engine.host_url(), "load", "-i"]).arg(archive).output()
        }
    };
    let words = String::from_utf8_lossy(&loaded.unwrap().stdout).into_owned();
    let name =
        words.lines().find_map(|one| one.strip_prefix("Loaded image: ")).expect("a name in what load says");
    name.trim().trim_start_matches("localhost/").to_owned()
}

fn new_home(work: &Path) -> PathBuf {
    tempfile::tempdir_in(work).unwrap().keep()
}

fn compare(
    name: &str,
    ours: &[Took],
    (floor_name, floor, promise): (&str, &[Took], &str),
    theirs: &[(String, Vec<Took>)],
) {
    print(&format!("{name}: mooring"), ours);
    print(&format!("{name}: {floor_name}"), floor);
    ratio(&format!("{name}: beside {floor_name}"), &walls(ours), &walls(floor), promise);
    for (peer, took) in theirs {
        print(&format!("{name}: {peer}"), took);
        ratio(&format!("{name}: beside {peer}"), &walls(ours), &walls(took), "< 1 ×");
    }
}

fn walls(took: &[Took]) -> Sample {
    Sample::of("s", took.iter().map(|one| one.wall))
}

fn print(what: &str, took: &[Took]) {
    let cpu = took.iter().map(|one| one.cpu).fold(f64::INFINITY, f64::min);
    let memory = took.iter().map(|one| one.memory).fold(0.0, f64::max);
    let failed = if took.iter().all(|one| one.worked) { "" } else { ", FAILED" };
    line(what, format!("{}, CPU {} s, {} MiB{failed}", walls(took), number(cpu), number(memory)));
}

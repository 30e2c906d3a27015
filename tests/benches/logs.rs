//! A million lines of a log, followed.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use harness::{Stage, run_container};
use serde_json::json;
use testkit::{ImageBuilder, TestEngine};

use crate::fake::{FakeEngine, LINES, Truth, log_line};
use crate::figures::{Sample, line, number, ratio, title};
use crate::launch::beside;
use crate::page;
use crate::processes::Tree;

const RUNS: usize = 5;
const PROMISE: &str = "≥ 0.5 ×";

pub(crate) async fn measure() {
    title(
        "logs",
        &format!(
            "{} lines followed to their end. Command line: a container of a private Docker, to /dev/null, turn by turn",
            number(LINES as f64)
        ),
    );
    command_line().await;
    println!(
        "  Window: an engine that sends from memory as fast as it is read, and `docker logs --follow` on the same"
    );
    window().await;
}

async fn command_line() {
    let engine = testkit::docker().await;
    let id = talkative(&engine).await;
    let host = engine.host_url();
    let docker = docker_for(&host);
    let home = tempfile::tempdir().expect("a folder");
    let mooring = |id: &str| mooring(&host, home.path(), id);
    assert_eq!(count(&mut mooring(&id)), LINES, "lines of mooring logs --follow");
    let (ours, theirs): (Vec<_>, Vec<_>) =
        (0..RUNS).map(|_| (rate(&mut mooring(&id)), rate(&mut docker_logs(&docker, &host, &id)))).unzip();
    let peak = ours.iter().map(|(_, peak)| *peak);
    line("mooring logs --follow, memory at most", Sample::of("MiB RSS", peak));
    let ours = Sample::of("lines/s", ours.iter().map(|(rate, _)| *rate));
    let theirs = Sample::of("lines/s", theirs.iter().map(|(rate, _)| *rate));
    line("mooring logs --follow", &ours);
    line("docker logs --follow", &theirs);
    ratio("mooring / docker", &ours, &theirs, PROMISE);
    line("lines lost by mooring, or out of order", format!("0 of {}, each compared", number(LINES as f64)));
}

async fn window() {
    let engine = FakeEngine::start(Truth::numbered(1, 0));
    engine.write_log();
    let (host, name) = (engine.host_url(), engine.truth().containers[0].name.clone());
    let docker = docker_for(&host);
    let (mut ours, mut theirs, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
    let stage = Stage::empty().variable("DOCKER_HOST", &host);
    let window = stage.open().await;
    let tree = Tree::of_app_in(stage.home());
    let (before, mut peak) = (tree.rss(), 0.0_f64);
    for _ in 0..RUNS {
        theirs.push(rate(&mut docker_logs(&docker, &host, &name)).0);
        window.go("home").await;
        window.settle().await;
        page::run(&window, page::FOLLOW_LOG, &[json!(format!("containers/{name}/logs")), json!(LINES)]).await;
        let (noted, most) = tokio::join!(page::noted(&window, "done"), watched(&tree, &window));
        peak = peak.max(most);
        assert_eq!(noted["wrong"], 0, "lines on screen that are not what their number says: {noted}");
        ours.push(
            LINES as f64 / (page::milliseconds(&noted, "done") - page::milliseconds(&noted, "began"))
                * 1000.0,
        );
        gaps.push(page::milliseconds(&noted, "gap"));
    }
    let (ours, theirs) = (Sample::of("lines/s", ours), Sample::of("lines/s", theirs));
    line("the window's log view", &ours);
    line("docker logs --follow", &theirs);
    ratio("window / docker", &ours, &theirs, PROMISE);
    line(
        "lines lost: the last on screen is",
        format!("number {} by count and by its text, and so at every frame", number(LINES as f64)),
    );
    line("longest time between frames", Sample::of("ms", gaps));
    line("memory, app and WebKit (RSS)", format!("{before:.0} MiB before, {peak:.0} MiB at most"));
    window.close().await;
}

/// The most memory until the log was read.
async fn watched(tree: &Tree, window: &harness::Window<'_>) -> f64 {
    let mut most = 0.0_f64;
    loop {
        most = most.max(tree.rss());
        let done = window.session().script("return window.bench.done !== null", &[]).await;
        if !matches!(done, Ok(serde_json::Value::Bool(false))) {
            return most;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Runs a container to its end that writes [`LINES`] lines; returns its id.
async fn talkative(engine: &TestEngine) -> String {
    let line =
        log_line(7).replace("0000007", "%07d").replace("articles/7 ", "articles/%d ").replace('"', "\\\"");
    let program = format!("BEGIN {{ for (i = 1; i <= {LINES}; i++) printf \"{line}\\n\", i, i }}");
    let image = ImageBuilder::scratch().busybox().cmd(&["/bin/busybox", "awk", &program]);
    image.load_into(engine, &["talkative:1"]).await;
    let id = run_container(engine, "talkative", "talkative:1", &[]).await;
    let ended = engine.request("POST", &format!("/containers/{id}/wait"), "", b"").await.json();
    assert_eq!(ended["StatusCode"], 0, "{ended}");
    id
}

fn mooring(host: &str, home: &Path, container: &str) -> Command {
    let mut command = Command::new(beside("mooring"));
    command.args(["logs", "--follow", container]).env("DOCKER_HOST", host);
    command.env("HOME", home).env("MOORING_DATA_DIR", home.join("data"));
    command
}

fn docker_logs(docker: &Path, host: &str, container: &str) -> Command {
    let mut command = Command::new(docker);
    command.args(["--host", host, "logs", "--follow", container]);
    command
}

/// The peer: the first client that agrees with this engine on a version.
fn docker_for(host: &str) -> PathBuf {
    let works = |path: &PathBuf| {
        let outcome = Command::new(path).args(["--host", host, "ps"]).output();
        outcome.is_ok_and(|output| output.status.success())
    };
    let places = ["/usr/bin/docker", "/usr/local/bin/docker"].map(PathBuf::from);
    places.into_iter().find(works).expect("a docker client that speaks to this engine (package docker.io)")
}

/// Runs a command with its output thrown away; returns lines per second and its largest memory in MiB.
fn rate(command: &mut Command) -> (f64, f64) {
    let began = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        peak = peak.max(Tree::of(child.id()).rss());
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(status.success(), "{command:?}: {status}");
    (LINES as f64 / began.elapsed().as_secs_f64(), peak)
}

/// Counts the lines a command prints, and compares each with what was written.
fn count(command: &mut Command) -> usize {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut count = 0;
    for line in lines {
        count += 1;
        assert_eq!(line.expect("text"), log_line(count), "line {count} of {command:?}");
    }
    assert!(child.wait().expect("a child").success());
    count
}

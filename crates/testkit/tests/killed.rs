//! A test run that is killed leaves no process at once, and no file once the next one has started.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, reason = "helpers of tests")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use testkit::{TestEngine, image};

const CHILD: &str = "MOORING_TEST_IS_CHILD";

#[tokio::test]
async fn a_killed_run_is_swept() {
    if std::env::var(CHILD).is_ok() {
        return run_until_killed().await;
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_killed_run_is_swept", "--nocapture"])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let dirs: Vec<PathBuf> = lines
        .take_while(|line| line != "ready")
        .filter_map(|line| Some(PathBuf::from(line.rsplit_once("dir ")?.1)))
        .collect();
    assert_eq!(dirs.len(), 3);
    assert!(dirs.iter().all(|dir| !processes_naming(dir).is_empty()));
    child.kill().unwrap();
    child.wait().unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    while dirs.iter().any(|dir| !processes_naming(dir).is_empty()) && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    let left: Vec<String> = dirs.iter().flat_map(|dir| processes_naming(dir)).collect();
    assert_eq!(left, Vec::<String>::new());
    // Whoever comes next sweeps: another test of this machine may have been quicker than this one.
    let _next = testkit::registry().await;
    let interfaces = Command::new("ip").args(["-oneline", "link"]).output().unwrap().stdout;
    let interfaces = String::from_utf8_lossy(&interfaces).into_owned();
    for dir in dirs.iter().filter(|dir| !dir.exists()) {
        let number = dir.file_name().unwrap().to_str().unwrap();
        assert!(!interfaces.contains(&format!("mooring{number}:")), "{interfaces}");
    }
    assert!(dirs.iter().any(|dir| !dir.exists()), "{dirs:?}");
}

/// Three engines' worth of things to leave behind; says where, then waits for the end.
async fn run_until_killed() {
    let registry = testkit::registry().await;
    for engine in [testkit::docker().await, testkit::podman().await] {
        start_sleeper(&engine).await;
        println!("dir {}", engine.dir().display());
        std::mem::forget(engine);
    }
    println!("dir {}", registry.dir().display());
    println!("ready");
    std::future::pending::<()>().await;
}

async fn start_sleeper(engine: &TestEngine) {
    image::sleeper().load_into(engine, &["docker.io/library/sleeper:1"]).await;
    let body = json!({"Image": "docker.io/library/sleeper:1"}).to_string();
    let made = engine.request("POST", "/containers/create", "application/json", body.as_bytes()).await;
    let id = made.json()["Id"].as_str().unwrap().to_owned();
    assert_eq!(engine.request("POST", &format!("/containers/{id}/start"), "", b"").await.status, 204);
}

fn processes_naming(dir: &Path) -> Vec<String> {
    let name = format!("{}/", dir.display());
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let lines =
        entries.map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default());
    lines.filter(|line| line.contains(&name)).map(|line| line.replace('\0', " ")).collect()
}

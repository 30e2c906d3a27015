//! Podman's service, started by us and gone with us.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use engine::Engine;
use engine::discover::PodmanService;
use engine::model::system::EngineKind;

const LIMIT: Duration = Duration::from_secs(20);

/// A `podman` that keeps its images in the test's folder.
fn podman(dir: &Path) -> PathBuf {
    let program = dir.join("podman");
    let text = format!(
        "#!/bin/sh\nexec podman --root '{0}/root' --runroot '{0}/run' --cgroup-manager cgroupfs \"$@\"\n",
        dir.display()
    );
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn is_running(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

#[tokio::test]
async fn starts_answers_and_stops() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("mooring");
    let service = PodmanService::start(&podman(dir.path()), &own, LIMIT).await.unwrap();
    assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o700);
    let engine = Engine::connect(&service.endpoint(), LIMIT).await.unwrap();
    assert_eq!(engine.info().kind, EngineKind::Podman);
    let pid = service.pid().unwrap();
    service.stop().await;
    assert!(!is_running(pid));
    assert_eq!(fs::read_dir(&own).unwrap().count(), 0, "socket and process id are removed");
    assert!(engine.ping().await.is_err());
}

#[tokio::test]
async fn dropping_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let service =
        PodmanService::start(&podman(dir.path()), &dir.path().join("mooring"), LIMIT).await.unwrap();
    let pid = service.pid().unwrap();
    drop(service);
    let end = Instant::now() + LIMIT;
    while is_running(pid) && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!is_running(pid));
}

#[tokio::test]
async fn the_next_start_ends_what_a_killed_app_left() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("mooring");
    let program = podman(dir.path());
    let first = PodmanService::start(&program, &own, LIMIT).await.unwrap();
    let pid = first.pid().unwrap();
    // A killed app runs no destructors.
    std::mem::forget(first);
    let second = PodmanService::start(&program, &own, LIMIT).await.unwrap();
    assert_ne!(second.pid(), Some(pid));
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // Nobody waits for the forgotten child, so a zombie may remain; it serves no more.
    assert!(state.is_empty() || state.contains(") Z "), "{state}");
    assert!(Engine::connect(&second.endpoint(), LIMIT).await.is_ok());
    second.stop().await;
}

#[tokio::test]
async fn a_stranger_with_the_noted_number_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("mooring");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("podman.pid"), std::process::id().to_string()).unwrap();
    let service = PodmanService::start(&podman(dir.path()), &own, LIMIT).await.unwrap();
    service.stop().await;
}

#[tokio::test]
async fn a_podman_that_cannot_start_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let program = dir.path().join("podman");
    fs::write(&program, "#!/bin/sh\necho 'Error: no such thing as a runtime' >&2\nexit 125\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let error = PodmanService::start(&program, &dir.path().join("mooring"), LIMIT).await.unwrap_err();
    let words = error.to_string();
    assert!(words.contains("no such thing as a runtime") && words.contains("125"), "{words}");
    let error =
        PodmanService::start(&dir.path().join("none"), &dir.path().join("m"), LIMIT).await.unwrap_err();
    assert!(error.to_string().starts_with("start Podman: "), "{error}");
}

//! Real engines: they answer, run images made on the spot, and leave nothing behind.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use testkit::{TestEngine, free_port, image};

async fn run(engine: &TestEngine, config: serde_json::Value) -> String {
    let body = config.to_string();
    let made = engine.request("POST", "/containers/create", "application/json", body.as_bytes()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["Id"].as_str().unwrap().to_owned();
    let started = engine.request("POST", &format!("/containers/{id}/start"), "", b"").await;
    assert_eq!(started.status, 204, "{}", started.text());
    id
}

async fn state(engine: &TestEngine, id: &str) -> serde_json::Value {
    engine.request("GET", &format!("/containers/{id}/json"), "", b"").await.json()["State"].clone()
}

/// Asks until something answers: the server needs a moment after the start of its container.
fn fetch(host: &str, port: u16) -> String {
    let end = Instant::now() + Duration::from_secs(5);
    loop {
        let mut text = String::new();
        if let Ok(mut stream) = TcpStream::connect((host, port)) {
            let _ = stream.write_all(b"GET / HTTP/1.0\r\n\r\n");
            let _ = stream.read_to_string(&mut text);
        }
        if !text.is_empty() || Instant::now() > end {
            return text;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

async fn serves_a_page(engine: &TestEngine) {
    image::web("hello from a test").load_into(engine, &["docker.io/library/web:1"]).await;
    let port = free_port();
    let config = json!({
        "Image": "docker.io/library/web:1",
        "HostConfig": {"PortBindings": {"80/tcp": [{"HostPort": port.to_string()}]}},
    });
    run(engine, config).await;
    for host in ["127.0.0.1", "localhost"] {
        let page = fetch(host, port);
        assert!(page.contains("<h1>hello from a test</h1>"), "{host}:{port}: {page:?}");
    }
}

#[tokio::test]
async fn docker_serves_a_page() {
    serves_a_page(&testkit::docker().await).await;
}

#[tokio::test]
async fn podman_serves_a_page() {
    serves_a_page(&testkit::podman().await).await;
}

#[tokio::test]
async fn two_of_each_live_side_by_side() {
    let (a, b) = tokio::join!(testkit::docker(), testkit::docker());
    let (c, d) = tokio::join!(testkit::podman(), testkit::podman());
    for engine in [&a, &b, &c, &d] {
        serves_a_page(engine).await;
    }
}

#[tokio::test]
async fn an_isolated_docker_runs_too() {
    let options = testkit::DockerOptions { network: testkit::Network::Isolated, ..Default::default() };
    let engine = testkit::docker_with(options).await;
    image::sleeper().load_into(&engine, &["sleeper:1"]).await;
    let id = run(&engine, json!({"Image": "sleeper:1"})).await;
    assert_eq!(state(&engine, &id).await["Running"], true);
}

async fn survives_a_crash(mut engine: TestEngine) {
    image::exits(7).load_into(&engine, &["docker.io/library/seven:1"]).await;
    let id = run(&engine, json!({"Image": "docker.io/library/seven:1"})).await;
    let waited = engine.request("POST", &format!("/containers/{id}/wait"), "", b"").await;
    assert_eq!(waited.json()["StatusCode"], 7);
    let before = engine.pid();
    engine.kill();
    assert!(engine.pid().is_none() && engine.socket().exists(), "the socket of a crashed engine stays");
    engine.restart().await;
    assert_ne!(engine.pid(), before);
    assert_eq!(state(&engine, &id).await["ExitCode"], 7);
    engine.stop();
    engine.restart().await;
    assert_eq!(engine.request("GET", "/_ping", "", b"").await.status, 200);
}

#[tokio::test]
async fn docker_survives_a_crash() {
    survives_a_crash(testkit::docker().await).await;
}

#[tokio::test]
async fn podman_survives_a_crash() {
    survives_a_crash(testkit::podman().await).await;
}

async fn pulls_from_the_registry(engine: &TestEngine) {
    let registry = testkit::registry().await;
    let digest = image::busybox().noise("big", 300_000).push_to(&registry, "tools/box:1").await;
    let reference = registry.reference("tools/box");
    let path = format!("/images/create?fromImage={reference}&tag=1");
    let pulled = engine.request("POST", &path, "", b"").await;
    assert!(pulled.status == 200 && !pulled.text().contains("\"error\""), "{}", pulled.text());
    let found = engine.request("GET", &format!("/images/{reference}:1/json"), "", b"").await.json();
    assert_eq!(found["RepoDigests"][0], format!("{reference}@{digest}"));
}

#[tokio::test]
async fn docker_pulls_from_the_registry() {
    pulls_from_the_registry(&testkit::docker().await).await;
}

#[tokio::test]
async fn podman_pulls_from_the_registry() {
    pulls_from_the_registry(&testkit::podman().await).await;
}

#[tokio::test]
async fn postgres_wants_a_password() {
    let engine = testkit::docker().await;
    image::postgres_like().load_into(&engine, &["postgres:16"]).await;
    let id = run(&engine, json!({"Image": "postgres:16"})).await;
    engine.request("POST", &format!("/containers/{id}/wait"), "", b"").await;
    assert_eq!(state(&engine, &id).await["ExitCode"], 1);
    let logs = engine.request("GET", &format!("/containers/{id}/logs?stderr=1"), "", b"").await.text();
    assert!(logs.contains("superuser password is not specified"), "{logs}");
}

/// What a test may leave: nothing that names the slot's directory.
fn traces_of(dir: &Path) -> Vec<String> {
    let name = dir.display().to_string();
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
    let mut traces: Vec<String> =
        mounts.lines().filter(|line| line.contains(&name)).map(str::to_owned).collect();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let line = std::fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default();
        if line.contains(&format!("{name}/")) {
            traces.push(line.replace('\0', " "));
        }
    }
    traces.extend(dir.exists().then_some(name));
    traces
}

async fn leaves_nothing(engine: TestEngine) {
    let dir = engine.dir().to_owned();
    image::web("gone soon").load_into(&engine, &["docker.io/library/web:1"]).await;
    let port = free_port();
    let config = json!({
        "Image": "docker.io/library/web:1",
        "HostConfig": {"PortBindings": {"80/tcp": [{"HostPort": port.to_string()}]}},
    });
    let id = run(&engine, config).await;
    assert!(!traces_of(&dir).is_empty());
    // The engine goes while a panic unwinds, as in a failing test.
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        let _engine = engine;
        std::panic::resume_unwind(Box::new("a failing test"));
    }));
    assert!(panicked.is_err());
    assert_eq!(traces_of(&dir), Vec::<String>::new());
    let rules = std::process::Command::new("iptables-save").output().map(|o| o.stdout).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&rules).contains(&id), "{}", String::from_utf8_lossy(&rules));
    let cgroups =
        std::process::Command::new("find").args(["/sys/fs/cgroup", "-name", &format!("*{id}*")]).output();
    assert_eq!(String::from_utf8_lossy(&cgroups.unwrap().stdout), "");
}

#[tokio::test]
async fn docker_leaves_nothing() {
    leaves_nothing(testkit::docker().await).await;
}

#[tokio::test]
async fn podman_leaves_nothing() {
    leaves_nothing(testkit::podman().await).await;
}

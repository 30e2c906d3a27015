//! The registry, images pushed without an engine, and the proxies.

#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use testkit::{Fault, FaultProxy, ImageBuilder, Recorder, TestRegistry, image, push_index};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const ANY_MANIFEST: &str = "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

async fn manifest(registry: &TestRegistry, path: &str) -> testkit::Response {
    registry.request("GET", path, &[("Accept", ANY_MANIFEST)], b"").await
}

#[tokio::test]
async fn keeps_and_deletes_what_was_pushed() {
    let registry = testkit::registry().await;
    let digest = image::web("hello").push_to(&registry, "team/web:1.0").await;
    let found = manifest(&registry, "/v2/team/web/manifests/1.0").await;
    assert_eq!((found.status, found.header("docker-content-digest")), (200, Some(digest.as_str())));
    assert_eq!(found.json()["layers"].as_array().map(Vec::len), Some(2));
    let deleted = registry.request("DELETE", &format!("/v2/team/web/manifests/{digest}"), &[], b"").await;
    assert_eq!(deleted.status, 202);
    assert_eq!(manifest(&registry, "/v2/team/web/manifests/1.0").await.status, 404);
}

#[tokio::test]
async fn the_same_image_has_the_same_digest() {
    let registry = testkit::registry().await;
    let build = || ImageBuilder::scratch().file("a", "b", 0o644).noise("n", 5000);
    assert_eq!(build().push_to(&registry, "x:1").await, build().push_to(&registry, "y:2").await);
}

#[tokio::test]
async fn an_index_names_its_platforms() {
    let registry = testkit::registry().await;
    let build = |architecture, variant| image::busybox().platform("linux", architecture, variant);
    let digest = push_index(&registry, "multi:1", &[build("amd64", None), build("arm64", Some("v8"))]).await;
    let index = manifest(&registry, "/v2/multi/manifests/1").await;
    assert_eq!(index.header("docker-content-digest"), Some(digest.as_str()));
    let platforms = index.json()["manifests"].as_array().expect("manifests").clone();
    let shown: Vec<String> = platforms.iter().map(|m| m["platform"].to_string()).collect();
    let expected = [
        r#"{"architecture":"amd64","os":"linux"}"#,
        r#"{"architecture":"arm64","os":"linux","variant":"v8"}"#,
    ];
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn wants_a_password() {
    let registry = testkit::registry_with_auth("ann", "secret").await;
    // The builder signs in by itself; a stranger is turned away.
    image::busybox().push_to(&registry, "private:1").await;
    assert_eq!(manifest(&registry, "/v2/private/manifests/1").await.status, 200);
    let engine = testkit::docker().await;
    let path = format!("/images/create?fromImage={}&tag=1", registry.reference("private"));
    let refused = engine.request("POST", &path, "", b"").await.text();
    assert!(refused.contains("no basic auth credentials"), "{refused}");
}

#[tokio::test]
async fn a_slow_registry_and_one_that_breaks_off() {
    let registry = testkit::registry().await;
    image::busybox().noise("big", 600_000).push_to(&registry, "big:1").await;
    let layers = manifest(&registry, "/v2/big/manifests/1").await.json();
    let digest = layers["layers"][0]["digest"].as_str().expect("a digest").to_owned();
    let size = layers["layers"][0]["size"].as_u64().expect("a size");

    let slow = FaultProxy::start(&registry.host(), Fault::Throttle(size)).await;
    let begun = Instant::now();
    assert_eq!(download(&slow.host(), &digest).await, size);
    assert!(begun.elapsed() > Duration::from_millis(700), "{:?}", begun.elapsed());
    assert!(slow.bytes_passed() > size);

    let broken = FaultProxy::start(&registry.host(), Fault::CutAfter(100_000)).await;
    assert!(download(&broken.host(), &digest).await < 100_000);
}

/// Bytes of body that arrive.
async fn download(host: &str, digest: &str) -> u64 {
    let mut stream = tokio::net::TcpStream::connect(host).await.expect("a connection");
    let request = format!("GET /v2/big/blobs/{digest} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
    (answer.len() - head) as u64
}

#[tokio::test]
async fn the_recorder_sees_what_is_asked() {
    let engine = testkit::podman().await;
    let recorder = Recorder::start(&engine.socket());
    assert_eq!(recorder.count(), 0);
    let answer = testkit::ask(&recorder.socket(), "GET", "/v1.41/containers/json?all=true").await;
    assert_eq!((answer.status, answer.text().trim()), (200, "[]"));
    let lines: Vec<String> = recorder.requests().iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["GET /v1.41/containers/json?all=true"]);
    recorder.clear();
    assert_eq!(recorder.count(), 0);

    // A stream that says nothing stays open, until its reader goes.
    let mut events = tokio::net::UnixStream::connect(recorder.socket()).await.expect("a connection");
    events.write_all(b"GET /v1.41/events HTTP/1.1\r\nHost: docker\r\n\r\n").await.expect("a request");
    wait_for("the request", || recorder.count() == 1).await;
    assert_eq!(recorder.open_connections(), 1);
    drop(events);
    wait_for("the end of the connection", || recorder.open_connections() == 0).await;
}

async fn wait_for(what: &str, happened: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(5);
    while !happened() {
        assert!(Instant::now() < end, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

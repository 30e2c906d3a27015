//! A few lines of HTTP, so that broken answers are seen as they come.

use std::time::Duration;

use testkit::{ImageBuilder, LyingRegistry, Response, TestRegistry, image};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Every manifest type a client may want.
pub(crate) const ACCEPT: (&str, &str) = (
    "Accept",
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json",
);

/// A registry with `app:1` in it, and the digest of that.
pub(crate) async fn with_app() -> (TestRegistry, String) {
    let registry = testkit::registry().await;
    let digest = small().push_to(&registry, "app:1").await;
    (registry, digest)
}

pub(crate) fn small() -> ImageBuilder {
    ImageBuilder::scratch().file("hello", "hello", 0o644)
}

pub(crate) fn app() -> ImageBuilder {
    image::versioned_web("1")
}

/// Asks over a connection of its own.
pub(crate) async fn ask(liar: &LyingRegistry, line: &str, headers: &[(&str, &str)]) -> Response {
    send(liar, line, headers, b"").await
}

pub(crate) async fn send(
    liar: &LyingRegistry,
    line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    let (method, path) = line.split_once(' ').unwrap();
    testkit::exchange(&liar.host(), method, path, headers, body).await.unwrap()
}

/// What arrives of an answer until it ends or `limit` is over: head and body as bytes.
pub(crate) async fn raw(liar: &LyingRegistry, line: &str, limit: Duration) -> Vec<u8> {
    let mut stream = TcpStream::connect(liar.host()).await.unwrap();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {}\r\n{}: {}\r\nConnection: close\r\n\r\n",
        liar.host(),
        ACCEPT.0,
        ACCEPT.1
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    let _ = tokio::time::timeout(limit, async {
        while let Ok(read @ 1..) = stream.read(&mut buffer).await {
            answer.extend(&buffer[..read]);
        }
    })
    .await;
    answer
}

/// Body of what `raw` returned.
pub(crate) fn body(answer: &[u8]) -> &[u8] {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    &answer[end + 4..]
}

pub(crate) async fn wait_for(what: &str, happened: impl Fn() -> bool) {
    let end = std::time::Instant::now() + Duration::from_secs(5);
    while !happened() {
        assert!(std::time::Instant::now() < end, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

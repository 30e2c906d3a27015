//! Issue 3, item 15: whatever a registry does, the error is clear, and it comes.

use std::time::{Duration, Instant};

use oci::Digest;
use registry::{BadAnswer, ErrorKind, HostRules, Missing, Options, Proxies, Registry, RegistryError};
use testkit::{Kind, LyingRegistry, Rule, Then};

use crate::stage::{anonymous, hasty, options, parsed, with_app};

/// What HEAD says when every request for the manifest meets a fault.
async fn head(then: Then) -> RegistryError {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server).rule(Rule::on("(HEAD|GET) /v2/app/").then(then)).start();
    anonymous().head(&parsed(&liar.reference("app:1"))).await.expect_err("the fault is seen")
}

/// What GET says.
async fn manifest(then: Then) -> RegistryError {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server).rule(Rule::on("GET /v2/app/").then(then)).start();
    anonymous().manifest(&parsed(&liar.reference("app:1"))).await.expect_err("the fault is seen")
}

#[tokio::test]
async fn statuses_have_their_kinds() {
    let table = [
        (403, ErrorKind::Forbidden, false),
        (404, ErrorKind::NotFound(Missing::Unknown), false),
        (410, ErrorKind::Refused(410), false),
        (500, ErrorKind::Server(500), true),
        (502, ErrorKind::Server(502), true),
        (503, ErrorKind::Server(503), true),
        (599, ErrorKind::Server(599), true),
    ];
    for (status, kind, waiting_helps) in table {
        let error = head(Then::status(status)).await;
        assert_eq!((error.kind(), error.waiting_helps()), (&kind, waiting_helps), "{status}");
    }
    let limited = head(Then::status(429)).await;
    assert_eq!(*limited.kind(), ErrorKind::RateLimited { until: None, limit: None });
    for (status, after) in [(429, "7"), (503, "7")] {
        let limited = head(Then::status(status).with_header("Retry-After", after)).await;
        let seconds = limited.retry_at().unwrap().as_second() - jiff::Timestamp::now().as_second();
        assert!((5..=7).contains(&seconds), "{seconds}");
    }
}

#[tokio::test]
async fn unknown_codes_and_hostile_words_survive_as_words() {
    let error = manifest(Then::error(418, "TEAPOT_SHORT", "I\u{1b}[31m am\r\nstout")).await;
    assert_eq!((error.code(), error.message()), (Some("TEAPOT_SHORT"), Some("I [31m am stout")));
    assert_eq!(*error.kind(), ErrorKind::Refused(418));
    for body in
        ["", "null", "[]", r#"{"errors": null}"#, r#"{"errors": [5]}"#, r#"{"errors":[{"code":7}]}"#, "<h1>"]
    {
        let error = manifest(Then::status(400).with_body(body)).await;
        assert_eq!((error.kind(), error.code()), (&ErrorKind::Refused(400), None), "{body}");
    }
    let endless = manifest(Then::error(400, &"A".repeat(100_000), "")).await;
    assert!(endless.code().is_none_or(|code| code.len() <= 64));
    let limited = head(Then::error(403, "TOOMANYREQUESTS", "slow down")).await;
    assert!(matches!(limited.kind(), ErrorKind::RateLimited { .. } | ErrorKind::Forbidden), "{limited:?}");
}

#[tokio::test]
async fn content_that_is_not_what_its_digest_says_is_refused() {
    for then in [Then::WrongDigestHeader, Then::WrongBody] {
        let error = manifest(then).await;
        assert!(matches!(error.kind(), ErrorKind::BadAnswer(BadAnswer::WrongDigest { .. })), "{error:?}");
    }
    let (server, digest) = with_app().await;
    let rule = Rule::on("GET /v2/app/").then(Then::Body(b"{}".to_vec()));
    let liar = LyingRegistry::before(&server).rule(rule).without_digest_header().start();
    let pinned = parsed(&liar.reference(&format!("app@{digest}")));
    let error = anonymous().manifest(&pinned).await.unwrap_err();
    let expected = Digest::parse(&digest).unwrap();
    assert_eq!(*error.kind(), ErrorKind::BadAnswer(BadAnswer::WrongDigest { expected }));
}

#[tokio::test]
async fn lengths_are_checked() {
    // Longer than it is: the connection breaks. Shorter: what follows is not read, and the digest is wrong.
    let error = manifest(Then::WrongLength(100_000)).await;
    assert!(matches!(error.kind(), ErrorKind::ConnectFailed { .. }), "{error:?}");
    let error = manifest(Then::WrongLength(10)).await;
    assert!(matches!(error.kind(), ErrorKind::BadAnswer(_) | ErrorKind::ConnectFailed { .. }), "{error:?}");
    let error = manifest(Then::WrongLength(1 << 40)).await;
    assert_eq!(*error.kind(), ErrorKind::TooLarge { limit: 4 * 1024 * 1024 });
    let error = manifest(Then::CutAfter(20)).await;
    assert!(matches!(error.kind(), ErrorKind::ConnectFailed { .. }), "{error:?}");
}

#[tokio::test]
async fn endless_and_slow_bodies_end() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server).rule(Rule::on("GET").then(Then::EndlessBody)).start();
    let client = anonymous();
    let reference = parsed(&liar.reference("app:1"));
    let began = Instant::now();
    let error = client.manifest(&reference).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::TooLarge { limit: 4 * 1024 * 1024 });
    let error = client.tags(&reference).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error:?}");
    liar.change(|behavior| behavior.rules = vec![Rule::on("GET").then(Then::Rate(1))]);
    let error = hasty().manifest(&reference).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Timeout);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}

#[tokio::test]
async fn silence_and_cut_connections_end() {
    let liar = LyingRegistry::alone().rule(Rule::on("HEAD").then(Then::Hang)).start();
    let began = Instant::now();
    let error = hasty().head(&parsed(&liar.reference("app:1"))).await.unwrap_err();
    assert_eq!((error.kind(), error.waiting_helps()), (&ErrorKind::Timeout, true));
    let error = head(Then::Close).await;
    assert!(matches!(error.kind(), ErrorKind::ConnectFailed { .. }), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again() {
    let (server, digest) = with_app().await;
    let liar = LyingRegistry::before(&server).rule(Rule::on("HEAD").times(2).then(Then::Close)).start();
    let head = anonymous().head(&parsed(&liar.reference("app:1"))).await.unwrap();
    assert_eq!(head.digest.as_str(), digest);
    assert_eq!(liar.count(Kind::HeadManifest), 3);
    let liar = LyingRegistry::before(&server).rule(Rule::on("HEAD").then(Then::status(500))).start();
    anonymous().head(&parsed(&liar.reference("app:1"))).await.unwrap_err();
    assert_eq!(liar.count(Kind::HeadManifest), 1, "an answer is an answer");
}

#[tokio::test]
async fn documents_of_other_kinds_are_no_images() {
    let html = |name: &str| Then::Header("Content-Type".into(), name.into());
    let error = head(html("text/html")).await;
    assert_eq!(*error.kind(), ErrorKind::BadAnswer(BadAnswer::WrongMediaType { found: "text/html".into() }));
    let old = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    assert_eq!(*head(html(old)).await.kind(), ErrorKind::BadAnswer(BadAnswer::Schema1));
    let (server, _) = with_app().await;
    let rule = Rule::on("(HEAD|GET)")
        .then(Then::status(200).with_body("<html>").with_header("Content-Type", "text/html"));
    let portal = LyingRegistry::before(&server).rule(rule).start();
    let error = anonymous().head(&parsed(&portal.reference("app:1"))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::BadAnswer(_)), "{error:?}");
}

#[tokio::test]
async fn names_without_an_address_are_told_apart() {
    let error = anonymous().head(&parsed("registry.invalid/a:1")).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NameNotResolved, "{error}");
    assert_eq!(error.to_string(), "registry.invalid/a:1 at registry.invalid: the name cannot be resolved");
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_to_blame() {
    let port = testkit::free_port();
    let address = Some(format!("http://127.0.0.1:{port}"));
    let proxies =
        registry::Proxies::Named { http: address.clone(), https: address, no_proxy: "direct.invalid".into() };
    let client = Registry::new(Options { proxies, ..options() });
    let error = client.head(&parsed("registry.invalid/a:1")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ProxyFailed { .. }), "{error:?}");
    let error = client.head(&parsed("direct.invalid/a:1")).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NameNotResolved);
    let (server, _) = with_app().await;
    client.head(&parsed(&server.reference("app:1"))).await.expect("what is local is asked directly");
    let proxies = Proxies::Named { http: None, https: Some("no address".into()), no_proxy: String::new() };
    let client = Registry::new(Options { proxies, ..options() });
    let error = client.head(&parsed("registry.invalid/a:1")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ProxyFailed { .. }), "{error:?}");
}

#[tokio::test]
async fn a_proxy_is_gone_through() {
    let (server, digest) = with_app().await;
    // For plain HTTP a proxy is a server that is asked with whole addresses.
    let proxy = LyingRegistry::before(&server).start();
    let proxies = Proxies::Named { http: Some(proxy.url()), https: None, no_proxy: String::new() };
    let hosts = HostRules { plain_http: vec!["registry.invalid".into()], ..HostRules::default() };
    let client = Registry::new(Options { proxies, hosts, ..options() });
    let head = client.head(&parsed("registry.invalid/app:1")).await.unwrap();
    assert_eq!(head.digest.as_str(), digest);
    assert_eq!(proxy.requests()[0].header("host"), Some("registry.invalid"));
}

/// Pages of this process that are in memory, in bytes.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux tells");
    text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("a number") * 4096
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn memory_does_not_grow_with_what_is_sent() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server)
        .tags(testkit::Tags::many(200_000, 200_000))
        .rule(Rule::on("GET /v2/app/manifests/").then(Then::EndlessBody))
        .start();
    let (client, reference) = (anonymous(), parsed(&liar.reference("app:1")));
    let read_all = async |times: usize| {
        for _ in 0..times {
            client.manifest(&reference).await.unwrap_err();
            assert_eq!(client.tags(&reference).await.unwrap().tags.len(), 20_000);
        }
    };
    read_all(3).await;
    let before = resident();
    read_all(15).await;
    let grown = resident().saturating_sub(before);
    assert!(grown < 24 * 1024 * 1024, "{grown} bytes more after 15 times 4 MiB and a list of 200,000 tags");
}

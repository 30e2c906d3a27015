//! D9: every way a registry can fail has its word, and the last good verdict stays with its age.

use testkit::image::web;
use testkit::{Rule, Then};
use update::status::{LocalImage, RefStatus, Word};

use crate::stage::{Desk, facts, image};

const CASES: [(&str, &str); 6] = [
    ("auth", "authRequired"),
    ("forbidden", "forbidden"),
    ("missing", "notFound"),
    ("broken", "serverError"),
    ("hanging", "timeout"),
    ("nonsense", "badAnswer"),
];

fn rule(name: &str) -> Rule {
    let then = match name {
        "auth" => Then::error(401, "UNAUTHORIZED", "who is there")
            .with_header("WWW-Authenticate", "Basic realm=\"registry\""),
        "forbidden" => Then::error(403, "DENIED", "not you"),
        "missing" => Then::error(404, "MANIFEST_UNKNOWN", "gone"),
        "limited" => Then::error(429, "TOOMANYREQUESTS", "later").with_header("Retry-After", "900"),
        "broken" => Then::status(500),
        "hanging" => Then::Hang,
        _ => Then::Header("Content-Type".into(), "text/html".into()),
    };
    Rule::on(&format!("(HEAD|GET) /v2/{name}/manifests/")).then(then)
}

async fn desk_with(names: &[&str]) -> (Desk, Vec<LocalImage>) {
    let desk = Desk::new().await;
    let mut images = Vec::new();
    for name in names.iter().chain(&["well"]) {
        let digest = web("one").push_to(&desk.real, &format!("{name}:latest")).await;
        images.push(desk.local('1', &[&format!("{name}:latest")], &[(name, &digest)]));
    }
    (desk, images)
}

#[tokio::test(flavor = "multi_thread")]
async fn d09_failures_have_their_words_and_harm_nobody_else() {
    let names = CASES.map(|(name, _)| name);
    let (desk, mut images) = desk_with(&names).await;
    let mut elsewhere = |id: char, registry: &str| {
        let digest = format!("sha256:{}", id.to_string().repeat(64));
        let (repo_tags, repo_digests) =
            (vec![format!("{registry}/a:1")], vec![format!("{registry}/a@{digest}")]);
        images.push(LocalImage { id: digest, repo_tags, repo_digests, ..LocalImage::default() });
    };
    elsewhere('8', "nobody.invalid");
    elsewhere('9', &format!("127.0.0.1:{}", testkit::free_port()));
    let facts = facts(images);
    let well = desk.check(&facts).await;
    for name in names {
        assert_eq!(image(&well, &format!("/{name}")).status.word(), Word::UpToDate, "{name}: {well:#?}");
    }
    names.iter().for_each(|name| desk.liar.add(rule(name)));
    desk.later(8);
    let report = desk.check(&facts).await;
    assert_eq!(image(&report, "/well").status.word(), Word::UpToDate);
    for (name, expected) in CASES {
        let status = &image(&report, &format!("/{name}")).status;
        assert_eq!((status.word(), status.reason()), (Word::Unknown, Some(expected)), "{name}: {status:#?}");
        let RefStatus::Unknown { failure, last_good: Some(last_good) } = status else {
            panic!("{name}: {status:#?}")
        };
        assert_eq!(last_good.word(), Word::UpToDate, "{name}");
        let age = failure.since.duration_since(status.checked_at().expect("an age"));
        assert!(
            age.as_hours() >= 7 && failure.retry_at > Some(failure.since) && failure.words.is_some(),
            "{failure:?}"
        );
    }
    assert_eq!(image(&report, "nobody.invalid/a:1").status.reason(), Some("nameNotResolved"));
    assert_eq!(image(&report, "/a:1").status.word(), Word::Unknown);
    assert!(report.images.iter().any(|row| row.status.reason() == Some("connectFailed")), "{report:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn d09_a_limit_is_kept_to_even_by_the_next_check() {
    let (desk, images) = desk_with(&["limited"]).await;
    let facts = facts(images);
    desk.check(&facts).await;
    desk.liar.add(rule("limited"));
    desk.later(8);
    desk.check(&facts).await;
    assert_eq!(image(&desk.check(&facts).await, "/limited").status.reason(), Some("rateLimited"));
    desk.liar.forget();
    desk.liar.clear_rules();
    let report = desk.check(&facts).await;
    let RefStatus::Unknown { failure, last_good } = &image(&report, "/limited").status else {
        panic!("{report:#?}")
    };
    assert!(failure.retry_at.is_some() && last_good.is_some());
    assert_eq!(desk.liar.requests().len(), 0, "nobody is asked before the time");
    desk.later(1);
    let report = desk.check(&facts).await;
    assert_eq!(image(&report, "/limited").status.word(), Word::UpToDate, "{report:#?}");
}

/// An address of this machine that is not loopback: certificates are never checked there. Asking the system for its way
/// out sends nothing.
fn address() -> std::net::IpAddr {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").expect("a socket");
    match socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr()) {
        Ok(address) if !address.ip().is_loopback() => address.ip(),
        _ => testkit::not_run("this machine has no address but loopback"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d09_a_certificate_nobody_trusts() {
    let desk = Desk::with(|plan| plan.tls().listen_on(address())).await;
    let digest = web("one").push_to(&desk.real, "web:latest").await;
    let facts = facts(vec![desk.local('1', &["web:latest"], &[("web", &digest)])]);
    let report = desk.check(&facts).await;
    assert_eq!(image(&report, "/web").status.reason(), Some("tlsUntrusted"), "{report:#?}");
    assert_eq!(desk.liar.requests().len(), 0);
}

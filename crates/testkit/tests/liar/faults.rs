//! Each fault as it arrives.

use std::time::{Duration, Instant};

use testkit::{Kind, LyingRegistry, Rule, Then};

use crate::client::{ACCEPT, ask, body, raw, wait_for, with_app};

const GET: &str = "GET /v2/app/manifests/1";
const LONG: Duration = Duration::from_secs(20);

async fn liar_with(then: Then) -> (testkit::TestRegistry, LyingRegistry, String) {
    let (registry, digest) = with_app().await;
    let liar =
        LyingRegistry::before(&registry).rule(Rule::on("(GET|HEAD) /v2/.*/manifests/").then(then)).start();
    (registry, liar, digest)
}

#[tokio::test]
async fn errors_for_some_requests() {
    let (registry, _) = with_app().await;
    let unknown = Then::error(503, "TEAPOT_SHORT", "no tea").with_header("Retry-After", "7");
    let liar = LyingRegistry::before(&registry)
        .rule(Rule::on("GET .*/manifests/").skip(1).times(1).then(unknown))
        .start();
    let first = ask(&liar, GET, &[ACCEPT]).await;
    let second = ask(&liar, GET, &[ACCEPT]).await;
    let third = ask(&liar, GET, &[ACCEPT]).await;
    assert_eq!([first.status, second.status, third.status], [200, 503, 200]);
    assert_eq!(second.json()["errors"][0]["code"], "TEAPOT_SHORT");
    assert_eq!(
        (second.header("retry-after"), second.header("content-type")),
        (Some("7"), Some("application/json"))
    );
    assert_eq!(liar.too_early(Duration::ZERO).len(), 1, "the third came too early");
    liar.add(Rule::on("GET ").then(Then::redirect(307, "https://elsewhere.test/x")));
    let moved = ask(&liar, GET, &[]).await;
    assert_eq!((moved.status, moved.header("location")), (307, Some("https://elsewhere.test/x")));
    liar.clear_rules();
    assert_eq!(ask(&liar, GET, &[ACCEPT]).await.status, 200);
}

#[tokio::test]
async fn silence_ends_with_the_client() {
    let (_registry, liar, _) = liar_with(Then::Hang).await;
    assert_eq!(raw(&liar, GET, Duration::from_millis(200)).await, b"");
    wait_for("the end of the request", || liar.figures().in_flight == 0).await;
    assert_eq!(liar.requests()[0].answered, None);
}

#[tokio::test]
async fn the_line_goes_dead() {
    let (_registry, liar, _) = liar_with(Then::Close).await;
    assert_eq!(raw(&liar, GET, LONG).await, b"");
}

#[tokio::test]
async fn an_answer_breaks_off() {
    let (_registry, liar, _) = liar_with(Then::CutAfter(100)).await;
    let answer = raw(&liar, GET, LONG).await;
    assert_eq!(body(&answer).len(), 100);
    let head = String::from_utf8_lossy(&answer[..answer.len() - 100]).to_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap().split('\r').next().unwrap();
    assert!(length.parse::<usize>().unwrap() > 100, "{head}");
    // HEAD has no body to break.
    assert_eq!(ask(&liar, "HEAD /v2/app/manifests/1", &[ACCEPT]).await.status, 200);
}

#[tokio::test]
async fn an_answer_comes_slowly_or_late() {
    let (_registry, liar, _) = liar_with(Then::Rate(500)).await;
    let begun = Instant::now();
    let answer = raw(&liar, GET, LONG).await;
    let expected = Duration::from_millis(body(&answer).len() as u64 * 2 - 200);
    assert!(begun.elapsed() >= expected, "{:?} for {}", begun.elapsed(), body(&answer).len());
    liar.clear_rules();
    liar.add(Rule::on("GET").then(Then::Wait(Duration::from_millis(150))));
    let begun = Instant::now();
    assert_eq!(ask(&liar, GET, &[ACCEPT]).await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn an_answer_never_ends() {
    let (_registry, liar, _) = liar_with(Then::EndlessBody).await;
    let answer = raw(&liar, GET, Duration::from_millis(300)).await;
    assert!(answer.len() > 1_000_000, "{}", answer.len());
    wait_for("the end of the request", || liar.figures().in_flight == 0).await;
    assert!(liar.requests()[0].sent > 1_000_000);
}

#[tokio::test]
async fn digests_that_are_wrong() {
    let (registry, liar, digest) = liar_with(Then::WrongDigestHeader).await;
    let honest = registry.request("GET", "/v2/app/manifests/1", &[ACCEPT], b"").await;
    let wrong = ask(&liar, GET, &[ACCEPT]).await;
    assert_eq!(wrong.body, honest.body);
    assert_ne!(wrong.header("docker-content-digest"), Some(digest.as_str()));

    for (then, is_missing) in
        [(Then::NoDigestHeader, true), (Then::WrongBody, false), (Then::Body(b"[]".to_vec()), false)]
    {
        liar.clear_rules();
        liar.add(Rule::on("GET").then(then.clone()));
        let answer = ask(&liar, GET, &[ACCEPT]).await;
        assert_eq!(answer.header("docker-content-digest").is_none(), is_missing, "{then:?}");
        assert_eq!(answer.body == honest.body, is_missing, "{then:?}");
        assert!(answer.json().is_object() || answer.json().is_array());
    }
    let silent = LyingRegistry::before(&registry)
        .without_digest_header()
        .header("RateLimit-Limit", "100;w=21600")
        .start();
    let head = ask(&silent, "HEAD /v2/app/manifests/1", &[ACCEPT]).await;
    assert_eq!(
        (head.header("docker-content-digest"), head.header("ratelimit-limit")),
        (None, Some("100;w=21600"))
    );
}

#[tokio::test]
async fn lengths_and_types_that_are_wrong() {
    let (_registry, liar, _) = liar_with(Then::WrongLength(5)).await;
    assert_eq!(body(&raw(&liar, GET, LONG).await).len(), 5);
    let head = ask(&liar, "HEAD /v2/app/manifests/1", &[ACCEPT]).await;
    assert_eq!(head.header("content-length"), Some("5"));
    liar.clear_rules();
    liar.add(Rule::on("GET").then(Then::WrongLength(1_000_000)));
    let answer = raw(&liar, GET, LONG).await;
    assert!((100..5000).contains(&body(&answer).len()), "it ends, though more was promised");
    liar.clear_rules();
    liar.add(Rule::on("GET").then(Then::Header("Content-Type".into(), "text/html".into())));
    assert_eq!(ask(&liar, GET, &[ACCEPT]).await.header("content-type"), Some("text/html"));
    assert_eq!(liar.count(Kind::GetManifest), 3);
}

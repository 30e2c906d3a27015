//! Many names at once.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use oci::Reference;
use registry::{ErrorKind, Head, Registry, RegistryError};
use testkit::{Kind, LyingRegistry, RateLimit, RetryAfter, Rule, Then};

use crate::stage::{anonymous, copies, options, parsed, with_app};

/// All answers, in the order of the questions.
pub(crate) async fn all(client: &Registry, references: Vec<Reference>) -> Vec<Result<Head, RegistryError>> {
    let mut answers: Vec<_> = client.head_many(references).collect().await;
    answers.sort_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// UPDATES.md section 11: one HEAD per name, no ping, at most 17 connections, answers as they come.
#[tokio::test]
async fn three_hundred_names_over_few_connections() {
    let (server, digest) = with_app().await;
    let latency = Duration::from_millis(20);
    let liar = LyingRegistry::before(&server).token_auth().alias("copy/", "app").latency(latency).start();
    let mut answers = anonymous().head_many(copies(&liar, 300));
    let mut places = Vec::new();
    while let Some((place, answer)) = answers.next().await {
        assert_eq!(answer.unwrap().digest.as_str(), digest);
        places.push(place);
        if places.len() == 1 {
            let so_far = liar.requests().len();
            assert!(so_far < 100, "the first answer came after {so_far} requests");
        }
    }
    places.sort_unstable();
    assert_eq!(places, (0..300).collect::<Vec<_>>());
    let figures = liar.figures();
    assert!(figures.most_open <= 17 && figures.most_in_flight <= 16, "{figures:?}");
    // The first comes back with the demand; nobody else has to ask without a token.
    assert_eq!((liar.count(Kind::HeadManifest), liar.count(Kind::Token)), (301, 19));
    assert_eq!((liar.count(Kind::Ping), liar.count(Kind::GetManifest)), (0, 0));
}

/// D10: 100 in 5 s.
#[tokio::test]
async fn a_limited_registry_is_waited_for() {
    let (server, _) = with_app().await;
    for retry_after in [RetryAfter::Seconds, RetryAfter::Date] {
        let limit = RateLimit { retry_after, ..RateLimit::new(100, Duration::from_secs(5)) };
        let liar = LyingRegistry::before(&server).limit(limit).alias("copy/", "app").start();
        let began = Instant::now();
        let heads = all(&anonymous().patient(Duration::from_secs(60)), copies(&liar, 300)).await;
        let took = began.elapsed();
        assert!(heads.iter().all(Result::is_ok));
        // A date has no fractions: each wait may be up to a second longer.
        assert!(took >= Duration::from_secs(10) && took <= Duration::from_secs(13), "{took:?}");
        let early = liar.too_early(Duration::from_millis(200));
        assert!(early.is_empty(), "{} requests came too early", early.len());
        assert_eq!(liar.count(Kind::GetManifest), 0);
    }
}

#[tokio::test]
async fn without_patience_everybody_is_told_when() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server)
        .limit(RateLimit::new(10, Duration::from_secs(3600)))
        .alias("copy/", "app")
        .start();
    let client = anonymous().patient(Duration::from_secs(2));
    let heads = all(&client, copies(&liar, 200)).await;
    assert_eq!(heads.iter().filter(|head| head.is_ok()).count(), 10);
    for error in heads.iter().filter_map(|head| head.as_ref().err()) {
        assert!(error.retry_at().is_some() && error.waiting_helps(), "{error:?}");
    }
    let sent = liar.requests().len();
    assert!(sent <= 10 + 16, "{sent} requests, most of them after the refusal");
    assert!(client.paused_until(&liar.host()).is_some());
    let untold =
        RateLimit { retry_after: RetryAfter::Missing, ..RateLimit::new(10, Duration::from_secs(3600)) };
    let liar = LyingRegistry::before(&server).limit(untold).alias("copy/", "app").start();
    let heads = all(&anonymous(), copies(&liar, 200)).await;
    let limited = |head: &Result<Head, RegistryError>| {
        head.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::RateLimited { until: None, .. }))
    };
    assert_eq!(heads.iter().filter(|head| limited(head)).count(), 190);
    assert!(liar.requests().len() <= 10 + 16);
}

#[tokio::test]
async fn a_host_that_is_not_there_is_found_out_once() {
    // Nothing listens on port 1.
    let references = (0..300).map(|number| parsed(&format!("127.0.0.1:1/r{number}:1"))).collect();
    let began = Instant::now();
    let heads = all(&anonymous(), references).await;
    for error in heads.into_iter().map(Result::unwrap_err) {
        assert!(matches!(error.kind(), ErrorKind::ConnectFailed { .. }), "{error:?}");
        assert!(error.waiting_helps());
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_silent_host_does_not_hold_up_the_others() {
    let (server, _) = with_app().await;
    let silent = LyingRegistry::before(&server).rule(Rule::on("HEAD").then(Then::Hang)).start();
    let good = LyingRegistry::before(&server).alias("copy/", "app").start();
    let mut options = options();
    options.limits.head = Duration::from_secs(1);
    let client = Registry::new(options);
    let mut references = copies(&silent, 100);
    references.extend(copies(&good, 50));
    let began = Instant::now();
    let heads = all(&client, references).await;
    assert!(heads[..100].iter().all(|head| head.as_ref().is_err_and(|e| *e.kind() == ErrorKind::Timeout)));
    assert!(heads[100..].iter().all(Result::is_ok));
    // The first alone, then sixteen at once: then it is silent for all.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn dropping_the_stream_ends_the_requests() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server)
        .alias("copy/", "app")
        .rule(Rule::on("HEAD").skip(20).then(Then::Hang))
        .start();
    let mut answers = anonymous().head_many(copies(&liar, 100));
    for _ in 0..20 {
        answers.next().await.unwrap().1.unwrap();
    }
    drop(answers);
    let end = Instant::now() + Duration::from_secs(5);
    while liar.figures().in_flight > 0 {
        assert!(Instant::now() < end, "{:?}", liar.figures());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(liar.requests().len() <= 20 + 16);
}

#[tokio::test]
async fn one_bad_name_among_many_is_alone() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server)
        .alias("copy/", "app")
        .rule(Rule::on("HEAD /v2/copy/7/").then(Then::status(500)))
        .rule(Rule::on("HEAD /v2/copy/8/").then(Then::Close))
        .rule(Rule::on("HEAD /v2/copy/9/").then(Then::status(403)))
        .start();
    let heads = all(&anonymous(), copies(&liar, 40)).await;
    let kind = |place: usize| heads[place].as_ref().unwrap_err().kind().clone();
    assert_eq!(heads.iter().filter(|head| head.is_ok()).count(), 37);
    assert_eq!((kind(7), kind(9)), (ErrorKind::Server(500), ErrorKind::Forbidden));
    assert!(matches!(kind(8), ErrorKind::ConnectFailed { .. }));
}

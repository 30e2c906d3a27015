//! Latency, limits and figures.

use std::time::{Duration, Instant};

use testkit::{Kind, LyingRegistry, RateLimit, RetryAfter};

use crate::client::{ACCEPT, ask, with_app};

const HEAD: &str = "HEAD /v2/app/manifests/1";

#[tokio::test]
async fn each_request_takes_its_time() {
    let (registry, _) = with_app().await;
    let liar =
        LyingRegistry::before(&registry).latency(Duration::from_millis(300)).alias("many/", "app").start();
    let begun = Instant::now();
    let asked: Vec<_> = (0..8).map(|n| format!("HEAD /v2/many/{n}/manifests/1")).collect();
    let answers = tokio::join!(
        ask(&liar, &asked[0], &[ACCEPT]),
        ask(&liar, &asked[1], &[ACCEPT]),
        ask(&liar, &asked[2], &[ACCEPT]),
    );
    assert_eq!([answers.0.status, answers.1.status, answers.2.status], [200; 3]);
    assert!(begun.elapsed() >= Duration::from_millis(600), "the first of a connection takes twice as long");
    let figures = liar.figures();
    assert_eq!((figures.connections, figures.most_open, figures.most_in_flight), (3, 3, 3));
    liar.forget();
    assert_eq!((liar.requests().len(), liar.figures().connections), (0, liar.figures().open));
}

#[tokio::test]
async fn a_limit_says_when_to_come_back() {
    let (registry, _) = with_app().await;
    let liar = LyingRegistry::before(&registry).limit(RateLimit::new(2, Duration::from_secs(3))).start();
    let mut statuses = Vec::new();
    for _ in 0..2 {
        statuses.push(ask(&liar, HEAD, &[ACCEPT]).await.status);
    }
    let refused = ask(&liar, HEAD, &[ACCEPT]).await;
    statuses.push(refused.status);
    assert_eq!(statuses, [200, 200, 429]);
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3).contains(&seconds));
    assert!(liar.too_early(Duration::from_millis(50)).is_empty());
    assert_eq!(ask(&liar, "GET /v2/", &[]).await.status, 200, "only manifests are limited");
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    assert_eq!(ask(&liar, HEAD, &[ACCEPT]).await.status, 200);
    assert_eq!(liar.too_early(Duration::ZERO).len(), 1, "the ping");
}

#[tokio::test]
async fn a_limit_in_other_words() {
    let (registry, _) = with_app().await;
    let limit = RateLimit {
        retry_after: RetryAfter::Date,
        counts_head: false,
        ..RateLimit::new(0, Duration::from_secs(60))
    };
    let liar = LyingRegistry::before(&registry).limit(limit).start();
    assert_eq!(ask(&liar, HEAD, &[ACCEPT]).await.status, 200, "HEAD is free");
    let refused = ask(&liar, "GET /v2/app/manifests/1", &[ACCEPT]).await;
    let date = refused.header("retry-after").unwrap();
    assert!(refused.status == 429 && date.ends_with(" GMT"), "{date}");
    let heard = liar.requests().pop().unwrap();
    let pause = heard.retry_at.unwrap() - heard.answered.unwrap();
    assert!((58..=62).contains(&pause.as_secs()), "{pause:?}");
    liar.change(|behavior| behavior.limit.as_mut().unwrap().retry_after = RetryAfter::Missing);
    let refused = ask(&liar, "GET /v2/app/manifests/1", &[ACCEPT]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, None));
    assert_eq!(liar.count(Kind::GetManifest), 2);
}

#[tokio::test]
async fn it_goes_and_comes_back() {
    let (registry, _) = with_app().await;
    let liar = LyingRegistry::before(&registry).start();
    let (host, port) = (liar.host(), liar.port());
    liar.stop().await;
    let gone = testkit::exchange(&host, "GET", "/v2/", &[], b"").await;
    assert_eq!(gone.unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
    let back = LyingRegistry::before(&registry).port(port).start();
    assert_eq!((back.host(), ask(&back, HEAD, &[ACCEPT]).await.status), (host, 200));
}

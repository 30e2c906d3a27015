//! Tags and what is attached to an image.

use registry::ErrorKind;
use serde_json::json;
use testkit::{Kind, LyingRegistry, Rule, Tags, Then, push_referrer, push_referrers_tag};

use crate::stage::{anonymous, parsed, with_app};

#[tokio::test]
async fn pages_are_followed_as_they_stand() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server).tags(Tags::many(2_500, 1_000)).start();
    let list = anonymous().tags(&parsed(&liar.reference("app:1"))).await.unwrap();
    assert_eq!((list.tags.len(), list.complete, liar.count(Kind::Tags)), (2_500, true, 3));
    let real = anonymous().tags(&parsed(&server.reference("app:1"))).await.unwrap();
    assert_eq!((real.tags, real.complete), (vec!["1".to_owned()], true));
    let error = anonymous().tags(&parsed(&server.reference("none:1"))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(_)), "{error:?}");
}

#[tokio::test]
async fn endless_lists_end_and_say_so() {
    let (server, _) = with_app().await;
    for (tags, count, pages) in [
        (Tags::Endless { page: 1_000 }, 20_000, 20),
        (Tags::Endless { page: 10 }, 200, 20),
        (Tags::many(25_000, 1_000_000), 20_000, 20),
    ] {
        let liar = LyingRegistry::before(&server).tags(tags).start();
        let list = anonymous().tags(&parsed(&liar.reference("app:1"))).await.unwrap();
        assert_eq!((list.tags.len(), list.complete), (count, false));
        assert_eq!(liar.count(Kind::Tags), pages);
    }
}

#[tokio::test]
async fn lists_of_nothing_and_of_nonsense() {
    let (server, _) = with_app().await;
    let table = [
        (r#"{"name": "app", "tags": null}"#, Some(vec![])),
        ("{}", Some(vec![])),
        (r#"{"tags": ["1", "1", "../x", "", "a b", "\u001b[31m", "2"]}"#, Some(vec!["1", "2"])),
        (r#"{"tags": [1]}"#, None),
        ("[", None),
    ];
    for (body, expected) in table {
        let rule = Rule::on("GET /v2/app/tags").then(Then::Body(body.into()));
        let liar = LyingRegistry::before(&server).rule(rule).start();
        let list = anonymous().tags(&parsed(&liar.reference("app:1"))).await;
        match expected {
            Some(tags) => assert_eq!(list.unwrap().tags, tags, "{body}"),
            None => assert!(matches!(list.unwrap_err().kind(), ErrorKind::BadAnswer(_)), "{body}"),
        }
    }
}

#[tokio::test]
async fn referrers_by_either_way() {
    let (server, digest) = with_app().await;
    let manifest = anonymous().manifest(&parsed(&server.reference("app:1"))).await.unwrap();
    let subject = json!({"mediaType": manifest.media_type, "digest": digest, "size": manifest.bytes.len()});
    let sbom = push_referrer(&server, "app", &subject, "application/spdx+json", b"{}").await;
    let signature = push_referrer(&server, "app", &subject, "application/x.signature", b"s").await;
    let with_api = LyingRegistry::before(&server)
        .referrer(&digest, sbom.clone())
        .referrer(&digest, signature.clone())
        .start();
    push_referrers_tag(&server, "app", &digest, &[sbom.clone(), signature]).await;
    let by_tag = LyingRegistry::before(&server).start();
    for liar in [with_api, by_tag] {
        let reference = parsed(&liar.reference(&format!("app@{digest}")));
        let all = anonymous().referrers(&reference, None).await.unwrap();
        assert_eq!(all.len(), 2);
        let one = anonymous().referrers(&reference, Some("application/spdx+json")).await.unwrap();
        assert_eq!(
            one.iter().map(|one| one.digest.as_str()).collect::<Vec<_>>(),
            [sbom["digest"].as_str().unwrap()]
        );
        let other = parsed(&liar.reference(&format!("app@sha256:{}", "0".repeat(64))));
        assert!(anonymous().referrers(&other, None).await.unwrap().is_empty());
    }
}

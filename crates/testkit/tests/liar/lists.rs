//! Tags, repositories, referrers and Docker Hub.

use serde_json::json;
use testkit::{Kind, LyingRegistry, Tags, hub_repository, hub_tag, push_referrer, push_referrers_tag};

use crate::client::{ACCEPT, ask, small, with_app};

/// Follows `Link` at most so many times, and returns all tags.
async fn all_tags(liar: &LyingRegistry, first: &str, most: usize) -> Vec<String> {
    let (mut tags, mut path) = (Vec::new(), first.to_owned());
    for _ in 0..most {
        let page = ask(liar, &format!("GET {path}"), &[]).await;
        tags.extend(
            page.json()["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap().to_owned()),
        );
        let Some(link) = page.header("link") else { break };
        path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
    tags
}

#[tokio::test]
async fn tags_come_in_pages() {
    let (registry, _) = with_app().await;
    let liar = LyingRegistry::before(&registry).start();
    assert_eq!(all_tags(&liar, "/v2/app/tags/list", 5).await, ["1"]);
    liar.change(|behavior| behavior.tags = Tags::many(2500, 1000));
    let tags = all_tags(&liar, "/v2/app/tags/list?n=10000", 5).await;
    assert_eq!((tags.len(), tags[0].as_str(), tags[2499].as_str()), (2500, "1.0.0", "1.24.99"));
    assert_eq!(liar.count(Kind::Tags), 4);
    liar.change(|behavior| behavior.tags = Tags::Endless { page: 10 });
    assert_eq!(all_tags(&liar, "/v2/app/tags/list", 7).await.len(), 70);
}

#[tokio::test]
async fn the_catalog_is_the_real_one() {
    let (registry, _) = with_app().await;
    let liar = LyingRegistry::before(&registry).start();
    assert_eq!(ask(&liar, "GET /v2/_catalog", &[]).await.json(), json!({"repositories": ["app"]}));
    assert_eq!(liar.count(Kind::Catalog), 1);
}

#[tokio::test]
async fn referrers_by_api_and_by_tag() {
    let registry = testkit::registry().await;
    let child = small().push_child(&registry, "app").await;
    let subject = child["digest"].as_str().unwrap();
    let sbom = push_referrer(&registry, "app", &child, "application/spdx+json", b"{}").await;
    push_referrers_tag(&registry, "app", subject, std::slice::from_ref(&sbom)).await;

    let absent = LyingRegistry::before(&registry).start();
    let path = format!("GET /v2/app/referrers/{subject}");
    assert_eq!(ask(&absent, &path, &[]).await.status, 404);
    let tag = format!("GET /v2/app/manifests/{}", subject.replace(':', "-"));
    assert_eq!(ask(&absent, &tag, &[ACCEPT]).await.json()["manifests"][0], sbom);

    let native = LyingRegistry::before(&registry).referrer(subject, sbom.clone()).start();
    assert_eq!(ask(&native, &path, &[]).await.json()["manifests"], json!([sbom]));
    let filtered = ask(&native, &format!("{path}?artifactType=other"), &[]).await;
    assert_eq!(filtered.json()["manifests"], json!([]));
    assert_eq!(filtered.header("oci-filters-applied"), Some("artifactType"));
    let artifact = format!("GET /v2/app/manifests/{}", sbom["digest"].as_str().unwrap());
    assert_eq!(ask(&native, &artifact, &[ACCEPT]).await.json()["subject"]["digest"], subject);
}

#[tokio::test]
async fn docker_hub_is_played() {
    let liar = LyingRegistry::alone()
        .token_auth()
        .with(|behavior| {
            behavior.hub.repositories = (0..12)
                .map(|n| hub_repository(&format!("team/nginx{n}"), "a web server", n, 10 * n, false))
                .chain([hub_repository("redis", "a store", 9, 9, true)])
                .collect();
            let tag = hub_tag("1.27", "sha256:aa", 70_000_000, "2026-01-02T03:04:05.678901Z");
            behavior.hub.tags.insert("library/nginx".into(), vec![tag]);
        })
        .start();
    let first = ask(&liar, "GET /v2/search/repositories/?query=Web+Server&page_size=10", &[]).await.json();
    assert_eq!((first["count"].clone(), first["results"].as_array().unwrap().len()), (json!(12), 10));
    let next = first["next"].as_str().unwrap().strip_prefix(&liar.url()).unwrap().to_owned();
    let second = ask(&liar, &format!("GET {next}"), &[]).await.json();
    assert_eq!(second["results"].as_array().unwrap().len(), 2);
    assert_eq!(
        (second["next"].clone(), second["results"][1]["repo_name"].clone()),
        (json!(null), json!("team/nginx11"))
    );
    let redis = ask(&liar, "GET /v2/search/repositories/?query=redis", &[]).await.json();
    assert_eq!(redis["results"][0]["is_official"], true);

    let tags = ask(&liar, "GET /v2/repositories/library/nginx/tags?page_size=100", &[]).await.json();
    assert_eq!(tags["results"][0]["images"][0]["os"], "linux");
    assert_eq!(ask(&liar, "GET /v2/repositories/library/none/tags", &[]).await.status, 404);
    assert_eq!(liar.count(Kind::Hub), 5);
}

//! Looking around: Docker Hub as the registry that lies plays it, catalogs and tags of a real registry.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use futures_util::StreamExt as _;
use jiff::Timestamp;
use oci::{Platform, Reference};
use registry::discover::{Discover, SearchPage};
use registry::{ErrorKind, Options, Registry};
use serde_json::{Value, json};
use testkit::{ImageBuilder, LyingRegistry, Rule, Then, hub_repository, hub_tag, push_index};

fn discover() -> Discover {
    Discover::new(Registry::new(Options::new("mooring-test", Arc::new(Timestamp::now))))
}

fn parsed(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

fn platform(text: &str) -> Platform {
    Platform::parse(text).unwrap()
}

fn names(page: &SearchPage) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.name.as_str()).collect()
}

/// A Hub that finds these, and answers with them whatever is asked.
fn hub(repositories: Vec<Value>, tags: Vec<Value>) -> (LyingRegistry, Discover) {
    let liar = LyingRegistry::alone()
        .with(|behavior| {
            behavior.hub.repositories = repositories;
            behavior.hub.tags.insert("library/nginx".to_owned(), tags);
        })
        .start();
    let discover = discover().with_hub_api(&liar.host());
    (liar, discover)
}

#[tokio::test]
async fn hub_is_searched_page_by_page() {
    let many = (0..60).map(|n| hub_repository(&format!("team/nginx{n}"), "a web server", n, 10 * n, false));
    let official = hub_repository("nginx", "Official build of Nginx.", 20_000, 13_000_000_000, true);
    let (_liar, discover) = hub([official].into_iter().chain(many).collect(), Vec::new());
    let first = discover.search_hub(" nginx ", 1).await.unwrap();
    assert_eq!((first.hits.len(), first.complete), (50, false));
    let hit = first.hits.first().unwrap();
    assert_eq!((hit.name.as_str(), hit.source.as_str(), hit.official), ("nginx", "docker.io", true));
    assert_eq!((hit.stars, hit.pulls), (Some(20_000), Some(13_000_000_000)));
    let second = discover.search_hub("nginx", 2).await.unwrap();
    assert_eq!((second.hits.len(), second.complete), (11, true));
    assert_eq!(
        discover.search_hub("nothing of the kind", 1).await.unwrap(),
        SearchPage { hits: vec![], complete: true }
    );
}

#[tokio::test]
async fn an_empty_search_asks_nobody() {
    let (liar, discover) = hub(Vec::new(), Vec::new());
    assert!(discover.search_hub(" \u{1b} ", 1).await.unwrap().complete);
    assert_eq!(liar.requests().len(), 0);
}

#[tokio::test]
async fn what_a_search_finds_may_be_odd_and_harms_nothing() {
    let long = "x".repeat(5_000);
    let repositories = vec![
        hub_repository("evil/one", "\u{1b}[31mred\u{202e}\nsecond line", 1, 1, false),
        hub_repository("evil/long", &long, 1, 1, false),
        hub_repository("../../etc/passwd", "evil", 1, 1, false),
        hub_repository("evil/tag:latest@x", "evil", 1, 1, false),
        json!({"repo_name": "evil/null", "short_description": null, "star_count": -4, "pull_count": "many"}),
        json!({"repo_name": 7, "short_description": "evil"}),
        json!("evil"),
        json!(null),
    ];
    let (liar, discover) = hub(Vec::new(), Vec::new());
    let body = json!({"count": 8, "results": repositories}).to_string();
    liar.add(Rule::on("GET /v2/search").times(1).then(Then::Body(body.into_bytes())));
    let page = discover.search_hub("evil", 1).await.unwrap();
    assert_eq!(names(&page), ["evil/one", "evil/long", "evil/null"]);
    let hit = page.hits.first().unwrap();
    assert_eq!(hit.description, "[31mred second line");
    assert_eq!(page.hits.get(1).unwrap().description.len(), 300);
    assert_eq!(page.hits.get(2).map(|hit| (hit.stars, hit.pulls)), Some((None, None)));
    for body in [r#"{"results": null}"#, "{}"] {
        liar.add(Rule::on("GET /v2/search").times(1).then(Then::Body(body.into())));
        assert!(discover.search_hub("evil", 1).await.unwrap().hits.is_empty());
    }
    for body in ["", "<html>", "[]"] {
        liar.add(Rule::on("GET /v2/search").times(1).then(Then::Body(body.into())));
        let error = discover.search_hub("evil", 1).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::BadAnswer(_)), "{body}: {error}");
    }
    liar.add(Rule::on("GET /v2/search").then(Then::status(429)));
    let error = discover.search_hub("evil", 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RateLimited { .. }), "{error}");
}

#[tokio::test]
async fn hub_tells_what_tags_hold_without_a_pull() {
    let digest = format!("sha256:{}", "a".repeat(64));
    let mut tag = hub_tag("1.27", &digest, 70_000_000, "2026-01-02T03:04:05.678901Z");
    let image = |os: &str, architecture: &str, variant: Value, size: u64| json!({"os": os, "architecture": architecture, "variant": variant, "size": size});
    tag["images"] = json!([
        image("linux", "amd64", json!(null), 70),
        image("linux", "arm64", json!("v8"), 65),
        image("linux", "arm", json!("v5"), 50),
        image("linux", "arm", json!("v7"), 55),
        image("unknown", "unknown", json!(null), 1),
        image("linux", "amd64", json!(null), 71),
        json!(null),
    ]);
    let odd = json!({"name": "odd", "digest": "nonsense", "images": null, "tag_last_pushed": "yesterday"});
    let bad = json!({"name": "not a tag!", "images": []});
    let (liar, discover) = hub(Vec::new(), vec![tag, odd, bad, json!({"name": null}), json!(7)]);
    let nginx = parsed("nginx");
    let page = discover.hub_tags(&nginx, &platform("linux/arm64"), "", 1).await.unwrap();
    assert_eq!(page.tags.iter().map(|tag| tag.tag.as_str()).collect::<Vec<_>>(), ["1.27", "odd"]);
    assert!(page.complete);
    let first = page.tags.first().unwrap();
    assert_eq!(first.digest.as_ref().map(ToString::to_string), Some(digest));
    assert_eq!(first.pushed_at, Some("2026-01-02T03:04:05.678901Z".parse().unwrap()));
    assert_eq!((first.size, first.created), (Some(65), None));
    let platforms: Vec<String> = first.platforms.iter().map(ToString::to_string).collect();
    assert_eq!(platforms, ["linux/amd64", "linux/arm64", "linux/arm/v5", "linux/arm/v7"]);
    let odd = page.tags.get(1).unwrap();
    assert_eq!((odd.digest.clone(), odd.pushed_at, odd.size, odd.platforms.len()), (None, None, None, 0));
    for (host, size) in [("linux/amd64", Some(70)), ("linux/arm/v6", Some(50)), ("linux/s390x", None)] {
        let page = discover.hub_tags(&nginx, &platform(host), "1.2", 1).await.unwrap();
        assert_eq!(page.tags.first().and_then(|tag| tag.size), size, "{host}");
    }
    let error = discover.hub_tags(&parsed("team/none"), &platform("linux/amd64"), "", 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(_)), "{error}");
    assert!(
        liar.requests().iter().all(|request| !request.line().contains("/manifests/")),
        "a pull was counted"
    );
}

#[tokio::test]
async fn a_catalog_is_read_to_its_end_and_searched_here() {
    let server = testkit::registry().await;
    let image = ImageBuilder::scratch().file("a", "a", 0o644);
    for name in ["team/web", "web", "team/website", "other/api"] {
        image.push_to(&server, &format!("{name}:1")).await;
    }
    let (discover, host) = (discover(), server.host());
    let page = discover.search_registry(&format!("http://{host}/"), "Web").await.unwrap();
    assert_eq!(
        names(&page),
        [format!("{host}/team/web"), format!("{host}/web"), format!("{host}/team/website")]
    );
    assert!(page.complete);
    let page = discover.search_registry(&host, "team web").await.unwrap();
    assert_eq!(names(&page), [format!("{host}/team/web"), format!("{host}/team/website")]);
    assert_eq!(discover.search_registry(&host, "").await.unwrap().hits.len(), 4);
}

#[tokio::test]
async fn a_catalog_without_end_ends() {
    let page = |names: &[&str]| json!({"repositories": names}).to_string().into_bytes();
    let again = r#"</v2/_catalog?n=1000>; rel="next""#;
    let liar = LyingRegistry::alone().start();
    let same =
        Then::Status { code: 200, headers: vec![("Link".into(), again.into())], body: page(&["app", "app"]) };
    liar.add(Rule::on("GET /v2/_catalog").times(1).then(same));
    let found = discover().search_registry(&liar.host(), "").await.unwrap();
    assert_eq!((found.hits.len(), found.complete), (1, false));
    for number in 0..50 {
        let link = format!(r#"</v2/_catalog?last={number}>; rel="next""#);
        let body = page(&[&format!("app{number}"), "Not A Name", "../x"]);
        let then = Then::Status { code: 200, headers: vec![("Link".into(), link)], body };
        liar.add(Rule::on("GET /v2/_catalog").times(1).then(then));
    }
    liar.forget();
    let found = discover().search_registry(&liar.host(), "").await.unwrap();
    assert_eq!((found.hits.len(), found.complete, liar.requests().len()), (20, false, 20));
    liar.clear_rules();
    liar.add(Rule::on("GET /v2/_catalog").then(Then::Status {
        code: 200,
        headers: Vec::new(),
        body: br#"{"repositories": null}"#.to_vec(),
    }));
    assert_eq!(discover().search_registry(&liar.host(), "").await.unwrap().hits.len(), 0);
}

#[tokio::test]
async fn a_registry_without_a_catalog_says_so() {
    let liar = LyingRegistry::alone().rule(Rule::on("GET /v2/_catalog").then(Then::status(404))).start();
    let error = discover().search_registry(&liar.host(), "web").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(_)), "{error}");
}

fn small(architecture: &str, noise: usize) -> ImageBuilder {
    let image = ImageBuilder::scratch().noise("data", noise).layer().file("b", "b", 0o644);
    image.platform("linux", architecture, None).created("2026-01-02T03:04:05Z")
}

#[tokio::test]
async fn any_registry_tells_what_a_tag_holds() {
    let server = testkit::registry().await;
    push_index(&server, "app:multi", &[small("amd64", 20_000), small("arm64", 40_000)]).await;
    let single = small("amd64", 20_000).push_to(&server, "app:single").await;
    let (discover, host) = (discover(), platform("linux/amd64"));

    let multi = discover.tag(&parsed(&server.reference("app:multi")), &host).await.unwrap();
    let platforms: Vec<String> = multi.platforms.iter().map(ToString::to_string).collect();
    assert_eq!(platforms, ["linux/amd64", "linux/arm64"]);
    assert_eq!(multi.created, Some("2026-01-02T03:04:05Z".parse().unwrap()));
    assert!(multi.size.is_some_and(|size| (20_000..30_000).contains(&size)), "{:?}", multi.size);
    let on_arm =
        discover.tag(&parsed(&server.reference("app:multi")), &platform("linux/arm64")).await.unwrap();
    assert_eq!(on_arm.digest, multi.digest, "the index's");
    assert!(on_arm.size.is_some_and(|size| (40_000..50_000).contains(&size)), "{:?}", on_arm.size);
    let elsewhere =
        discover.tag(&parsed(&server.reference("app:multi")), &platform("linux/s390x")).await.unwrap();
    assert_eq!(
        (elsewhere.size, elsewhere.platforms.len()),
        (None, 2),
        "nothing for it, said before the pull"
    );

    let one = discover.tag(&parsed(&server.reference("app:single")), &host).await.unwrap();
    assert_eq!(one.digest.map(|digest| digest.to_string()), Some(single));
    assert_eq!((one.tag.as_str(), one.platforms.as_slice()), ("single", [host].as_slice()));
    let foreign =
        discover.tag(&parsed(&server.reference("app:single")), &platform("linux/arm64")).await.unwrap();
    assert_eq!((foreign.size, foreign.platforms.len()), (None, 1));
}

#[tokio::test]
async fn a_page_of_tags_is_told_as_it_comes() {
    let server = testkit::registry().await;
    let tags: Vec<String> = (0..6).map(|number| format!("1.{number}")).collect();
    for (number, tag) in tags.iter().enumerate() {
        small("amd64", 1_000 * (number + 1)).push_to(&server, &format!("app:{tag}")).await;
    }
    let asked: Vec<String> =
        tags.iter().cloned().chain(["gone".to_owned(), "not a tag!".to_owned()]).collect();
    let (discover, host) = (discover(), platform("linux/amd64"));
    let answers = discover.tags(&parsed(&server.reference("app")), &asked, &host).collect::<Vec<_>>().await;
    assert_eq!(answers.len(), 7);
    for (place, answer) in answers {
        match answer {
            Ok(detail) => assert_eq!(Some(&detail.tag), tags.get(place)),
            Err(error) => assert!(place == 6 && matches!(error.kind(), ErrorKind::NotFound(_)), "{error}"),
        }
    }
}

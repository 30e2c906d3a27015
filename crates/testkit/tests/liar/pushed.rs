//! Images for update tests, and an engine that pulls and pushes through the registry that lies.

use serde_json::{Value, json};
use testkit::{
    Format, ImageBuilder, LyingRegistry, Rule, TestEngine, Then, TokenAuth, push_attestation, push_index_of,
};

use crate::client::{ACCEPT, app, small};

async fn pull(engine: &TestEngine, name: &str) -> String {
    engine.request("POST", &format!("/images/create?fromImage={name}&tag=1"), "", b"").await.text()
}

#[tokio::test]
async fn any_config_and_annotation_in_either_format() {
    let registry = testkit::registry().await;
    let image = |version: &'static str| {
        small()
            .oci()
            .annotation("org.opencontainers.image.version", version)
            .config_json(|config| config["history"] = json!(null))
    };
    let digest = image("1").push_to(&registry, "app:1").await;
    assert_ne!(
        image("2").push_to(&registry, "app:2").await,
        digest,
        "an annotation alone changes the digest"
    );
    let manifest = registry.request("GET", "/v2/app/manifests/1", &[ACCEPT], b"").await;
    assert_eq!(manifest.header("content-type"), Some(Format::Oci.manifest()));
    assert_eq!(manifest.header("docker-content-digest"), Some(digest.as_str()));
    let manifest = manifest.json();
    assert_eq!(manifest["annotations"]["org.opencontainers.image.version"], "1");
    let config = format!("/v2/app/blobs/{}", manifest["config"]["digest"].as_str().unwrap());
    let config: Value = registry.request("GET", &config, &[], b"").await.json();
    assert!(config["history"].is_null() && config["os"] == "linux");
}

#[tokio::test]
async fn an_index_changes_beside_the_image() {
    let registry = testkit::registry().await;
    let own = small().oci().push_child(&registry, "app").await;
    let arm = |text: &str| {
        ImageBuilder::scratch().oci().file("a", text, 0o644).platform("linux", "arm64", Some("v8"))
    };
    let (old, new) =
        (arm("1").push_child(&registry, "app").await, arm("2").push_child(&registry, "app").await);
    let built = push_attestation(&registry, "app", &own, "built on Monday").await;
    let again = push_attestation(&registry, "app", &own, "built on Tuesday").await;
    let mut digests = Vec::new();
    for children in [[&own, &old, &built], [&own, &new, &built], [&own, &old, &again]] {
        let children: Vec<Value> = children.into_iter().cloned().collect();
        digests.push(push_index_of(&registry, "app:latest", Format::Oci, &children).await);
    }
    digests.dedup();
    assert_eq!(digests.len(), 3);
    let index = registry.request("GET", "/v2/app/manifests/latest", &[ACCEPT], b"").await.json();
    assert_eq!(index["manifests"][0]["digest"], own["digest"]);
    assert_eq!(
        index["manifests"][1]["platform"],
        json!({"os": "linux", "architecture": "arm64", "variant": "v8"})
    );
    assert_eq!(index["manifests"][2]["annotations"]["vnd.docker.reference.digest"], own["digest"]);
    assert_eq!(index["manifests"][2]["platform"]["os"], "unknown");
}

#[tokio::test]
async fn an_engine_pulls_and_pushes_through_it() {
    let registry = testkit::registry().await;
    app().push_to(&registry, "app:1").await;
    let engine = testkit::docker().await;
    let blob = || Rule::on("GET .*/blobs/").times(1).then(Then::CutAfter(1000));
    let liar = LyingRegistry::before(&registry).token_auth().rule(blob()).start();
    let name = liar.reference("app");
    let pulled = pull(&engine, &name).await;
    assert!(pulled.contains("Downloaded newer image"), "{pulled}");
    let found = engine.request("GET", &format!("/images/{name}:1/json"), "", b"").await.json();
    assert!(found["Config"]["Env"].as_array().unwrap().contains(&json!("V=1")));

    liar.change(|behavior| behavior.auth = TokenAuth::default().into());
    let tag = format!("/images/{name}:1/tag?repo={}&tag=2", liar.reference("pushed"));
    assert_eq!(engine.request("POST", &tag, "", b"").await.status, 201);
    let path = format!("/images/{}/push?tag=2", liar.reference("pushed"));
    let answer = engine.request_with("POST", &path, &[("X-Registry-Auth", "e30=")], b"").await.text();
    assert!(!answer.contains("\"error\""), "{answer}");
    let there = registry.request("HEAD", "/v2/pushed/manifests/2", &[ACCEPT], b"").await;
    assert_eq!(there.status, 200);
}

async fn signs_in(engine: &TestEngine) {
    let registry = testkit::registry().await;
    app().push_to(&registry, "app:1").await;
    let liar = LyingRegistry::before(&registry).auth(TokenAuth::account("ann", "secret")).start();
    let name = liar.reference("app");
    let refused = pull(engine, &name).await;
    assert!(refused.contains("unauthorized") || refused.contains("incorrect username"), "{refused}");
    // {"username":"ann","password":"secret"}
    let account = [("X-Registry-Auth", "eyJ1c2VybmFtZSI6ImFubiIsInBhc3N3b3JkIjoic2VjcmV0In0=")];
    let path = format!("/images/create?fromImage={name}&tag=1");
    let pulled = engine.request_with("POST", &path, &account, b"").await;
    assert!(pulled.status == 200 && !pulled.text().contains("\"error\""), "{}", pulled.text());
    let found = engine.request("GET", &format!("/images/{name}:1/json"), "", b"").await;
    assert_eq!(found.status, 200);
}

#[tokio::test]
async fn docker_signs_in() {
    signs_in(&testkit::docker().await).await;
}

#[tokio::test]
async fn podman_signs_in() {
    signs_in(&testkit::podman().await).await;
}

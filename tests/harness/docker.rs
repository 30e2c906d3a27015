//! What a test prepares in an engine, behind the app's back.

use serde_json::{Value, json};
use testkit::TestEngine;

/// Makes and starts a container from an image that is there; publishes `ports` (host, container). Returns its id.
pub async fn run_container(engine: &TestEngine, name: &str, image: &str, ports: &[(u16, u16)]) -> String {
    let bindings: serde_json::Map<String, Value> = ports
        .iter()
        .map(|(host, inside)| (format!("{inside}/tcp"), json!([{"HostPort": host.to_string()}])))
        .collect();
    let exposed: serde_json::Map<String, Value> =
        ports.iter().map(|(_, inside)| (format!("{inside}/tcp"), json!({}))).collect();
    let config = json!({"Image": image, "ExposedPorts": exposed, "HostConfig": {"PortBindings": bindings}});
    run_configured(engine, name, config).await
}

/// Makes and starts a container from the engine's own configuration of one. Returns its id.
pub async fn run_configured(engine: &TestEngine, name: &str, config: Value) -> String {
    let path = format!("/containers/create?name={name}");
    let made = engine.request("POST", &path, "application/json", config.to_string().as_bytes()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["Id"].as_str().expect("an id").to_owned();
    let started = engine.request("POST", &format!("/containers/{id}/start"), "", b"").await;
    assert_eq!(started.status, 204, "{}", started.text());
    id
}

/// Pulls an image; its registry is the one in the reference, which ends with a tag.
pub async fn pull_image(engine: &TestEngine, reference: &str) {
    let (name, tag) = reference.rsplit_once(':').expect("a tag");
    let pulled = engine.request("POST", &format!("/images/create?fromImage={name}&tag={tag}"), "", b"").await;
    assert!(pulled.status == 200 && !pulled.text().contains("\"error\""), "{}", pulled.text());
}

/// Containers that have this very name, running or not.
pub async fn named(engine: &TestEngine, name: &str) -> Vec<Value> {
    let all = engine.request("GET", "/containers/json?all=1", "", b"").await.json();
    let wanted = json!(format!("/{name}"));
    let has = |one: &Value| one["Names"].as_array().is_some_and(|names| names.contains(&wanted));
    all.as_array().into_iter().flatten().filter(|one| has(one)).cloned().collect()
}

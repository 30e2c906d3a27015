//! Engines with what update tests need: a network of their own, swarm, a disk that is full.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::net::IpAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{DockerOptions, ImageBuilder, LyingRegistry, Network, TestEngine, free_port, image};

/// Asks with a JSON body, or without one: a server that does not read a body may reset the connection.
async fn post(engine: &TestEngine, path: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = engine.request("POST", path, "application/json", body.as_bytes()).await;
    assert!(answer.status < 300, "{path}: {}", answer.text());
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Asks until the page is there: a server needs a moment after the start of its container.
async fn page(address: IpAddr, port: u16) -> String {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = testkit::exchange(&format!("{address}:{port}"), "GET", "/", &[], b"").await;
        match answer {
            Ok(answer) => return answer.text(),
            Err(e) => assert!(Instant::now() < end, "{address}:{port}: {e}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn pull(engine: &TestEngine, name: &str) -> String {
    engine.request("POST", &format!("/images/create?fromImage={name}&tag=1"), "", b"").await.text()
}

#[tokio::test]
async fn a_routed_docker_publishes_and_pulls() {
    let registry = testkit::registry().await;
    image::versioned_web("1").push_to(&registry, "app:1").await;
    let engine = testkit::docker_with(DockerOptions { network: Network::Routed, ..Default::default() }).await;
    let liar = LyingRegistry::before(&registry).listen_on(engine.gateway()).start();
    let pulled = pull(&engine, &liar.reference("app")).await;
    assert!(pulled.contains("Downloaded newer image"), "{pulled}");
    let subnet = json!({"Name": "own", "IPAM": {"Config": [{"Subnet": "10.99.1.0/24"}]}});
    post(&engine, "/networks/create", &subnet).await;
    let config = json!({
        "Image": liar.reference("app:1"),
        "ExposedPorts": {"80/tcp": {}},
        "HostConfig": {"NetworkMode": "own", "PortBindings": {"80/tcp": [{"HostPort": "8080"}]}},
        "NetworkingConfig": {"EndpointsConfig": {"own": {"IPAMConfig": {"IPv4Address": "10.99.1.50"}}}},
    });
    let id = post(&engine, "/containers/create", &config).await["Id"].as_str().unwrap().to_owned();
    post(&engine, &format!("/containers/{id}/start"), &Value::Null).await;
    assert_eq!(page(engine.address(), 8080).await, "v1");
}

#[tokio::test]
async fn a_swarm_of_one_runs_a_service() {
    let engine = testkit::docker_with(DockerOptions { network: Network::Routed, ..Default::default() }).await;
    engine.swarm_init().await;
    image::versioned_web("1").load_into(&engine, &["web:1"]).await;
    let service = json!({
        "Name": "web",
        "TaskTemplate": {"ContainerSpec": {"Image": "web:1"}},
        "EndpointSpec": {"Ports": [{"TargetPort": 80, "PublishedPort": 8080, "PublishMode": "host"}]},
    });
    post(&engine, "/services/create", &service).await;
    assert_eq!(page(engine.address(), 8080).await, "v1");
}

#[tokio::test]
async fn a_small_disk_is_full() {
    let registry = testkit::registry().await;
    image::versioned_web("1").push_to(&registry, "app:1").await;
    ImageBuilder::scratch().noise("big", 45_000_000).push_to(&registry, "big:1").await;
    let mut engine =
        testkit::docker_with(DockerOptions { disk: Some(40_000_000), ..Default::default() }).await;
    let pulled = pull(&engine, &registry.reference("big")).await;
    assert!(pulled.contains("no space left on device"), "{pulled}");
    let pulled = pull(&engine, &registry.reference("app")).await;
    assert!(pulled.contains("Downloaded newer image"), "{pulled}");
    let port = free_port();
    let config = json!({
        "Image": registry.reference("app:1"),
        "HostConfig": {
            "PortBindings": {"80/tcp": [{"HostPort": port.to_string()}]}, "RestartPolicy": {"Name": "always"},
        },
    });
    let id = post(&engine, "/containers/create", &config).await["Id"].as_str().unwrap().to_owned();
    post(&engine, &format!("/containers/{id}/start"), &Value::Null).await;
    assert_eq!(page(engine.address(), port).await, "v1");

    // The disk outlives a crash of the engine.
    engine.kill();
    engine.restart().await;
    assert_eq!(page(engine.address(), port).await, "v1");
    drop(engine);
    let cgroups =
        std::process::Command::new("find").args(["/sys/fs/cgroup", "-name", &format!("*{id}*")]).output();
    assert_eq!(String::from_utf8_lossy(&cgroups.unwrap().stdout), "");
}

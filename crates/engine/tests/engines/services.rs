//! Swarm services: a private dockerd that is a swarm of one.

use engine::model::service::{ServiceSummary, ServiceUpdateState};
use engine::{Endpoint, Engine, EngineError};
use serde_json::{Value, json};
use testkit::image::busybox;
use testkit::{DockerOptions, Network, TestEngine};

use crate::stage::{PATIENCE, Stage, soon, status, until};

/// Names of the two images of the service.
const IMAGES: [&str; 2] = ["localhost/app:1", "localhost/app:2"];

async fn swarm() -> (TestEngine, Engine) {
    let options = DockerOptions { network: Network::Isolated, ..DockerOptions::default() };
    let test = testkit::docker_with(options).await;
    // Loopback is down there, but the bridge has an address.
    let body = json!({ "ListenAddr": "0.0.0.0:2377", "AdvertiseAddr": "docker0" });
    let made = test.request("POST", "/swarm/init", "application/json", body.to_string().as_bytes()).await;
    assert_eq!(made.status, 200, "{}", made.text());
    for (number, name) in IMAGES.iter().enumerate() {
        busybox().file("number", number.to_string(), 0o644).load_into(&test, &[name]).await;
    }
    let engine = Engine::connect(&Endpoint::Unix(test.socket()), PATIENCE).await.expect("it answers");
    (test, engine)
}

fn spec() -> Value {
    let quick = json!({ "Parallelism": 2, "Monitor": 1_000_000_000, "FailureAction": "rollback" });
    json!({
        "Name": "app",
        "Labels": { "shop": "yes" },
        "TaskTemplate": {
            "ContainerSpec": { "Image": IMAGES[0], "Command": ["sleep", "600"], "StopGracePeriod": 1 },
            "RestartPolicy": { "Delay": 500_000_000 },
        },
        "Mode": { "Replicated": { "Replicas": 2 } },
        "UpdateConfig": quick,
        "RollbackConfig": { "Parallelism": 2, "Monitor": 1_000_000_000 },
    })
}

async fn running(engine: &Engine, id: &str, image: &str) -> usize {
    let tasks = engine.task_list(id).await.expect("listed");
    tasks.iter().filter(|task| task.state == "running" && task.image == image).count()
}

/// Waits for the end of an update that was asked for just now: the engine forgot the one before.
async fn ended(engine: &Engine, id: &str) -> ServiceSummary {
    soon("the end of the update", async {
        loop {
            let service = engine.service_inspect(id).await.expect("there");
            if service.update.as_ref().is_some_and(|update| update.state.has_ended()) {
                return service;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    })
    .await
}

async fn change(engine: &Engine, id: &str, change: impl FnOnce(&mut Value)) {
    let raw = engine.service_inspect_raw(id).await.expect("there");
    let mut spec = raw["Spec"].clone();
    change(&mut spec["TaskTemplate"]["ContainerSpec"]);
    let version = raw["Version"]["Index"].as_u64().expect("a number");
    let stale = engine.service_update(id, version - 1, &spec, false, None).await.expect_err("too old");
    assert!(stale.to_string().contains("update out of sequence"), "{stale}");
    assert_eq!(
        engine.service_update(id, version, &spec, false, None).await.expect("begun"),
        [] as [String; 0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_goes_forward_and_back() {
    let (test, engine) = swarm().await;
    assert!(engine.info().swarm_active);
    let body = spec().to_string();
    let made = test.request("POST", "/services/create", "application/json", body.as_bytes()).await;
    let id = made.json()["ID"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned();
    until("two copies", || async { running(&engine, &id, IMAGES[0]).await == 2 }).await;
    let [service] = &engine.service_list().await.expect("listed")[..] else { panic!("one service") };
    assert_eq!(
        (service.name.as_str(), service.image.as_str(), service.replicas),
        ("app", IMAGES[0], Some(2))
    );
    assert_eq!((service.labels["shop"].as_str(), service.can_roll_back), ("yes", false));
    assert_eq!(service.update, None);

    change(&engine, &id, |container| container["Image"] = IMAGES[1].into()).await;
    let service = ended(&engine, &id).await;
    assert_eq!((service.image.as_str(), service.can_roll_back), (IMAGES[1], true));
    assert_eq!(service.update.map(|update| update.state), Some(ServiceUpdateState::Completed));
    assert_eq!(running(&engine, &id, IMAGES[1]).await, 2);

    let raw = engine.service_inspect_raw(&id).await.expect("there");
    let back = engine.service_update(&id, service.version, &raw["Spec"], true, None).await;
    assert_eq!(back.expect("begun"), [] as [String; 0]);
    let service = ended(&engine, &id).await;
    assert_eq!(service.image, IMAGES[0]);
    assert_eq!(service.update.map(|update| update.state), Some(ServiceUpdateState::RollbackCompleted));

    change(&engine, &id, |container| container["Command"] = json!(["false"])).await;
    let service = ended(&engine, &id).await;
    let update = service.update.expect("told");
    assert_eq!(update.state, ServiceUpdateState::RollbackCompleted, "{}", update.message);
    let tasks = engine.task_list(&id).await.expect("listed");
    let failed = tasks.iter().find(|task| task.state == "failed").expect("one failed");
    assert!(failed.error.contains("non-zero exit") && failed.container.is_some(), "{failed:?}");
    assert_eq!(status(&engine.service_inspect("nobody").await.expect_err("no service")), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_services_outside_a_swarm() {
    let docker = Stage::docker().await;
    assert!(!docker.engine.info().swarm_active);
    assert_eq!(status(&docker.engine.service_list().await.expect_err("no swarm")), 503);
    let podman = Stage::podman().await;
    for error in [
        podman.engine.service_list().await.expect_err("never"),
        podman.engine.task_list("x").await.expect_err("never"),
    ] {
        assert!(matches!(error, EngineError::Unsupported { .. }), "{error:?}");
    }
}

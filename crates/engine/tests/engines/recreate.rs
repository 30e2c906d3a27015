//! What it takes to make a container again under its own name, beside the one that runs.

use engine::model::container::{ContainerSpec, Health};
use engine::model::event::EventKind;
use engine::{Endpoint, Engine, EngineError};
use futures_util::StreamExt;
use serde_json::{Value, json};
use testkit::DockerOptions;
use testkit::image::{busybox, exits, sleeper};

use crate::stage::{PATIENCE, Stage, on_every_engine, soon, status};

on_every_engine!(
    identity,
    sent_as_it_is,
    create_refused,
    twin,
    connect_and_disconnect,
    restart_policy,
    names,
    volume,
    podmans_own,
    events_of_a_gate,
);

async fn create(stage: &Stage, name: &str, body: &Value) -> String {
    stage.engine.container_create_raw(name, body, None).await.expect("made").id
}

async fn make_network(stage: &Stage, name: &str) -> String {
    let body = json!({ "Name": name }).to_string();
    let made = stage.test.request("POST", "/networks/create", "application/json", body.as_bytes()).await;
    made.json()["Id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned()
}

/// The same engine is the same over restarts and connections, another one on the same machine is not.
async fn identity(stage: &Stage) {
    let info = stage.engine.info();
    let again = Engine::connect(&Endpoint::Unix(stage.test.socket()), PATIENCE).await.expect("there");
    assert_eq!(info.id, again.info().id);
    assert!(info.id.ends_with(&info.root_dir) && info.id.len() > info.root_dir.len() + 3, "{info:?}");
    assert!(info.insecure_registries.iter().any(|host| host.starts_with("127.0.0")), "{info:?}");
    assert!(!info.containerd_store && !info.swarm_active && !info.live_restore && info.mirrors.is_empty());
    assert!(info.speaks(1, 40) && !info.speaks(1, 60) && !info.speaks(2, 0), "{info:?}");
    let other = if stage.is_podman() { Stage::podman().await } else { Stage::docker().await };
    assert_ne!(info.id, other.engine.info().id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_docker_was_told_of_registries() {
    let arguments =
        ["--insecure-registry=shop.test:5000", "--registry-mirror=https://mirror.test", "--live-restore"];
    let options =
        DockerOptions { arguments: arguments.map(str::to_owned).to_vec(), ..DockerOptions::default() };
    let test = testkit::docker_with(options).await;
    let engine = Engine::connect(&Endpoint::Unix(test.socket()), PATIENCE).await.expect("there");
    let info = engine.info();
    assert!(info.insecure_registries.contains(&"shop.test:5000".to_owned()), "{info:?}");
    assert_eq!(info.mirrors, ["https://mirror.test/"]);
    assert!(info.live_restore);
}

/// Fields that no model of ours has arrive, and `null` stays `null`.
async fn sent_as_it_is(stage: &Stage) {
    let image = stage.image("sleeper", &sleeper()).await;
    let body = json!({
        "Image": image,
        "Env": ["A=1", "B="],
        "Labels": { "a": "b & c" },
        "StopTimeout": 7,
        "HostConfig": {
            "OomScoreAdj": 123, "BlkioWeight": null, "Ulimits": [{ "Name": "nofile", "Soft": 100, "Hard": 200 }],
            "PidsLimit": 77, "Tmpfs": { "/scratch": "size=1m" },
        },
    });
    let id = create(stage, "odd.name-1", &body).await;
    let raw = stage.engine.container_inspect_raw("odd.name-1").await.expect("there");
    assert_eq!(raw["Id"], id.as_str());
    let host = &raw["HostConfig"];
    assert_eq!((&host["OomScoreAdj"], &host["PidsLimit"]), (&json!(123), &json!(77)), "{host}");
    assert_eq!((&host["Ulimits"][0]["Soft"], &raw["Config"]["Labels"]["a"]), (&json!(100), &json!("b & c")));
    assert!(host["Tmpfs"]["/scratch"].is_string(), "{host}");
    let image_raw = stage.engine.image_inspect_raw(&image).await.expect("there");
    assert_eq!(image_raw["Id"], stage.engine.image_inspect(&image).await.expect("there").id.as_str());
    assert!(image_raw["Config"].is_object() && image_raw["RootFS"]["Layers"].is_array(), "{image_raw}");
}

async fn create_refused(stage: &Stage) {
    let image = stage.image("sleeper", &sleeper()).await;
    create(stage, "taken", &json!({ "Image": image })).await;
    let create = |name, body| async move {
        status(&stage.engine.container_create_raw(name, &body, None).await.expect_err("it must not be"))
    };
    assert_eq!(create("taken", json!({ "Image": &image })).await, 409);
    assert_eq!(create("other", json!({ "Image": "localhost/nobody:1" })).await, 404);
    assert_eq!(create("a b", json!({ "Image": &image })).await, 400);
    let arm =
        stage.engine.container_create_raw("arm", &json!({ "Image": &image }), Some("linux/arm64")).await;
    // Podman 4.3.1 makes it from what it has and says nothing.
    assert_eq!(arm.is_ok(), stage.is_podman(), "{arm:?}");
}

/// A twin with the same port is made while the first one runs, and starts once that one stopped (UPDATES.md M1, M2, M4).
async fn twin(stage: &Stage) {
    let (engine, image) = (&stage.engine, stage.image("sleeper", &sleeper()).await);
    let port = testkit::free_port().to_string();
    let body = json!({
        "Image": image,
        "ExposedPorts": { "80/tcp": {} },
        "HostConfig": { "PortBindings": { "80/tcp": [{ "HostIp": "127.0.0.1", "HostPort": port }] } },
    });
    let old = create(stage, "shop", &body).await;
    engine.container_start(&old).await.expect("started");
    let new = create(stage, "shop.upd-1", &body).await;
    let taken = engine.container_start(&new).await.expect_err("the port is taken");
    assert_eq!(status(&taken), 500, "{taken}");
    engine.container_stop(&old, Some(std::time::Duration::ZERO)).await.expect("stopped");
    engine.container_rename(&old, "shop.old-1").await.expect("renamed");
    engine.container_rename(&new, "shop").await.expect("renamed");
    engine.container_start(&new).await.expect("the port is free");
    assert_eq!(engine.container_inspect_raw("shop").await.expect("there")["Id"], new.as_str());
}

async fn connect_and_disconnect(stage: &Stage) {
    let (engine, image) = (&stage.engine, stage.image("sleeper", &sleeper()).await);
    let network = make_network(stage, "shopnet").await;
    assert_eq!(engine.network_inspect_raw("shopnet").await.expect("there")["Id"], network.as_str());
    let id = create(stage, "shop", &json!({ "Image": image })).await;
    engine
        .network_connect(&network, &id, &json!({ "Aliases": ["till"] }))
        .await
        .expect("connected, not running");
    engine.container_start(&id).await.expect("started");
    let attached = engine.container_inspect(&id).await.expect("there").networks;
    let shopnet = attached.iter().find(|at| at.network == "shopnet").expect("attached");
    assert!(shopnet.aliases.contains(&"till".to_owned()) && !shopnet.ip_address.is_empty(), "{shopnet:?}");
    engine.network_disconnect(&network, &id, false).await.expect("disconnected");
    assert_eq!(engine.container_inspect(&id).await.expect("there").networks.len(), 1);
    engine.network_connect("shopnet", &id, &json!({})).await.expect("connected, running");
    for (network, container) in [("nobody", id.as_str()), ("shopnet", "nobody")] {
        let error = engine.network_connect(network, container, &json!({})).await.expect_err("unknown");
        assert_eq!(status(&error), 404, "{error}");
    }
    let odd = engine.network_connect("a/../b", &id, &json!({})).await.expect_err("no name");
    assert_eq!(status(&odd), 400);
    assert_eq!(status(&engine.network_inspect_raw("nobody").await.expect_err("unknown")), 404);
}

async fn restart_policy(stage: &Stage) {
    let (engine, image) = (&stage.engine, stage.image("sleeper", &sleeper()).await);
    let body = json!({ "Image": image, "HostConfig": {
        "RestartPolicy": { "Name": "on-failure", "MaximumRetryCount": 3 }, "Memory": 64 << 20 } });
    let id = create(stage, "shop", &body).await;
    let before = engine.container_inspect_raw(&id).await.expect("there");
    let changed = engine.container_set_restart(&id, &json!({ "Name": "no", "MaximumRetryCount": 0 })).await;
    if stage.is_podman() {
        assert!(matches!(changed, Err(EngineError::Unsupported { .. })), "{changed:?}");
        return;
    }
    changed.expect("changed");
    let mut after = engine.container_inspect_raw(&id).await.expect("there");
    assert_eq!(after["HostConfig"]["RestartPolicy"], json!({ "Name": "no", "MaximumRetryCount": 0 }));
    let policy = before["HostConfig"]["RestartPolicy"].clone();
    engine.container_set_restart(&id, &policy).await.expect("changed back");
    after["HostConfig"]["RestartPolicy"] = policy;
    assert_eq!(after, before, "nothing else changed");
    let passing =
        create(stage, "passing", &json!({ "Image": image, "HostConfig": { "AutoRemove": true } })).await;
    let always = json!({ "Name": "always", "MaximumRetryCount": 0 });
    let error = engine.container_set_restart(&passing, &always).await.expect_err("it removes itself");
    assert_eq!(status(&error), 409, "{error}");
}

/// A name moves back by tagging; the last name of an image in use cannot be taken off.
async fn names(stage: &Stage) {
    let engine = &stage.engine;
    let old = stage.image("old", &exits(1)).await;
    let new = stage.image("new", &exits(2)).await;
    let id_of = |name: &str| {
        let name = name.to_owned();
        async move { engine.image_inspect(&name).await.expect("there").id }
    };
    let (old_id, new_id) = (id_of(&old).await, id_of(&new).await);
    for image in [&old, &new, &old] {
        engine.image_tag(image, "localhost/app", "1").await.expect("tagged");
        assert_eq!(id_of("localhost/app:1").await, id_of(image).await);
    }
    engine.image_untag("localhost/app:1").await.expect("taken off");
    assert_eq!((id_of(&old).await, id_of(&new).await), (old_id, new_id.clone()));
    assert_eq!(status(&engine.image_untag("localhost/app:1").await.expect_err("it is gone")), 404);
    create(stage, "user", &json!({ "Image": new })).await;
    assert_eq!(status(&engine.image_untag(&new).await.expect_err("a container uses it")), 409);
    assert_eq!(id_of(&new).await, new_id);
    engine.image_untag(&old).await.expect("the last name");
    assert_eq!(status(&engine.image_inspect_raw(&old).await.expect_err("gone with it")), 404);
}

async fn volume(stage: &Stage) {
    let labels = |value: &str| [("mooring.copy".to_owned(), value.to_owned())].into();
    let made = stage.engine.volume_create("data.bak-1", &labels("one")).await.expect("made");
    assert_eq!((made.name.as_str(), made.anonymous), ("data.bak-1", false));
    assert_eq!(made.labels, labels("one"));
    let again = stage.engine.volume_create("data.bak-1", &labels("two")).await.expect("the same");
    assert_eq!(again.labels, labels("one"), "what is there stays as it is");
    assert_eq!(stage.engine.volume_list().await.expect("listed").len(), 1);
}

/// A container in a pod: only Podman's own API makes it and tells of it.
async fn podmans_own(stage: &Stage) {
    let (engine, image) = (&stage.engine, stage.image("sleeper", &sleeper()).await);
    if !stage.is_podman() {
        let id = create(stage, "shop", &json!({ "Image": image })).await;
        let inspected = engine.libpod_inspect_raw(&id).await;
        assert!(matches!(inspected, Err(EngineError::Unsupported { .. })), "{inspected:?}");
        let created = engine.libpod_create_raw("x", &json!({})).await;
        assert!(matches!(created, Err(EngineError::Unsupported { .. })), "{created:?}");
        return;
    }
    let body = json!({ "name": "till", "no_infra": true }).to_string();
    let path = "/v4.0.0/libpod/pods/create";
    let made = stage.test.request("POST", path, "application/json", body.as_bytes()).await;
    let pod = made.json()["Id"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned();
    let spec = json!({ "name": "shop", "image": image, "pod": pod });
    let id = engine.libpod_create_raw("shop", &spec).await.expect("made").id;
    let own = engine.libpod_inspect_raw(&id).await.expect("there");
    assert_eq!((&own["Pod"], &own["IsInfra"]), (&json!(pod), &json!(false)));
    let common = engine.container_inspect_raw(&id).await.expect("there");
    assert!(common.get("Pod").is_none(), "the common API tells of pods now");

    let sick = stage.image("sick", &busybox().healthcheck("false", PATIENCE, 1)).await;
    let spec = ContainerSpec {
        image: sick,
        command: Some(crate::stage::shell("sleep 600")),
        ..ContainerSpec::default()
    };
    let id = stage.start(&spec).await;
    assert_eq!(engine.libpod_check_health(&id).await.expect("checked"), Health::Unhealthy);
    engine.container_kill(&id, None).await.expect("killed");
    engine.container_wait(&id).await.expect("ended");
    assert_eq!(status(&engine.libpod_check_health(&id).await.expect_err("it does not run")), 409);
}

/// Who watches a container hears of its end and of its next start; of health and memory on Docker only.
async fn events_of_a_gate(stage: &Stage) {
    let image = stage.image("busybox", &busybox()).await;
    let mut events = Box::pin(stage.engine.events(Some(jiff::Timestamp::now())));
    let body = json!({
        "Image": image, "Cmd": ["sh", "-c", "sleep 1; exit 3"],
        "HostConfig": { "RestartPolicy": { "Name": "always", "MaximumRetryCount": 0 } },
        "Healthcheck": { "Test": ["CMD-SHELL", "false"], "Interval": 200_000_000, "Retries": 1 },
    });
    let id = create(stage, "crash", &body).await;
    stage.engine.container_start(&id).await.expect("started");
    let mut wanted = vec!["start", "die", "start"];
    if !stage.is_podman() {
        wanted.push("health_status: unhealthy");
    }
    let mut wanted = wanted.into_iter();
    let mut next = wanted.next();
    while let Some(action) = next {
        let event = soon(action, events.next()).await.expect("it goes on").expect("readable");
        if event.kind == EventKind::Container && event.actor == id && event.action == action {
            next = wanted.next();
        }
    }
    let run = stage.engine.container_inspect(&id).await.expect("there").run;
    assert!(run.restarts > 0, "{run:?}");
}

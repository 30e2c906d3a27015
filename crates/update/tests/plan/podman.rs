//! Podman 4.3: row X20 of the test matrix, as far as it is about the plan, and the distortions of UPDATES.md 7.4.

use serde_json::json;
use testkit::{ImageBuilder, image};
use update::plan::{Warning, Wish};

use crate::docker::assert_explained;
use crate::stage::Stage;

fn image(version: &str) -> ImageBuilder {
    image::web(version).env("MOVES", version).label("l", version).volume("/declared").user("root")
}

async fn stage() -> Stage {
    let stage = Stage::podman().await;
    stage.load(&image("one"), "localhost/app:1").await;
    stage.load(&image("two"), "localhost/app:2").await;
    stage
}

#[tokio::test]
async fn x20_devices_limits_volumes_and_addresses() {
    let stage = stage().await;
    let (front, _) = (stage.network("front", 8).await, stage.network("back", 9).await);
    let address = format!("{front}.50");
    let body = json!({
        "Image": "localhost/app:1", "Env": ["MINE=1", "HOME=/mine"], "Labels": {"mine": "1"}, "Hostname": "box", "StopTimeout": 5,
        "Volumes": {"/anonymous": {}},
        "HostConfig": {
            "Binds": ["named:/named:ro", "/usr/share:/host:ro"], "Memory": 67_108_864, "NanoCpus": 500_000_000,
            "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": ""}]}, "CapAdd": ["NET_ADMIN"],
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}, "NetworkMode": "front",
            "Devices": [{"PathOnHost": "/dev/null", "PathInContainer": "/dev/other", "CgroupPermissions": "rwm"}],
            "Tmpfs": {"/scratch": "size=1m"}, "ExtraHosts": ["other:10.1.1.1"], "Dns": ["10.9.9.9"],
            "Ulimits": [{"Name": "nofile", "Soft": 512, "Hard": 1024}, {"Name": "nproc", "Soft": 1024, "Hard": 1024}],
        },
        "NetworkingConfig": {"EndpointsConfig": {"front": {"IPAMConfig": {"IPv4Address": address}, "Aliases": ["www"]}}},
    });
    stage.create("sink", &body).await;
    stage
        .post(
            "/networks/back/connect",
            &json!({"Container": "sink", "EndpointConfig": {"Aliases": ["behind"]}}),
        )
        .await;
    stage.start("sink").await;
    for path in ["/anonymous", "/declared"] {
        stage.exec("sink", &format!("echo data >{path}/file")).await;
    }
    let replaced = stage.replace("sink", "localhost/app:2", &Wish::default()).await;
    assert_explained(&replaced);
    assert_eq!(replaced.after["NetworkSettings"]["Networks"]["front"]["IPAddress"], json!(address));
    assert!(replaced.plan.warnings.contains(&Warning::StaticIpAssumed { network: "front".into(), address }));
    for path in ["/anonymous", "/declared"] {
        assert!(stage.exec("sink", &format!("cat {path}/file")).await.contains("data"), "{path}");
    }
    let env = stage.exec("sink", "env").await;
    assert!(env.contains("MOVES=two") && env.contains("MINE=1") && env.contains("HOME=/mine"), "{env}");
    assert_explained(&stage.replace_again("sink").await);
}

#[tokio::test]
async fn a_plain_container_takes_everything_from_the_new_image() {
    let stage = stage().await;
    stage.run("plain", &json!({"Image": "localhost/app:1"})).await;
    let replaced = stage.replace("plain", "localhost/app:2", &Wish::default()).await;
    assert_explained(&replaced);
    for field in ["Env", "Cmd", "Entrypoint", "Labels", "User", "WorkingDir", "StopSignal", "Hostname"] {
        assert!(replaced.plan.body.get(field).is_none(), "{field}: {}", replaced.plan.body);
    }
    let changed: Vec<String> = replaced.plan.changes.iter().map(|change| format!("{change:?}")).collect();
    assert_eq!(
        changed,
        ["Env[MOVES] ImageDefault Changed", "Image User Changed", "Labels[l] ImageDefault Changed"]
    );
}

#[tokio::test]
async fn an_entry_point_cleared_by_the_user_stays_cleared() {
    let stage = Stage::podman().await;
    stage.load(&image::sleeper().entrypoint(&["false"]), "localhost/app:1").await;
    stage.load(&image::sleeper().entrypoint(&["false", "2"]), "localhost/app:2").await;
    stage
        .create("cleared", &json!({"Image": "localhost/app:1", "Entrypoint": [""], "Cmd": ["sleep", "9"]}))
        .await;
    let replaced = stage.replace("cleared", "localhost/app:2", &Wish::default()).await;
    assert_explained(&replaced);
}

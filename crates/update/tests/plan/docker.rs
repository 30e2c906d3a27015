//! Docker 20.10: the rows P1 to P6 and X24 of the test matrix, as far as they are about the plan.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{ImageBuilder, image};
use update::plan::{SettingsEdit, Warning, Wish};

use crate::stage::{Replaced, Stage};

fn first() -> ImageBuilder {
    image::web("one")
        .env("KEPT", "image")
        .env("MOVES", "1")
        .label("org.example.version", "1")
        .volume("/declared")
}

fn second() -> ImageBuilder {
    image::web("two")
        .env("KEPT", "image")
        .env("MOVES", "2")
        .label("org.example.version", "2")
        .volume("/declared")
}

async fn stage() -> Stage {
    let stage = Stage::docker().await;
    stage.load(&first(), "app:1").await;
    stage.load(&second(), "app:2").await;
    stage
}

pub(crate) fn assert_explained(replaced: &Replaced) {
    let odd = replaced.unexplained();
    assert!(odd.is_empty(), "not in the plan:\n{}", odd.join("\n"));
}

/// Everything at once.
fn kitchen_sink(front: &str) -> Value {
    json!({
        "Image": "app:1", "Hostname": "box", "Domainname": "example.org", "User": "0:0", "Tty": true, "OpenStdin": true,
        "Env": ["MINE=1", "EMPTY=", "KEPT", "MOVES=mine"], "Labels": {"mine": "1", "empty": ""},
        "WorkingDir": "/tmp", "StopSignal": "SIGINT", "StopTimeout": 7, "ExposedPorts": {"9000/udp": {}},
        "Volumes": {"/anonymous": {}}, "MacAddress": "02:42:ac:11:00:99",
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 30_000_000_000_u64, "Retries": 5},
        "HostConfig": {
            "Binds": ["named:/named", "/usr/share:/host:ro,rprivate"],
            "Mounts": [
                {"Type": "volume", "Target": "/nameless"},
                {"Type": "volume", "Source": "second", "Target": "/second", "ReadOnly": true},
                {"Type": "bind", "Source": "/etc", "Target": "/host-etc", "ReadOnly": true},
                {"Type": "tmpfs", "Target": "/memory", "TmpfsOptions": {"SizeBytes": 1_048_576, "Mode": 1023}},
            ],
            "Tmpfs": {"/scratch": "size=1m"}, "NetworkMode": "front",
            "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "0"}, {"HostPort": ""}], "81/udp": [{"HostPort": ""}]},
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
            "Memory": 67_108_864, "MemoryReservation": 33_554_432, "MemorySwap": 100_663_296, "NanoCpus": 500_000_000,
            "CpuShares": 512, "CpusetCpus": "0", "PidsLimit": 100, "BlkioWeight": 0, "OomScoreAdj": 100,
            "ShmSize": 33_554_432, "Init": true, "ReadonlyRootfs": false, "Privileged": false,
            "CapAdd": ["NET_ADMIN"], "CapDrop": ["MKNOD"], "SecurityOpt": ["no-new-privileges"], "GroupAdd": ["1000"],
            "Devices": [{"PathOnHost": "/dev/null", "PathInContainer": "/dev/other", "CgroupPermissions": "rw"}],
            "DeviceCgroupRules": ["c 1:3 rwm"], "Ulimits": [{"Name": "nofile", "Soft": 512, "Hard": 1024}],
            "Sysctls": {"net.ipv4.ip_forward": "1"}, "Dns": ["10.9.9.9"], "DnsOptions": ["ndots:2"], "DnsSearch": ["example.org"],
            "ExtraHosts": ["other:10.1.1.1"], "IpcMode": "shareable", "PidMode": "host", "CgroupnsMode": "host",
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m"}}, "Annotations": null, "Runtime": "runc",
            "MaskedPaths": ["/proc/kcore"], "ReadonlyPaths": ["/proc/bus"], "CgroupParent": "", "VolumeDriver": "",
        },
        "NetworkingConfig": {"EndpointsConfig": {"front": {
            "IPAMConfig": {"IPv4Address": format!("{front}.50")}, "Aliases": ["web", "www"],
        }}},
    })
}

#[tokio::test]
async fn p1_the_kitchen_sink_changes_only_where_the_image_does() {
    let stage = stage().await;
    let (front, back) = (stage.network("front", 8).await, stage.network("back", 9).await);
    stage.create("sink", &kitchen_sink(&front)).await;
    let body = json!({"Container": "sink", "EndpointConfig": {"IPAMConfig": {"IPv4Address": format!("{back}.60")}, "Aliases": ["behind"]}});
    stage.post("/networks/back/connect", &body).await;
    stage.start("sink").await;
    for path in ["/named", "/nameless", "/anonymous", "/declared"] {
        stage.exec("sink", &format!("echo data >{path}/file")).await;
    }
    let replaced = stage.replace("sink", "app:2", &Wish::default()).await;
    assert_explained(&replaced);
    for path in ["/named", "/nameless", "/anonymous", "/declared"] {
        assert!(stage.exec("sink", &format!("cat {path}/file")).await.contains("data"), "{path}");
    }
    let mut explicit: Vec<&str> =
        replaced.plan.explicit_volumes.iter().map(|v| v.destination.as_str()).collect();
    explicit.sort_unstable();
    assert_eq!(explicit, ["/anonymous", "/declared", "/nameless"]);
    // Once more: what was made explicit stays, and nothing else is found to change.
    let again = stage.replace_again("sink").await;
    assert_explained(&again);
    assert_eq!(again.before["HostConfig"], again.after["HostConfig"]);
}

#[tokio::test]
async fn p2_p3_defaults_move_and_the_users_stay() {
    let stage = Stage::docker().await;
    let one =
        image::sleeper().env("A", "1").env("B", "1").workdir("/one").stop_signal("SIGTERM").label("l", "1");
    let one = one.healthcheck("true", Duration::from_secs(9), 3).user("guest").expose("1/tcp");
    let two =
        image::sleeper().env("A", "2").env("B", "2").workdir("/two").stop_signal("SIGKILL").label("l", "2");
    let two = two
        .healthcheck("exit 0", Duration::from_secs(8), 4)
        .user("root")
        .expose("2/tcp")
        .entrypoint(&["env"]);
    stage.load(&one, "app:1").await;
    stage.load(&two, "app:2").await;
    let cases = [
        (
            "plain",
            json!({}),
            json!({"WorkingDir": "/two", "StopSignal": "SIGKILL", "User": "root", "Entrypoint": ["env"]}),
        ),
        ("dir", json!({"WorkingDir": "/mine"}), json!({"WorkingDir": "/mine", "StopSignal": "SIGKILL"})),
        ("signal", json!({"StopSignal": "SIGUSR1"}), json!({"WorkingDir": "/two", "StopSignal": "SIGUSR1"})),
        ("cmd", json!({"Cmd": ["sleep", "9"]}), json!({"Cmd": ["sleep", "9"], "Entrypoint": ["env"]})),
        (
            "entry",
            json!({"Entrypoint": ["sleep"], "Cmd": ["9"]}),
            json!({"Cmd": ["9"], "Entrypoint": ["sleep"]}),
        ),
        ("alone", json!({"Entrypoint": ["sleep", "9"]}), json!({"Cmd": null, "Entrypoint": ["sleep", "9"]})),
        ("unchecked", json!({"Healthcheck": {"Test": ["NONE"]}}), json!({"User": "root"})),
        (
            "user",
            json!({"User": "1000", "Labels": {"l": "mine"}, "Env": ["A=mine", "B"]}),
            json!({"User": "1000"}),
        ),
    ];
    for (name, mut body, expected) in cases {
        body["Image"] = json!("app:1");
        body["HostConfig"] = json!({});
        stage.create(name, &body).await;
        let replaced = stage.replace(name, "app:2", &Wish::default()).await;
        assert_explained(&replaced);
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&replaced.after["Config"][field], value, "{name}: {field}");
        }
    }
    let config = &stage.inspect("user").await["Config"];
    assert_eq!(config["Labels"]["l"], "mine");
    let env: Vec<&str> = config["Env"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(env.contains(&"A=mine") && env.contains(&"B") && !env.contains(&"B=2"), "{env:?}");
    assert_eq!(stage.inspect("unchecked").await["Config"]["Healthcheck"]["Test"], json!(["NONE"]));
}

#[tokio::test]
async fn an_entry_point_cleared_by_the_user_stays_cleared() {
    let stage = Stage::docker().await;
    stage.load(&image::sleeper().entrypoint(&["false"]), "app:1").await;
    stage.load(&image::sleeper().entrypoint(&["false", "2"]), "app:2").await;
    stage
        .create(
            "cleared",
            &json!({"Image": "app:1", "Entrypoint": [""], "Cmd": ["sleep", "9"], "HostConfig": {}}),
        )
        .await;
    let replaced = stage.replace("cleared", "app:2", &Wish::default()).await;
    assert_explained(&replaced);
    assert_eq!(replaced.after["Config"]["Entrypoint"], Value::Null);
}

#[tokio::test]
async fn p5_addresses_and_names_on_two_networks() {
    let stage = stage().await;
    let (front, back) = (stage.network("front", 8).await, stage.network("back", 9).await);
    let (first, second) = (format!("{front}.9"), format!("{back}.9"));
    let endpoints =
        json!({"EndpointsConfig": {"front": {"IPAMConfig": {"IPv4Address": first}, "Aliases": ["www"]}}});
    let body = json!({"Image": "app:1", "Hostname": "box", "HostConfig": {"NetworkMode": "front"}, "NetworkingConfig": endpoints});
    stage.create("web", &body).await;
    let body = json!({"Container": "web", "EndpointConfig": {"IPAMConfig": {"IPv4Address": second}}});
    stage.post("/networks/back/connect", &body).await;
    stage.start("web").await;
    stage.run("asker", &json!({"Image": "app:1", "HostConfig": {"NetworkMode": "front"}})).await;
    let replaced = stage.replace("web", "app:2", &Wish::default()).await;
    assert_explained(&replaced);
    let networks = &replaced.after["NetworkSettings"]["Networks"];
    assert_eq!(
        (&networks["front"]["IPAddress"], &networks["back"]["IPAddress"]),
        (&json!(first), &json!(second))
    );
    for name in ["web", "www", "box"] {
        let page = stage.exec("asker", &format!("wget -qO- http://{name}/")).await;
        assert!(page.contains("two"), "{name}: {page}");
    }
    let old_id = replaced.before["Id"].as_str().unwrap().get(..12).unwrap();
    assert!(!networks.to_string().contains(old_id));
}

#[tokio::test]
async fn p6_networks_of_others() {
    let stage = stage().await;
    stage.run("provider", &json!({"Image": "app:1"})).await;
    for (name, mode) in [("on-host", "host"), ("alone", "none"), ("guest", "container:provider")] {
        let body = json!({"Image": "app:1", "Cmd": ["sleep", "99"], "HostConfig": {"NetworkMode": mode}});
        stage.run(name, &body).await;
        assert_explained(&stage.replace(name, "app:2", &Wish::default()).await);
    }
    let provider = stage.plan("provider", "app:2", &Wish::default()).await;
    let follows = Warning::DependantRestarts { name: "guest".into(), recreated: true };
    assert!(provider.warnings.contains(&follows), "{:?}", provider.warnings);
    // The dependant follows a replaced provider.
    stage.remove("guest.old").await;
    let replaced = stage.replace("provider", "app:2", &Wish::default()).await;
    let id = |of: &Value| of["Id"].as_str().unwrap().to_owned();
    let wish = Wish { replaced: vec![(id(&replaced.before), id(&replaced.after))], ..Wish::default() };
    let guest = stage.replace("guest", "app:2", &wish).await;
    let mode = guest.after["HostConfig"]["NetworkMode"].as_str().unwrap().to_owned();
    assert_eq!(mode, format!("container:{}", id(&replaced.after)));
}

#[tokio::test]
async fn links_and_volumes_of_others() {
    let stage = stage().await;
    stage.run("db", &json!({"Image": "app:1", "HostConfig": {"Binds": ["data:/data"]}})).await;
    let host = json!({"Links": ["db:database"], "VolumesFrom": ["db:ro"]});
    stage.run("front", &json!({"Image": "app:1", "HostConfig": host})).await;
    assert_explained(&stage.replace("front", "app:2", &Wish::default()).await);
    assert!(stage.exec("front", "wget -qO- http://database/").await.contains("one"));
    // The source of the volumes goes: its volumes stay mounted.
    stage.create("late", &json!({"Image": "app:1", "HostConfig": {"VolumesFrom": ["db"]}})).await;
    stage.remove("front").await;
    stage.remove("front.old").await;
    stage.remove("db").await;
    let late = stage.replace("late", "app:2", &Wish::default()).await;
    assert_explained(&late);
    assert!(late.plan.warnings.contains(&Warning::VolumesFromGone { source: "db".into() }));
    assert_eq!(late.plan.explicit_volumes.len(), 2);
}

#[tokio::test]
async fn x24_a_random_port_is_announced_and_can_be_kept() {
    let stage = stage().await;
    stage
        .run(
            "random",
            &json!({"Image": "app:1", "HostConfig": {"PortBindings": {"80/tcp": [{"HostPort": ""}]}}}),
        )
        .await;
    stage.run("all", &json!({"Image": "app:1", "HostConfig": {"PublishAllPorts": true}})).await;
    for name in ["random", "all"] {
        let port =
            |of: &Value| of["NetworkSettings"]["Ports"]["80/tcp"][0]["HostPort"].as_str().unwrap().to_owned();
        let current: u16 = port(&stage.inspect(name).await).parse().unwrap();
        let announced = Warning::RandomPortChanges { port: "80/tcp".into(), current: Some(current) };
        let plan = stage.plan(name, "app:2", &Wish::default()).await;
        assert!(plan.warnings.contains(&announced), "{:?}", plan.warnings);
        let wish = Wish { keep_ports: true, ..Wish::default() };
        let kept = stage.replace(name, "app:2", &wish).await;
        assert_eq!(port(&kept.after), current.to_string());
        assert!(!kept.plan.warnings.contains(&announced));
    }
}

#[tokio::test]
async fn a_stand_by_twin_does_not_remove_itself() {
    let stage = stage().await;
    stage
        .run("brief", &json!({"Image": "app:1", "Volumes": {"/v": {}}, "HostConfig": {"AutoRemove": true}}))
        .await;
    let twin = stage.plan("brief", "app:1", &Wish { stand_by: true, ..Wish::default() }).await;
    stage.create("brief.rb", &twin.body).await;
    stage.exec("brief", "echo data >/v/file").await;
    stage.post("/containers/brief/stop?t=0", &Value::Null).await;
    stage.start("brief.rb").await;
    assert!(stage.exec("brief.rb", "cat /v/file").await.contains("data"));
    assert!(twin.warnings.iter().any(|warning| matches!(warning, Warning::WriteLayerLost { .. })));
}

#[tokio::test]
async fn an_edit_changes_what_it_says_and_nothing_else() {
    let stage = stage().await;
    let host = json!({"Memory": 67_108_864, "PortBindings": {"80/tcp": [{"HostPort": "0"}]}});
    stage.run("web", &json!({"Image": "app:1", "Env": ["A=1", "B=2"], "HostConfig": host})).await;
    let edit = SettingsEdit {
        env_set: [("A".to_owned(), "9".to_owned()), ("NEW".to_owned(), "x".to_owned())].into(),
        env_unset: vec!["B".into(), "MOVES".into()],
        ports: Some(json!({"81/tcp": [{"HostIp": "127.0.0.1", "HostPort": "0"}]})),
        restart: Some(json!({"Name": "always", "MaximumRetryCount": 0})),
        memory: Some(33_554_432),
        nano_cpus: Some(250_000_000),
        command: Some(vec!["sleep".into(), "99".into()]),
    };
    let edited = stage.replace("web", "app:1", &Wish { edit: Some(edit), ..Wish::default() }).await;
    let (config, host) = (&edited.after["Config"], &edited.after["HostConfig"]);
    let mut env: Vec<&str> = config["Env"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    env.retain(|entry| !entry.starts_with("PATH="));
    env.sort_unstable();
    assert_eq!(env, ["A=9", "KEPT=image", "MOVES", "NEW=x"]);
    assert_eq!(config["Cmd"], json!(["sleep", "99"]));
    assert_eq!(host["RestartPolicy"]["Name"], "always");
    assert_eq!((&host["Memory"], &host["MemorySwap"]), (&json!(33_554_432), &json!(67_108_864)));
    assert_eq!(host["NanoCpus"], json!(250_000_000));
    assert_eq!(host["PortBindings"].as_object().unwrap().keys().collect::<Vec<_>>(), ["81/tcp"]);
}

#[tokio::test]
async fn odd_corners_are_planned_into_what_they_were() {
    let stage = stage().await;
    stage.network("front", 8).await;
    stage.network("back", 9).await;
    let front = stage.get("/networks/front").await["Id"].clone();
    let aliased = json!({"EndpointsConfig": {"front": {"Aliases": ["www"]}}});
    let corners = [
        ("driver", json!({"Volumes": {"/v": {}}, "HostConfig": {"VolumeDriver": "local"}})),
        ("uts", json!({"HostConfig": {"UTSMode": "host"}})),
        ("by-id", json!({"HostConfig": {"NetworkMode": front}})),
        ("by-name", json!({"HostConfig": {"NetworkMode": "front"}, "NetworkingConfig": aliased})),
        ("privileged", json!({"HostConfig": {"Privileged": true, "SecurityOpt": ["label=disable"]}})),
        ("unmasked", json!({"HostConfig": {"MaskedPaths": [], "ReadonlyPaths": []}})),
    ];
    for (name, mut body) in corners {
        body["Image"] = json!("app:1");
        stage.create(name, &body).await;
        assert_explained(&stage.replace(name, "app:2", &Wish::default()).await);
        // Once it ran, inspect says more. (Test machines may not give all capabilities.)
        if name != "privileged" {
            stage.start(name).await;
        }
        assert_explained(&stage.replace_again(name).await);
    }
    // Taken off the network it was made on: the other one is its first now.
    stage.run("moved", &json!({"Image": "app:1", "HostConfig": {"NetworkMode": "front"}})).await;
    stage.post("/networks/back/connect", &json!({"Container": "moved"})).await;
    stage.post("/networks/front/disconnect", &json!({"Container": "moved"})).await;
    let moved = stage.replace("moved", "app:2", &Wish::default()).await;
    let networks = moved.after["NetworkSettings"]["Networks"].as_object().unwrap();
    assert_eq!(networks.keys().collect::<Vec<_>>(), ["back"]);
}

//! The rules of UPDATES.md section 5, on what real engines printed (Docker 20.10.24, Podman 4.3.1).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use update::plan::{
    self, Around, ImageFacts, Neighbour, NetworkName, Owner, PlanError, Recreate, Warning, What, Wish,
    WriteLayer, dependants,
};

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn docker() -> (Value, ImageFacts) {
    let container = read(include_str!("../data/plan/docker-kitchen.json"));
    (container, ImageFacts::of_inspect(&read(include_str!("../data/plan/docker-image.json"))))
}

fn around() -> Around {
    Around {
        api_version: (1, 41),
        engine_platform: oci::Platform::parse("linux/amd64").ok(),
        ..Around::default()
    }
}

fn plan(container: &Value, old: &ImageFacts, new: &ImageFacts, around: &Around) -> Recreate {
    plan::recreate(container, Some(old), new, around, &Wish::default()).unwrap()
}

/// The image with something else in its config.
fn other(image: &ImageFacts, config: &Value) -> ImageFacts {
    let mut image = image.clone();
    for (key, value) in config.as_object().unwrap() {
        image.config[key] = value.clone();
    }
    image
}

#[test]
fn only_what_the_user_set_is_sent() {
    let (container, image) = docker();
    let plan = plan(&container, &image, &image, &around());
    let mut body = plan.body.clone();
    let host = body.as_object_mut().unwrap().remove("HostConfig").unwrap();
    assert_eq!(body["Env"], json!(["MINE=1", "A=2", "NOVALUE"]));
    assert_eq!(body["Labels"], json!({"mine": "1"}));
    assert_eq!(
        (&body["Hostname"], &body["StopTimeout"], &body["MacAddress"]),
        (&json!("box"), &json!(5), &container["Config"]["MacAddress"])
    );
    for absent in ["Cmd", "Entrypoint", "User", "WorkingDir", "StopSignal", "Volumes", "Healthcheck"] {
        assert!(body.get(absent).is_none(), "{absent}");
    }
    let targets: BTreeSet<&str> =
        host["Mounts"].as_array().unwrap().iter().filter_map(|m| m["Target"].as_str()).collect();
    assert_eq!(targets.into_iter().collect::<Vec<_>>(), ["/anon", "/data", "/img", "/mountanon", "/mt"]);
    assert!(
        host["Mounts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|m| m["Type"] == "tmpfs" || m["VolumeOptions"]["NoCopy"] == true)
    );
    let mut rest = host.clone();
    rest["Mounts"] = container["HostConfig"]["Mounts"].clone();
    rest["ContainerIDFile"] = json!("");
    assert_eq!(rest, container["HostConfig"]);
}

#[test]
fn networks_go_by_intent() {
    let (container, image) = docker();
    let older = plan(&container, &image, &image, &around());
    let endpoints = &older.body["NetworkingConfig"]["EndpointsConfig"];
    assert_eq!(
        *endpoints,
        json!({"front": {"IPAMConfig": {"IPv4Address": "10.224.8.50"}, "Aliases": ["web"]}})
    );
    assert_eq!((older.connects.len(), &older.connects[0].endpoint), (1, &json!({"Aliases": ["behind"]})));
    // From 1.44 on all at create, with the address of the network card at its network.
    let newer = plan(&container, &image, &image, &Around { api_version: (1, 44), ..around() });
    let endpoints = &newer.body["NetworkingConfig"]["EndpointsConfig"];
    assert_eq!(endpoints["front"]["MacAddress"], container["Config"]["MacAddress"]);
    assert!(
        newer.connects.is_empty() && newer.body.get("MacAddress").is_none() && endpoints["back"].is_object()
    );
    // Two networks of one name: by id.
    let id = container["NetworkSettings"]["Networks"]["front"]["NetworkID"].as_str().unwrap();
    let network = |id: &str| NetworkName { id: id.into(), name: "front".into() };
    let twice = Around { networks: vec![network(id), network("other")], ..around() };
    let by_id = plan(&container, &image, &image, &twice).body;
    assert_eq!(by_id["HostConfig"]["NetworkMode"], id);
    assert!(by_id["NetworkingConfig"]["EndpointsConfig"].get(id).is_some());
    // 25.0.0 prints generated addresses as chosen ones.
    let liar = Around { api_version: (1, 44), engine_version: "25.0.0".into(), ..around() };
    assert!(!plan(&container, &image, &image, &liar).body.to_string().contains("MacAddress"));
}

#[test]
fn owners_and_changes() {
    let (container, image) = docker();
    let new = other(
        &image,
        &json!({"Env": ["PATH=/new", "A=9", "NEW=1"], "Labels": {"l": "y"}, "StopSignal": "SIGTERM"}),
    );
    let plan = plan(&container, &image, &new, &around());
    let find = |field: &str, key: &str| {
        let change =
            plan.changes.iter().find(|c| c.field == field && c.key.as_deref().unwrap_or_default() == key);
        change.map(|change| (change.owner, change.what))
    };
    assert_eq!(find("Env", "A"), Some((Owner::User, What::Kept)));
    assert_eq!(find("Env", "NOVALUE"), Some((Owner::User, What::Kept)));
    assert_eq!(find("Env", "PATH"), Some((Owner::ImageDefault, What::Changed)));
    assert_eq!(find("Env", "NEW"), Some((Owner::ImageDefault, What::Added)));
    assert_eq!(find("Labels", "l"), Some((Owner::ImageDefault, What::Changed)));
    assert_eq!(find("StopSignal", ""), Some((Owner::ImageDefault, What::Changed)));
    assert_eq!(find("HostConfig.Mounts", "/anon"), Some((Owner::User, What::Added)));
    assert_eq!(find("Cmd", ""), None);
}

#[test]
fn a_default_that_the_user_wrote_is_asked_about() {
    let (mut container, image) = docker();
    let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    container["Config"]["Env"] = json!([path, "MINE=1"]);
    let plan = plan(&container, &image, &other(&image, &json!({"Env": ["PATH=/new"]})), &around());
    let change = plan.changes.iter().find(|change| change.key.as_deref() == Some("PATH")).unwrap();
    assert_eq!((change.owner, change.what), (Owner::Ambiguous, What::Changed));
}

#[test]
fn secrets_are_marked_and_never_debugged() {
    let (mut container, image) = docker();
    container["Config"]["Env"] = json!(["DB_PASSWORD=hunter2"]);
    let plan = plan(&container, &image, &image, &around());
    assert!(
        plan.changes.iter().any(|change| change.secret_like && change.key.as_deref() == Some("DB_PASSWORD"))
    );
    assert!(!format!("{plan:?}").contains("hunter2"));
    let back: Recreate = serde_json::from_value(serde_json::to_value(&plan).unwrap()).unwrap();
    assert_eq!(back, plan);
}

#[test]
fn an_unknown_old_image_is_refused_unless_all_is_to_be_kept() {
    let (container, image) = docker();
    let refused = plan::recreate(&container, None, &image, &around(), &Wish::default());
    assert_eq!(refused, Err(PlanError::OldImageUnknown));
    let wish = Wish { keep_all: true, ..Wish::default() };
    let kept =
        plan::recreate(&container, None, &other(&image, &json!({"Entrypoint": ["x"]})), &around(), &wish)
            .unwrap();
    assert_eq!((&kept.body["Cmd"], &kept.body["Entrypoint"]), (&container["Config"]["Cmd"], &json!([""])));
    assert_eq!(kept.body["WorkingDir"], "/www");
}

#[test]
fn what_is_warned_of() {
    let (mut container, image) = docker();
    container["Config"]["Healthcheck"] = json!({"Test": ["CMD", "true"]});
    let old = ImageFacts {
        created: "2024-02-01T00:00:00Z".parse().ok(),
        ..other(&image, &json!({"Healthcheck": {"Test": ["CMD", "true"]}}))
    };
    let new = ImageFacts {
        created: "2024-01-01T00:00:00Z".parse().ok(),
        platform: oci::Platform::parse("linux/arm64").ok(),
        ..other(&image, &json!({"User": "1000", "Volumes": {"/data": {}, "/new": {}}}))
    };
    let layer = WriteLayer {
        added: ["/new", "/new/file", "/data", "/named", "/run", "/run/x.pid"].map(str::to_owned).into(),
        changed: vec!["/etc".into(), "/etc/passwd".into()],
        bytes: Some(7),
    };
    let plan = plan(&container, &old, &new, &Around { write_layer: Some(layer), ..around() });
    assert_eq!(plan.platform.as_deref(), Some("linux/arm64"));
    let paths = vec!["/etc/passwd".into(), "/new/file".into(), "/run/x.pid".into()];
    let expected = [
        Warning::WriteLayerLeftBehind { paths, count: 3, bytes: Some(7) },
        Warning::RandomPortChanges { port: "80/tcp".into(), current: Some(32769) },
        Warning::UserChanges { old: String::new(), new: "1000".into() },
        Warning::PlatformChanges { old: "linux/amd64".into(), new: "linux/arm64".into() },
        Warning::OlderBuild { old_created: 1_706_745_600, new_created: 1_704_067_200 },
        Warning::HealthCheckDisappears,
        Warning::VolumeNewlyDeclared { path: "/new".into(), has_files: true },
        Warning::VolumeNoLongerDeclared { path: "/img".into() },
        Warning::StopMayBeKill { signal: "SIGKILL".into(), timeout: Some(5) },
    ];
    assert_eq!(plan.warnings, expected);
}

#[test]
fn compose_sees_nothing_to_do() {
    let (mut container, image) = docker();
    let old = ImageFacts { digests: vec!["sha256:oldchild".into()], ..image.clone() };
    let new =
        ImageFacts { id: Some("sha256:newid".into()), digests: vec!["sha256:newchild".into()], ..image };
    let id = container["Image"].as_str().unwrap().to_owned();
    for (written, expected) in
        [(id.as_str(), Some("sha256:newid")), ("sha256:oldchild", Some("sha256:newchild")), ("other", None)]
    {
        container["Config"]["Labels"] = json!({
            "com.docker.compose.image": written, "com.docker.compose.replace": "x", "com.docker.compose.config-hash": "h",
            "com.docker.compose.project": "p", "com.docker.compose.service": "s",
        });
        let layer = WriteLayer {
            added: ["/run", "/run/secrets", "/run/secrets/key", "/my_config", "/var/log/x"]
                .map(str::to_owned)
                .into(),
            ..WriteLayer::default()
        };
        let around = Around { compose_hash: Some("other".into()), write_layer: Some(layer), ..around() };
        let plan = plan(&container, &old, &new, &around);
        let labels = &plan.body["Labels"];
        assert_eq!(labels["com.docker.compose.image"].as_str(), expected);
        assert!(
            labels.get("com.docker.compose.replace").is_none()
                && labels["com.docker.compose.config-hash"] == "h"
        );
        assert_eq!(plan.copies, ["/my_config", "/run/secrets/key"]);
        assert!(plan.warnings.contains(&Warning::ComposeFileEdited { project: "p".into() }));
    }
}

#[test]
fn others_networks_take_their_settings_away() {
    let (mut container, image) = docker();
    container["HostConfig"]["NetworkMode"] = json!("container:aaaaaaaaaaaaaaaa");
    let refused = plan::recreate(&container, Some(&image), &image, &around(), &Wish::default());
    assert_eq!(refused, Err(PlanError::NamespaceGone("aaaaaaaaaaaaaaaa".into())));
    let provider = Neighbour { id: "aaaaaaaaaaaaaaaa".into(), name: "vpn".into(), ..Neighbour::default() };
    let body = plan(&container, &image, &image, &Around { neighbours: vec![provider], ..around() }).body;
    for absent in ["Hostname", "ExposedPorts", "NetworkingConfig", "MacAddress"] {
        assert!(body.get(absent).is_none(), "{absent}");
    }
    for absent in ["PortBindings", "PublishAllPorts", "Dns", "ExtraHosts", "Links"] {
        assert!(body["HostConfig"].get(absent).is_none(), "{absent}");
    }
}

#[test]
fn podmans_distortions_are_put_right() {
    let container = read(include_str!("../data/plan/podman-kitchen.json"));
    let image = ImageFacts::of_inspect(&read(include_str!("../data/plan/podman-image.json")));
    let libpod = read(include_str!("../data/plan/podman-kitchen-libpod.json"));
    let around = Around { podman: true, libpod: Some(libpod), ..around() };
    let plan = plan(&container, &image, &image, &around);
    let (body, host) = (&plan.body, &plan.body["HostConfig"]);
    assert_eq!(body["Env"], json!(["A=2", "MINE=1"]));
    assert!(body.get("StopSignal").is_none() && body["StopTimeout"] == 5 && body["Hostname"] == "box");
    assert_eq!(host["Ulimits"][0]["Name"], "nofile");
    assert_eq!(host["Devices"][0]["CgroupPermissions"], "rwm");
    assert_eq!(host["NetworkMode"], "back");
    assert_eq!(host["Tmpfs"], json!({"/scratch": "size=1m"}));
    assert!(host["Binds"].as_array().unwrap().contains(&json!("named:/named:ro")));
    for absent in ["PidMode", "UTSMode", "Runtime", "MemorySwappiness"] {
        assert!(host.get(absent).is_none(), "{absent}");
    }
    let front = &body["NetworkingConfig"]["EndpointsConfig"]["front"];
    assert_eq!(*front, json!({"IPAMConfig": {"IPv4Address": "10.224.1.50"}, "Aliases": ["web"]}));
    // A command line of its own that asks for no address settles the question.
    let mut told = around.clone();
    told.libpod.as_mut().unwrap()["Config"]["CreateCommand"] =
        json!(["podman", "run", "--network", "front", "app"]);
    let plan = plan::recreate(&container, Some(&image), &image, &told, &Wish::default()).unwrap();
    assert!(!plan.body.to_string().contains("IPAMConfig"));
}

#[test]
fn a_member_of_a_pod_is_not_taken_out_of_it() {
    let (container, image) = docker();
    let around = Around { podman: true, libpod: Some(json!({"Pod": "abc"})), ..around() };
    let refused = plan::recreate(&container, Some(&image), &image, &around, &Wish::default());
    assert_eq!(refused, Err(PlanError::PodMember("abc".into())));
}

#[test]
fn dependants_in_the_order_to_start_them() {
    let inspect = |id: &str, host: Value, labels: Value| json!({"Id": id.repeat(16), "Name": format!("/{id}"), "HostConfig": host, "Config": {"Labels": labels}, "State": {"Running": true}});
    let shares = |id: &str| json!({"NetworkMode": format!("container:{}", id.repeat(16))});
    let compose = |service: &str, waits: &str| {
        json!({
            "com.docker.compose.project": "p", "com.docker.compose.service": service, "com.docker.compose.depends_on": waits,
        })
    };
    let root = inspect("r", json!({}), compose("root", ""));
    let others = [
        inspect("b", shares("a"), json!({})),
        inspect("a", shares("r"), json!({})),
        inspect("l", json!({"Links": ["/r:/l/alias"]}), json!({})),
        inspect("w", json!({}), compose("waiter", "root:service_started:true")),
        inspect("n", json!({}), compose("other", "root:service_started:false")),
        inspect("v", json!({"VolumesFrom": ["r"]}), json!({})),
    ];
    let around = Around { neighbours: others.iter().map(Neighbour::of_inspect).collect(), ..around() };
    let found = dependants(&root, &around).unwrap();
    let mut names: Vec<(&str, bool)> = found.iter().map(|d| (d.name.as_str(), d.recreate)).collect();
    let place = |name: &str| names.iter().position(|(other, _)| *other == name);
    assert!(place("a") < place("b"));
    names.sort_unstable();
    assert_eq!(names, [("a", true), ("b", true), ("l", true), ("w", false)]);
    let circle = [inspect("a", shares("r"), json!({}))].map(|a| Neighbour::of_inspect(&a));
    let mut root = root;
    root["HostConfig"] = shares("a");
    let around =
        Around { neighbours: [circle.to_vec(), vec![Neighbour::of_inspect(&root)]].concat(), ..around };
    assert!(matches!(dependants(&root, &around), Err(PlanError::Cycle(_))));
}

//! A container with any mix of settings keeps all of them through update and undo.
//!
//! Thousands of mixes against a model of the engine's merge, and some of them against a real engine, which is what keeps
//! the model honest.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use testkit::image;
use update::plan::{self, Around, ImageFacts, Recreate, What, Wish};

use crate::docker::assert_explained;
use crate::stage::{Replaced, Stage};

/// So many mixes are tried on real engines; each takes one to two seconds.
const DOCKER_CASES: usize = 24;
/// See above.
const PODMAN_CASES: usize = 12;

const PATH: &str = "PATH=/bin";

type Table = Vec<(&'static str, Vec<Value>)>;

/// A map in which every field is left out or has one of its values.
fn pick(table: Table) -> impl Strategy<Value = Map<String, Value>> {
    let indices: Vec<_> = table.iter().map(|(_, values)| 0..=values.len()).collect();
    indices.prop_map(move |indices| {
        let chosen = table.iter().zip(indices);
        let chosen =
            chosen.filter_map(|((key, values), n)| Some(((*key).to_owned(), values.get(n)?.clone())));
        chosen.collect()
    })
}

fn labels() -> Vec<Value> {
    vec![json!({"l": "1"}), json!({"l": "2", "m": ""}), json!({})]
}

/// What an image may say. Every entry point and command of this file ends up sleeping.
fn image_config() -> impl Strategy<Value = Map<String, Value>> {
    pick(vec![
        (
            "Env",
            vec![json!([PATH, "A=1", "B=1"]), json!([PATH, "A=2", "C=x"]), json!(["B=1", "A=1", "D=", PATH])],
        ),
        ("Entrypoint", vec![json!(["env"]), json!(["env", "X=1"])]),
        ("WorkingDir", vec![json!("/tmp"), json!("/")]),
        ("User", vec![json!("guest"), json!("0")]),
        ("StopSignal", vec![json!("SIGKILL"), json!("SIGINT")]),
        ("Labels", labels()),
        ("ExposedPorts", vec![json!({"80/tcp": {}}), json!({"81/udp": {}})]),
        ("Volumes", vec![json!({"/v": {}}), json!({"/w": {}, "/v": {}})]),
        (
            "Healthcheck",
            vec![json!({"Test": ["CMD", "true"], "Retries": 2}), json!({"Test": ["CMD", "false"]})],
        ),
    ])
    .prop_flat_map(|config| {
        let cmd = prop_oneof![Just(json!(["sleep", "99"])), Just(json!(["sleep", "98"]))];
        cmd.prop_map(move |cmd| {
            let mut config = config.clone();
            config.insert("Cmd".into(), cmd);
            config
        })
    })
}

/// What a user may say about the program.
fn user_config() -> impl Strategy<Value = Map<String, Value>> {
    let command = prop_oneof![
        Just(json!({})),
        Just(json!({"Cmd": ["sleep", "97"]})),
        Just(json!({"Entrypoint": [""], "Cmd": ["sleep", "99"]})),
        Just(json!({"Entrypoint": ["sleep"], "Cmd": ["96"]})),
        Just(json!({"Entrypoint": ["sleep", "95"]})),
    ];
    let rest = pick(vec![
        ("Env", vec![json!(["A=1", "MINE=1"]), json!(["B", "A=mine"]), json!(["EMPTY=", "C=x"])]),
        ("WorkingDir", vec![json!("/tmp"), json!("/bin")]),
        ("User", vec![json!("guest"), json!("0")]),
        ("StopSignal", vec![json!("SIGKILL"), json!("SIGUSR1")]),
        ("StopTimeout", vec![json!(0), json!(3)]),
        ("Labels", labels()),
        ("ExposedPorts", vec![json!({"80/tcp": {}}), json!({"99/tcp": {}})]),
        ("Volumes", vec![json!({"/v": {}}), json!({"/mine": {}})]),
        (
            "Healthcheck",
            vec![
                json!({"Test": ["NONE"]}),
                json!({"Retries": 9}),
                json!({"Test": ["CMD", "true"], "Timeout": 5_000_000}),
            ],
        ),
        ("Tty", vec![json!(true)]),
        ("OpenStdin", vec![json!(true)]),
        ("Domainname", vec![json!("example.org")]),
    ]);
    (command, rest).prop_map(|(command, mut rest)| {
        rest.extend(command.as_object().cloned().unwrap_or_default());
        rest
    })
}

/// What a user may say about its place in the machine.
fn host_config() -> impl Strategy<Value = Map<String, Value>> {
    pick(vec![
        ("Binds", vec![json!(["named:/named:ro"]), json!(["named:/v", "/usr/share:/host:ro"])]),
        (
            "Mounts",
            vec![
                json!([{"Type": "volume", "Target": "/nameless"}]),
                json!([{"Type": "tmpfs", "Target": "/memory"}]),
            ],
        ),
        ("Tmpfs", vec![json!({"/scratch": "size=1m"})]),
        (
            "PortBindings",
            vec![
                json!({"80/tcp": [{"HostPort": ""}]}),
                json!({"82/udp": [{"HostIp": "127.0.0.1", "HostPort": "0"}]}),
            ],
        ),
        (
            "RestartPolicy",
            vec![json!({"Name": "always"}), json!({"Name": "on-failure", "MaximumRetryCount": 2})],
        ),
        ("Memory", vec![json!(33_554_432)]),
        ("NanoCpus", vec![json!(500_000_000)]),
        ("CpuShares", vec![json!(512)]),
        ("PidsLimit", vec![json!(50)]),
        ("OomScoreAdj", vec![json!(10)]),
        ("ShmSize", vec![json!(1_048_576)]),
        ("Init", vec![json!(true), json!(false)]),
        ("ReadonlyRootfs", vec![json!(true)]),
        ("CapAdd", vec![json!(["NET_ADMIN"])]),
        ("CapDrop", vec![json!(["ALL"])]),
        ("SecurityOpt", vec![json!(["no-new-privileges"])]),
        ("GroupAdd", vec![json!(["1000"])]),
        ("Ulimits", vec![json!([{"Name": "nofile", "Soft": 256, "Hard": 512}])]),
        ("ExtraHosts", vec![json!(["other:10.1.1.1"])]),
        ("Dns", vec![json!(["10.9.9.9"])]),
        ("IpcMode", vec![json!("shareable"), json!("host")]),
        ("PidMode", vec![json!("host")]),
        (
            "LogConfig",
            vec![
                json!({"Type": "json-file", "Config": {"max-file": "2"}}),
                json!({"Type": "none", "Config": {}}),
            ],
        ),
        (
            "Devices",
            vec![json!([{"PathOnHost": "/dev/null", "PathInContainer": "/dev/x", "CgroupPermissions": "r"}])],
        ),
        ("NetworkMode", vec![json!("front"), json!("host"), json!("none")]),
    ])
}

fn facts(config: &Map<String, Value>) -> ImageFacts {
    ImageFacts { config: Value::Object(config.clone()), ..ImageFacts::default() }
}

/// What inspect would say of a container that a user made.
fn modelled(user: &Map<String, Value>, host: &Map<String, Value>, image: &ImageFacts) -> Value {
    let mut body = Value::Object(user.clone());
    for port in host.get("PortBindings").and_then(Value::as_object).into_iter().flatten() {
        body["ExposedPorts"][port.0] = json!({});
    }
    body["Image"] = json!("app");
    let config = plan::merged(&body, &image.config);
    let volumes = config["Volumes"].as_object().cloned().unwrap_or_default();
    let taken = host.get("Binds").map(Value::to_string).unwrap_or_default();
    let mounts = volumes.keys().filter(|path| !taken.contains(&format!(":{path}\"")));
    let mounts: Vec<Value> = mounts
        .map(|path| json!({"Type": "volume", "Name": format!("hash{path}"), "Destination": path, "RW": true}))
        .collect();
    json!({"Id": "0123456789abcdef", "Name": "/c", "Config": config, "HostConfig": host, "Mounts": mounts, "NetworkSettings": {"Networks": {}}})
}

/// Every difference between two configurations must be one that the plan lists, value for value.
fn assert_listed(before: &Value, after: &Value, plan: &Recreate) -> Result<(), TestCaseError> {
    for field in ["Cmd", "Entrypoint", "User", "StopSignal", "StopTimeout", "Tty", "OpenStdin", "Domainname"]
    {
        if before[field] != after[field] {
            let listed =
                plan.changes.iter().find(|change| change.field == field && change.what != What::Kept);
            prop_assert!(listed.is_some(), "{field}: {} to {}", before[field], after[field]);
        }
    }
    for field in ["Labels", "ExposedPorts", "Volumes", "Healthcheck"] {
        let maps = [before, after].map(|of| of[field].as_object().cloned().unwrap_or_default());
        for key in maps.iter().flat_map(Map::keys) {
            let [old, new] = maps.each_ref().map(|map| map.get(key));
            let listed =
                plan.changes.iter().find(|change| change.field == field && change.key.as_ref() == Some(key));
            let is_listed =
                listed.is_some_and(|change| change.old.as_ref() == old && change.new.as_ref() == new);
            prop_assert!(old == new || is_listed, "{field}[{key}]: {old:?} to {new:?}");
        }
    }
    Ok(())
}

/// What the user said and the image did not is there afterwards, word for word.
fn assert_kept(user: &Map<String, Value>, old: &Value, after: &Value) -> Result<(), TestCaseError> {
    for field in ["WorkingDir", "User", "StopSignal", "StopTimeout", "Tty", "OpenStdin", "Domainname"] {
        let is_same = |value: &Value| *value == old[field] || (field == "WorkingDir" && *value == "/");
        if let Some(value) = user.get(field).filter(|value| !is_same(value)) {
            prop_assert_eq!(&after[field], value, "{}", field);
        }
    }
    let list = |of: &Value, key: &str| of[key].as_array().cloned().unwrap_or_default();
    for entry in user.get("Env").and_then(Value::as_array).into_iter().flatten() {
        prop_assert!(list(old, "Env").contains(entry) || list(after, "Env").contains(entry), "{entry}");
    }
    for field in ["Labels", "ExposedPorts"] {
        for (key, value) in user.get(field).and_then(Value::as_object).into_iter().flatten() {
            prop_assert!(
                old[field].get(key) == Some(value) || after[field].get(key) == Some(value),
                "{field}[{key}]"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mix_is_kept_or_listed(
        user in user_config(), host in host_config(), old in image_config(), new in image_config(),
    ) {
        let (old, new) = (facts(&old), facts(&new));
        let container = modelled(&user, &host, &old);
        let around = Around { api_version: (1, 41), ..Around::default() };
        let plan = plan::recreate(&container, Some(&old), &new, &around, &Wish::default()).unwrap();
        let after = plan::merged(&plan.body, &new.config);
        assert_listed(&container["Config"], &after, &plan)?;
        assert_kept(&user, &old.config, &after)?;
        let mut placed = plan.body["HostConfig"].clone();
        placed["Mounts"] = host.get("Mounts").cloned().unwrap_or_default();
        prop_assert!(host.iter().all(|(key, value)| placed[key] == *value), "{}", placed);
        // Nothing that the user did not say masks the new image.
        let untouched = plan::recreate(&modelled(&Map::new(), &Map::new(), &old), Some(&old), &new, &around, &Wish::default()).unwrap();
        let bare = plan::merged(&json!({}), &new.config);
        for field in ["Env", "Cmd", "Entrypoint", "Labels", "User", "WorkingDir", "StopSignal", "Healthcheck"] {
            prop_assert_eq!(&plan::merged(&untouched.body, &new.config)[field], &bare[field], "{}", field);
        }
        // The same image again changes nothing but the volumes' names, and a plan of a plan finds nothing more to say.
        let same = plan::recreate(&container, Some(&old), &old, &around, &Wish::default()).unwrap();
        let again = plan::merged(&same.body, &old.config);
        for field in ["Cmd", "Entrypoint", "Labels", "User", "WorkingDir", "StopSignal", "Healthcheck", "ExposedPorts"] {
            prop_assert_eq!(&again[field], &container["Config"][field], "{}", field);
        }
    }

    /// Whatever an engine or a registry prints, planning ends with a plan or a reason.
    #[test]
    fn any_shape_is_survived(
        shape in prop::sample::select(vec![json!(null), json!(0), json!("x"), json!([null, 1, {"a": null}]), json!({"x": [null]}), json!(true)]),
        field in prop::sample::select(vec![
            "/Config", "/HostConfig", "/Mounts", "/NetworkSettings", "/NetworkSettings/Networks", "/Config/Env", "/Config/Labels",
            "/HostConfig/PortBindings", "/HostConfig/Mounts", "/HostConfig/Binds", "/HostConfig/Links", "/HostConfig/Devices", "/HostConfig/Ulimits",
            "/NetworkSettings/Ports", "/Config/Healthcheck", "/Id", "/Name", "/State", "/HostConfig/NetworkMode", "/HostConfig/PortBindings/80~1tcp",
            "/Mounts/0", "/NetworkSettings/Networks/front", "/HostConfig/VolumesFrom", "/HostConfig/Tmpfs", "/HostConfig/Mounts/0",
        ]),
        podman in any::<bool>(),
    ) {
        let mut container: Value = serde_json::from_str(include_str!("../data/plan/docker-kitchen.json")).unwrap();
        if let Some(place) = container.pointer_mut(field) {
            *place = shape.clone();
        }
        let image = ImageFacts { config: json!({"Env": shape, "Volumes": shape, "Labels": shape, "Healthcheck": shape}), ..ImageFacts::default() };
        let around = Around { api_version: (1, 48), podman, ..Around::default() };
        let wish = Wish { keep_ports: true, ..Wish::default() };
        let _ = plan::recreate(&container, Some(&image), &image, &around, &wish);
        let _ = plan::recreate(&container, None, &ImageFacts::of_inspect(&container), &around, &Wish { keep_all: true, ..wish });
    }
}

/// An image with this config; the programs come from busybox.
async fn load(stage: &Stage, config: &Map<String, Value>, name: &str) {
    let config = config.clone();
    let image = image::busybox().config_json(move |document| {
        for (key, value) in &config {
            document["config"][key] = value.clone();
        }
    });
    stage.load(&image, name).await;
}

#[tokio::test]
async fn any_mix_is_kept_or_listed_by_a_real_docker() {
    any_mix_on(&Stage::docker().await, DOCKER_CASES).await;
}

#[tokio::test]
async fn any_mix_is_kept_or_listed_by_a_real_podman() {
    any_mix_on(&Stage::podman().await, PODMAN_CASES).await;
}

async fn any_mix_on(stage: &Stage, cases: usize) {
    stage.network("front", 8).await;
    let mut runner = TestRunner::deterministic();
    let strategy = (user_config(), host_config(), image_config(), image_config());
    for case in 0..cases {
        let (mut user, mut host, old, new) = strategy.new_tree(&mut runner).expect("a mix").current();
        if stage.is_podman() {
            suit_podman(&mut host);
        }
        load(stage, &old, "localhost/app:old").await;
        load(stage, &new, "localhost/app:new").await;
        user.insert("Image".into(), json!("localhost/app:old"));
        user.insert("HostConfig".into(), Value::Object(host));
        println!("case {case}: {}\n  on {old:?}\n  to {new:?}", Value::Object(user.clone()));
        stage.run("mix", &Value::Object(user)).await;
        let replaced = stage.replace("mix", "localhost/app:new", &Wish::default()).await;
        assert_explained(&replaced);
        assert_modelled(&replaced, &new, stage.is_podman());
        stage.go_back(&replaced).await;
        stage.remove("mix").await;
    }
}

/// The model of the merge says what the engine did.
fn assert_modelled(replaced: &Replaced, new: &Map<String, Value>, podman: bool) {
    let merged = plan::merged(&replaced.plan.body, &Value::Object(new.clone()));
    // Podman prints signals as numbers, and no ports where there is no network.
    let docker: &[&str] = if podman { &[] } else { &["StopSignal", "ExposedPorts"] };
    for field in ["Labels", "Cmd", "WorkingDir", "User"].iter().chain(docker).copied() {
        let (model, real) = (&merged[field], &replaced.after["Config"][field]);
        let is_empty =
            |value: &Value| ["null", "[]", "\"\"", "{}", "\"/\""].contains(&value.to_string().as_str());
        assert!(
            model == real || (is_empty(model) && is_empty(real)),
            "{field}: model {model}, engine {real}"
        );
    }
}

/// What a test machine's Podman cannot do whoever asks.
fn suit_podman(host: &mut Map<String, Value>) {
    // No program for it; and a limit alone takes away those that make it start here.
    for key in ["Init", "Ulimits"] {
        host.remove(key);
    }
    // Memory that is not the container's own cannot be sized by it.
    if host.get("IpcMode").is_some_and(|mode| mode == "host") {
        host.remove("ShmSize");
    }
}

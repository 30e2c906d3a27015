//! X12, X13, X17, X20, X23, X25: containers that are not like the others, and several at once.

use job::JobContext;
use oci::Digest;
use serde_json::json;
use update::swap::{Actor, Aftermath, GateKind, Outcome, Request, RestoreError, SwapFailure};

use crate::stage::{Stage, request, swapped, text, version};

/// X23.
#[tokio::test(flavor = "multi_thread")]
async fn paused_is_paused_again() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    stage.engine.container_pause("web").await.expect("paused");
    let digest = stage.push("web:latest", &version("2")).await;
    swapped(stage.update(&request("web", Some(&digest))).await);
    assert_eq!(stage.inspect("web").await["State"]["Status"], "paused");
    stage.engine.container_unpause("web").await.expect("runs");
    assert_eq!(stage.page(served.port).await, "2");
}

/// X12: the twin takes over, with the data.
#[tokio::test(flavor = "multi_thread")]
async fn removes_itself() {
    let stage = Stage::docker().await;
    let image = |number: &str| version(number).volume("/data");
    stage.push("web:latest", &image("1")).await;
    stage.pull("web:latest").await;
    let body = json!({"Image": stage.reference("web:latest"), "HostConfig": {"AutoRemove": true}});
    stage.run("web", &body).await;
    stage.exec("web", "echo here > /data/f").await;
    let bad = stage.push("web:latest", &image("2").cmd(&["/nosuch"])).await;
    let error = stage.update(&request("web", Some(&bad))).await.expect_err("does not start");
    assert_eq!(error.state, Aftermath::PutBack, "{error}");
    assert_eq!(stage.containers().await, ["web:running"]);
    assert_eq!(stage.exec("web", "cat /data/f").await, "here");
    assert_eq!(stage.exec("web", "echo $V").await, "1");
}

/// X12, the good way: what removes itself is kept as its twin.
#[tokio::test(flavor = "multi_thread")]
async fn removes_itself_and_is_kept() {
    let stage = Stage::docker().await;
    let image = |number: &str| version(number).volume("/data");
    stage.push("web:latest", &image("1")).await;
    stage.pull("web:latest").await;
    let body = json!({"Image": stage.reference("web:latest"), "HostConfig": {"AutoRemove": true}});
    stage.run("web", &body).await;
    stage.exec("web", "echo here > /data/f").await;
    let digest = stage.push("web:latest", &image("2")).await;
    swapped(stage.update(&request("web", Some(&digest))).await);
    assert_eq!(
        stage.exec("web", "cat /data/f; echo $V").await.split_whitespace().collect::<Vec<_>>(),
        ["here", "2"]
    );
    assert_eq!(stage.inspect("web").await["HostConfig"]["AutoRemove"], true);
    let (updater, job) = (stage.updater(), JobContext::detached());
    swapped(updater.undo(&stage.engine, "web", update::swap::Actor::Person, &job).await);
    assert_eq!(
        stage.exec("web", "cat /data/f; echo $V").await.split_whitespace().collect::<Vec<_>>(),
        ["here", "1"]
    );
    assert_eq!(stage.containers().await, ["web:running"]);
}

/// X13: who shares its network is made again, there and back.
#[tokio::test(flavor = "multi_thread")]
async fn dependants_follow() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    stage.push("side:1", &version("side").cmd(&["sleep", "3600"])).await;
    stage.pull("side:1").await;
    let host =
        json!({"NetworkMode": format!("container:{}", served.id), "RestartPolicy": {"Name": "always"}});
    let side = stage.run("side", &json!({"Image": stage.reference("side:1"), "HostConfig": host})).await;
    let bad = stage.push("web:latest", &version("2").cmd(&["sh", "-c", "sleep 1; exit 3"])).await;
    let error = stage.update(&request("web", Some(&bad))).await.expect_err("crashes");
    assert_eq!(error.state, Aftermath::PutBack, "{error}");
    assert_eq!(stage.containers().await, ["side:running", "web:running"]);
    assert_eq!(text(&stage.inspect("side").await["Id"]), side);
    let sees = "wget -q -O - http://127.0.0.1/";
    assert_eq!(stage.exec("side", sees).await, "1");
    let digest = stage.push("web:latest", &version("3")).await;
    let done = swapped(stage.update(&request("web", Some(&digest))).await);
    assert_eq!(done.restarted, ["side"]);
    assert_eq!(stage.exec("side", sees).await, "3");
    let (updater, job) = (stage.updater(), JobContext::detached());
    swapped(updater.undo(&stage.engine, "web", update::swap::Actor::Person, &job).await);
    assert_eq!(text(&stage.inspect("side").await["Id"]), side);
    assert_eq!(stage.exec("side", sees).await, "1");
    assert_eq!(stage.containers().await, ["side:running", "web:running"]);
}

/// X17: one of three on one image fails; the name stays with the image that the others use.
#[tokio::test(flavor = "multi_thread")]
async fn several_on_one_image() {
    let stage = Stage::docker().await;
    stage.push("web:latest", &version("1")).await;
    stage.pull("web:latest").await;
    let names = ["one", "two", "three"];
    for name in names {
        let body = json!({"Image": stage.reference("web:latest"), "Env": [format!("WHO={name}")]});
        stage.run(name, &body).await;
    }
    let picky = version("2").cmd(&["sh", "-c", "[ $WHO != two ] || exit 3; exec sleep 3600"]);
    let digest = stage.push("web:latest", &picky).await;
    let requests: Vec<Request> = names.iter().map(|name| request(name, Some(&digest))).collect();
    let mut well = Vec::new();
    for request in &requests {
        well.push(matches!(stage.update(request).await, Ok(Outcome::Swapped(_))));
    }
    assert_eq!(well, [true, false, true]);
    let new = stage.image(&stage.reference("web:latest")).await["Id"].clone();
    for (name, is_new) in names.iter().zip([true, false, true]) {
        let now = stage.inspect(name).await;
        assert_eq!((now["Image"] == new, now["State"]["Running"] == true), (is_new, true), "{name}");
    }
}

/// The same image under another name, in use there, is no reason to leave this name where a failed update moved it.
#[tokio::test(flavor = "multi_thread")]
async fn another_name_of_the_same_image_keeps_nothing() {
    let stage = Stage::docker().await;
    let picky = version("2").cmd(&["sh", "-c", "[ $WHO != two ] || exit 3; exec sleep 3600"]);
    let mut digests = Vec::new();
    for name in ["one", "two"] {
        let tag = format!("{name}:latest");
        stage.push(&tag, &version("1")).await;
        stage.pull(&tag).await;
        stage.run(name, &json!({"Image": stage.reference(&tag), "Env": [format!("WHO={name}")]})).await;
        digests.push(stage.push(&tag, &picky).await);
    }
    let old = stage.image(&stage.reference("two:latest")).await["Id"].clone();
    swapped(stage.update(&request("one", Some(&digests[0]))).await);
    let error = stage.update(&request("two", Some(&digests[1]))).await.expect_err("it ends");
    assert_eq!(error.state, Aftermath::PutBack);
    assert_eq!(stage.image(&stage.reference("two:latest")).await["Id"], old, "the name is back");
    assert_ne!(stage.image(&stage.reference("one:latest")).await["Id"], old, "the other one stays");
}

/// UPDATES.md 8: a copy of each volume, checked by its checksum; an old one that comes back keeps the data.
#[tokio::test(flavor = "multi_thread")]
async fn volumes_are_copied_while_nothing_runs() {
    let stage = Stage::docker().await;
    let image = |number: &str| version(number).volume("/data");
    stage.push("web:latest", &image("1")).await;
    stage.pull("web:latest").await;
    stage.run("web", &json!({"Image": stage.reference("web:latest")})).await;
    stage.exec("web", "echo here > /data/f").await;
    let digest = stage.push("web:latest", &image("2")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut asked = request("web", Some(&digest));
    asked.backup = Some(folder.path().to_owned());
    let done = swapped(stage.update(&asked).await);
    assert_eq!(done.backups.len(), 1, "{done:?}");
    let checked = std::process::Command::new("sha256sum")
        .args(["-c", "--quiet"])
        .arg(format!("{}.sha256", done.backups[0].display()))
        .current_dir(folder.path())
        .status();
    assert!(checked.expect("runs").success());
    let packed = std::fs::File::open(&done.backups[0]).expect("a file");
    let archive = zstd::decode_all(packed).expect("whole");
    assert!(archive.windows(5).any(|bytes| bytes == b"here\n"));
    let mut impossible = request("web", Some(&stage.push("web:latest", &image("3")).await));
    impossible.backup = Some(folder.path().join("no/such"));
    let error = stage.update(&impossible).await.expect_err("no folder");
    assert!(matches!(error.failure, SwapFailure::Backup { .. }), "{error:?}");
    assert_eq!(error.state, Aftermath::PutBack);
    assert_eq!(
        stage.exec("web", "cat /data/f; echo $V").await.split_whitespace().collect::<Vec<_>>(),
        ["here", "2"]
    );
}

/// Going back with the volumes of before: they are exactly what they were, and what was there meanwhile is kept in a file.
#[tokio::test(flavor = "multi_thread")]
async fn volumes_go_back_with_their_container_when_asked() {
    let stage = Stage::docker().await;
    let image = |number: &str| version(number).volume("/data");
    stage.push("web:latest", &image("1")).await;
    stage.pull("web:latest").await;
    stage.run("web", &json!({"Image": stage.reference("web:latest")})).await;
    stage
        .exec(
            "web",
            "echo before > /data/f; mkdir /data/d; echo deep > /data/d/.g; chown -R 1000:1000 /data/d",
        )
        .await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut asked = request("web", Some(&stage.push("web:latest", &image("2")).await));
    asked.backup = Some(folder.path().to_owned());
    let done = swapped(stage.update(&asked).await);
    stage.exec("web", "echo migrated > /data/f; rm -rf /data/d; touch /data/.new '/data/-n'").await;
    let (updater, job) = (stage.updater(), JobContext::detached());
    updater.undo(&stage.engine, &done.tx, Actor::Person, &job).await.expect("goes back");
    let file = done.backups[0].display().to_string();
    let now = stage.inspect("web").await;
    let volume = now["Mounts"][0]["Name"].as_str().expect("a volume").to_owned();
    let copies = [(file.clone(), volume)].into();
    let safe = updater.restore(&stage.engine, "web", &copies, &job).await.expect("restores");
    let said = stage.exec("web", "ls -A /data; cat /data/f /data/d/.g; stat -c %u /data/d; echo $V").await;
    assert_eq!(said.split_whitespace().collect::<Vec<_>>(), ["d", "f", "before", "deep", "1000", "1"]);
    let kept = zstd::decode_all(std::fs::File::open(&safe[0]).expect("a file")).expect("whole");
    assert!(kept.windows(8).any(|bytes| bytes == b"migrated"));
    std::fs::write(&file, "damaged").expect("writes");
    let refused = updater.restore(&stage.engine, "web", &copies, &job).await;
    assert!(matches!(refused, Err(RestoreError::BadCopy { .. })), "{refused:?}");
    assert_eq!(stage.exec("web", "cat /data/f").await.trim(), "before");
}

/// UPDATES.md 6.3: on Podman, where nobody accepts in the program's place. A port that answered has to answer again; one that
/// never did says nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_answered_has_to_answer_again() {
    let stage = Stage::podman().await;
    let served = stage.serve("web").await;
    let deaf = |number: &str| version(number).cmd(&["sleep", "3600"]);
    let asked = |digest: &Digest| {
        let mut asked = request("web", Some(digest));
        asked.gate.probe_ports = true;
        asked.gate.deadline = Some(std::time::Duration::from_secs(8));
        asked
    };
    let error = stage.update(&asked(&stage.push("web:latest", &deaf("2")).await)).await.expect_err("deaf");
    let SwapFailure::Gate(gate) = &error.failure else { panic!("{error:?}") };
    assert_eq!(gate.kind, GateKind::PortSilent(served.port));
    assert_eq!((error.state, stage.page(served.port).await.as_str()), (Aftermath::PutBack, "1"));
    let mut unasked = asked(&stage.push("web:latest", &deaf("3")).await);
    unasked.gate.probe_ports = false;
    swapped(stage.update(&unasked).await);
    swapped(stage.update(&asked(&stage.push("web:latest", &deaf("4")).await)).await);
}

/// X25.
#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    let (asked, job) = (request("web", Some(&digest)), JobContext::detached());
    let (ours, theirs) = (stage.updater(), stage.updater());
    let first = ours.update(&stage.engine, &asked, &job);
    let others = async {
        // The first has its journal by then and works for seconds.
        while ours.swapping(&stage.engine).is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let again = ours.update(&stage.engine, &asked, &job).await;
        let process = theirs.update(&stage.engine, &asked, &job).await;
        let recovery = theirs.recover(&stage.engine, &job).await;
        (again, process, recovery)
    };
    let (first, (again, process, recovery)) = tokio::join!(first, others);
    swapped(first);
    assert!(matches!(again.expect_err("busy").failure, SwapFailure::Busy(_)));
    assert!(matches!(process.expect_err("busy").failure, SwapFailure::OtherProcess));
    assert!(matches!(recovery.expect_err("busy").failure, SwapFailure::OtherProcess));
    assert_eq!(stage.page(served.port).await, "2");
}

/// X20: Podman 4.3 keeps devices, volumes and the address; without a way to disarm it, the old one is not kept but made
/// again when one goes back.
#[tokio::test(flavor = "multi_thread")]
async fn on_podman() {
    let stage = Stage::podman().await;
    stage.push("web:latest", &version("1").volume("/data")).await;
    stage.pull("web:latest").await;
    let prefix = stage.network("inner", 3).await;
    let body = json!({
        "Image": stage.reference("web:latest"), "Env": ["MINE=1"],
        "HostConfig": {"NetworkMode": "inner", "RestartPolicy": {"Name": "always"},
            "Devices": [{"PathOnHost": "/dev/null", "PathInContainer": "/dev/mynull", "CgroupPermissions": "rwm"}]},
        "NetworkingConfig": {"EndpointsConfig": {"inner": {"IPAMConfig": {"IPv4Address": format!("{prefix}.50")}}}}});
    let first = stage.run("web", &body).await;
    stage.exec("web", "echo here > /data/f").await;
    let address =
        |inspect: &serde_json::Value| text(&inspect["NetworkSettings"]["Networks"]["inner"]["IPAddress"]);
    let before = address(&stage.inspect("web").await);
    let bad = stage.push("web:latest", &version("2").volume("/data").cmd(&["sh", "-c", "exit 3"])).await;
    let error = stage.update(&request("web", Some(&bad))).await.expect_err("crashes");
    assert_eq!(error.state, Aftermath::PutBack, "{error}");
    assert_eq!(text(&stage.inspect("web").await["Id"]), first);
    assert_eq!(stage.containers().await, ["web:running"]);
    let digest = stage.push("web:latest", &version("3").volume("/data")).await;
    swapped(stage.update(&request("web", Some(&digest))).await);
    let now = stage.inspect("web").await;
    assert_eq!(address(&now), before);
    assert_eq!(
        stage
            .exec("web", "cat /data/f; echo $V; ls /dev/mynull")
            .await
            .split_whitespace()
            .collect::<Vec<_>>(),
        ["here", "3", "/dev/mynull"]
    );
    assert_eq!(stage.containers().await, ["web:running"], "what would start by itself is not kept");
    let kept = stage.updater().kept(&stage.engine).await.expect("listed");
    assert_eq!((kept.len(), kept[0].parked.clone()), (1, None));
    let (updater, job) = (stage.updater(), JobContext::detached());
    swapped(updater.undo(&stage.engine, "web", update::swap::Actor::Person, &job).await);
    assert_eq!(
        stage.exec("web", "cat /data/f; echo $V").await.split_whitespace().collect::<Vec<_>>(),
        ["here", "1"]
    );
    assert_eq!(address(&stage.inspect("web").await), before);
}

/// A sidecar that removes itself when it stops: its volumes and its service come back with those of whom it hangs on.
#[tokio::test(flavor = "multi_thread")]
async fn dependants_that_remove_themselves_follow() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    stage.push("side:1", &version("side").volume("/data").cmd(&["sleep", "3600"])).await;
    stage.pull("side:1").await;
    let host = json!({"NetworkMode": format!("container:{}", served.id), "AutoRemove": true});
    stage.run("side", &json!({"Image": stage.reference("side:1"), "HostConfig": host})).await;
    stage.exec("side", "echo here > /data/f").await;
    let bad = stage.push("web:latest", &version("2").cmd(&["/nosuch"])).await;
    let error = stage.update(&request("web", Some(&bad))).await.expect_err("does not start");
    assert_eq!(error.state, Aftermath::PutBack, "{error}");
    assert_eq!(stage.containers().await, ["side:running", "web:running"]);
    assert_eq!(stage.exec("side", "cat /data/f; wget -q -O - http://127.0.0.1/").await, "here\r\n1");
}

/// Volumes are not put back where that would lose something.
#[tokio::test(flavor = "multi_thread")]
async fn volumes_are_not_put_back_at_any_price() {
    let stage = Stage::docker().await;
    stage.push("web:1", &version("1")).await;
    stage.pull("web:1").await;
    let body = |more: serde_json::Value| {
        let mut host = json!({"Binds": ["shared:/data"]});
        host.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        json!({"Image": stage.reference("web:1"), "HostConfig": host})
    };
    stage.run("brief", &body(json!({"AutoRemove": true}))).await;
    stage.run("web", &body(json!({}))).await;
    stage.exec("web", "echo here > /data/f").await;
    let (updater, job) = (stage.updater(), JobContext::detached());
    let copies = [("/nowhere/a.tar.zst".to_owned(), "shared".to_owned())].into();
    for name in ["brief", "web"] {
        let refused = updater.restore(&stage.engine, name, &copies, &job).await;
        assert!(matches!(refused, Err(RestoreError::Unsafe { .. })), "{name}: {refused:?}");
    }
    assert_eq!(stage.containers().await, ["brief:running", "web:running"]);
    assert_eq!(stage.exec("web", "cat /data/f").await, "here");
}

/// What Compose put into the container is in no setting and goes along, with its owner and its folder (UPDATES.md 7.2).
#[tokio::test(flavor = "multi_thread")]
async fn what_compose_put_into_it_goes_along() {
    let stage = Stage::docker().await;
    stage.push("web:latest", &version("1")).await;
    stage.pull("web:latest").await;
    let labels = json!({"com.docker.compose.project": "shop", "com.docker.compose.service": "web"});
    stage.run("web", &json!({"Image": stage.reference("web:latest"), "Labels": labels})).await;
    let line = "mkdir -p /run/secrets; echo key > /run/secrets/key; chmod 400 /run/secrets/key; \
                chown 7:7 /run/secrets/key; echo set > /my_config";
    stage.exec("web", line).await;
    let mut asked = request("web", Some(&stage.push("web:latest", &version("2")).await));
    stage.exec("web", "mkdir -p /deep/er; echo chosen > /deep/er/f").await;
    asked.carry = vec!["/deep/er/f".to_owned()];
    swapped(stage.update(&asked).await);
    // Another tag stands in Compose's file: its next `up` would take it back.
    let other = oci::Reference::parse(&stage.reference("web:2")).expect("a reference");
    let other = Request { reference: Some(other), ..request("web", None) };
    let refused = stage.update(&other).await.expect_err("the file decides");
    assert!(matches!(refused.failure, SwapFailure::Managed { .. }), "{refused}");
    let look = "cat /run/secrets/key /my_config /deep/er/f; stat -c %a:%u /run/secrets/key; echo $V";
    let said = stage.exec("web", look).await;
    assert_eq!(said.split_whitespace().collect::<Vec<_>>(), ["key", "set", "chosen", "400:7", "2"]);
}

//! X1 to X5, X14, D6, P4, X21: the swap itself.

use std::time::Duration;

use serde_json::json;
use update::swap::{Aftermath, GateKind, Outcome, SwapFailure};

use crate::stage::{Stage, request, swapped, text, version};

/// X1 and X21: address, alias and policy are kept; the old one is parked and disarmed, also after the engine restarts.
#[tokio::test(flavor = "multi_thread")]
async fn same_tag_new_digest() {
    let mut stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    let done = swapped(stage.update(&request("web", Some(&digest))).await);
    let now = stage.inspect("web").await;
    assert_eq!(text(&now["Id"]), done.container);
    assert_eq!(stage.page(served.port).await, "2");
    let of = |inspect: &serde_json::Value| inspect["NetworkSettings"]["Networks"]["web-net"].clone();
    assert_eq!(of(&now)["IPAddress"], of(&served.before)["IPAddress"]);
    assert!(of(&now)["Aliases"].as_array().expect("a list").contains(&json!("al")));
    assert_eq!(now["HostConfig"]["RestartPolicy"]["Name"], "always");
    let parked = stage.inspect(&served.id).await;
    assert_eq!(parked["HostConfig"]["RestartPolicy"]["Name"], "no");
    assert!(text(&parked["Name"]).starts_with("/web.old-"));
    for _ in 0..2 {
        stage.test.restart().await;
        assert_eq!(stage.page(served.port).await, "2");
    }
    let states = stage.containers().await;
    assert_eq!(states.len(), 2, "{states:?}");
    assert!(states.contains(&"web:running".to_owned()) && states[0].ends_with(":exited"), "{states:?}");
    let history = update::history::list(&store(&stage), None, 10).expect("readable");
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].result, update::history::HistoryResult::Done);
}

fn store(stage: &Stage) -> store::Store {
    store::Store::open(&stage.data().join("mooring.db"), &[update::history::SCHEMA]).expect("a store")
}

/// X2.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_new_touches_nothing() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("1")).await;
    for digest in [Some(&digest), None] {
        let done = stage.update(&request("web", digest)).await;
        assert!(matches!(done, Ok(Outcome::Nothing)), "{done:?}");
    }
    let now = stage.inspect("web").await;
    assert_eq!(now["State"]["StartedAt"], served.before["State"]["StartedAt"]);
    stage.is_back(&served).await;
    assert!(
        std::fs::read_dir(stage.data().join("updates"))
            .expect("a folder")
            .flatten()
            .all(|file| { file.path().extension().is_none_or(|ending| ending != "journal") })
    );
}

/// X3, X4, X5.
#[tokio::test(flavor = "multi_thread")]
async fn bad_images_leave_the_old_one() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let crash = version("2").cmd(&["sh", "-c", "echo dying; sleep 1; exit 3"]);
    let unhealthy = version("2").healthcheck("false", Duration::from_millis(300), 2);
    let missing = version("2").cmd(&["/nosuch"]);
    for (what, image) in [("crash", crash), ("unhealthy", unhealthy), ("missing", missing)] {
        let digest = stage.push("web:latest", &image).await;
        let error = stage.update(&request("web", Some(&digest))).await.expect_err(what);
        assert_eq!(error.state, Aftermath::PutBack, "{what}: {error}");
        match (what, &error.failure) {
            ("crash", SwapFailure::Gate(gate)) => {
                assert!(matches!(gate.kind, GateKind::Restarting(3) | GateKind::Exited(3)), "{error}");
                assert_eq!(gate.evidence.log.first().map(String::as_str), Some("dying"));
            }
            ("unhealthy", SwapFailure::Gate(gate)) => {
                assert!(matches!(gate.kind, GateKind::Unhealthy(_)), "{error}");
            }
            ("missing", SwapFailure::Engine(_)) => {}
            _ => panic!("{what}: {error:?}"),
        }
        stage.is_back(&served).await;
    }
    let history = update::history::list(&store(&stage), Some("web"), 10).expect("readable");
    let failures: Vec<_> =
        history.iter().map(|one| one.failure.as_ref().expect("why").code.clone()).collect();
    assert_eq!(failures[1..], ["unhealthy", failures[2].as_str()]);
}

/// X14.
#[tokio::test(flavor = "multi_thread")]
async fn stopped_stays_stopped() {
    let stage = Stage::docker().await;
    stage.push("web:latest", &version("1")).await;
    stage.pull("web:latest").await;
    stage.create("web", &json!({"Image": stage.reference("web:latest")})).await;
    let digest = stage.push("web:latest", &version("2")).await;
    let done = swapped(stage.update(&request("web", Some(&digest))).await);
    let now = stage.inspect("web").await;
    assert_eq!((text(&now["Id"]), text(&now["State"]["Status"])), (done.container, "created".to_owned()));
    assert!(now["Config"]["Env"].as_array().expect("a list").contains(&json!("V=2")));
}

/// D6: what is here is not loaded again; there is no registry any more.
#[tokio::test(flavor = "multi_thread")]
async fn pulled_and_not_applied() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    stage.pull("web:latest").await;
    stage.registry.request("DELETE", &format!("/v2/web/manifests/{digest}"), &[], b"").await;
    swapped(stage.update(&request("web", None)).await);
    assert_eq!(stage.page(served.port).await, "2");
}

/// P4: volumes nobody named.
#[tokio::test(flavor = "multi_thread")]
async fn nameless_volumes_go_with_it() {
    let stage = Stage::docker().await;
    let image = |number: &str| version(number).volume("/data");
    stage.push("web:latest", &image("1")).await;
    stage.pull("web:latest").await;
    let host = json!({"Binds": ["/ab"], "Mounts": [{"Type": "volume", "Target": "/am"}]});
    stage.run("web", &json!({"Image": stage.reference("web:latest"), "HostConfig": host})).await;
    let paths = ["/data", "/ab", "/am"];
    for path in paths {
        stage.exec("web", &format!("echo {path} > {path}/f")).await;
    }
    let digest = stage.push("web:latest", &image("2")).await;
    swapped(stage.update(&request("web", Some(&digest))).await);
    for path in paths {
        assert_eq!(stage.exec("web", &format!("cat {path}/f")).await, path);
    }
    assert_eq!(stage.get("/volumes").await["Volumes"].as_array().expect("a list").len(), 3);
}

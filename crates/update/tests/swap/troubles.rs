//! X6, X8, X9, X11, X22: ports that are stolen, registries and engines that fail, users who cancel.

use std::sync::Arc;
use std::time::{Duration, Instant};

use job::{Job, JobContext, JobId};
use oci::Digest;
use serde_json::json;
use testkit::{Fault, FaultProxy};
use update::swap::{Aftermath, Outcome, SwapFailure};

use crate::stage::{PATIENCE, Stage, request, version};

fn job() -> Job {
    Job::begin(
        JobId::new("1"),
        "container.update",
        "web",
        &update::swap::STEPS,
        Arc::new(jiff::Timestamp::now),
    )
}

/// X6: the port is taken between stop and start; the way back waits for it and says who has it.
#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_port_is_waited_for() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    let job = job();
    let context = job.context();
    let (updater, asked) = (stage.updater(), request("web", Some(&digest)));
    let updating = updater.update(&stage.engine, &asked, &context);
    let thief = async {
        let listener = loop {
            if let Ok(listener) = std::net::TcpListener::bind(("0.0.0.0", served.port)) {
                break listener;
            }
            tokio::time::sleep(Duration::from_micros(200)).await;
        };
        let end = Instant::now() + PATIENCE;
        while !job.snapshot().outcome.contains_key("waitingFor") && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        drop(listener);
    };
    let (done, ()) = tokio::join!(updating, thief);
    let waited = job.snapshot().outcome.get("waitingFor").cloned();
    let words = waited.expect("the way back was in the way of the thief");
    assert!(words.contains(&format!("(process {})", std::process::id())), "{words}");
    assert_eq!(done.expect_err("the port was taken").state, Aftermath::PutBack);
    stage.is_back(&served).await;
}

/// X9, X22: a pull that fails or is cancelled leaves everything as it was.
#[tokio::test(flavor = "multi_thread")]
async fn pulls_that_fail() {
    let stage = Stage::docker().await;
    stage.push("web:latest", &version("1")).await;
    let slow = FaultProxy::start(&stage.registry.host(), Fault::Throttle(256 << 10)).await;
    let reference = format!("{}/web:latest", slow.host());
    stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await.expect("pulled");
    let id = stage.run("web", &json!({"Image": reference})).await;
    let before = stage.image(&reference).await["Id"].clone();
    let missing = Digest::parse(&format!("sha256:{}", "a".repeat(64))).expect("a digest");
    let error = stage.update(&request("web", Some(&missing))).await.expect_err("unknown");
    assert!(matches!(error.failure, SwapFailure::Pull(_)), "{error:?}");
    assert_eq!(error.state, Aftermath::Untouched);
    let digest = stage.push("web:latest", &version("2").layer().noise("big", 20 << 20)).await;
    let job = job();
    let context = job.context();
    let (updater, asked) = (stage.updater(), request("web", Some(&digest)));
    let before_bytes = slow.bytes_passed();
    let updating = updater.update(&stage.engine, &asked, &context);
    let cancelling = async {
        while slow.bytes_passed() < before_bytes + 400_000 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        job.cancel();
        Instant::now()
    };
    let (done, cancelled) = tokio::join!(updating, cancelling);
    assert!(cancelled.elapsed() < Duration::from_secs(2));
    let error = done.expect_err("cancelled");
    assert!(matches!(error.failure, SwapFailure::Cancelled), "{error:?}");
    assert_eq!(error.state, Aftermath::Untouched);
    assert_eq!(stage.image(&reference).await["Id"], before);
    assert_eq!(stage.containers().await, ["web:running"]);
    assert_eq!(stage.inspect("web").await["Id"], id.as_str());
    assert_eq!(stage.engine.image_list().await.expect("listed").len(), 1);
}

/// X8: the engine dies after each step and comes back.
#[tokio::test(flavor = "multi_thread")]
async fn the_engine_dies_in_the_middle() {
    let mut stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    for (step, kill) in [("stop", true), ("start", true), ("check", true), ("check", false)] {
        let job = job();
        let context = job.context();
        let (updater, engine, asked) = (stage.updater(), stage.engine.clone(), request("web", Some(&digest)));
        let updating = tokio::spawn(async move { updater.update(&engine, &asked, &context).await });
        let end = Instant::now() + PATIENCE;
        let reached = |job: &Job| {
            let steps = job.snapshot().steps;
            steps.iter().any(|one| one.id == step && one.state != job::StepState::Waiting)
        };
        while !reached(&job) && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if kill {
            stage.test.kill();
        } else {
            stage.test.stop();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        stage.test.restart().await;
        let done = updating.await.expect("no panic");
        let recovered =
            stage.updater().recover(&stage.engine, &JobContext::detached()).await.expect("recovers");
        let page = stage.page(served.port).await;
        let running = stage.containers().await;
        let running: Vec<_> = running.iter().filter(|one| one.ends_with(":running")).collect();
        assert_eq!(running, ["web:running"], "{step}: {done:?} {recovered:?}");
        assert_eq!(stage.inspect("web").await["HostConfig"]["RestartPolicy"]["Name"], "always");
        match done {
            Ok(Outcome::Swapped(_)) => {
                assert_eq!(page, "2");
                let (updater, context) = (stage.updater(), JobContext::detached());
                let back = updater.undo(&stage.engine, "web", update::swap::Actor::Person, &context);
                back.await.expect("goes back");
            }
            _ => assert_eq!(page, "1", "{step}: {done:?} {recovered:?}"),
        }
        stage.is_back(&served).await;
    }
}

/// X11: the engine dies while it pulls.
#[tokio::test(flavor = "multi_thread")]
async fn the_engine_dies_while_it_pulls() {
    let mut stage = Stage::docker().await;
    stage.push("web:latest", &version("1")).await;
    let slow = FaultProxy::start(&stage.registry.host(), Fault::Throttle(1 << 20)).await;
    let reference = format!("{}/web:latest", slow.host());
    stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await.expect("pulled");
    let policy = json!({"RestartPolicy": {"Name": "always"}});
    let id = stage.run("web", &json!({"Image": reference, "HostConfig": policy})).await;
    let digest = stage.push("web:latest", &version("2").layer().noise("big", 30 << 20)).await;
    let (updater, engine, asked) = (stage.updater(), stage.engine.clone(), request("web", Some(&digest)));
    let passed = slow.bytes_passed();
    let updating =
        tokio::spawn(async move { updater.update(&engine, &asked, &JobContext::detached()).await });
    while slow.bytes_passed() < passed + 500_000 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stage.test.kill();
    stage.test.restart().await;
    let error = updating.await.expect("no panic").expect_err("the pull broke");
    assert_eq!(error.state, Aftermath::Untouched, "{error}");
    assert_eq!(stage.inspect("web").await["Id"], id.as_str());
    assert_eq!(stage.containers().await, ["web:running"]);
    assert_eq!(stage.engine.image_list().await.expect("listed").len(), 1);
}

/// X10: the engine's disk is full before anything is stopped.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_nothing() {
    let options = testkit::DockerOptions { disk: Some(48_000_000), ..testkit::DockerOptions::default() };
    let stage = Stage::over(testkit::docker_with(options).await).await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2").layer().noise("big", 60 << 20)).await;
    let error = stage.update(&request("web", Some(&digest))).await.expect_err("no room");
    assert_eq!(error.state, Aftermath::Untouched, "{error}");
    let full =
        matches!(error.failure, SwapFailure::NoSpace { .. }) || error.to_string().contains("no space left");
    assert!(full, "{error}");
    assert_eq!(stage.inspect("web").await["State"]["StartedAt"], served.before["State"]["StartedAt"]);
    stage.is_back(&served).await;
}

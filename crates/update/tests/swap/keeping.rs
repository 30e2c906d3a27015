//! X18, X19: going back, and letting go.

use std::time::Duration;

use jiff::Timestamp;
use job::JobContext;
use serde_json::json;
use update::history::HistoryResult;
use update::keep::LeftoverKind;
use update::swap::{Actor, KEEP, SwapFailure};

use crate::stage::{Stage, request, swapped, text, version};

/// X18: over two generations.
#[tokio::test(flavor = "multi_thread")]
async fn goes_back_generation_by_generation() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    for number in ["2", "3"] {
        let digest = stage.push("web:latest", &version(number)).await;
        swapped(stage.update(&request("web", Some(&digest))).await);
    }
    let updater = stage.updater();
    let kept = updater.kept(&stage.engine).await.expect("listed");
    assert_eq!(kept.iter().map(|one| one.newest).collect::<Vec<_>>(), [true, false]);
    for (kept, page) in kept.iter().zip(["2", "1"]) {
        let id = kept.parked.clone().expect("parked");
        let done = swapped(updater.undo(&stage.engine, "web", Actor::Person, &JobContext::detached()).await);
        assert_eq!((done.container, stage.page(served.port).await.as_str()), (id, page));
        assert_eq!(stage.inspect("web").await["HostConfig"]["RestartPolicy"]["Name"], "always");
    }
    stage.is_back(&served).await;
    let nothing = updater.undo(&stage.engine, "web", Actor::Person, &JobContext::detached()).await;
    assert!(matches!(nothing.expect_err("nothing kept").failure, SwapFailure::NothingKept(_)));
    let store =
        store::Store::open(&stage.data().join("mooring.db"), &[update::history::SCHEMA]).expect("a store");
    let results: Vec<_> =
        update::history::list(&store, None, 9).expect("readable").iter().map(|one| one.result).collect();
    let (done, undone) = (HistoryResult::Done, HistoryResult::Undone);
    assert_eq!(results, [done, done, undone, undone]);
}

/// X19: only ours goes, and only when its time is over.
#[tokio::test(flavor = "multi_thread")]
async fn lets_go_of_what_is_ours() {
    let stage = Stage::docker().await;
    let image = |number: &str| version(number).volume("/data");
    stage.push("web:latest", &image("1")).await;
    let old = stage.pull("web:latest").await;
    stage.run("web", &json!({"Image": stage.reference("web:latest")})).await;
    stage.create("other", &json!({"Image": stage.reference("web:latest")})).await;
    stage.create("their.old-0a1b2c", &json!({"Image": stage.reference("web:latest")})).await;
    stage.exec("web", "echo here > /data/f").await;
    let digest = stage.push("web:latest", &image("2")).await;
    let mut asked = request("web", Some(&digest));
    asked.drop_image = true;
    swapped(stage.update(&asked).await);
    let updater = stage.updater();
    let leftovers = updater.leftovers(&stage.engine).await.expect("listed");
    assert_eq!(
        leftovers.iter().map(|one| (one.name.as_str(), one.what)).collect::<Vec<_>>(),
        [("their.old-0a1b2c", LeftoverKind::Old)]
    );
    let now = Timestamp::now();
    assert!(updater.cleanup(&stage.engine, now).await.is_empty());
    let later = now + KEEP + Duration::from_secs(60);
    let cleaned = updater.cleanup(&stage.engine, later).await;
    assert!(matches!(cleaned.as_slice(), [one] if one.failure.is_none()), "{cleaned:?}");
    assert_eq!(stage.containers().await, ["other:created", "their.old-0a1b2c:created", "web:running"]);
    assert_eq!(text(&stage.image(&old).await["Id"]), old, "another container is made from it");
    assert_eq!(stage.exec("web", "cat /data/f").await, "here");
    assert!(updater.kept(&stage.engine).await.expect("listed").is_empty());
    for name in ["other", "their.old-0a1b2c"] {
        stage.engine.container_remove(name, false).await.expect("removed");
    }
}

/// With nothing else made from it, the old image goes when that was asked.
#[tokio::test(flavor = "multi_thread")]
async fn an_image_nobody_needs_goes() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    let mut asked = request("web", Some(&digest));
    asked.drop_image = true;
    let done = swapped(stage.update(&asked).await);
    let cleaned = stage.updater().let_go(&stage.engine, &done.tx).await.expect("known");
    assert!(cleaned.failure.is_none(), "{cleaned:?}");
    assert_eq!(stage.containers().await, ["web:running"]);
    assert_eq!(stage.page(served.port).await, "2");
    let gone = stage.engine.image_inspect(&done.old_image).await;
    assert!(gone.is_err(), "{gone:?}");
}

/// A container that somebody else gave the name since is not ours to put away.
#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_made_is_not_gone_back_from() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    let done = swapped(stage.update(&request("web", Some(&digest))).await);
    stage.engine.container_stop("web", None).await.expect("stops");
    stage.engine.container_remove("web", false).await.expect("removed");
    let later = Timestamp::now() + KEEP + Duration::from_secs(60);
    assert!(stage.updater().cleanup(&stage.engine, later).await.is_empty(), "the old one is all there is");
    let theirs = stage.run("web", &json!({"Image": stage.reference("web:latest")})).await;
    let updater = stage.updater();
    let refused = updater.undo(&stage.engine, &done.tx, Actor::Person, &JobContext::detached()).await;
    assert!(matches!(refused.expect_err("not ours").failure, SwapFailure::NotUpdatable { .. }));
    assert_eq!(text(&stage.inspect("web").await["Id"]), theirs);
    assert_eq!(text(&stage.inspect("web").await["State"]["Status"]), "running");
    assert_eq!(stage.inspect(&served.id).await["State"]["Running"], false, "still kept");
}

/// What is being gone back to is not cleaned away meanwhile, and what somebody took into use is not either.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_use_stays() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    let done = swapped(stage.update(&request("web", Some(&digest))).await);
    let parked = text(&stage.inspect(&served.id).await["Name"]).trim_start_matches('/').to_owned();
    let updater = stage.updater();
    stage.engine.container_stop("web", None).await.expect("gives way");
    stage.engine.container_start(&parked).await.expect("started by hand");
    let cleaned = updater.let_go(&stage.engine, &done.tx).await.expect("known");
    assert!(cleaned.failure.is_some(), "it runs");
    assert_eq!(stage.inspect(&served.id).await["State"]["Running"], true);
    stage.engine.container_rename(&parked, "mine").await.expect("renamed");
    let cleaned = updater.let_go(&stage.engine, &done.tx).await.expect("known");
    assert!(cleaned.failure.is_none(), "{cleaned:?}");
    assert_eq!(stage.containers().await, ["mine:running", "web:exited"]);
}

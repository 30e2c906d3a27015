//! Long operations in the window.

use harness::{Activity, Stage};
use serde_json::json;
use testkit::{Fault, FaultProxy, image};

#[tokio::test]
async fn a_reload_in_the_middle_of_a_pull_shows_the_truth() {
    let engine = testkit::docker().await;
    let registry = testkit::registry().await;
    image::busybox().noise("big", 3_000_000).push_to(&registry, "tools/box:1").await;
    let slow = FaultProxy::start(&registry.host(), Fault::Throttle(150_000)).await;
    let reference = format!("{}/tools/box:1", slow.host());
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    window.invoke("image_pull", json!({"reference": reference, "platform": null})).await;
    Activity::open(&window).await.wait_job(&format!("Pulling {reference}"), "Running").await;
    window.reload().await;
    let activity = Activity::open(&window).await;
    activity.wait_job(&format!("Pulling {reference}"), "Running").await;
    activity.cancel(&format!("Pulling {reference}")).await;
    activity.wait_job(&reference, "Cancelled").await;
    let images = engine.request("GET", "/images/json", "", b"").await.json();
    assert_eq!(images, json!([]), "a cancelled pull leaves nothing");
}

#[tokio::test]
async fn a_pull_that_the_app_did_not_survive_is_called_interrupted() {
    let engine = testkit::docker().await;
    let registry = testkit::registry().await;
    image::busybox().noise("big", 3_000_000).push_to(&registry, "tools/box:1").await;
    let slow = FaultProxy::start(&registry.host(), Fault::Throttle(100_000)).await;
    let reference = format!("{}/tools/box:1", slow.host());
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    window.invoke("image_pull", json!({"reference": reference, "platform": null})).await;
    Activity::open(&window).await.wait_job(&reference, "Running").await;
    // Killed with its whole process group: no farewell.
    drop(window);
    let window = stage.open().await;
    Activity::open(&window).await.wait_job(&reference, "Interrupted").await;
}

//! The picture follows the engine, and costs nothing while nothing happens.

use std::time::Duration;

use app::wire::{ContainerState, EndKind};

use crate::on_both;
use crate::stage::{Stage, open, ready, until};

on_both!(rows_follow_what_others_do, images_follow_what_others_do, idle_costs_no_request);

async fn rows_follow_what_others_do(stage: Stage) {
    let id = stage.run("web", "trap 'exit 0' TERM; sleep 1000 & wait").await;
    stage.row_becomes("web", |row| row.is_some_and(|row| row.state == ContainerState::Running)).await;
    stage.ask("POST", &format!("/containers/{id}/rename?name=shop")).await;
    stage.row_becomes("shop", |row| row.is_some()).await;
    stage.ask("POST", &format!("/containers/{id}/stop?t=5")).await;
    stage.row_becomes("shop", |row| row.is_some_and(|row| row.end == Some(EndKind::Finished))).await;
    assert_eq!(stage.row("shop").await.expect("listed").exit_code, Some(0));
    stage.ask("DELETE", &format!("/containers/{id}")).await;
    stage.row_becomes("shop", |row| row.is_none()).await;
}

async fn images_follow_what_others_do(stage: Stage) {
    stage.image("tool", &testkit::image::busybox()).await;
    let names = || async {
        let images = stage.app.image_list().await.expect("listed");
        images.into_iter().flat_map(|image| image.names).collect::<Vec<_>>()
    };
    until("the image", || async { names().await.contains(&"tool:1".to_owned()) }).await;
    stage.ask("POST", "/images/docker.io/library/tool:1/tag?repo=docker.io/library/tool&tag=2").await;
    until("the tag", || async { names().await.contains(&"tool:2".to_owned()) }).await;
    stage.ask("DELETE", "/images/docker.io/library/tool:2").await;
    until("the tag's end", || async { !names().await.contains(&"tool:2".to_owned()) }).await;
}

/// Four seconds of silence with a running container, counted on the wire.
async fn idle_costs_no_request(stage: Stage) {
    stage.run("web", "sleep 1000").await;
    let recorder = testkit::Recorder::start(&stage.test.socket());
    let data = tempfile::tempdir().expect("folder");
    let app = open(data.path(), &recorder.socket());
    ready(&app).await;
    until("the details", || async {
        app.container_list().await.expect("listed").iter().all(|row| row.restarts.is_some())
            && app.image_list().await.expect("listed").iter().all(|image| image.platform.is_some())
    })
    .await;
    recorder.clear();
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(recorder.requests(), [], "asked for nothing");
    let id = stage.row("web").await.expect("listed").id;
    stage.ask("POST", &format!("/containers/{id}/kill")).await;
    until("the end", || async {
        app.container_list().await.expect("listed")[0].state == ContainerState::Exited
    })
    .await;
    assert!(recorder.count() <= 8, "one container was touched: {:?}", recorder.requests());
}

/// 10,000 events; the number of requests depends on how long they take, not on how many they are.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_events_stays_small() {
    let stage = Stage::docker().await;
    let image = stage.image("tool", &testkit::image::busybox()).await;
    let recorder = testkit::Recorder::start(&stage.test.socket());
    let data = tempfile::tempdir().expect("folder");
    let app = open(data.path(), &recorder.socket());
    ready(&app).await;
    recorder.clear();
    let began = std::time::Instant::now();
    let socket = stage.test.socket();
    let tagging = (0..4).map(|worker| {
        let (image, socket) = (image.clone(), socket.clone());
        tokio::spawn(async move {
            for round in 0..2_500 {
                let path = format!("/images/{image}/tag?repo=storm{worker}&tag={}", round % 5);
                let response = testkit::ask(&socket, "POST", &path).await;
                assert_eq!(response.status, 201, "{}", response.text());
            }
        })
    });
    for worker in tagging.collect::<Vec<_>>() {
        worker.await.expect("10,000 events in all");
    }
    until("all 20 names", || async {
        let names = app.image_list().await.expect("listed").into_iter().flat_map(|image| image.names);
        names.filter(|name| name.starts_with("storm")).count() == 20
    })
    .await;
    let refreshes = began.elapsed().as_millis() as usize / 60 + 2;
    assert!(recorder.count() <= refreshes, "{} requests, {refreshes} expected at most", recorder.count());
}

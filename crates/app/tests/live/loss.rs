//! The engine goes away and comes back.

use app::wire::{ContainerState, EngineState, JobStatus};

use crate::on_both;
use crate::stage::{Stage, open, ready, soon, until};

on_both!(a_killed_engine_is_lost_and_found_again);

async fn a_killed_engine_is_lost_and_found_again(mut stage: Stage) {
    stage.run("before", "sleep 1000").await;
    stage.test.kill();
    until("the loss", || async { matches!(stage.app.engine_state(), EngineState::Lost { .. }) }).await;
    let rows = soon("the last picture", stage.app.container_list()).await.expect("still shown");
    assert_eq!(rows.len(), 1);
    let refused = soon("an answer", stage.app.container_stop("before".to_owned())).await;
    assert!(refused.is_err(), "nothing can be done with a lost engine, and nothing hangs");
    stage.test.restart().await;
    until("the engine", || async { matches!(stage.app.engine_state(), EngineState::Connected { .. }) }).await;
    ready(&stage.app).await;
    stage.run("after", "exit 3").await;
    stage.row_becomes("after", |row| row.is_some_and(|row| row.exit_code == Some(3))).await;
    assert!(stage.row("before").await.is_some(), "the old one is listed as well");
}

/// An engine that is not there yet is found when it comes, without anybody asking.
#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_comes_later_is_found() {
    let mut test = testkit::docker().await;
    test.stop();
    let data = tempfile::tempdir().expect("folder");
    let app = open(data.path(), &test.socket());
    let problem = soon("an answer", app.engine_ready()).await.expect_err("nobody is there");
    assert!(problem.code.starts_with("engine."), "{problem:?}");
    test.restart().await;
    until("the engine", || async { matches!(app.engine_state(), EngineState::Connected { .. }) }).await;
}

/// The window is closed in the middle: the history says so.
#[tokio::test(flavor = "multi_thread")]
async fn closing_ends_jobs_with_the_truth() {
    let stage = Stage::docker().await;
    let registry = testkit::registry().await;
    testkit::image::busybox().layer().noise("/big", 24 << 20).push_to(&registry, "big:1").await;
    let slow = testkit::FaultProxy::start(&registry.host(), testkit::Fault::Throttle(200_000)).await;
    let id = stage.app.image_pull(format!("{}/big:1", slow.host()), None).await.expect("starts");
    until("bytes", || async { slow.bytes_passed() > 100_000 }).await;
    stage.app.close().await;
    let later = open(stage.data.path(), &stage.test.socket());
    let job = later.job_list().into_iter().find(|job| job.id == id).expect("kept");
    assert_eq!(job.status, JobStatus::Cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_and_unpaused_containers_say_so() {
    let stage = Stage::docker().await;
    stage.run("web", "sleep 1000").await;
    stage.app.container_pause("web".to_owned()).await.expect("pauses");
    assert_eq!(stage.row("web").await.expect("listed").state, ContainerState::Paused);
    stage.app.container_unpause("web".to_owned()).await.expect("goes on");
    assert_eq!(stage.row("web").await.expect("listed").state, ContainerState::Running);
}

/// A command for one engine must never reach another: what `DOCKER_HOST` names is used or nothing is.
#[tokio::test(flavor = "multi_thread")]
async fn a_named_engine_is_not_replaced_by_another() {
    let test = testkit::docker().await;
    let mut environment = app::Environment::of_this_computer();
    environment.variables.insert("DOCKER_HOST".to_owned(), "unix:///nowhere/docker.sock".to_owned());
    environment.variables.insert("CONTAINER_HOST".to_owned(), test.host_url());
    let data = tempfile::tempdir().expect("folder");
    let options = app::Options { data_dir: data.path().to_owned(), environment, engine: None };
    let app = app::App::open(options).expect("opens");
    soon("an answer", app.engine_ready()).await.expect_err("nobody is there");
    let EngineState::None { found, .. } = app.engine_state() else { panic!("{:?}", app.engine_state()) };
    let other = found.iter().find(|one| one.answering.is_some()).expect("the other one is listed");
    app.engine_select(other.id.clone()).expect("kept");
    until("the chosen one", || async { matches!(app.engine_state(), EngineState::Connected { .. }) }).await;
}

/// A slow stop outlives the choice of another engine; what it reads then belongs to nobody's picture.
#[tokio::test(flavor = "multi_thread")]
async fn the_former_engine_does_not_show_in_the_picture_of_the_next() {
    let stage = Stage::docker().await;
    let other = testkit::docker().await;
    stage.run("slow", "trap 'sleep 2; exit 0' TERM; while :; do sleep 0.1; done").await;
    let stop = tokio::spawn({
        let app = stage.app.clone();
        async move { app.container_stop("slow".to_owned()).await }
    });
    until("the mark", || async { stage.row("slow").await.is_some_and(|row| row.pending.is_some()) }).await;
    stage.app.engine_select(other.host_url()).expect("kept");
    until("the other one", || async { stage.row("slow").await.is_none() }).await;
    stop.await.expect("ends").expect("stops");
    assert_eq!(stage.app.container_list().await.expect("listed"), Vec::new());
}

/// Looking for engines while one is lost does not replace it.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_leaves_the_lost_engine_in_its_place() {
    let (mut lost, other) = (testkit::docker().await, testkit::docker().await);
    let mut environment = app::Environment::of_this_computer();
    environment.variables.insert("DOCKER_HOST".to_owned(), lost.host_url());
    environment.variables.insert("CONTAINER_HOST".to_owned(), other.host_url());
    let data = tempfile::tempdir().expect("folder");
    let options = app::Options { data_dir: data.path().to_owned(), environment, engine: None };
    let app = app::App::open(options).expect("opens");
    ready(&app).await;
    lost.stop();
    until("the loss", || async { matches!(app.engine_state(), EngineState::Lost { .. }) }).await;
    let found = soon("the search", app.engine_search()).await;
    assert!(found.iter().any(|one| one.answering.is_some()), "{found:?}");
    assert!(matches!(app.engine_state(), EngineState::Lost { .. }), "{:?}", app.engine_state());
    lost.restart().await;
    until("the same one", || async { matches!(app.engine_state(), EngineState::Connected { .. }) }).await;
}

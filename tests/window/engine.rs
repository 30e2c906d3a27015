//! The window and its engine: there, gone, back, never there.

use harness::{Containers, Role, Sidebar, Stage, run_container};
use testkit::image;

#[tokio::test]
async fn shows_what_runs_and_follows_it() {
    let engine = testkit::docker().await;
    image::sleeper().load_into(&engine, &["sleeper:1"]).await;
    run_container(&engine, "first", "sleeper:1", &[]).await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    Sidebar::of(&window).go("Containers").await;
    let containers = Containers::of(&window);
    containers.wait_state("first", "Running").await;
    run_container(&engine, "second", "sleeper:1", &[]).await;
    containers.wait_state("second", "Running").await;
    engine.request("POST", "/containers/second/stop", "", b"").await;
    containers.wait_state("second", "Finished normally").await;
    engine.request("DELETE", "/containers/second", "", b"").await;
    containers.row("second").await.wait_gone().await;
    window.check_quiet().await;
}

#[tokio::test]
async fn an_engine_that_dies_is_said_to_be_lost_and_found_again() {
    let mut engine = testkit::docker().await;
    image::sleeper().load_into(&engine, &["sleeper:1"]).await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    let sidebar = Sidebar::of(&window);
    sidebar.go("Containers").await;
    sidebar.wait_engine("Docker").await;
    engine.kill();
    sidebar.wait_engine("Connection lost").await;
    window.check_accessibility("containers, engine lost").await;
    engine.restart().await;
    sidebar.wait_engine("Docker").await;
    run_container(&engine, "after", "sleeper:1", &[]).await;
    Containers::of(&window).wait_state("after", "Running").await;
    window.check_quiet().await;
}

#[tokio::test]
async fn without_an_engine_says_what_helps() {
    let stage = Stage::empty();
    let window = stage.open().await;
    let sidebar = Sidebar::of(&window);
    sidebar.wait_engine("No engine answers").await;
    sidebar.go("Containers").await;
    let words = window.text().await;
    assert!(words.contains("Docker") && words.contains("Podman"), "{words}");
    assert!(window.has(Role::Button, "Look again").await, "{words}");
    window.check_accessibility("no engine").await;
    window.check_quiet().await;
}

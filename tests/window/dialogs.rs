//! Every dialog can be read by everybody, in both themes.

use harness::{Containers, Images, Palette, Role, Sidebar, Stage, Window, run_container};
use serde_json::json;
use testkit::{TestEngine, image};

async fn prepared() -> TestEngine {
    let engine = testkit::docker().await;
    image::postgres_like().load_into(&engine, &["postgres:17"]).await;
    image::web("shop").load_into(&engine, &["shop/web:1"]).await;
    run_container(&engine, "shop", "shop/web:1", &[(testkit::free_port(), 80)]).await;
    engine
}

async fn check(window: &Window<'_>, title: &str) {
    window.get(Role::Dialog, title).await;
    window.settle().await;
    window.check_accessibility(title).await;
}

async fn close(window: &Window<'_>) {
    let dialog = window.get(Role::Dialog, "").await;
    window.press(&["Escape"]);
    dialog.wait_gone().await;
}

async fn about_images(window: &Window<'_>) {
    Sidebar::of(window).go("Images").await;
    for (button, title) in [("Pull an image", "Pull an image"), ("Build", "Build an image")] {
        window.click(Role::Button, button).await;
        check(window, title).await;
        close(window).await;
    }
    Images::of(window).row("postgres").await.click().await;
    for (button, title) in
        [("Add a name", "One more name for postgres:17"), ("Remove", "Remove postgres:17?")]
    {
        window.click(Role::Button, button).await;
        check(window, title).await;
        close(window).await;
    }
    window.click(Role::Button, "Run").await;
    check(window, "Run postgres:17").await;
    window.click(Role::Tab, "More").await;
    check(window, "Run postgres:17").await;
    close(window).await;
}

async fn about_containers(window: &Window<'_>) {
    Sidebar::of(window).go("Containers").await;
    Containers::of(window).row("shop").await.click().await;
    for (item, title) in
        [("Rename", "Rename shop"), ("Stop by force", "Stop shop by force?"), ("Remove", "Remove shop?")]
    {
        window.click(Role::Button, "More actions for shop").await;
        window.get(Role::MenuItem, "Rename…").await;
        window.check_accessibility("the menu of a container").await;
        window.click(Role::MenuItem, &format!("{item}…")).await;
        check(window, title).await;
        close(window).await;
    }
}

async fn about_everything(window: &Window<'_>) {
    window.press(&["ctrl+k"]);
    check(window, "Command palette").await;
    close(window).await;
    window.press(&["question"]);
    check(window, "Keyboard shortcuts").await;
    close(window).await;
    Palette::open(window).await.run("run an image", "Run an image").await;
    check(window, "Run an image").await;
    close(window).await;
    Palette::open(window).await.run("paste a docker", "Paste a docker run command").await;
    check(window, "Run an image").await;
    close(window).await;
    Palette::open(window).await.run("engines on this", "Engines on this computer").await;
    check(window, "Engines on this computer").await;
    close(window).await;
    Palette::open(window).await.run("podman help", "What is an engine?").await;
    check(window, "What is an engine?").await;
    close(window).await;
    window.press(&["ctrl+j"]);
    window.get(Role::Region, "Activity").await;
    window.settle().await;
    window.check_accessibility("the activity list").await;
    window.press(&["Escape"]);
}

#[tokio::test]
async fn every_dialog_can_be_read_by_everybody() {
    let engine = prepared().await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    for theme in ["light", "dark"] {
        let mut settings = window.invoke("settings_get", json!({})).await;
        settings["theme"] = theme.into();
        window.invoke("settings_set", json!({"settings": settings})).await;
        about_images(&window).await;
        about_containers(&window).await;
        about_everything(&window).await;
    }
    window.check_quiet().await;
}

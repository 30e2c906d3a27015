//! The main job without a mouse.

use harness::{Palette, Role, RunDialog, Stage, wait};
use testkit::image;

#[tokio::test]
async fn an_image_is_run_with_keys_alone() {
    let engine = testkit::docker().await;
    image::web("hello from the keyboard").load_into(&engine, &["shop/web:1"]).await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    Palette::open(&window).await.run("run an image", "Run an image").await;
    let choose = window.get(Role::Dialog, "Run an image").await;
    window.type_text("shop/web:1");
    choose.wait_text("On this computer already").await;
    window.press(&["Return"]);

    let form = RunDialog::shown(&window, "Run shop/web:1").await;
    wait("the focus in the first field", || async { (window.focused().await == "Name").then_some(()) }).await;
    window.press(&["ctrl+a"]);
    window.type_text("by-keys");
    form.wait_command("--name by-keys").await;

    // Through the form to the second page and back, without being caught anywhere.
    window.tab_to("Basics").await;
    window.press(&["Right"]);
    form.field("Memory at most").await;
    window.press(&["Left"]);
    form.field("Name").await;
    window.tab_to("Run").await;
    window.press(&["Return"]);
    window.get(Role::Tab, "Summary").await;

    let made = engine.request("GET", "/containers/by-keys/json", "", b"").await.json();
    assert_eq!(made["State"]["Running"], true, "{made}");
    window.check_quiet().await;
}

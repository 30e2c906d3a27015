//! An update in the window: the badge, the look before the click, the new page, the way back, and what goes wrong.

use std::time::Duration;

use harness::{
    Activity, Containers, Palette, Role, Sidebar, Stage, UpdateDialog, Updates, Window, fetch, named,
    pull_image, run_container, wait, wait_long,
};
use serde_json::{Value, json};
use testkit::{ImageBuilder, TestEngine, TestRegistry, image};

/// An engine with the container `shop`, whose page says `v1`.
struct Shop {
    engine: TestEngine,
    registry: TestRegistry,
    port: u16,
}

impl Shop {
    async fn open() -> Self {
        let (engine, registry) = (testkit::docker().await, testkit::registry().await);
        let port = testkit::free_port();
        image::versioned_web("1").push_to(&registry, "shop/web:1").await;
        let reference = registry.reference("shop/web:1");
        pull_image(&engine, &reference).await;
        run_container(&engine, "shop", &reference, &[(port, 80)]).await;
        Self { engine, registry, port }
    }

    /// Puts another image behind the tag.
    async fn push(&self, image: &ImageBuilder) {
        image.push_to(&self.registry, "shop/web:1").await;
    }

    /// Waits until the page says this.
    async fn wait_page(&self, words: &str) {
        let address = format!("http://127.0.0.1:{}/", self.port);
        wait(&format!("the page to say {words:?}"), || async {
            fetch(&address).await.ends_with(words).then_some(())
        })
        .await;
    }

    /// Exactly one container has the name, and it runs.
    async fn check_one(&self) {
        let all = named(&self.engine, "shop").await;
        assert!(all.len() == 1 && all[0]["State"] == "running", "{all:?}");
    }
}

/// Nothing is checked unless a test asks, and a container that stays well has to do so for a second.
async fn open<'a>(stage: &'a Stage, gate: u32) -> Window<'a> {
    let window = stage.open().await;
    window.set("/updates/checkEveryHours", Value::Null).await;
    window.set("/updates/gateSeconds", gate).await;
    window
}

/// Looks at it in both themes.
async fn check(window: &Window<'_>, screen: &str) {
    for theme in ["dark", "light"] {
        window.use_theme(theme).await;
        window.check_accessibility(&format!("{screen}, {theme}")).await;
    }
}

#[tokio::test]
async fn from_the_badge_to_the_new_page_and_back() {
    let shop = Shop::open().await;
    let stage = Stage::with_engine(&shop.engine);
    let window = open(&stage, 1).await;
    shop.push(&image::versioned_web("2")).await;
    let updates = Updates::open(&window).await;
    updates.check().await;
    updates.wait_state("shop", "Newer one online").await;
    check(&window, "updates").await;
    Sidebar::of(&window).go("Containers").await;
    Containers::of(&window).wait_state("shop", "Newer one online").await;
    shop.wait_page("v1").await;

    let updates = Updates::open(&window).await;
    let dialog = updates.update("shop").await;
    let words = dialog.now().await.text().await;
    assert!(words.contains("Download") && words.contains("Your port"), "{words}");
    check(&window, "the preview").await;
    shop.wait_page("v1").await;
    dialog.start().await;
    let words = dialog.ended("shop is updated").await;
    assert!(words.contains("You can go back until"), "{words}");
    shop.wait_page("v2").await;
    shop.check_one().await;
    check(&window, "the end of an update").await;

    dialog.undo("shop").await;
    check(&window, "the question before going back").await;
    dialog.go_back("shop").await;
    shop.wait_page("v1").await;
    shop.check_one().await;
    window.press(&["Escape"]);
    updates.part("History").await;
    window.wait_text("Went back").await;
    check(&window, "the history").await;
    window.check_quiet().await;
}

#[tokio::test]
async fn the_same_with_keys_alone() {
    let shop = Shop::open().await;
    let stage = Stage::with_engine(&shop.engine);
    let window = open(&stage, 1).await;
    shop.push(&image::versioned_web("2")).await;
    Palette::open(&window).await.run("check for updates", "Check for updates").await;
    window.get(Role::Heading, "Updates").await;
    wait("shop to be outdated", || async {
        let row = window.find(Role::Row, "…shop…").await?;
        row.text().await.contains("Newer one online").then_some(())
    })
    .await;
    window.tab_to("Updates").await;
    window.press(&["Down", "u"]);
    let dialog = UpdateDialog::shown(&window, "shop").await;
    window.tab_to("Update safely").await;
    window.press(&["Return"]);
    dialog.ended("shop is updated").await;
    shop.wait_page("v2").await;
    window.tab_to("Undo").await;
    window.press(&["Return"]);
    window.get(Role::Dialog, "Go back to the shop before").await.wait_text("What will happen").await;
    window.tab_to("Go back").await;
    window.press(&["Return"]);
    let end = window.get(Role::Dialog, "shop is as before").await;
    shop.wait_page("v1").await;
    window.press(&["Escape"]);
    end.wait_gone().await;
    shop.check_one().await;
    window.check_quiet().await;
}

#[tokio::test]
async fn an_image_that_crashes_leaves_the_old_page_and_both_halves_of_the_story() {
    let shop = Shop::open().await;
    let stage = Stage::with_engine(&shop.engine);
    let window = open(&stage, 1).await;
    shop.push(&image::exits(3)).await;
    let updates = Updates::open(&window).await;
    updates.check().await;
    updates.wait_state("shop", "Newer one online").await;
    let dialog = updates.update("shop").await;
    dialog.start().await;
    let words = dialog.ended("shop was not updated").await;
    // What went wrong with the new one, what it said last, and what became of the old one.
    for half in ["The new one did not work", "3", "The old one is back", "going"] {
        assert!(words.contains(half), "{half:?} in {words}");
    }
    shop.wait_page("v1").await;
    shop.check_one().await;
    check(&window, "an update that failed").await;
    window.press(&["Escape"]);
    updates.part("History").await;
    window.wait_text("Put back").await;
    window.check_quiet().await;
}

/// Waits until the update has come this far.
async fn wait_step(window: &Window<'_>, step: &str) {
    wait(&format!("the update to be at {step}"), || async {
        let jobs = window.invoke("job_list", json!({})).await;
        let running = jobs.as_array()?.iter().filter(|job| job["kind"] == "containerUpdate");
        let mut steps = running.flat_map(|job| job["steps"].as_array().into_iter().flatten());
        steps.any(|one| one["id"] == step && one["state"] == "running").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_kill_in_the_middle_is_mended_at_the_next_start_and_told() {
    let shop = Shop::open().await;
    let stage = Stage::with_engine(&shop.engine);
    let window = open(&stage, 10).await;
    shop.push(&image::versioned_web("2")).await;
    let request = json!({"request": {"container": "shop"}});
    window.invoke("update_start", request).await;
    wait_step(&window, "check").await;
    // Killed with its whole process group: no farewell.
    drop(window);
    let window = stage.open().await;
    Sidebar::of(&window).go("Updates").await;
    let told = "Something was interrupted, and Mooring has set it right";
    let minute = Duration::from_secs(60);
    let notice = wait_long(minute, told, || window.find(Role::Region, told)).await;
    notice.wait_text("shop: its update was finished").await;
    check(&window, "what was interrupted").await;
    shop.check_one().await;
    shop.wait_page("v2").await;
    Activity::open(&window).await.wait_job("Updating shop", "Interrupted").await;
    window.check_quiet().await;
}

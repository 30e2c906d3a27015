//! Registries in the window: signing in and out, looking at tags, pushing.

use std::path::Path;

use harness::{Activity, Discover, Images, PushDialog, Registries, Role, Sidebar, Stage, Window};
use testkit::image;

/// Looks at it in both themes.
async fn check(window: &Window<'_>, screen: &str) {
    for theme in ["dark", "light"] {
        window.use_theme(theme).await;
        window.check_accessibility(&format!("{screen}, {theme}")).await;
    }
}

/// Whether any file below a folder holds a text.
fn is_written(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        let path = entry.path();
        if path.is_symlink() {
            return false;
        }
        if path.is_dir() {
            return is_written(&path, text);
        }
        let held = std::fs::read(&path).unwrap_or_default();
        held.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

#[tokio::test]
async fn a_private_registry_from_the_sign_in_to_the_sign_out() {
    let engine = testkit::docker().await;
    let registry = testkit::registry_with_auth("anna", "correct-horse-7").await;
    image::sleeper().push_to(&registry, "team/box:1").await;
    image::web("second").push_to(&registry, "team/web:1").await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    let (registries, host) = (Registries::open(&window).await, registry.host());
    let sign_in = registries.sign_in(&host).await;
    sign_in.keep("Until Mooring ends").await;
    check(&window, "signing in").await;
    sign_in.send("anna", "wrong-horse-9").await;
    let refused = window.get(Role::Alert, "").await.text().await;
    assert!(refused.contains(&host), "{refused}");
    check(&window, "a sign-in that was refused").await;
    sign_in.send("anna", "correct-horse-7").await;
    sign_in.now().await.wait_text(&format!("Signed in to {host} as anna")).await;
    check(&window, "signed in").await;
    window.click(Role::Button, "Done").await;
    registries.region().await.wait_text("In memory until Mooring ends").await;
    check(&window, "the settings of registries").await;

    let sidebar = Sidebar::of(&window);
    sidebar.go("Images").await;
    let images = Images::of(&window);
    images.pull(&registry.reference("team/box:1")).await;
    window.press(&["Escape"]);
    images.row("team/box").await;

    let registries = Registries::open(&window).await;
    registries.sign_out(&host).await;
    registries.region().await.wait_text("No sign-in is known").await;
    let web = registry.reference("team/web:1");
    window.invoke("image_pull", serde_json::json!({"reference": web, "platform": null})).await;
    Activity::open(&window).await.wait_job(&web, "Failed").await;
    for secret in ["correct-horse-7", "wrong-horse-9"] {
        assert!(!is_written(stage.home(), secret), "{secret} is on the disk");
    }
    window.check_quiet().await;
}

#[tokio::test]
async fn a_tag_is_chosen_among_those_of_a_repository_and_pulled() {
    let engine = testkit::docker().await;
    let registry = testkit::registry().await;
    for tag in ["1.0", "1.1", "2.0-rc1"] {
        image::sleeper()
            .noise("version", 1000)
            .label("tag", tag)
            .push_to(&registry, &format!("tools/box:{tag}"))
            .await;
    }
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    let discover = Discover::open(&window).await;
    check(&window, "discover").await;
    let repository = registry.reference("tools/box");
    discover.find(&repository).await;
    discover.choose(&repository, "1.0").await;
    check(&window, "tags").await;
    discover.pull().await;
    let here = engine.request("GET", &format!("/images/{repository}:1.0/json"), "", b"").await;
    assert_eq!(here.status, 200, "{}", here.text());
    assert_eq!(engine.request("GET", "/images/json", "", b"").await.json().as_array().unwrap().len(), 1);
    window.check_quiet().await;
}

#[tokio::test]
async fn an_image_is_pushed_and_is_there() {
    let engine = testkit::docker().await;
    let registry = testkit::registry().await;
    image::web("pushed from the window").load_into(&engine, &["shop/web:1"]).await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    Sidebar::of(&window).go("Images").await;
    let dialog = PushDialog::open(&window, "shop/web").await;
    dialog.name(&registry.reference("shop/web:1.0")).await;
    check(&window, "pushing").await;
    let words = dialog.push().await;
    check(&window, "pushed").await;
    let accept = [("Accept", "application/vnd.docker.distribution.manifest.v2+json")];
    let there = registry.request("HEAD", "/v2/shop/web/manifests/1.0", &accept, b"").await;
    let digest = there.header("docker-content-digest").unwrap_or_default().to_owned();
    assert!(there.status == 200 && words.contains(&digest[7..14]), "{} {digest} in {words}", there.status);
    window.check_quiet().await;
}

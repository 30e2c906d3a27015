//! The main job, as a beginner does it: get an image, run it, see its page, read its log, stop it, remove it.

use std::path::Path;

use harness::{Containers, Images, OpenContainer, Sidebar, Stage, fetch};
use serde_json::{Value, json};
use testkit::{TestEngine, image};

async fn containers_of(engine: &TestEngine) -> Vec<Value> {
    let answer = engine.request("GET", "/containers/json?all=1", "", b"").await.json();
    answer.as_array().unwrap().clone()
}

async fn from_pull_to_removal(engine: TestEngine) {
    let registry = testkit::registry().await;
    image::web("hello from the journey").push_to(&registry, "shop/web:1").await;
    let reference = registry.reference("shop/web:1");
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    let sidebar = Sidebar::of(&window);
    sidebar.go("Images").await;

    let images = Images::of(&window);
    images.pull(&format!("docker pull {reference}")).await;
    let form = images.run_it().await;
    form.field("Name").await.fill("journey").await;
    form.wait_command("run").await;
    form.run().await;

    let open = OpenContainer::of(&window);
    open.open_port().await;
    let page = fetch(&stage.opened_address().await).await;
    assert!(page.contains("<h1>hello from the journey</h1>"), "{page:?}");
    open.log().await.wait_text("response:200").await;
    window.check_accessibility("a container's log").await;

    open.press("Stop").await;
    Containers::of(&window).wait_state("journey", "Stopped").await;
    open.remove("journey").await;
    window.wait_text("No containers yet").await;
    assert_eq!(containers_of(&engine).await, Vec::<Value>::new());
    window.check_quiet().await;
}

#[tokio::test]
async fn docker_from_pull_to_removal() {
    from_pull_to_removal(testkit::docker().await).await;
}

#[tokio::test]
async fn podman_from_pull_to_removal() {
    from_pull_to_removal(testkit::podman().await).await;
}

fn write_shop(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    let steps = "FROM base:1\nCOPY index.html /www/\nRUN echo built > /www/built.txt\nWORKDIR /www\nEXPOSE 80\nCMD [\"httpd\", \"-f\", \"-v\", \"-p\", \"80\", \"-h\", \"/www\"]\n";
    std::fs::write(folder.join("Dockerfile"), steps).unwrap();
    std::fs::write(folder.join("index.html"), "<h1>built in a test</h1>").unwrap();
    std::fs::write(folder.join(".dockerignore"), "secret\n").unwrap();
    std::fs::write(folder.join("secret"), "not for the image").unwrap();
}

#[tokio::test]
async fn a_folder_is_built_named_and_run() {
    let engine = testkit::docker().await;
    image::busybox().load_into(&engine, &["base:1"]).await;
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    write_shop(&shop);
    let stage = Stage::with_engine(&engine).answering_dialogs(&shop);
    let window = stage.open().await;
    let sidebar = Sidebar::of(&window);
    sidebar.go("Images").await;

    let images = Images::of(&window);
    images.build("shop/web:1").await;
    let form = images.run_it().await;
    form.field("Name").await.fill("built").await;
    form.run().await;
    let open = OpenContainer::of(&window);
    open.open_port().await;
    let page = fetch(&stage.opened_address().await).await;
    assert!(page.contains("<h1>built in a test</h1>"), "{page:?}");

    sidebar.go("Images").await;
    images.tag("shop/web", "shop/web:stable").await;
    let names = engine.request("GET", "/images/shop/web:stable/json", "", b"").await.json();
    let mut tags = names["RepoTags"].as_array().unwrap().clone();
    tags.sort_by_key(Value::to_string);
    assert_eq!(tags, [json!("shop/web:1"), json!("shop/web:stable")]);
    window.check_quiet().await;
}

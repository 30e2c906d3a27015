//! Previews against a real engine and a real registry: what they promise is what the engine then does.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;
use std::time::Duration;

use engine::{Endpoint, Engine};
use job::JobContext;
use oci::Reference;
use registry::{ErrorKind, Options, Registry};
use serde_json::json;
use testkit::{EngineKind, ImageBuilder, Kind, LyingRegistry, TestEngine, TestRegistry};
use update::plan::{Owner, Warning, What, Wish};
use update::preview::{Inputs, NotesKind, Preview, PreviewError};

struct Stage {
    test: TestEngine,
    engine: Engine,
    server: TestRegistry,
    /// In front of the registry; it does not lie here, it counts.
    counter: LyingRegistry,
    registry: Registry,
}

impl Stage {
    async fn over(test: TestEngine) -> Self {
        let engine = Engine::connect(&Endpoint::Unix(test.socket()), Duration::from_secs(20)).await.unwrap();
        let server = testkit::registry().await;
        let counter = LyingRegistry::before(&server).start();
        let registry = Registry::new(Options::new("mooring/test", Arc::new(jiff::Timestamp::now)));
        Self { test, engine, server, counter, registry }
    }

    async fn pull(&self, reference: &str) {
        self.engine.image_pull(reference, None, None, &JobContext::detached()).await.unwrap();
    }

    /// Runs a container; the create body as the engine takes it.
    async fn run(&self, name: &str, mut body: serde_json::Value, image: &str) {
        body["Image"] = json!(image);
        self.engine.container_create_raw(name, &body, None).await.unwrap();
        self.engine.container_start(name).await.unwrap();
    }

    async fn gather(&self, name: &str, target: &str) -> Result<Inputs, PreviewError> {
        let target = Reference::parse(target).unwrap();
        Inputs::gather(&self.engine, &self.registry, name, &target).await
    }

    async fn preview(&self, name: &str, target: &str) -> Preview {
        let inputs = self.gather(name, target).await.unwrap();
        Preview::build(&inputs, &Wish::default()).unwrap()
    }

    /// Bytes of layers that the engine fetches for a pull; the config is a blob, too, and not a layer.
    async fn layer_bytes_of_pull(&self, reference: &str, config: &str) -> u64 {
        self.counter.forget();
        self.pull(reference).await;
        let requests = self.counter.requests();
        let layers = requests.iter().filter(|heard| heard.kind == Kind::Blob && heard.method == "GET");
        layers.filter(|heard| !heard.target.contains(config)).map(|heard| heard.sent).sum()
    }
}

const KB: usize = 1024;

/// Three layers on a base; the versions differ in the middle one, and `size` of noise makes them tell apart.
fn version(middle: &str, size: usize) -> ImageBuilder {
    testkit::image::sleeper()
        .layer()
        .file("etc/version", middle, 0o644)
        .noise("middle", size)
        .layer()
        .noise("top", 64 * KB)
        .env("APP_VERSION", middle)
        .label("org.opencontainers.image.version", middle)
        .label("org.opencontainers.image.source", "https://github.com/acme/app")
}

async fn promised_is_transferred(test: TestEngine) {
    let podman = test.kind() == EngineKind::Podman;
    let stage = Stage::over(test).await;
    let reference = stage.counter.reference("shop/app:1");
    version("1.0.0", 32 * KB).created("2024-01-01T00:00:00Z").push_to(&stage.server, "shop/app:1").await;
    stage.pull(&reference).await;
    stage.run("app", json!({"Env": ["MINE=1"]}), &reference).await;
    let digest =
        version("1.1.0", 40 * KB).created("2024-01-15T00:00:00Z").push_to(&stage.server, "shop/app:1").await;

    stage.counter.forget();
    let preview = stage.preview("app", &reference).await;
    let asked: Vec<Kind> =
        stage.counter.requests().iter().map(|heard| heard.kind).filter(|kind| *kind != Kind::Ping).collect();
    assert_eq!(asked, [Kind::GetManifest, Kind::Blob], "manifest and config, nothing more");

    assert_eq!(preview.new.digest.as_deref(), Some(digest.as_str()));
    assert_ne!(preview.old.digest, preview.new.digest);
    assert_eq!(
        (preview.old.version.as_deref(), preview.new.version.as_deref()),
        (Some("1.0.0"), Some("1.1.0"))
    );
    assert_eq!(preview.newer_by, Some(14 * 24 * 3600));
    assert_eq!(preview.new.reference, reference);
    let notes = preview.notes.clone().unwrap();
    assert_eq!(
        (notes.url.as_str(), notes.kind),
        ("https://github.com/acme/app/releases/tag/1.1.0", NotesKind::Release)
    );
    let env = preview.changes.iter().find(|change| change.key.as_deref() == Some("APP_VERSION")).unwrap();
    assert_eq!((env.owner, env.what, &env.new), (Owner::ImageDefault, What::Changed, &Some(json!("1.1.0"))));
    assert!(
        preview
            .changes
            .iter()
            .any(|change| change.key.as_deref() == Some("MINE") && change.what == What::Kept)
    );

    // Docker transfers the unchanged top again, Podman does not.
    let shared = if podman { 2 } else { 1 };
    assert_eq!((preview.download.layers_total, preview.download.layers_shared), (3, shared));
    let config = preview.new.id.clone().unwrap();
    assert_eq!(stage.layer_bytes_of_pull(&reference, &config).await, preview.download.bytes);

    // Now it is here: nothing more to transfer, and still something to do.
    let here = stage.preview("app", &reference).await;
    assert!(here.download.already_here && here.download.bytes == 0 && !here.same_image);
    assert_eq!(here.changes, preview.changes, "the engine's config and the registry's give one plan");
    drop(stage.test);
}

#[tokio::test]
async fn promised_is_transferred_by_docker() {
    promised_is_transferred(testkit::docker().await).await;
}

#[tokio::test]
async fn promised_is_transferred_by_podman() {
    promised_is_transferred(testkit::podman().await).await;
}

#[tokio::test]
async fn an_index_without_our_platform_is_no_update() {
    let stage = Stage::over(testkit::docker().await).await;
    let reference = stage.counter.reference("shop/app:1");
    version("1", KB).push_to(&stage.server, "shop/app:1").await;
    stage.pull(&reference).await;
    stage.run("app", json!({}), &reference).await;
    let foreign = version("2", KB).platform("linux", "s390x", None);
    testkit::push_index(&stage.server, "shop/app:1", std::slice::from_ref(&foreign)).await;
    let refused = stage.gather("app", &reference).await.unwrap_err();
    let PreviewError::Registry(error) = refused else { panic!("{refused}") };
    assert!(matches!(error.kind(), ErrorKind::NoMatchingPlatform { .. }), "{error}");
    // With ours beside it: its child, the index's digest, and three requests.
    let index = testkit::push_index(&stage.server, "shop/app:1", &[foreign, version("2", KB)]).await;
    stage.counter.forget();
    let preview = stage.preview("app", &reference).await;
    assert_eq!(preview.new.digest, Some(index));
    assert_eq!(stage.counter.count(Kind::GetManifest), 2);
}

#[tokio::test]
async fn what_is_at_risk_is_told() {
    let stage = Stage::over(testkit::docker().await).await;
    let reference = stage.counter.reference("library/postgres:16");
    let database = |major: &str| testkit::image::postgres_like().env("PG_MAJOR", major);
    database("16").push_to(&stage.server, "library/postgres:16").await;
    database("17").push_to(&stage.server, "library/postgres:17").await;
    stage.pull(&reference).await;
    let settings = json!({"Env": ["POSTGRES_PASSWORD=hunter2"], "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": "db"}});
    stage.run("db", settings, &reference).await;
    stage.run("web", json!({"Cmd": ["sleep", "99"], "Entrypoint": [""], "HostConfig": {"NetworkMode": "container:db"}}), &reference).await;
    let exec = json!({"Cmd": ["sh", "-c", "echo x >/tmp/file"]}).to_string();
    let made =
        stage.test.request("POST", "/containers/db/exec", "application/json", exec.as_bytes()).await.json();
    let path = format!("/exec/{}/start", made["Id"].as_str().unwrap());
    stage.test.request("POST", &path, "application/json", b"{}").await;

    let inputs = stage.gather("db", &stage.counter.reference("library/postgres:17")).await.unwrap();
    assert!(!format!("{inputs:?}").contains("hunter2"));
    let preview = Preview::build(&inputs, &Wish::default()).unwrap();
    let database = preview.database.clone().unwrap();
    assert_eq!(
        (database.product.as_str(), database.old_major, database.new_major, database.may_migrate),
        ("postgres", Some(16), Some(17), true)
    );
    assert_eq!(
        serde_json::to_value(&preview.managed).unwrap(),
        json!({"type": "compose", "project": "shop", "service": "db"})
    );
    assert_eq!(
        preview.dependants.iter().map(|d| (d.name.as_str(), d.recreate)).collect::<Vec<_>>(),
        [("web", true)]
    );
    assert_eq!(
        preview.volumes.iter().map(|v| v.destination.as_str()).collect::<Vec<_>>(),
        ["/var/lib/postgresql/data"]
    );
    let left =
        preview.warnings.iter().find(|warning| matches!(warning, Warning::WriteLayerLeftBehind { .. }));
    assert!(
        matches!(left, Some(Warning::WriteLayerLeftBehind { paths, bytes: Some(1..), .. }) if paths.contains(&"/tmp/file".to_owned())),
        "{left:?}"
    );
    assert!(
        preview
            .changes
            .iter()
            .any(|change| change.secret_like && change.key.as_deref() == Some("POSTGRES_PASSWORD"))
    );
    assert!(!format!("{preview:?}").contains("hunter2"));
    let back: Preview = serde_json::from_value(serde_json::to_value(&preview).unwrap()).unwrap();
    assert_eq!(back, preview);
}

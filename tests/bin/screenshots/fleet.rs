//! What a small web shop runs, some of it outdated: an engine, and a registry that goes by the name of a real one.

use std::time::Duration;

use harness::{Stage, pull_image, run_configured};
use serde_json::{Value, json};
use testkit::{DockerOptions, ImageBuilder, TestEngine, TestRegistry, image};

/// What the registry is called: everything for it goes through a proxy, which is the registry itself.
const HOST: &str = "ghcr.io";

/// The engine, the registry, and one more that wants a password.
pub(crate) struct Fleet {
    pub(crate) engine: TestEngine,
    registry: TestRegistry,
    pub(crate) private: TestRegistry,
}

impl Fleet {
    /// Starts everything; the newer images come out only after the older ones have been run.
    pub(crate) async fn open() -> Self {
        let registry = testkit::registry().await;
        let options = DockerOptions {
            proxy: Some(registry.host()),
            arguments: vec![format!("--insecure-registry={HOST}")],
            ..DockerOptions::default()
        };
        let engine = testkit::docker_with(options).await;
        let fleet = Self { engine, registry, private: testkit::registry_with_auth("anna", "secret").await };
        fleet.run().await;
        fleet.publish().await;
        fleet
    }

    /// A computer with this engine at its usual place, whose way to the registry is the same.
    pub(crate) fn stage(&self) -> Stage {
        let proxy = format!("http://{}", self.registry.host());
        Stage::with_usual_engine(&self.engine)
            .variable("HTTP_PROXY", &proxy)
            .variable("HTTPS_PROXY", &proxy)
            .variable("NO_PROXY", "127.0.0.1,localhost")
    }

    async fn run(&self) {
        for (name, image, tag, config) in [
            ("shop-web", web("2.4.0", 3), "shop/web:2.4", published(80)),
            ("shop-api", api("1.8.2", 5), "shop/api:1.8.2", published(8080)),
            ("shop-worker", worker(7), "shop/worker:2.4", json!({"Env": ["QUEUE=orders"]})),
            ("shop-cache", cache(2), "shop/cache:7", json!({})),
            (
                "notes-database",
                database(),
                "notes/database:17",
                json!({"HostConfig": {"Binds": ["notes:/data"]}}),
            ),
            ("landing-page", cache(9), "shop/landing:1.2.0", json!({})),
        ] {
            image.push_to(&self.registry, tag).await;
            pull_image(&self.engine, &reference(tag)).await;
            run_configured(&self.engine, name, with_image(config, &reference(tag))).await;
        }
        let pinned =
            self.engine.request("GET", &format!("/images/{}/json", reference("shop/cache:7")), "", b"").await;
        let digest = pinned.json()["RepoDigests"][0].as_str().expect("a digest").to_owned();
        run_configured(&self.engine, "audit-log", with_image(json!({}), &digest)).await;
        image::sleeper().noise("opt/app", 900_000).load_into(&self.engine, &["experiments:latest"]).await;
        run_configured(&self.engine, "experiment", json!({"Image": "experiments:latest"})).await;
    }

    /// A rebuild, newer versions, and one that does not work.
    async fn publish(&self) {
        web("2.4.1", 24).push_to(&self.registry, "shop/web:2.4").await;
        for (version, day) in [("1.8.3", 20), ("1.9.0", 22), ("2.0.0-rc.1", 24), ("2.0.0", 25)] {
            api(version, day).push_to(&self.registry, &format!("shop/api:{version}")).await;
        }
        for (tag, day) in [("latest", 24), ("2", 24), ("2.3", 12), ("2.3.9", 12), ("2.4.1", 24)] {
            web(tag, day).push_to(&self.registry, &format!("shop/web:{tag}")).await;
        }
        let broken = [
            "sh",
            "-c",
            "echo 'connecting to queue orders'; sleep 0.2; echo 'fatal: setting QUEUE_URL is missing' >&2; exit 78",
        ];
        worker(25).cmd(&broken).push_to(&self.registry, "shop/worker:2.4").await;
    }
}

/// Its name with the registry's.
pub(crate) fn reference(tag: &str) -> String {
    format!("{HOST}/{tag}")
}

fn with_image(mut config: Value, image: &str) -> Value {
    config["Image"] = image.into();
    config
}

fn published(port: u16) -> Value {
    let inside = format!("{port}/tcp");
    let bound = json!([{"HostPort": testkit::free_port().to_string()}]);
    json!({
        "ExposedPorts": {&inside: {}}, "Env": ["CURRENCY=EUR"],
        "HostConfig": {"PortBindings": {&inside: bound}, "RestartPolicy": {"Name": "unless-stopped"}},
    })
}

fn labelled(image: ImageBuilder, version: &str, day: u32) -> ImageBuilder {
    image
        .label("org.opencontainers.image.version", version)
        .label("org.opencontainers.image.source", "https://github.com/shop/shop")
        .created(&format!("2026-11-{day:02}T09:30:00Z"))
}

fn web(version: &str, day: u32) -> ImageBuilder {
    let page = image::web("The shop")
        .noise("opt/shared", 2_400_000)
        .layer()
        .noise("opt/app", 900_000 + day as usize);
    let page = if day > 20 {
        page.env("CACHE_SECONDS", "120").env("CDN", "off")
    } else {
        page.env("CACHE_SECONDS", "60")
    };
    labelled(page, version, day)
}

fn api(version: &str, day: u32) -> ImageBuilder {
    let serve = ["httpd", "-f", "-p", "8080", "-h", "/tmp"];
    let base = image::busybox().layer().directory("tmp", 0o777).noise("opt/app", 1_200_000 + day as usize);
    labelled(base.expose("8080/tcp").stop_signal("SIGKILL").cmd(&serve), version, day)
}

fn worker(day: u32) -> ImageBuilder {
    labelled(image::sleeper().layer().noise("opt/app", 700_000), "2.4.0", day)
}

fn cache(day: u32) -> ImageBuilder {
    labelled(image::sleeper().layer().noise("opt/app", 500_000 + day as usize), "7.4.1", day)
}

fn database() -> ImageBuilder {
    let base = image::sleeper().volume("/data").healthcheck("true", Duration::from_secs(30), 3);
    labelled(base.env("PGDATA", "/data"), "17.2", 4)
}

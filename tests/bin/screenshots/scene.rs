//! What there is to see: images and containers that a small web shop would have.

use std::path::Path;
use std::time::Duration;

use harness::run_configured;
use serde_json::{Value, json};
use testkit::{ImageBuilder, TestEngine, TestRegistry, image};

/// Fills an engine.
pub(crate) async fn set(engine: &TestEngine) {
    for (builder, names) in images() {
        builder.load_into(engine, names).await;
    }
    for (name, image, project, inside) in [
        ("shop-web", "shop/web:2.4.0", "shop", Some(80)),
        ("shop-api", "ghcr.io/shop/api:1.8.2", "shop", Some(8080)),
        ("shop-cache", "redis:7.4-alpine", "shop", None),
        ("shop-worker", "shop/worker:2.4.0", "shop", None),
        ("shop-migrate", "shop/migrate:2.4.0", "shop", None),
        ("landing-page", "nginx:1.27", "", Some(80)),
        ("notes-database", "postgres:17", "", None),
        ("notebook", "python:3.13-slim", "", None),
        ("playground", "node:22-alpine", "", None),
    ] {
        run_configured(engine, name, config(image, project, name, inside)).await;
    }
    engine.request("POST", "/containers/shop-cache/pause", "", b"").await;
    engine.request("POST", "/containers/playground/kill", "", b"").await;
}

/// What is paused cannot be ended, and its engine with it.
pub(crate) async fn clear(engine: &TestEngine) {
    engine.request("POST", "/containers/shop-cache/unpause", "", b"").await;
}

fn config(image: &str, project: &str, name: &str, inside: Option<u16>) -> Value {
    let mut config = json!({"Image": image});
    if let Some(port) = inside {
        let bound = json!([{"HostPort": testkit::free_port().to_string()}]);
        config["ExposedPorts"] = json!({format!("{port}/tcp"): {}});
        config["HostConfig"] = json!({"PortBindings": {format!("{port}/tcp"): bound}});
    }
    if !project.is_empty() {
        let service = name.trim_start_matches("shop-");
        config["Labels"] =
            json!({"com.docker.compose.project": project, "com.docker.compose.service": service});
    }
    config
}

fn images() -> [(ImageBuilder, &'static [&'static str]); 11] {
    let day = |n: u32| format!("2026-11-{n:02}T09:30:00Z");
    let base = |size: usize| image::sleeper().noise("opt/app", size);
    [
        (
            image::web("Welcome to the shop").noise("opt/app", 9_000_000).created(&day(12)),
            &["nginx:1.27", "nginx:latest"],
        ),
        (
            image::web("The shop").noise("opt/app", 14_000_000).created(&day(24)),
            &["shop/web:2.4.0", "ghcr.io/shop/web:2.4.0"],
        ),
        (image::web("The shop").noise("opt/app", 13_000_000).created(&day(10)), &["shop/web:2.3.1"]),
        (database().created(&day(3)), &["postgres:17"]),
        (base(6_000_000).expose("6379/tcp").volume("/data").created(&day(8)), &["redis:7.4-alpine"]),
        (talking().noise("opt/app", 11_000_000).created(&day(20)), &["ghcr.io/shop/api:1.8.2"]),
        (base(21_000_000).created(&day(1)), &["python:3.13-slim"]),
        (base(17_000_000).created(&day(2)), &["node:22-alpine"]),
        (image::exits(1).noise("opt/app", 3_000_000).created(&day(23)), &["shop/worker:2.4.0"]),
        (image::exits(0).noise("opt/app", 2_000_000).created(&day(23)), &["shop/migrate:2.4.0"]),
        (
            base(4_000_000).created(&day(14)),
            &["registry.example.com/platform/observability/metrics-collector:2026.11.3-alpine"],
        ),
    ]
}

fn database() -> ImageBuilder {
    image::postgres_like().noise("opt/app", 26_000_000).healthcheck("true", Duration::from_secs(30), 3)
}

/// A service that says what it does, in colors and on both streams.
fn talking() -> ImageBuilder {
    image::sleeper().user("1000").expose("8080/tcp").cmd(&["sh", "-c", TALK])
}

const TALK: &str = r#"
say() { printf '\033[2m%s\033[0m \033[%sm%s\033[0m %s\n' "$(date -u +%H:%M:%S)" "$1" "$2" "$3"; }
say 32 INFO 'shop-api 1.8.2 starting'
say 36 DEBUG 'pool: 10 connections'
say 32 INFO 'migrations: nothing to do'
say 32 INFO 'listening on 0.0.0.0:8080'
for n in 1 2 3 4 5 6 7 8 9; do
  say 32 INFO "200 GET /products?page=$n $((n * 3 + 4)) ms"
  say 32 INFO "304 GET /pictures/10$n.webp 1 ms"
done
say 33 WARN 'cache answers slowly (812 ms)'
say 32 INFO '201 POST /cart/items 18 ms'
say 31 ERROR '502 POST /checkout 3012 ms' >&2
say 31 ERROR 'payment gateway: timed out' >&2
say 33 WARN 'trying again in 2 s (1 of 3)' >&2
sleep 1
say 32 INFO '200 POST /checkout 231 ms'
say 32 INFO '200 GET /orders/20417 9 ms'
trap 'exit 0' TERM; while sleep 3600 & wait $!; do :; done
"#;

/// What can be pulled.
pub(crate) async fn publish(registry: &TestRegistry) {
    let layers = image::sleeper().layer().noise("usr/lib/big", 5_000_000).layer().noise("srv/app", 2_500_000);
    layers.push_to(registry, "shop/search:1.3").await;
}

/// What can be built.
pub(crate) fn write_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("pages"))?;
    std::fs::write(folder.join("Dockerfile"), DOCKERFILE)?;
    std::fs::write(folder.join("pages/index.html"), "<h1>The shop</h1>\n")
}

const DOCKERFILE: &str = r#"FROM nginx:1.27
LABEL org.opencontainers.image.title="The shop"
COPY pages /www/
RUN echo "compressing pages" && gzip -k /www/*.html && ls -l /www
RUN echo "checking links" && for n in 1 2 3 4 5 6; do echo "ok  /products/$n"; done
WORKDIR /www
EXPOSE 80
CMD ["httpd", "-f", "-v", "-p", "80", "-h", "/www"]
"#;

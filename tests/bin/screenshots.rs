//! Takes a picture of every screen and face, light and dark, in two sizes: `screenshots FOLDER`.

use std::error::Error;
use std::path::{Path, PathBuf};

/// What there is to see: images and containers a small web shop would have.
#[cfg(target_os = "linux")]
mod scene {
    use std::time::Duration;

    use harness::run_container;
    use testkit::{ImageBuilder, TestEngine, image};

    /// Fills an engine.
    pub(crate) async fn set(engine: &TestEngine) {
        let day = |n: u32| format!("2026-11-{n:02}T09:30:00Z");
        let base = |size: usize| image::sleeper().noise("opt/app", size);
        let made: [(ImageBuilder, &str); 9] = [
            (image::web("Welcome to the shop").noise("opt/app", 9_000_000).created(&day(12)), "nginx:1.27"),
            (image::web("The shop").noise("opt/app", 14_000_000).created(&day(24)), "shop/web:2.4.0"),
            (shop_database().created(&day(3)), "postgres:17"),
            (base(6_000_000).expose("6379/tcp").volume("/data").created(&day(8)), "redis:7.4-alpine"),
            (base(11_000_000).expose("8080/tcp").user("1000").created(&day(20)), "ghcr.io/shop/api:1.8.2"),
            (base(21_000_000).created(&day(1)), "python:3.13-slim"),
            (base(17_000_000).created(&day(2)), "node:22-alpine"),
            (image::exits(1).noise("opt/app", 3_000_000).created(&day(23)), "shop/worker:2.4.0"),
            (image::exits(0).noise("opt/app", 2_000_000).created(&day(23)), "shop/migrate:2.4.0"),
        ];
        for (builder, name) in made {
            builder.load_into(engine, &[name]).await;
        }
        for (name, image, inside) in [
            ("shop-web", "shop/web:2.4.0", Some(80)),
            ("shop-api", "ghcr.io/shop/api:1.8.2", Some(8080)),
            ("shop-cache", "redis:7.4-alpine", None),
            ("landing-page", "nginx:1.27", Some(80)),
            ("shop-worker", "shop/worker:2.4.0", None),
            ("shop-migrate", "shop/migrate:2.4.0", None),
            ("notes-database", "postgres:17", None),
        ] {
            let ports: Vec<(u16, u16)> =
                inside.map(|port| (testkit::free_port(), port)).into_iter().collect();
            run_container(engine, name, image, &ports).await;
        }
        engine.request("POST", "/containers/shop-cache/pause", "", b"").await;
    }

    fn shop_database() -> ImageBuilder {
        image::postgres_like().noise("opt/app", 26_000_000).healthcheck("true", Duration::from_secs(30), 3)
    }
}

/// Takes the pictures.
#[cfg(target_os = "linux")]
mod camera {
    use super::*;
    use harness::{Role, Sidebar, Stage, Window};

    const SIZES: [(u32, u32); 2] = [(1280, 800), (1024, 640)];

    /// Screens with an engine, then those without one.
    pub(crate) async fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
        let engine = testkit::docker().await;
        let new = testkit::docker().await;
        scene::set(&engine).await;
        for theme in ["light", "dark"] {
            for size in SIZES {
                let film =
                    Film { folder: folder.to_owned(), suffix: format!("{theme}-{}x{}", size.0, size.1) };
                full(&engine, theme, size, &film).await?;
                first(&new, theme, size, &film).await?;
                nothing(theme, size, &film).await?;
            }
        }
        Ok(())
    }

    struct Film {
        folder: PathBuf,
        suffix: String,
    }

    impl Film {
        async fn shoot(&self, window: &Window<'_>, name: &str) -> std::io::Result<()> {
            window.settle().await;
            let path = self.folder.join(format!("{name}-{}.png", self.suffix));
            std::fs::write(path, window.screenshot().await)
        }
    }

    async fn open<'a>(stage: &'a Stage, theme: &str, size: (u32, u32)) -> Window<'a> {
        let window = stage.open().await;
        window.resize(size.0, size.1).await;
        let mut settings = window.invoke("settings_get", serde_json::json!({})).await;
        settings["theme"] = theme.into();
        window.invoke("settings_set", serde_json::json!({"settings": settings})).await;
        window
    }

    async fn full(
        engine: &testkit::TestEngine,
        theme: &str,
        size: (u32, u32),
        film: &Film,
    ) -> Result<(), Box<dyn Error>> {
        let stage = Stage::with_engine(engine);
        let window = open(&stage, theme, size).await;
        for place in ["Home", "Containers", "Images", "Settings"] {
            Sidebar::of(&window).go(place).await;
            film.shoot(&window, &place.to_lowercase()).await?;
        }
        for (name, hash) in [
            ("container", "containers/shop-web"),
            ("container-logs", "containers/shop-web/logs"),
            ("container-inspect", "containers/shop-web/inspect"),
            ("container-failed", "containers/shop-worker"),
            ("container-gone", "containers/no-such-thing"),
        ] {
            window.go(hash).await;
            film.shoot(&window, name).await?;
        }
        dialogs(&window, film).await?;
        Ok(())
    }

    async fn dialogs(window: &Window<'_>, film: &Film) -> Result<(), Box<dyn Error>> {
        Sidebar::of(window).go("Images").await;
        for (name, button) in [("pull", "Pull an image"), ("build", "Build")] {
            window.click(Role::Button, button).await;
            window.get(Role::Dialog, "").await;
            film.shoot(window, name).await?;
            window.press(&["Escape"]);
        }
        window.press(&["ctrl+k"]);
        window.get(Role::Dialog, "Command palette").await;
        film.shoot(window, "palette").await?;
        window.press(&["Escape"]);
        window.press(&["ctrl+j"]);
        window.get(Role::Region, "Activity").await;
        film.shoot(window, "activity").await?;
        Ok(())
    }

    async fn first(
        engine: &testkit::TestEngine,
        theme: &str,
        size: (u32, u32),
        film: &Film,
    ) -> Result<(), Box<dyn Error>> {
        let stage = Stage::with_engine(engine);
        let window = open(&stage, theme, size).await;
        for place in ["Home", "Containers", "Images"] {
            Sidebar::of(&window).go(place).await;
            film.shoot(&window, &format!("{}-empty", place.to_lowercase())).await?;
        }
        Ok(())
    }

    async fn nothing(theme: &str, size: (u32, u32), film: &Film) -> Result<(), Box<dyn Error>> {
        let stage = Stage::empty();
        let window = open(&stage, theme, size).await;
        for place in ["Home", "Containers"] {
            Sidebar::of(&window).go(place).await;
            film.shoot(&window, &format!("{}-no-engine", place.to_lowercase())).await?;
        }
        Ok(())
    }
}

#[cfg(target_os = "linux")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("tests/screenshots"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    camera::run(&folder).await
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<(), Box<dyn Error>> {
    let _ = (Path::new(""), PathBuf::new());
    Err("only WebKitGTK has the driver that takes the pictures".into())
}

//! Walks through the app and takes the pictures.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use harness::{Activity, Images, Palette, Role, RunDialog, Sidebar, Stage, Window};
use testkit::{Fault, FaultProxy, TestEngine};

use crate::fleet::Fleet;
use crate::{looking, scene, updating};

pub(crate) type Done = Result<(), Box<dyn Error>>;

const SIZES: [(u32, u32); 2] = [(1280, 800), (1024, 640)];

/// What the pictures are taken of.
struct Set {
    shop: TestEngine,
    /// Without any container or image.
    new: TestEngine,
    /// Of a registry with a slow line.
    registry: FaultProxy,
    /// To build.
    folder: PathBuf,
}

/// Takes the pictures: all, or those of one part, `everyday`, `updates` or `inside`.
pub(crate) async fn run(folder: &Path, part: Option<&str>) -> Done {
    if part.is_none_or(|part| part == "everyday") {
        everyday(folder).await?;
    }
    if part.is_none_or(|part| part == "updates") {
        for film in films(folder) {
            // A new one each time: what was downloaded stays, and the next preview would say so.
            let fleet = Fleet::open().await;
            updating::run(&fleet, &film).await?;
        }
    }
    if part.is_none_or(|part| part == "inside") {
        inside(folder).await?;
    }
    Ok(())
}

/// One computer for all of it: what was read of an image stays known.
async fn inside(folder: &Path) -> Done {
    let (engine, lists) = (testkit::docker().await, tempfile::tempdir()?);
    looking::set(&engine, lists.path()).await;
    let stage = Stage::with_usual_engine(&engine);
    for film in films(folder) {
        looking::run(&stage, lists.path(), &film).await?;
    }
    Ok(())
}

async fn everyday(folder: &Path) -> Done {
    let registry = testkit::registry().await;
    scene::publish(&registry).await;
    let sources = tempfile::tempdir()?;
    let mut set = Set {
        shop: testkit::docker().await,
        new: testkit::docker().await,
        registry: FaultProxy::start(&registry.host(), Fault::Throttle(300_000)).await,
        folder: sources.path().join("shop"),
    };
    scene::write_folder(&set.folder)?;
    scene::set(&set.shop).await;
    for film in films(folder) {
        with_much(&set, &film).await?;
        in_german(&set, &film).await?;
        with_nothing_yet(&mut set, &film).await?;
        without_engine(&film).await?;
    }
    scene::clear(&set.shop).await;
    Ok(())
}

fn films(folder: &Path) -> Vec<Film> {
    let film = |theme, (width, height)| {
        let suffix = format!("{theme}-{width}x{height}");
        Film { folder: folder.to_owned(), suffix, theme, width, height }
    };
    SIZES.into_iter().flat_map(|size| ["light", "dark"].map(|theme| film(theme, size))).collect()
}

/// One look at everything: a theme, a size.
pub(crate) struct Film {
    folder: PathBuf,
    suffix: String,
    theme: &'static str,
    width: u32,
    height: u32,
}

impl Film {
    /// Opens the window with its theme and size.
    pub(crate) async fn open<'a>(&self, stage: &'a Stage, language: &str) -> Window<'a> {
        let window = stage.open().await;
        window.resize(self.width, self.height).await;
        window.set("/theme", self.theme).await;
        window.set("/language", language).await;
        window
    }

    /// Takes a picture once the page is at rest.
    pub(crate) async fn shoot(&self, window: &Window<'_>, name: &str) -> std::io::Result<()> {
        window.point_away();
        window.settle().await;
        let path = self.folder.join(format!("{name}-{}.png", self.suffix));
        std::fs::write(path, window.screenshot().await)
    }
}

/// Closes the dialog with its key.
pub(crate) async fn close_dialog(window: &Window<'_>) {
    let dialog = window.get(Role::Dialog, "").await;
    window.press(&["Escape"]);
    dialog.wait_gone().await;
}

async fn with_much(set: &Set, film: &Film) -> Done {
    let stage = Stage::with_usual_engine(&set.shop).answering_dialogs(&set.folder);
    let window = film.open(&stage, "en").await;
    for (name, address) in [
        ("containers", "containers"),
        ("container", "containers/shop-web"),
        ("container-failed", "containers/shop-worker"),
        ("container-database", "containers/notes-database"),
        ("logs", "containers/shop-api/logs"),
        ("inspect", "containers/shop-web/inspect"),
        ("container-gone", "containers/no-such-thing"),
        ("images", "images"),
        ("settings", "settings"),
        ("home", "home"),
    ] {
        window.go(address).await;
        film.shoot(&window, name).await?;
    }
    filtered(&window, film).await?;
    about_images(set, &window, film).await?;
    about_containers(&window, film).await?;
    overlays(&window, film).await
}

async fn filtered(window: &Window<'_>, film: &Film) -> Done {
    Sidebar::of(window).go("Containers").await;
    window.press(&["slash"]);
    window.type_text("nowhere");
    film.shoot(window, "containers-filtered").await?;
    window.press(&["ctrl+a", "BackSpace", "Escape"]);
    Ok(())
}

async fn about_images(set: &Set, window: &Window<'_>, film: &Film) -> Done {
    Sidebar::of(window).go("Images").await;
    pulls(set, window, film).await?;
    builds(window, film).await?;
    Images::of(window).row("postgres").await.click().await;
    film.shoot(window, "image").await?;
    for (name, button) in [("image-tag", "Add a name"), ("image-remove", "Remove")] {
        window.click(Role::Button, button).await;
        window.get(Role::Dialog, "").await;
        film.shoot(window, name).await?;
        close_dialog(window).await;
    }
    window.click(Role::Button, "Run").await;
    RunDialog::shown(window, "Run postgres:17").await.wait_command("docker run").await;
    film.shoot(window, "run-form").await?;
    window.click(Role::Tab, "More").await;
    film.shoot(window, "run-form-more").await?;
    close_dialog(window).await;
    Ok(())
}

async fn pulls(set: &Set, window: &Window<'_>, film: &Film) -> Done {
    let reference = format!("{}/shop/search:1.3", set.registry.host());
    window.click(Role::Button, "Pull an image").await;
    let dialog = window.get(Role::Dialog, "Pull an image").await;
    film.shoot(window, "pull").await?;
    let field = dialog.get(Role::Textbox, "Image").await;
    field.fill(&format!("docker pull {reference}")).await;
    dialog.wait_text("Understood").await;
    film.shoot(window, "pull-understood").await?;
    dialog.get(Role::Button, "Pull").await.wait_enabled().await.click().await;
    dialog.wait_text("Downloading").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    film.shoot(window, "pull-progress").await?;
    close_dialog(window).await;
    let activity = Activity::open(window).await;
    film.shoot(window, "activity").await?;
    activity.cancel(&format!("Pulling {reference}")).await;
    activity.wait_job(&reference, "Cancelled").await;
    activity.close().await;
    window.click(Role::Button, "Pull an image").await;
    let dialog = window.get(Role::Dialog, "Pull an image").await;
    let missing = format!("{}/shop/serach:1.3", set.registry.host());
    dialog.get(Role::Textbox, "Image").await.fill(&missing).await;
    dialog.get(Role::Button, "Pull").await.wait_enabled().await.click().await;
    dialog.get(Role::Button, "Change the name").await;
    film.shoot(window, "pull-failed").await?;
    close_dialog(window).await;
    Ok(())
}

async fn builds(window: &Window<'_>, film: &Film) -> Done {
    window.click(Role::Button, "Build").await;
    let dialog = window.get(Role::Dialog, "Build an image").await;
    film.shoot(window, "build").await?;
    dialog.get(Role::Button, "Choose a folder").await.click().await;
    dialog.get(Role::Textbox, "Name…").await.fill("shop/pages:1").await;
    film.shoot(window, "build-form").await?;
    dialog.get(Role::Button, "Build").await.wait_enabled().await.click().await;
    dialog.get(Role::Button, "Run it").await;
    film.shoot(window, "build-output").await?;
    close_dialog(window).await;
    Ok(())
}

async fn about_containers(window: &Window<'_>, film: &Film) -> Done {
    window.go("containers/shop-web").await;
    for (name, item) in [
        ("container-remove", "Remove…"),
        ("container-rename", "Rename…"),
        ("container-kill", "Stop by force…"),
    ] {
        window.click(Role::Button, "More actions for shop-web").await;
        window.get(Role::MenuItem, item).await;
        if name == "container-remove" {
            film.shoot(window, "container-menu").await?;
        }
        window.click(Role::MenuItem, item).await;
        window.get(Role::Dialog, "").await;
        film.shoot(window, name).await?;
        close_dialog(window).await;
    }
    Ok(())
}

async fn overlays(window: &Window<'_>, film: &Film) -> Done {
    window.go("containers").await;
    window.press(&["ctrl+k"]);
    window.get(Role::Dialog, "Command palette").await;
    film.shoot(window, "palette").await?;
    window.type_text("shop");
    film.shoot(window, "palette-found").await?;
    close_dialog(window).await;
    window.press(&["question"]);
    window.get(Role::Dialog, "Keyboard shortcuts").await;
    film.shoot(window, "shortcuts").await?;
    close_dialog(window).await;
    for (name, words) in [("run-choose", "Run an image"), ("run-line", "Paste a docker run command")] {
        Palette::open(window).await.run(words, words).await;
        window.get(Role::Dialog, "Run an image").await;
        film.shoot(window, name).await?;
        close_dialog(window).await;
    }
    Palette::open(window).await.run("engines on this", "Engines on this computer").await;
    window.get(Role::Dialog, "Engines on this computer").await;
    film.shoot(window, "engines").await?;
    close_dialog(window).await;
    Palette::open(window).await.run("podman help", "What is an engine?").await;
    film.shoot(window, "engine-help").await?;
    close_dialog(window).await;
    Ok(())
}

async fn in_german(set: &Set, film: &Film) -> Done {
    let stage = Stage::with_usual_engine(&set.shop);
    let window = film.open(&stage, "de").await;
    for (name, address) in [
        ("german-home", "home"),
        ("german-containers", "containers/shop-worker"),
        ("german-images", "images"),
        ("german-settings", "settings"),
    ] {
        window.go(address).await;
        film.shoot(&window, name).await?;
    }
    window.go("images").await;
    Images::of(&window).row("postgres").await.click().await;
    film.shoot(&window, "german-image").await?;
    window.click(Role::Button, "Starten").await;
    window.get(Role::Dialog, "…postgres:17…").await;
    film.shoot(&window, "german-run-form").await?;
    Ok(())
}

async fn with_nothing_yet(set: &mut Set, film: &Film) -> Done {
    {
        let stage = Stage::with_usual_engine(&set.new);
        let window = film.open(&stage, "en").await;
        for (name, address) in
            [("first-run", "home"), ("containers-empty", "containers"), ("images-empty", "images")]
        {
            window.go(address).await;
            film.shoot(&window, name).await?;
        }
    }
    let stage = Stage::with_usual_engine(&set.new);
    let window = film.open(&stage, "en").await;
    set.new.kill();
    Sidebar::of(&window).wait_engine("Connection lost").await;
    for (name, address) in [("home-lost", "home"), ("containers-lost", "containers")] {
        window.go(address).await;
        film.shoot(&window, name).await?;
    }
    set.new.restart().await;
    Ok(())
}

async fn without_engine(film: &Film) -> Done {
    let stage = Stage::empty();
    let window = film.open(&stage, "en").await;
    for (name, address) in [("home-no-engine", "home"), ("containers-no-engine", "containers")] {
        window.go(address).await;
        film.shoot(&window, name).await?;
    }
    Ok(())
}

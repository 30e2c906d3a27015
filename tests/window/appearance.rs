//! Colors, keyboard, sizes.

use harness::{Palette, Role, Sidebar, Stage, Window, wait};

async fn theme(window: &Window<'_>) -> String {
    let theme = window.session().script("return document.documentElement.dataset.theme", &[]).await;
    theme.unwrap().as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_chosen_colors_last() {
    let stage = Stage::empty();
    let window = stage.open().await;
    assert_eq!(theme(&window).await, "light");
    Palette::open(&window).await.run("dark", "Use dark colors").await;
    wait("dark colors", || async { (theme(&window).await == "dark").then_some(()) }).await;
    window.check_accessibility("home, dark").await;
    window.close().await;
    let window = stage.open().await;
    assert_eq!(theme(&window).await, "dark");
    window.check_quiet().await;
}

#[tokio::test]
async fn every_place_can_be_reached_and_read_without_a_mouse() {
    let engine = testkit::docker().await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    let places = [
        ("c", "Containers"),
        ("i", "Images"),
        ("d", "Discover"),
        ("u", "Updates"),
        ("y", "Security"),
        ("s", "Settings"),
        ("h", "Home"),
    ];
    for (letter, place) in places {
        window.press(&["g", letter]);
        window.get(Role::Heading, place).await;
        window.check_accessibility(place).await;
    }
    window.check_quiet().await;
}

#[tokio::test]
async fn tab_walks_through_the_sidebar() {
    let stage = Stage::empty();
    let window = stage.open().await;
    window.press(&["Tab"]);
    assert_eq!(window.focused().await, "Skip to the content");
    let mut seen = Vec::new();
    for _ in 0..8 {
        window.press(&["Tab"]);
        seen.push(window.focused().await);
    }
    for name in ["Show icons only", "Home", "Containers", "Security", "Settings"] {
        assert!(seen.iter().any(|focused| focused.starts_with(name)), "{name} in {seen:?}");
    }
}

#[tokio::test]
async fn nothing_is_cut_off_in_a_small_window() {
    let stage = Stage::empty();
    let window = stage.open().await;
    window.resize(1024, 640).await;
    for place in ["Containers", "Images", "Discover", "Updates", "Security", "Settings", "Home"] {
        Sidebar::of(&window).go(place).await;
        let script = "const e = document.scrollingElement; return [e.scrollWidth > e.clientWidth, e.scrollHeight > e.clientHeight].join()";
        assert_eq!(window.session().script(script, &[]).await.unwrap(), "false,false", "{place}");
    }
}

//! What is inside an image, and is it safe, in the window: looked at by itself, compared with lists from a folder.

use std::path::Path;
use std::time::Duration;

use harness::{
    ImagePage, Palette, Role, Security, Sidebar, Stage, Window, advisory, shop, wait, wait_long, write_list,
};
use tempfile::TempDir;
use testkit::TestEngine;

const IMAGE: &str = "shop/web:1";

/// A version of the C library with a problem, and the one without it.
const OLD: &str = "2.36-9+deb12u9";
const NEW: &str = "2.36-9+deb12u10";

/// The problem that the newer version does not have.
const FIXABLE: &str = "CVE-2026-1111";

/// Packing and reading share the machine with everything else.
const A_MINUTE: Duration = Duration::from_secs(60);

async fn engine() -> TestEngine {
    let engine = testkit::docker().await;
    shop(OLD).created("2026-11-01T09:00:00Z").load_into(&engine, &[IMAGE]).await;
    engine
}

/// Lists of what these images need: one problem with a fix, one without, and one of a library.
fn lists() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let severe = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let mild = "CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";
    write_list(
        folder.path(),
        "Debian",
        &[
            advisory(&format!("DEBIAN-{FIXABLE}"), "Debian:12", "glibc", Some(NEW), severe),
            advisory("DEBIAN-CVE-2026-2222", "Debian:12", "coreutils", None, severe),
        ],
    );
    let flask = advisory("PYSEC-2026-3", "PyPI", "flask", Some("2.2.5"), mild);
    write_list(folder.path(), "PyPI", &[flask]);
    folder
}

/// A window that takes its lists from a folder, and only when asked.
async fn open<'a>(stage: &'a Stage, lists: &Path) -> Window<'a> {
    let window = stage.open().await;
    window.set("/scan/refreshEveryHours", serde_json::Value::Null).await;
    window.set("/scan/advisorySource", lists.display().to_string()).await;
    window
}

/// Looks at it in both themes.
async fn check(window: &Window<'_>, screen: &str) {
    for theme in ["dark", "light"] {
        window.use_theme(theme).await;
        window.check_accessibility(&format!("{screen}, {theme}")).await;
    }
}

/// Waits for what takes longer than usual.
async fn wait_long_text(window: &Window<'_>, words: &str) {
    wait_long(A_MINUTE, &format!("{words:?} on screen"), || async {
        window.text().await.contains(words).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_page_looks_inside_by_itself_and_opens_every_layer() {
    let engine = engine().await;
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    let page = ImagePage::open(&window, IMAGE).await;
    wait_long_text(&window, "Debian 12 with Python 3.11.2 and 3 Python packages").await;
    page.wait_known().await;
    window.wait_text("runs gunicorn app:app as root").await;
    for part in ["Code", "Runtime", "System tools & libraries", "Settings", "Left-overs", "Hidden"] {
        window.get(Role::Button, &format!("…{part}…")).await;
    }
    let table = window.get(Role::Table, "Everything in it").await;
    for content in ["flask", "libc6"] {
        table.get(Role::Row, &format!("…{content}…")).await;
    }
    check(&window, "what is inside").await;

    page.tab("Layers and files").await;
    page.step("Step 4").await;
    page.file("app").await.click().await;
    page.file("big.bin").await.wait_text("hidden by step 5").await;
    check(&window, "layers and files").await;
    page.step("As seen from inside").await;
    page.file("usr").await;
    page.file("app").await.click().await;
    page.file("app.py").await.click().await;
    window.get(Role::Dialog, "…app/app.py").await.wait_text("print('hello')").await;
    assert!(!window.has(Role::Row, "…big.bin…").await, "deleted in the image as seen from inside");
    check(&window, "an opened file").await;
    window.press(&["Escape"]);
    page.file(".env").await.click().await;
    let secret = window.get(Role::Dialog, "…app/.env").await;
    let words = secret.wait_text("This file looks like a secret").await;
    assert!(!words.contains("ghp_"), "{words}");
    window.press(&["Escape"]);
    secret.wait_gone().await;
    for (tab, words) in [("How to run it", "gunicorn"), ("Packages", "requests")] {
        page.tab(tab).await;
        window.wait_text(words).await;
        check(&window, tab).await;
    }
    window.check_quiet().await;
}

#[tokio::test]
async fn lists_from_a_folder_name_the_problem_and_its_fix() {
    let (engine, lists) = (engine().await, lists());
    let stage = Stage::with_engine(&engine);
    let window = stage.open().await;
    window.set("/scan/refreshEveryHours", serde_json::Value::Null).await;
    Sidebar::of(&window).go("Settings").await;
    let field = window.get(Role::Textbox, "Where the lists come from").await;
    field.fill(&lists.path().display().to_string()).await;
    window.click(Role::Button, "Use it").await;
    window.wait_text("The next refresh takes the lists from there.").await;

    ImagePage::open(&window, IMAGE).await.wait_known().await;
    window.wait_text("Not compared with known problems").await;
    let security = Security::open(&window).await;
    check(&window, "no lists yet").await;
    window.click(Role::Button, "Get the lists").await;
    let row = wait_long(A_MINUTE, "a verdict", || async {
        let row = window.find(Role::Row, &format!("…{IMAGE}…")).await?;
        row.text().await.contains("Fix today").then_some(row)
    })
    .await;
    row.click().await;
    let problems = security.problems().await;
    problems.wait_text("nobody can fix yet").await;
    let first = problems.text().await;
    let place = |words: &str| first.find(words).unwrap_or_else(|| panic!("{words} in {first}"));
    assert!(place(FIXABLE) < place("PYSEC-2026-3"), "{first}");
    assert!(place("PYSEC-2026-3") < place("1 that nobody can fix yet"), "{first}");
    assert!(!first.contains("CVE-2026-2222"), "folded: {first}");
    problems.get(Role::Button, &format!("…{FIXABLE}…")).await.click().await;
    problems.wait_text(&format!("Upgrade the package to {NEW}")).await;
    check(&window, "the Security place").await;

    problems.get(Role::Button, &format!("Ignore {FIXABLE}")).await.click().await;
    let dialog = window.get(Role::Dialog, &format!("Ignore {FIXABLE}")).await;
    check(&window, "the question before ignoring").await;
    dialog.get(Role::Textbox, "Reason…").await.fill("not reachable from outside").await;
    dialog.get(Role::Button, "Ignore").await.click().await;
    dialog.wait_gone().await;
    security.problems().await.wait_text("1 that you ignore").await;
    security.part("Ignored").await;
    window.wait_text("not reachable from outside").await;
    check(&window, "what is ignored").await;
    window.click(Role::Button, &format!("Take back that {FIXABLE} is ignored")).await;
    window.wait_text("Nothing is ignored").await;
    security.part("Lists of known problems").await;
    let table = window.get(Role::Table, "").await;
    assert!(table.wait_text("PyPI").await.contains("Debian"));
    check(&window, "the lists").await;
    window.check_quiet().await;
}

/// Waits until what has the focus holds these words.
async fn wait_focus(window: &Window<'_>, words: &str) {
    wait(&format!("the focus on {words:?}"), || async {
        window.focused().await.contains(words).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_same_with_keys_alone() {
    let (engine, lists) = (engine().await, lists());
    let stage = Stage::with_engine(&engine);
    let window = open(&stage, lists.path()).await;
    let look = format!("See what is inside {IMAGE}");
    Palette::open(&window).await.run(&look, &look).await;
    wait_long_text(&window, "Not compared with known problems").await;
    let get = "Get the lists of known problems";
    Palette::open(&window).await.run(get, get).await;
    Palette::open(&window).await.run(&look, &look).await;
    wait_long_text(&window, "2 of 3 problems can be fixed today").await;

    window.tab_to("What is inside").await;
    window.press(&["Right", "Right"]);
    wait_focus(&window, "Problems").await;
    window.tab_to("2 that you can fix today").await;
    window.press(&["Down"]);
    wait_focus(&window, FIXABLE).await;
    window.press(&["Return"]);
    window.wait_text(&format!("Upgrade the package to {NEW}")).await;
    window.press(&["i"]);
    let dialog = window.get(Role::Dialog, &format!("Ignore {FIXABLE}")).await;
    wait_focus(&window, "Reason").await;
    window.type_text("not reachable");
    window.press(&["Return"]);
    dialog.wait_gone().await;
    window.wait_text("1 that you ignore").await;
    wait_focus(&window, "PYSEC-2026-3").await;
    window.press(&["End"]);
    wait_focus(&window, "1 that you ignore").await;
    window.press(&["Return", "Down"]);
    wait_focus(&window, FIXABLE).await;
    window.press(&["i"]);
    window.wait_text("2 of 3 problems can be fixed today").await;
    window.check_quiet().await;
}

#[tokio::test]
async fn two_versions_side_by_side() {
    let (engine, lists) = (engine().await, lists());
    let newer = shop(NEW).created("2026-11-20T09:00:00Z").user("web");
    newer.load_into(&engine, &["shop/web:2"]).await;
    let stage = Stage::with_engine(&engine);
    let window = open(&stage, lists.path()).await;
    for image in [IMAGE, "shop/web:2"] {
        ImagePage::open(&window, image).await.wait_known().await;
    }
    window.invoke("advisories_update", serde_json::json!({})).await;
    wait_long_text(&window, "1 of 2 problems can be fixed today").await;
    window.click(Role::Button, "More that can be done with the image").await;
    window.click(Role::MenuItem, "Compare with…").await;
    let dialog = window.get(Role::Dialog, "Compare shop/web:2 with").await;
    check(&window, "the question what to compare with").await;
    dialog.get(Role::Button, &format!("…{IMAGE}…")).await.click().await;
    let table = window.get(Role::Table, "Packages").await;
    let row = table.get(Role::Row, "…libc6…").await.text().await;
    assert!(row.contains(OLD) && row.contains(NEW), "{row}");
    window.wait_text("1 problem is gone").await;
    window.wait_text("0 added, 0 removed, 1 newer, 0 older").await;
    check(&window, "two images side by side").await;
    window.check_quiet().await;
}

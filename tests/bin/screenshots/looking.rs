//! What is inside images, and what is known to be wrong with it.

use std::path::Path;

use harness::{ImagePage, Images, Role, Security, Stage, Window, advisory, debian, shop, wait, write_list};
use serde_json::{Value, json};
use testkit::{TestEngine, image};

use crate::camera::{Done, Film, close_dialog};

/// Versions of the C library: with known problems, and without one of them.
const LIBC: [&str; 2] = ["2.36-9+deb12u9", "2.36-9+deb12u10"];

const IMAGE: &str = "shop/web:2.4.0";

/// Fills an engine, and a folder with lists.
pub(crate) async fn set(engine: &TestEngine, lists: &Path) {
    shop(LIBC[0]).created("2026-11-03T09:30:00Z").load_into(engine, &["shop/web:2.3.1"]).await;
    shop(LIBC[1]).created("2026-11-24T09:30:00Z").user("web").load_into(engine, &[IMAGE]).await;
    debian(LIBC[0]).created("2026-10-20T00:00:00Z").load_into(engine, &["debian:12-slim"]).await;
    image::web("Welcome").created("2026-11-12T09:30:00Z").load_into(engine, &["nginx:1.27"]).await;
    let cvss = |rest: &str| format!("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/{rest}");
    let (all, much, some) = (cvss("C:H/I:H/A:H"), cvss("C:N/I:N/A:H"), cvss("C:L/I:N/A:N"));
    let of = |id: &str, package, fixed, cvss| advisory(id, "Debian:12", package, fixed, cvss);
    let distribution = [
        of("DEBIAN-CVE-2026-1188", "glibc", Some("2.36-9+deb12u10"), &all),
        of("DEBIAN-CVE-2026-2041", "openssl", Some("3.0.16-1~deb12u1"), &much),
        of("DEBIAN-CVE-2026-3320", "zlib", None, &all),
        of("DEBIAN-CVE-2016-2781", "coreutils", None, &some),
    ];
    let libraries = [
        advisory("PYSEC-2026-62", "PyPI", "flask", Some("2.2.5"), &much),
        advisory("PYSEC-2026-74", "PyPI", "requests", Some("2.32.4"), &some),
    ];
    write_list(lists, "Debian", &distribution);
    write_list(lists, "PyPI", &libraries);
}

/// Takes the pictures.
pub(crate) async fn run(stage: &Stage, lists: &Path, film: &Film) -> Done {
    let window = film.open(stage, "en").await;
    window.set("/scan/refreshEveryHours", Value::Null).await;
    window.set("/scan/advisorySource", lists.display().to_string()).await;
    first_time(&window, film).await?;
    one_image(&window, film).await?;
    all_images(&window, film).await?;
    side_by_side(&window, film).await?;
    in_german(&window, film).await
}

/// Nothing looked at, no lists.
async fn first_time(window: &Window<'_>, film: &Film) -> Done {
    Security::open(window).await;
    window.invoke("advisories_clear", json!({})).await;
    window.get(Role::Button, "Get the lists").await;
    film.shoot(window, "security-first").await?;
    for image in ["shop/web:2.3.1", IMAGE] {
        ImagePage::open(window, image).await.wait_known().await;
    }
    window.invoke("advisories_update", json!({})).await;
    window.wait_text("can be fixed today").await;
    Ok(())
}

async fn one_image(window: &Window<'_>, film: &Film) -> Done {
    let page = ImagePage::open(window, IMAGE).await;
    film.shoot(window, "image-inside").await?;
    page.tab("Problems").await;
    film.shoot(window, "image-problems").await?;
    page.tab("How to run it").await;
    film.shoot(window, "image-run").await?;
    page.tab("Packages").await;
    film.shoot(window, "image-packages").await?;
    page.tab("Layers and files").await;
    film.shoot(window, "image-layers").await?;
    page.step("Step 4").await;
    page.file("app").await.click().await;
    page.file("big.bin").await;
    film.shoot(window, "image-layer").await?;
    page.file(".env").await.click().await;
    window.get(Role::Dialog, "").await.wait_text("looks like a secret").await;
    film.shoot(window, "image-file-secret").await?;
    close_dialog(window).await;
    Ok(())
}

async fn all_images(window: &Window<'_>, film: &Film) -> Done {
    let security = Security::open(window).await;
    film.shoot(window, "security").await?;
    security.row(IMAGE).await.click().await;
    let problems = security.problems().await;
    problems.get(Role::Button, "…CVE-2026-2041…").await.click().await;
    film.shoot(window, "security-problem").await?;
    problems.get(Role::Button, "Ignore CVE-2026-2041").await.click().await;
    window.get(Role::Dialog, "").await;
    film.shoot(window, "security-ignore").await?;
    close_dialog(window).await;
    for (part, name) in [("Ignored", "security-ignored"), ("Lists of known problems", "security-lists")] {
        security.part(part).await;
        film.shoot(window, name).await?;
    }
    Ok(())
}

async fn side_by_side(window: &Window<'_>, film: &Film) -> Done {
    ImagePage::open(window, IMAGE).await;
    window.click(Role::Button, "More that can be done with the image").await;
    window.click(Role::MenuItem, "Compare with…").await;
    let dialog = window.get(Role::Dialog, "").await;
    film.shoot(window, "compare-choose").await?;
    dialog.get(Role::Button, "…shop/web:2.3.1…").await.click().await;
    window.get(Role::Table, "Packages").await;
    film.shoot(window, "compare").await?;
    Ok(())
}

async fn in_german(window: &Window<'_>, film: &Film) -> Done {
    window.set("/language", "de").await;
    window.go("images").await;
    Images::of(window).row(IMAGE).await.click().await;
    window.click(Role::Button, "Seite öffnen").await;
    film.shoot(window, "german-image-inside").await?;
    window.go("security").await;
    wait("the German list", || window.find(Role::Heading, "Sicherheit")).await;
    film.shoot(window, "german-security").await?;
    Ok(())
}

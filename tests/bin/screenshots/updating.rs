//! Registries and updates: what is outdated, the look before the click, what goes well, what is put back.

use harness::{Discover, PushDialog, Registries, Role, Sidebar, Updates, Window, wait};
use serde_json::json;

use crate::camera::{Done, Film, close_dialog};
use crate::fleet::{Fleet, reference};

/// Takes the pictures.
pub(crate) async fn run(fleet: &Fleet, film: &Film) -> Done {
    let stage = fleet.stage();
    let window = film.open(&stage, "en").await;
    checked(&window, film).await?;
    one_update(&window, film).await?;
    one_put_back(&window, film).await?;
    back_again(&window, film).await?;
    discovering(&window, film).await?;
    registries(fleet, &window, film).await?;
    pushing(fleet, &window, film).await?;
    in_german(&window, film).await
}

async fn checked(window: &Window<'_>, film: &Film) -> Done {
    let updates = Updates::open(window).await;
    film.shoot(window, "updates-unchecked").await?;
    updates.check().await;
    updates.wait_state("shop-web", "Newer one online").await;
    updates.wait_state("notes-database", "Current").await;
    wait("the end of the check", || async { window.find(Role::Button, "Check now").await }).await;
    film.shoot(window, "updates").await?;
    window.get(Role::Row, "…shop-api…").await.click().await;
    film.shoot(window, "updates-detail").await?;
    for (name, address) in [("home-updates", "home"), ("containers-updates", "containers")] {
        window.go(address).await;
        film.shoot(window, name).await?;
    }
    window.go("updates").await;
    window.click(Role::Button, "Update all…").await;
    window.get(Role::Dialog, "Update…").await;
    film.shoot(window, "update-all").await?;
    close_dialog(window).await;
    Ok(())
}

async fn one_update(window: &Window<'_>, film: &Film) -> Done {
    let updates = Updates::open(window).await;
    updates.update("shop-api").await;
    film.shoot(window, "update-preview-tag").await?;
    close_dialog(window).await;
    let dialog = updates.update("shop-web").await;
    film.shoot(window, "update-preview").await?;
    // The picture shows the usual time, the next ones need not wait for it.
    window.set("/updates/gateSeconds", 4).await;
    dialog.start().await;
    wait("the new one to be watched", || async {
        let jobs = window.invoke("job_list", json!({})).await;
        let steps = jobs.as_array()?.iter().filter(|job| job["kind"] == "containerUpdate");
        let mut steps = steps.flat_map(|job| job["steps"].as_array().into_iter().flatten());
        steps.any(|step| step["id"] == "check" && step["state"] == "running").then_some(())
    })
    .await;
    film.shoot(window, "update-progress").await?;
    dialog.ended("shop-web is updated").await;
    film.shoot(window, "update-done").await?;
    close_dialog(window).await;
    Ok(())
}

async fn one_put_back(window: &Window<'_>, film: &Film) -> Done {
    let dialog = Updates::open(window).await.update("shop-worker").await;
    dialog.start().await;
    dialog.ended("shop-worker was not updated").await;
    film.shoot(window, "update-put-back").await?;
    close_dialog(window).await;
    Ok(())
}

async fn back_again(window: &Window<'_>, film: &Film) -> Done {
    window.go("updates/kept").await;
    window.get(Role::Button, "Go back…").await;
    film.shoot(window, "updates-kept").await?;
    window.click(Role::Button, "Give up…").await;
    window.get(Role::Dialog, "Give up…").await;
    film.shoot(window, "give-up").await?;
    close_dialog(window).await;
    window.click(Role::Button, "Go back…").await;
    window.get(Role::Dialog, "Go back to…").await.wait_text("What will happen").await;
    film.shoot(window, "undo").await?;
    window.click(Role::Button, "Go back").await;
    window.get(Role::Dialog, "shop-web is as before").await;
    film.shoot(window, "undo-done").await?;
    close_dialog(window).await;
    window.go("updates/history").await;
    window.wait_text("Went back").await;
    film.shoot(window, "updates-history").await?;
    Ok(())
}

async fn discovering(window: &Window<'_>, film: &Film) -> Done {
    let discover = Discover::open(window).await;
    film.shoot(window, "discover").await?;
    window.go(&format!("discover/{}", reference("shop/web"))).await;
    discover.choose(&reference("shop/web"), "2.4").await;
    film.shoot(window, "discover-tags").await?;
    Ok(())
}

async fn registries(fleet: &Fleet, window: &Window<'_>, film: &Film) -> Done {
    let registries = Registries::open(window).await;
    window.set("/updates/gateSeconds", 10).await;
    for (name, section) in [("settings-updates", "updates"), ("settings-registries-none", "registries")] {
        scroll_to(window, section).await;
        film.shoot(window, name).await?;
    }
    let sign_in = registries.sign_in(&fleet.private.host()).await;
    sign_in.keep("Until Mooring ends").await;
    film.shoot(window, "sign-in").await?;
    sign_in.send("anna", "wrong").await;
    window.get(Role::Alert, "").await;
    film.shoot(window, "sign-in-refused").await?;
    sign_in.send("anna", "secret").await;
    window.get(Role::Button, "Done").await;
    film.shoot(window, "sign-in-done").await?;
    window.click(Role::Button, "Done").await;
    scroll_to(window, "registries").await;
    film.shoot(window, "settings-registries").await?;
    Ok(())
}

async fn scroll_to(window: &Window<'_>, section: &str) {
    let scroll = "
        const section = document.getElementById(arguments[0]);
        let pane = section.parentElement;
        while (!/auto|scroll/.test(getComputedStyle(pane).overflowY)) pane = pane.parentElement;
        pane.scrollTop += section.getBoundingClientRect().top - pane.getBoundingClientRect().top - 16;";
    window.session().script(scroll, &[json!(section)]).await.expect("the section is there");
}

async fn pushing(fleet: &Fleet, window: &Window<'_>, film: &Film) -> Done {
    Sidebar::of(window).go("Images").await;
    let dialog = PushDialog::open(window, "experiments").await;
    dialog.name(&fleet.private.reference("team/experiments:1.0")).await;
    film.shoot(window, "push").await?;
    dialog.push().await;
    film.shoot(window, "push-done").await?;
    close_dialog(window).await;
    Ok(())
}

async fn in_german(window: &Window<'_>, film: &Film) -> Done {
    window.set("/language", "de").await;
    window.go("updates").await;
    film.shoot(window, "german-updates").await?;
    window.click(Role::Button, "Update von shop-web").await;
    window.get(Role::Dialog, "…shop-web…").await;
    film.shoot(window, "german-update-preview").await?;
    close_dialog(window).await;
    window.go("discover").await;
    film.shoot(window, "german-discover").await?;
    window.set("/language", "en").await;
    Ok(())
}

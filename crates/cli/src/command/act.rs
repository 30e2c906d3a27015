//! What is done to containers and images that are there.

use std::future::Future;

use app::App;
use app::wire::{ContainerRow, ImageRemoval, Problem};
use serde::Serialize;

use crate::Failure;
use crate::output::{self, clean};

/// What was done, for people and for machines.
struct Done<T> {
    words: String,
    document: T,
}

pub(super) async fn start(app: &App, json: bool, containers: &[String]) -> Result<(), Failure> {
    each(json, containers, |id| Box::pin(acted(app, id.clone(), "started", app.container_start(id)))).await
}

pub(super) async fn stop(app: &App, json: bool, containers: &[String]) -> Result<(), Failure> {
    each(json, containers, |id| Box::pin(acted(app, id.clone(), "stopped", app.container_stop(id)))).await
}

pub(super) async fn restart(app: &App, json: bool, containers: &[String]) -> Result<(), Failure> {
    each(json, containers, |id| Box::pin(acted(app, id.clone(), "restarted", app.container_restart(id))))
        .await
}

/// Removes containers; one that runs only when forced. What goes and what stays is said for each.
pub(super) async fn rm(app: &App, json: bool, containers: &[String], force: bool) -> Result<(), Failure> {
    each(json, containers, |id| async move {
        let removal = app.container_removal(id.clone()).await?;
        if removal.running && !force {
            return Err(app::doctor::problem("container.removeRunning", [("container", removal.name)]));
        }
        app.container_remove(removal.id.clone(), Vec::new()).await?;
        for volume in &removal.anonymous_volumes {
            output::note(&format!("Kept: volume {} ({})", clean(&volume.source), clean(&volume.destination)));
        }
        Ok(Done { words: format!("{} removed", clean(&id)), document: removal })
    })
    .await
}

/// Removes images. A name of an image that has others goes alone, and the image stays.
pub(super) async fn rmi(app: &App, json: bool, images: &[String]) -> Result<(), Failure> {
    each(json, images, |wanted| async move {
        let removal = app.image_removal(wanted.clone()).await?;
        if removal.names.len() > 1 && !is_id_of(&wanted, &removal) {
            app.image_untag(wanted.clone()).await?;
        } else {
            app.image_remove(removal.id.clone()).await?;
        }
        Ok(Done { words: format!("{} removed", clean(&wanted)), document: removal })
    })
    .await
}

fn is_id_of(wanted: &str, removal: &ImageRemoval) -> bool {
    let bare = |id: &str| id.trim_start_matches("sha256:").to_owned();
    bare(&removal.id).starts_with(&bare(wanted))
}

pub(super) async fn tag(app: &App, json: bool, source: &str, target: &str) -> Result<(), Failure> {
    app.image_tag(source.to_owned(), target.to_owned()).await?;
    if json {
        return output::json_line(&app.image_page(target.to_owned()).await?.row);
    }
    output::line(&format!("{} is also {}", clean(source), clean(target)))
}

async fn acted(
    app: &App,
    wanted: String,
    done: &str,
    action: impl Future<Output = Result<(), Problem>>,
) -> Result<Done<Option<ContainerRow>>, Problem> {
    let id = app.container_id(&wanted).await?;
    action.await?;
    let document = app.container_list().await?.into_iter().find(|row| row.id == id);
    Ok(Done { words: format!("{} {done}", clean(&wanted)), document })
}

/// Does the same to each. One that fails does not keep the others from their turn; the first failure is the command's.
async fn each<T, Doing>(json: bool, names: &[String], action: impl Fn(String) -> Doing) -> Result<(), Failure>
where
    T: Serialize,
    Doing: Future<Output = Result<Done<T>, Problem>>,
{
    let mut first = None;
    for name in names {
        match action(name.clone()).await {
            Ok(done) if json => output::json_line(&done.document)?,
            Ok(done) => output::line(&done.words)?,
            Err(problem) if first.is_none() => first = Some(problem),
            Err(problem) => output::refused(&problem, json),
        }
    }
    first.map_or(Ok(()), |problem| Err(problem.into()))
}

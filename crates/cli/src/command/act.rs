//! What is done to containers and images that are there.

use std::future::Future;

use app::App;
use app::wire::Problem;

use crate::Failure;
use crate::output::{self, clean};

pub(super) async fn start(app: &App, containers: &[String]) -> Result<(), Failure> {
    each(containers, "started", |id| app.container_start(id)).await
}

pub(super) async fn stop(app: &App, containers: &[String]) -> Result<(), Failure> {
    each(containers, "stopped", |id| app.container_stop(id)).await
}

pub(super) async fn restart(app: &App, containers: &[String]) -> Result<(), Failure> {
    each(containers, "restarted", |id| app.container_restart(id)).await
}

/// Removes containers; one that runs only when forced. What goes and what stays is said for each.
pub(super) async fn rm(app: &App, containers: &[String], force: bool) -> Result<(), Failure> {
    each(containers, "removed", |id| async move {
        let removal = app.container_removal(id.clone()).await?;
        if removal.running && !force {
            return Err(app::doctor::problem("container.removeRunning", [("container", removal.name)]));
        }
        for volume in &removal.anonymous_volumes {
            output::note(&format!("Kept: volume {} ({})", clean(&volume.source), clean(&volume.destination)));
        }
        app.container_remove(id, Vec::new()).await
    })
    .await
}

pub(super) async fn rmi(app: &App, images: &[String]) -> Result<(), Failure> {
    each(images, "removed", |id| app.image_remove(id)).await
}

pub(super) async fn tag(app: &App, source: &str, target: &str) -> Result<(), Failure> {
    app.image_tag(source.to_owned(), target.to_owned()).await?;
    output::line(&format!("{} is also {}", clean(source), clean(target)))
}

/// Does the same to each. One that fails does not keep the others from their turn; the first failure is the command's.
async fn each<Done>(names: &[String], done: &str, action: impl Fn(String) -> Done) -> Result<(), Failure>
where
    Done: Future<Output = Result<(), Problem>>,
{
    let mut first = None;
    for name in names {
        match action(name.clone()).await {
            Ok(()) => output::line(&format!("{} {done}", clean(name)))?,
            Err(problem) if first.is_none() => first = Some(problem),
            Err(problem) => output::problem(&problem),
        }
    }
    first.map_or(Ok(()), |problem| Err(problem.into()))
}

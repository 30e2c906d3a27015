//! Removing, with the exact list first.

use std::collections::HashSet;
use std::time::Duration;

use engine::model::container::{ContainerDetail, ContainerState, FileChange, FileChangeKind, MountKind};
use engine::model::system::EngineKind;
use engine::{Engine, EngineError};

use crate::doctor::{self, Operation};
use crate::wire::{ChangeSummary, ContainerRemoval, ImageRemoval, ImageRow, Pending, Problem};
use crate::{App, run};

use super::container::mount_view;

/// How long a container may take to remove itself, and how often we look, in milliseconds.
const GOING: u32 = 10_000;
const LOOK_AGAIN: u32 = 100;

/// Paths named of what changed inside a container.
const PATHS_NAMED: usize = 200;

impl App {
    /// Returns what goes when a container is removed, and what stays.
    ///
    /// # Errors
    /// When it is gone or the engine does not answer.
    pub async fn container_removal(&self, id: String) -> Result<ContainerRemoval, Problem> {
        let (engine, id) = self.container_meant(&id).await?;
        let name = self.container_name(&id);
        let problem = |error| self.diagnose(&error, Operation::Other, &name);
        let detail = engine.container_inspect(&id).await.map_err(problem)?;
        let changes = engine.container_changes(&id).await;
        let volumes = |anonymous: bool| {
            let wanted =
                detail.mounts.iter().filter(move |m| m.kind == MountKind::Volume && m.anonymous == anonymous);
            wanted.map(mount_view).collect()
        };
        Ok(ContainerRemoval {
            running: is_running(&detail),
            auto_remove: detail.spec.auto_remove,
            anonymous_volumes: volumes(true),
            named_volumes: volumes(false),
            changes: changes
                .map_or(ChangeSummary { unknown: true, ..Default::default() }, |all| summary(&all)),
            command: removal_command(engine.info().kind, &detail),
            id,
            name: detail.name,
        })
    }

    /// Stops a container when it runs, removes it, and then those of its own anonymous volumes that were chosen. One that
    /// was made to remove itself goes at its end, and its anonymous volumes go with it.
    ///
    /// # Errors
    /// When the engine refuses, or a volume is not one of the container's anonymous ones.
    pub async fn container_remove(&self, id: String, volumes: Vec<String>) -> Result<(), Problem> {
        let removal = self.container_removal(id.clone()).await?;
        let own = |name: &String| removal.anonymous_volumes.iter().any(|volume| volume.source == *name);
        if let Some(foreign) = volumes.iter().find(|name| !own(name)) {
            return Err(doctor::problem("input.invalid", [("input", foreign.clone())]));
        }
        let running = removal.running;
        let mut goes_by_itself = false;
        self.act(&removal.id, Pending::Removing, Operation::RemoveContainer, |engine, id| {
            let goes_by_itself = &mut goes_by_itself;
            async move {
                if running {
                    *goes_by_itself = engine.container_inspect(&id).await?.spec.auto_remove;
                    self.thaw(&engine, &id).await;
                    engine.container_stop(&id, None).await?;
                }
                if *goes_by_itself {
                    wait_until_gone(&engine, &id).await;
                }
                match engine.container_remove(&id, false).await {
                    Err(EngineError::Refused { status: 404 | 409, .. }) if *goes_by_itself => Ok(()),
                    removed => removed,
                }
            }
        })
        .await?;
        let engine = self.engine().await?;
        for name in volumes.into_iter().filter(|_| !goes_by_itself) {
            let removed = engine.volume_remove(&name).await;
            removed.map_err(|error| self.diagnose(&error, Operation::RemoveVolume, &name))?;
        }
        // Podman's own clean-up runs beside its service and may take volumes without a word.
        let _ = self.inner.inventory.refresh_volumes(&engine).await;
        Ok(())
    }

    /// Returns what goes when an image is removed, and who uses it.
    ///
    /// # Errors
    /// When it is gone or no engine answers.
    pub async fn image_removal(&self, id: String) -> Result<ImageRemoval, Problem> {
        let engine = self.engine().await?;
        let row = self.image_meant(&id).await?;
        Ok(ImageRemoval {
            command: run::image_command(engine.info().kind, "rmi", &names_or_id(&row)),
            pullable: !row.digests.is_empty(),
            id: row.id,
            names: row.names,
            size: row.size,
            used_by: row.used_by,
        })
    }

    /// Removes an image with all its names. While a container is made from it, it stays.
    ///
    /// # Errors
    /// When a container uses it or the engine refuses.
    pub async fn image_remove(&self, id: String) -> Result<(), Problem> {
        let engine = self.engine().await?;
        // A name that moved to another image a moment ago is not this one's to lose.
        let _ = self.inner.inventory.refresh_images(&engine).await;
        let row = self.image_meant(&id).await?;
        let subject = row.names.first().cloned().unwrap_or_else(|| crate::inventory::short_id(&row.id));
        if !row.used_by.is_empty() {
            let users = row.used_by.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(doctor::problem("image.inUse", [("image", subject), ("containers", users)]));
        }
        let removed = self.remove_names_and_image(&engine, &row).await;
        let _ = self.inner.inventory.refresh_images(&engine).await;
        removed.map_err(|error| self.diagnose(&error, Operation::RemoveImage, &subject))
    }

    /// Takes names away one by one: with several, an engine refuses the id unless forced, and we never force. When it
    /// refuses in the middle, the image has all its names again.
    async fn remove_names_and_image(&self, engine: &Engine, row: &ImageRow) -> Result<(), EngineError> {
        if row.names.is_empty() {
            return engine.image_remove(&row.id, false).await.map(|_| ());
        }
        for (taken, name) in row.names.iter().enumerate() {
            if let Err(error) = engine.image_remove(name, false).await {
                name_again(engine, &row.id, row.names.iter().take(taken)).await;
                return Err(error);
            }
        }
        Ok(())
    }
}

async fn name_again(engine: &Engine, id: &str, names: impl Iterator<Item = &String>) {
    for name in names {
        let Ok(reference) = oci::Reference::parse(name) else { continue };
        let tag = reference.tag().unwrap_or("latest");
        if let Err(error) = engine.image_tag(id, &reference.name(), tag).await {
            tracing::warn!(%error, "a name could not be given back");
        }
    }
}

/// Gives the engine time to remove what removes itself. If we did it in between, its volumes would be left.
async fn wait_until_gone(engine: &Engine, id: &str) {
    for _ in 0..GOING / LOOK_AGAIN {
        if engine.container_inspect(id).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(LOOK_AGAIN.into())).await;
    }
}

/// What the engine's own command takes: all names, or the id of an image that has none.
fn names_or_id(row: &ImageRow) -> Vec<&str> {
    if row.names.is_empty() { vec![&row.id] } else { row.names.iter().map(String::as_str).collect() }
}

/// What does the same in a terminal: one that runs is asked to stop first.
fn removal_command(kind: EngineKind, detail: &ContainerDetail) -> String {
    let verbs: &[&str] = if is_running(detail) { &["stop", "rm"] } else { &["rm"] };
    let lines = verbs.iter().map(|verb| run::container_command(kind, verb, &[&detail.name]));
    lines.collect::<Vec<_>>().join(" && ")
}

fn is_running(detail: &ContainerDetail) -> bool {
    matches!(detail.run.state, ContainerState::Running | ContainerState::Paused | ContainerState::Restarting)
}

/// Counts changes and names the files; a folder counts only when nothing below it is named.
pub(super) fn summary(changes: &[FileChange]) -> ChangeSummary {
    let mut paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    // A folder comes right before what is in it: `/a`, `/a/b`, `/a-b`.
    paths.sort_unstable_by(|a, b| a.split('/').cmp(b.split('/')));
    let is_parent = |index: usize| {
        let next = paths.get(index + 1);
        next.is_some_and(|next| next.strip_prefix(paths[index]).is_some_and(|rest| rest.starts_with('/')))
    };
    let leaves: Vec<&str> =
        (0..paths.len()).filter(|index| !is_parent(*index)).map(|index| paths[index]).collect();
    let is_named: HashSet<&str> = leaves.iter().copied().collect();
    let is_leaf = |change: &FileChange| is_named.contains(change.path.as_str());
    let count = |kind| changes.iter().filter(|change| change.kind == kind && is_leaf(change)).count() as u64;
    ChangeSummary {
        added: count(FileChangeKind::Added),
        modified: count(FileChangeKind::Modified),
        deleted: count(FileChangeKind::Deleted),
        paths: leaves.iter().take(PATHS_NAMED).map(|path| (*path).to_owned()).collect(),
        unknown: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_only_hold_changes_are_not_counted() {
        let change = |path: &str, kind| FileChange { path: path.to_owned(), kind };
        let changes = [
            change("/var", FileChangeKind::Modified),
            change("/var/lib", FileChangeKind::Modified),
            change("/var/lib/a", FileChangeKind::Added),
            change("/var/lib-old", FileChangeKind::Deleted),
            change("/etc/passwd", FileChangeKind::Modified),
        ];
        let summary = summary(&changes);
        assert_eq!(summary.paths, ["/etc/passwd", "/var/lib/a", "/var/lib-old"]);
        assert_eq!((summary.added, summary.modified, summary.deleted), (1, 1, 1));
    }
}

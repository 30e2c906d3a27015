//! What an update would do: downloads and changes nothing.

use std::time::Duration;

use engine::Engine;
use engine::model::container::{ContainerSummary, MountKind};
use oci::Reference;
use registry::credential::Asked;
use serde_json::Value;
use update::check::Scope;
use update::plan::Wish;
use update::preview::{Inputs, Preview, PreviewError};
use update::status::RefStatus;

use super::super::removal;
use super::service::without_digest;
use crate::updates::{Surroundings, preview_problem, preview_view};
use crate::wire::{ChangeSummary, NewerTags, Problem, UpdatePreview};
use crate::{App, doctor};

/// Other programs that replace containers by themselves, by the last part of their image's name.
const WATCHERS: [&str; 7] = ["watchtower", "wud", "diun", "ouroboros", "tugtainer", "drydock", "dockhand"];
/// What the sizes of volumes may take; some engines count every file.
const SIZES: Duration = Duration::from_secs(3);

impl App {
    /// Returns what an update of a container would do; `tag` is another tag to move to.
    ///
    /// # Errors
    /// When there is no such container, nobody to ask, or the registry does not tell.
    pub async fn update_preview(
        &self,
        container: String,
        tag: Option<String>,
    ) -> Result<UpdatePreview, Problem> {
        let engine = self.engine().await?;
        let found = self.found(&container).await?;
        let inputs = match self.target(&engine, &found, tag.as_deref()).await {
            Ok(target) => self.inputs(&engine, &found, &target).await?,
            // Built again, say: what the name means here is what there is to see.
            Err(problem) if problem.code == "update.blocked.localOnly" && tag.is_none() => {
                self.inputs_here(&engine, &found, problem).await?
            }
            Err(problem) => return Err(problem),
        };
        let around = self.surroundings(&engine, &found, &inputs, tag.as_deref()).await;
        let preview = Preview::build(&inputs, &Wish::default());
        let preview = preview
            .map_err(|error| preview_problem(&PreviewError::Plan(error), &found.name, &inputs.reference))?;
        if let Some(notes) = &preview.notes {
            self.inner.registries.offer_link(&notes.url);
        }
        Ok(preview_view(preview, around))
    }

    async fn inputs_here(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
        problem: Problem,
    ) -> Result<Inputs, Problem> {
        let (written, _) = self.standing(engine, found).await?;
        let gathered = Box::pin(Inputs::gather_here(engine, &found.id, &written)).await;
        let moved = gathered.ok().filter(|inputs| inputs.new.id.as_deref() != Some(found.image_id.as_str()));
        moved.ok_or(problem)
    }

    async fn inputs(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
        target: &Reference,
    ) -> Result<Inputs, Problem> {
        let registry = self.inner.registries.client(engine.info()).asked(Asked::ByUser);
        let gathered = Box::pin(Inputs::gather(engine, &registry, &found.id, target)).await;
        gathered.map_err(|error| preview_problem(&error, &found.name, &target.to_string()))
    }

    pub(super) async fn found(&self, container: &str) -> Result<ContainerSummary, Problem> {
        let id = self.container_id(container).await?;
        let found = self.inner.inventory.find_container(&id);
        found.ok_or_else(|| doctor::problem("container.gone", [("name", container.to_owned())]))
    }

    /// Returns the reference an update leads to: the container's own, or another tag of it.
    pub(super) async fn target(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
        tag: Option<&str>,
    ) -> Result<Reference, Problem> {
        let (written, status) = self.standing(engine, found).await?;
        // A Swarm pins what it runs; what its service follows is the tag.
        let swarm = update::service::of_container(&found.labels).is_some();
        let (written, status) = if swarm { (without_digest(&written), None) } else { (written, status) };
        let parsed = Reference::parse(&written)
            .map_err(|_| doctor::problem("update.blocked.localOnly", [("image", written.clone())]))?;
        match (tag, status) {
            (Some(tag), _) => parsed
                .with_tag(tag)
                .map_err(|_| doctor::problem("input.invalid", [("input", tag.to_owned())])),
            (None, Some(RefStatus::Pinned { .. })) => {
                Err(doctor::problem("update.blocked.pinned", [("image", written)]))
            }
            (None, Some(RefStatus::LocalOnly { .. })) => {
                Err(doctor::problem("update.blocked.localOnly", [("image", written)]))
            }
            _ => Ok(parsed),
        }
    }

    /// Returns what a container was made from and how that stands, from memory.
    async fn standing(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
    ) -> Result<(String, Option<RefStatus>), Problem> {
        let facts = self.facts(engine).await?;
        let only = Scope::Some { images: [].into(), containers: [found.id.clone()].into() };
        let report = self.checker(engine).known(&facts, &only, &self.mode(false));
        let row = report.containers.into_iter().next();
        Ok(row.map_or_else(
            || (found.image.clone(), None),
            |row| (row.reference.clone(), row.status.image().cloned()),
        ))
    }

    async fn surroundings(
        &self,
        engine: &Engine,
        found: &ContainerSummary,
        inputs: &Inputs,
        tag: Option<&str>,
    ) -> Surroundings {
        let standing = self.standing(engine, found).await.ok().and_then(|(_, status)| status);
        let newer = standing.as_ref().and_then(RefStatus::newer).map(crate::freshness::steps_view);
        let to = tag.map(|tag| format!(" --to {tag}")).unwrap_or_default();
        let check =
            |config: &Value| config["Healthcheck"]["Test"].as_array().is_some_and(|test| test.len() > 1);
        let changes = engine.container_changes(&found.id).await;
        Surroundings {
            running: inputs.container["State"]["Running"] == true,
            new_tag: tag.is_some(),
            newer: newer.unwrap_or_else(NewerTags::default),
            settings: self.settings_get().updates,
            has_health_check: check(&inputs.new.config) || check(&inputs.container["Config"]),
            volumes: volumes(engine, found).await,
            left_behind: changes.map_or_else(
                |_| ChangeSummary { unknown: true, ..ChangeSummary::default() },
                |all| removal::summary(&all),
            ),
            watcher: self.watcher(found),
            command: format!("mooring update {}{to}", found.name),
        }
    }

    /// Names another program that updates containers on this engine.
    fn watcher(&self, found: &ContainerSummary) -> Option<String> {
        let all = self.inner.inventory.container_summaries();
        let watches = |one: &&ContainerSummary| {
            let name = one.image.rsplit('/').next().unwrap_or_default();
            let name = name.split([':', '@']).next().unwrap_or_default();
            one.id != found.id && WATCHERS.contains(&name)
        };
        all.iter().find(watches).map(|one| one.name.clone())
    }
}

/// Names a container's volumes, with their sizes where the engine tells in time.
async fn volumes(engine: &Engine, found: &ContainerSummary) -> Vec<(String, Option<u64>)> {
    let names =
        found.mounts.iter().filter(|mount| mount.kind == MountKind::Volume).map(|mount| &mount.source);
    let names: Vec<String> = names.cloned().collect();
    if names.is_empty() {
        return Vec::new();
    }
    let usage = tokio::time::timeout(SIZES, engine.disk_usage()).await.ok().and_then(Result::ok);
    let size = |name: &String| usage.as_ref().and_then(|usage| usage.volume_sizes.get(name)).copied();
    names.into_iter().map(|name| (name.clone(), size(&name))).collect()
}

//! Making successors: created under a temporary name while the old one still runs.

use std::path::Path;

use bytes::Bytes;
use engine::EngineError;
use futures_util::stream;
use serde_json::Value;

use super::SwapFailure;
use super::seen::{Seen, image_raw};
use super::work::Work;
use crate::failpoint;
use crate::journal::{Record, Role};
use crate::plan::{Around, Depth, ImageFacts, Recreate, Wish, recreate};

impl Work<'_> {
    /// Plans a member's successor from what the engine says now.
    pub(super) async fn plan(
        &self,
        member: usize,
        new: Option<&Value>,
        wish: &Wish,
        depth: Depth,
    ) -> Result<Recreate, SwapFailure> {
        let member = self.member(member)?;
        let old = image_raw(self.engine, &member.image).await?.map(|image| ImageFacts::of_inspect(&image));
        let new = match new {
            Some(image) => ImageFacts::of_inspect(image),
            None => old.clone().ok_or_else(|| SwapFailure::NotHere(member.image.clone()))?,
        };
        let around = Around::look(self.engine, &member.inspect, depth).await?;
        Ok(recreate(&member.inspect, old.as_ref(), &new, &around, wish)?)
    }

    /// How closely to look at a member: what Compose put into a container is told by its files alone, and goes along. One
    /// that removed itself has no files any more.
    pub(super) fn depth(&self, member: usize) -> Result<Depth, SwapFailure> {
        let of = self.member(member)?;
        let is_compose = of.inspect["Config"]["Labels"]["com.docker.compose.project"].is_string();
        let is_there = member == 0 || !of.auto_remove;
        Ok(if is_compose && is_there { Depth::Files } else { Depth::Settings })
    }

    /// Writes down how a member could be made again as it was.
    pub(super) async fn plan_way_back(&mut self, member: usize) -> Result<(), SwapFailure> {
        if self.member(member)?.role != Role::Replace {
            return Ok(());
        }
        let wish = Wish { stand_by: self.member(member)?.auto_remove, ..Wish::default() };
        match self.plan(member, None, &wish, Depth::Settings).await {
            Ok(plan) => self.journal.write(Record::WayBack { member, plan: Box::new(plan) })?,
            // Without the old image's configuration there is none, and none is needed while the container is there.
            Err(SwapFailure::Plan(_) | SwapFailure::NotHere(_)) if !self.member(member)?.auto_remove => {}
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// Makes a member's successor. What it lacks is found out here, at no cost.
    pub(super) async fn make(
        &mut self,
        member: usize,
        plan: Recreate,
        image: &str,
        carry: &[String],
    ) -> Result<String, SwapFailure> {
        let name = self.journal.tx.temporary_name(self.member(member)?);
        self.journal.write(Record::Creating { member, plan: Box::new(plan.clone()) })?;
        let id = self.create(&name, &plan, image).await?;
        failpoint::hit("create-nojournal");
        self.journal.write(Record::Created { member, id: id.clone() })?;
        failpoint::hit("create");
        self.connect(&plan, &id).await?;
        let old = self.member(member)?.id.clone();
        for path in plan.copies.iter().chain(carry) {
            self.copy(&old, &id, path).await?;
        }
        failpoint::hit("connect");
        Ok(id)
    }

    /// Makes a member's twin on its old image: to stand by for a container that removes itself (UPDATES.md 6.6), or in
    /// place of one that somebody removed.
    pub(super) async fn make_twin(&mut self, member: usize) -> Result<(), SwapFailure> {
        let of = self.member(member)?;
        let (image, name, twin) = (of.image.clone(), of.name.clone(), self.journal.tx.stand_by_name(of));
        let plan = self.journal.tx.way_back.get(&member).cloned();
        let plan = plan.ok_or(SwapFailure::NothingKept(name))?;
        let id = self.create(&twin, &plan, &image).await?;
        self.journal.note(Record::StandBy { member, id: id.clone() });
        self.connect(&plan, &id).await?;
        Ok(())
    }

    async fn connect(&self, plan: &Recreate, id: &str) -> Result<(), EngineError> {
        for connect in &plan.connects {
            let network =
                if connect.network_id.is_empty() { &connect.network_name } else { &connect.network_id };
            self.engine.network_connect(network, id, &connect.endpoint).await?;
        }
        Ok(())
    }

    /// Creates a container on exactly this image. Its body names the image as the user does; where that name is another
    /// image's by now, it is moved for the moment of creation, so that the name stays readable later.
    pub(super) async fn create(
        &mut self,
        name: &str,
        plan: &Recreate,
        image: &str,
    ) -> Result<String, SwapFailure> {
        let reference = plan.body["Image"].as_str().unwrap_or_default().to_owned();
        let kept = self.journal.tx.moved.get(&reference).cloned();
        let borrowed = match super::seen::image_named(self.engine, &reference).await? {
            Some(named) if named == image => false,
            _ => {
                self.move_name(&reference, image).await?;
                true
            }
        };
        let made = self.engine.container_create_raw(name, &plan.body, plan.platform.as_deref()).await;
        if borrowed {
            match kept {
                Some(moved) => self.move_name(&reference, &moved.to).await?,
                None => self.return_name(&reference).await?,
            }
        }
        let id = made?.id;
        let found = Seen::look(self.engine, &id).await?.map(|seen| seen.image).unwrap_or_default();
        if found == image {
            return Ok(id);
        }
        self.engine.container_remove(&id, false).await?;
        Err(SwapFailure::WrongImage { wanted: image.to_owned(), found })
    }

    /// Copies files from the old container into the new one, owners and modes kept.
    async fn copy(&self, from: &str, to: &str, path: &str) -> Result<(), EngineError> {
        let folder = path.trim_end_matches('/').rsplit_once('/').map_or("/", |(folder, _)| folder);
        let folder = if folder.is_empty() { "/" } else { folder };
        self.make_folder(to, folder).await?;
        let archive = self.engine.archive_get(from, path);
        self.engine.archive_put(to, folder, archive).await
    }

    /// Makes a folder that the image does not have, as `/run/secrets`. Those that are there stay as they are.
    async fn make_folder(&self, container: &str, folder: &str) -> Result<(), EngineError> {
        let mut missing = Vec::new();
        for path in Path::new(folder).ancestors().filter_map(Path::to_str).filter(|path| *path != "/") {
            if self.engine.archive_stat(container, path).await?.is_some() {
                break;
            }
            missing.push(path);
        }
        if missing.is_empty() {
            return Ok(());
        }
        let archive = folders(missing.iter().rev()).map_err(|error| EngineError::Local {
            operation: format!("make folder {folder}"),
            cause: error.to_string(),
        });
        self.engine.archive_put(container, "/", stream::once(async { archive })).await
    }
}

/// An archive of empty folders.
fn folders<'a>(paths: impl Iterator<Item = &'a &'a str>) -> std::io::Result<Bytes> {
    let mut archive = tar::Builder::new(Vec::new());
    for path in paths {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Directory);
        header.set_mode(0o755);
        header.set_size(0);
        archive.append_data(&mut header, path.trim_start_matches('/'), std::io::empty())?;
    }
    archive.into_inner().map(Bytes::from)
}

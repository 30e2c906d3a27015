//! The way forward, steps 1 to 12 of UPDATES.md 6.2.

use std::path::Path;
use std::time::Duration;

use engine::EngineError;
use oci::Reference;
use serde_json::Value;

use super::gate::Watched;
use super::seen::{Seen, image_id, no_policy};
use super::work::Work;
use super::{Request, SwapFailure, preflight};
use crate::failpoint;
use crate::journal::{Member, Record, Role, Step, Was};
use crate::plan::Wish;

/// How long a container that removes itself may take to be gone.
const GONE: Duration = Duration::from_secs(60);

impl Work<'_> {
    /// Gets the image and makes the successor, with the old one running all the while. `false`: there is nothing to do.
    pub(super) async fn prepare(
        &mut self,
        request: &Request,
        reference: &Reference,
        around: &crate::plan::Around,
    ) -> Result<bool, SwapFailure> {
        self.job.step("pull");
        let image = self.get_image(request, reference).await?;
        let id = image_id(image["Id"].as_str().unwrap_or_default());
        let digest = request.digest.as_ref().or(reference.digest()).map(ToString::to_string);
        self.journal.write(Record::Pulled { image: id.clone(), digest })?;
        failpoint::hit("pull");
        if id == self.member(0)?.image && request.edit.is_none() && !self.changes_reference()? {
            return Ok(false);
        }
        self.job.step("prepare");
        self.unless_cancelled()?;
        preflight::check(self.engine, self.member(0)?, around).await?;
        if let Some(folder) = &request.backup {
            self.room_for_backup(folder).await?;
        }
        if !request.is_edit() {
            let name = self.journal.tx.header.reference.clone();
            self.move_name(&name, &id).await?;
        }
        self.make_main(request, &image, &id).await?;
        self.unless_cancelled()?;
        Ok(true)
    }

    fn changes_reference(&self) -> Result<bool, SwapFailure> {
        let old = self.member(0)?.inspect["Config"]["Image"].as_str().unwrap_or_default();
        Ok(self.journal.tx.header.reference != old)
    }

    async fn make_main(&mut self, request: &Request, image: &Value, id: &str) -> Result<(), SwapFailure> {
        let wish = Wish {
            image: Some(self.journal.tx.header.reference.clone()),
            keep_ports: request.keep_ports,
            keep_all: request.keep_all,
            edit: request.edit.clone(),
            ..Wish::default()
        };
        let plan = self.plan(0, Some(image), &wish, self.depth(0)?).await?;
        for index in 0..self.members() {
            self.plan_way_back(index).await?;
            // Its volumes would go with it, also those of one that hangs on the container.
            if self.member(index)?.auto_remove {
                self.make_twin(index).await?;
            }
        }
        self.make(0, plan, id, &request.carry).await?;
        Ok(())
    }

    /// Puts the successors in place, starts them and waits until they are well. From the first line on the outage runs.
    pub(super) async fn swap(&mut self, backup: Option<&Path>) -> Result<(), SwapFailure> {
        self.job.step("stop");
        self.journal.write(Record::Stopping)?;
        failpoint::hit("pre-stop");
        for index in (0..self.members()).rev() {
            self.stop_old(index).await?;
        }
        failpoint::hit("stop");
        if let Some(folder) = backup {
            self.back_up(folder).await?;
        }
        self.rename(0).await?;
        self.job.step("start");
        self.start(0).await?;
        failpoint::hit("start");
        self.finish_swap().await
    }

    /// From a started successor to the point where it counts. Recovery comes in here as well.
    pub(super) async fn finish_swap(&mut self) -> Result<(), SwapFailure> {
        self.job.step("check");
        self.pass_gate(0).await?;
        failpoint::hit("gate");
        for index in 1..self.members() {
            self.bring_dependant(index).await?;
        }
        for index in 0..self.members() {
            if self.member(index)?.was == Was::Paused
                && let Some(new) = self.in_place(index).await?
                && !new.paused
            {
                self.engine.container_pause(&new.id).await?;
            }
        }
        Ok(())
    }

    /// The container that stands in a member's place.
    async fn in_place(&self, index: usize) -> Result<Option<Seen>, SwapFailure> {
        let member = self.member(index)?;
        Ok(match member.role {
            Role::Replace => self.successor(index).await?,
            Role::Restart => Seen::look(self.engine, &member.id).await?,
        })
    }

    pub(super) async fn stop_old(&mut self, index: usize) -> Result<(), SwapFailure> {
        let (id, auto_remove) = (self.member(index)?.id.clone(), self.member(index)?.auto_remove);
        let Some(old) = Seen::look(self.engine, &id).await? else {
            return if auto_remove { Ok(()) } else { Err(SwapFailure::NoContainer(id)) };
        };
        if old.paused {
            self.engine.container_unpause(&id).await?;
        }
        if old.running || old.paused {
            self.engine.container_stop(&id, None).await?;
        }
        if auto_remove {
            self.wait_gone(&id).await?;
        }
        self.journal.write(Record::Did { step: Step::Stopped, member: index })?;
        Ok(())
    }

    async fn wait_gone(&self, id: &str) -> Result<(), SwapFailure> {
        let end = tokio::time::Instant::now() + GONE;
        while Seen::look(self.engine, id).await?.is_some() {
            if tokio::time::Instant::now() >= end {
                let why = "it removes itself when it stops, and did not";
                return Err(SwapFailure::NotUpdatable { name: id.to_owned(), why });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// Gives the old one its parking name, the new one the name, and takes the old one's restart policy away: an engine
    /// that restarts must not run both (M5).
    pub(super) async fn rename(&mut self, index: usize) -> Result<(), SwapFailure> {
        let member = self.member(index)?;
        let (old, name, policy, auto_remove) =
            (member.id.clone(), member.name.clone(), member.policy.clone(), member.auto_remove);
        let parked = self.journal.tx.parked_name(member);
        if !auto_remove {
            self.engine.container_rename(&old, &parked).await?;
            self.journal.write(Record::Did { step: Step::RenamedOld, member: index })?;
        }
        failpoint::hit("rename-old");
        let new = self.successor(index).await?.ok_or_else(|| SwapFailure::NoContainer(name.clone()))?;
        self.engine.container_rename(&new.id, &name).await?;
        self.journal.write(Record::Did { step: Step::RenamedNew, member: index })?;
        failpoint::hit("rename-new");
        if !auto_remove {
            self.disarm(&old, &policy).await?;
        }
        if let Some(parked) = self.member(index)?.successor.clone() {
            self.rearm(&parked.id, &parked.policy).await?;
        }
        self.journal.write(Record::Did { step: Step::Disarmed, member: index })?;
        failpoint::hit("disarm");
        Ok(())
    }

    /// Takes a restart policy away where the engine lets us; where it does not, the commit removes the container.
    pub(super) async fn disarm(&self, id: &str, policy: &Value) -> Result<(), EngineError> {
        if *policy == no_policy() {
            return Ok(());
        }
        match self.engine.container_set_restart(id, &no_policy()).await {
            Err(EngineError::Unsupported { .. }) => Ok(()),
            other => other,
        }
    }

    async fn rearm(&self, id: &str, policy: &Value) -> Result<(), EngineError> {
        if *policy == no_policy() {
            return Ok(());
        }
        self.engine.container_set_restart(id, policy).await
    }

    async fn start(&mut self, index: usize) -> Result<(), SwapFailure> {
        let member = self.member(index)?;
        if member.was == Was::Stopped {
            return Ok(());
        }
        let old = member.id.clone();
        // The engine may have restarted since, and the old one with it.
        if Seen::look(self.engine, &old).await?.is_some_and(|old| old.running) {
            self.engine.container_stop(&old, None).await?;
        }
        let new = self.successor(index).await?.ok_or(SwapFailure::NoContainer(old))?;
        if let Err(error) = self.engine.container_start(&new.id).await {
            return Err(error.into());
        }
        self.journal.write(Record::Did { step: Step::Started, member: index })?;
        Ok(())
    }

    pub(super) async fn pass_gate(&mut self, index: usize) -> Result<(), SwapFailure> {
        let member = self.member(index)?;
        if member.was != Was::Stopped && !self.journal.tx.has_done(Step::Passed, index) {
            let new =
                self.successor(index).await?.ok_or_else(|| SwapFailure::NoContainer(member.name.clone()))?;
            let gate = self.journal.tx.header.gate.clone();
            let (engine, job) = (self.engine, self.job);
            Watched { engine, job, id: &new.id, gate: &gate }.verdict().await?;
        }
        self.journal.write(Record::Did { step: Step::Passed, member: index })?;
        Ok(())
    }

    /// Starts a container that hangs on the one that was replaced, after making it again where it holds on to the old one.
    async fn bring_dependant(&mut self, index: usize) -> Result<(), SwapFailure> {
        let member = self.member(index)?;
        if self.journal.tx.has_done(Step::Passed, index) {
            return Ok(());
        }
        if member.role == Role::Restart {
            if member.was != Was::Stopped {
                self.engine.container_start(&member.id).await?;
            }
            self.journal.write(Record::Did { step: Step::Passed, member: index })?;
            return Ok(());
        }
        if member.successor.is_none() && !self.journal.tx.created.contains_key(&index) {
            let image = member.image.clone();
            let replaced = self.replaced();
            let wish = Wish { replaced, ..Wish::default() };
            let plan = self.plan(index, None, &wish, self.depth(index)?).await?;
            self.make(index, plan, &image, &[]).await?;
        }
        self.rename(index).await?;
        self.start(index).await?;
        self.pass_gate(index).await
    }

    /// Old and new ids of what was replaced so far.
    fn replaced(&self) -> Vec<(String, String)> {
        let tx = &self.journal.tx;
        let new = |index: usize| tx.created.get(&index).cloned();
        let pair = |(index, member): (usize, &Member)| {
            let parked = member.successor.as_ref().map(|parked| parked.id.clone());
            Some((member.id.clone(), new(index).or(parked)?))
        };
        tx.header.members.iter().enumerate().filter_map(pair).collect()
    }
}

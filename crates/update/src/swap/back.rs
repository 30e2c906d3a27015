//! The way back (UPDATES.md 6.4). Every line may be the last one of a process, and every line may run twice: what is to be
//! done is read off the engine, not off a counter.

use std::time::Duration;

use engine::EngineError;
use tokio::time::Instant;

use super::patience::{is_away, patiently};
use super::seen::{Seen, is_nameless, volumes};
use super::work::Work;
use super::{Aftermath, SwapFailure, holder};
use crate::failpoint;
use crate::journal::{Record, Role, Was};

/// How long a stranger may hold the old container's port or address before it is left to recovery.
const STOLEN: Duration = Duration::from_secs(600);
/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Tries at a start that fails for a reason that time does not mend.
const TRIES: u32 = 3;

impl Work<'_> {
    /// Puts the old containers back.
    pub(super) async fn put_back(&mut self) -> Aftermath {
        self.job.step("putBack");
        match self.try_back().await {
            Ok(None) if self.journal.tx.stopping => Aftermath::PutBack,
            Ok(None) => Aftermath::Untouched,
            Ok(Some(words)) => self.attention(words),
            Err(failure) if failure.is_away() => Aftermath::Pending(failure.to_string()),
            Err(failure) => self.attention(failure.to_string()),
        }
    }

    fn attention(&mut self, words: String) -> Aftermath {
        self.journal.note(Record::Attention { words: words.clone() });
        Aftermath::Attention(words)
    }

    /// Returns what wants a look although the way back went to its end.
    async fn try_back(&mut self) -> Result<Option<String>, SwapFailure> {
        let mut trouble = None;
        for index in (0..self.members()).rev() {
            self.take_down(index).await?;
        }
        failpoint::hit("rb1");
        // One that hung on it and is gone for good must not keep the others down.
        let mut there = Vec::with_capacity(self.members());
        for index in 0..self.members() {
            match self.name_back(index).await {
                Ok(words) => {
                    trouble = trouble.or(words);
                    there.push(index);
                }
                Err(failure) if index > 0 && !failure.is_away() => {
                    trouble = trouble.or(Some(failure.to_string()));
                }
                Err(failure) => return Err(failure),
            }
        }
        failpoint::hit("rb2");
        for &index in &there {
            trouble = trouble.or(self.policy_back(index).await?);
        }
        failpoint::hit("rb3");
        for &index in &there {
            trouble = trouble.or(self.start_back(index).await?);
        }
        failpoint::hit("rb4");
        self.names_back().await?;
        failpoint::hit("rb5");
        for &index in there.iter().rev() {
            trouble = trouble.or(self.clear_away(index).await?);
        }
        failpoint::hit("rb6");
        self.drop_unfinished_backups();
        Ok(trouble)
    }

    /// Stops a successor and takes the name from it.
    async fn take_down(&mut self, index: usize) -> Result<(), SwapFailure> {
        let member = self.member(index)?;
        if member.role == Role::Restart {
            // It ran beside the new one and starts again beside the old one.
            if self.journal.tx.has_done(crate::journal::Step::Passed, index) {
                self.halt(&member.id).await?;
            }
            return Ok(());
        }
        let (name, failed) = (member.name.clone(), self.journal.tx.failed_name(member));
        let Some(new) = patiently(|| self.successor(index)).await? else { return Ok(()) };
        self.halt(&new.id).await?;
        if new.name == name {
            rename_if_there(self, &new.id, &failed).await?;
        }
        Ok(())
    }

    async fn halt(&self, id: &str) -> Result<(), EngineError> {
        let Some(seen) = patiently(|| Seen::look(self.engine, id)).await? else { return Ok(()) };
        if seen.paused {
            patiently(|| self.engine.container_unpause(id)).await?;
        }
        // One that has never started cannot be stopped on Podman. One that is down at this moment may be about to be
        // started by its restart policy, and is told to stay down.
        if matches!(seen.status.as_str(), "created" | "configured") {
            return Ok(());
        }
        unless_gone(patiently(|| self.engine.container_stop(id, None)).await)
    }

    /// The old container, or what stands for it: the twin of one that removed itself, or one made again from its saved
    /// description when somebody removed it.
    async fn old(&mut self, index: usize) -> Result<Seen, SwapFailure> {
        let member = self.member(index)?.clone();
        if let Some(old) = patiently(|| Seen::look(self.engine, &member.id)).await? {
            return Ok(old);
        }
        let twin = self.journal.tx.stand_by_name(&member);
        let known = self.journal.tx.stand_by.get(&index).cloned().unwrap_or_else(|| twin.clone());
        if let Some(twin) = patiently(|| Seen::look(self.engine, &known)).await? {
            return Ok(twin);
        }
        self.make_twin(index).await?;
        let lost = || SwapFailure::NoContainer(member.name.clone());
        Seen::look(self.engine, &twin).await?.ok_or_else(lost)
    }

    /// Gives the old one its name. When somebody else has it, the service goes first and the name is told.
    async fn name_back(&mut self, index: usize) -> Result<Option<String>, SwapFailure> {
        let name = self.member(index)?.name.clone();
        let old = self.old(index).await?;
        if old.name == name {
            return Ok(None);
        }
        match patiently(|| self.engine.container_rename(&old.id, &name)).await {
            Ok(()) => Ok(None),
            Err(error @ EngineError::Refused { .. }) => {
                Ok(Some(format!("it is called {} because {error}", old.name)))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn policy_back(&mut self, index: usize) -> Result<Option<String>, SwapFailure> {
        let (policy, id) = (self.member(index)?.policy.clone(), self.member(index)?.id.clone());
        let old = self.old(index).await?;
        // Only the old one itself was disarmed, and an engine that cannot change the policy has not changed it.
        if old.id == id && !old.auto_remove && old.policy != policy {
            match patiently(|| self.engine.container_set_restart(&id, &policy)).await {
                // That it serves comes first.
                Err(error @ EngineError::Refused { .. }) => return Ok(Some(error.to_string())),
                done => done?,
            }
        }
        Ok(None)
    }

    /// Starts the old one if it ran. Ports and addresses that a stranger took meanwhile are waited for.
    async fn start_back(&mut self, index: usize) -> Result<Option<String>, SwapFailure> {
        let was = self.member(index)?.was;
        if !self.journal.tx.stopping || was == Was::Stopped {
            return Ok(None);
        }
        let old = self.old(index).await?;
        if !old.running
            && let Some(words) = self.start_again(index, &old).await?
        {
            return Ok(Some(words));
        }
        if was == Was::Paused && !old.paused {
            patiently(|| self.engine.container_pause(&old.id)).await?;
        }
        Ok(None)
    }

    async fn start_again(&mut self, index: usize, old: &Seen) -> Result<Option<String>, SwapFailure> {
        let (end, mut pause, mut tries) = (Instant::now() + STOLEN, Duration::from_millis(500), 0);
        loop {
            let error = match patiently(|| self.engine.container_start(&old.id)).await {
                Ok(()) => return Ok(None),
                Err(error) if is_away(&error) => return Err(error.into()),
                Err(error) => error,
            };
            let held = is_held(&error);
            let words = match holder::of(self.engine, &old.raw, &old.id).await {
                Some(holder) if held => format!("{error} ({holder})"),
                _ => error.to_string(),
            };
            self.job.log(&words);
            self.job.outcome("waitingFor", words.clone());
            if is_full(&error) {
                self.make_room(index).await?;
            } else {
                // Podman gives an address back only once the container that had it is gone.
                self.clear_away(index).await?;
            }
            tries += 1;
            // Who cancels while a stranger is waited for leaves the rest to recovery.
            let given_up = held && tries > TRIES && self.job.is_cancelled();
            if given_up || if held { Instant::now() >= end } else { tries >= TRIES } {
                return Ok(Some(words));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// A full disk keeps even the old one from starting (M16): what came new goes first.
    async fn make_room(&mut self, index: usize) -> Result<(), SwapFailure> {
        self.clear_away(index).await?;
        self.names_back().await?;
        if let Some(image) = self.journal.tx.new_image.clone()
            && image != self.member(index)?.image
        {
            let removed = self.engine.image_remove(&image, false).await;
            if let Err(error) = removed {
                tracing::warn!(%error, image, "the new image could not be removed to make room");
            }
        }
        Ok(())
    }

    /// Gives names back to the images that had them, unless another container was made from the new image by that name: then
    /// the name is right.
    pub(super) async fn names_back(&mut self) -> Result<(), SwapFailure> {
        let names: Vec<_> =
            self.journal.tx.moved.iter().map(|(name, moved)| (name.clone(), moved.to.clone())).collect();
        for (name, to) in names {
            let is_new = self.journal.tx.new_image.as_ref() == Some(&to);
            if is_new && self.is_used_elsewhere(&to, &name).await? {
                self.journal.note(Record::TagReturned { name });
                continue;
            }
            for _ in 0..2 {
                match self.return_name(&name).await {
                    Err(error) if is_away(&error) => patiently(|| self.engine.ping()).await?,
                    done => {
                        done?;
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Says whether a container that is not of this swap was made from an image by this name. One that has the same image
    /// under another name says nothing about this one.
    pub(super) async fn is_used_elsewhere(&self, image: &str, name: &str) -> Result<bool, EngineError> {
        let tx = &self.journal.tx;
        let ours: Vec<_> =
            tx.created.values().chain(tx.header.members.iter().map(|member| &member.id)).collect();
        let listed = patiently(|| self.engine.container_list()).await?;
        let temporary: Vec<_> = tx.header.members.iter().map(|member| tx.temporary_name(member)).collect();
        let others = listed.iter().filter(|one| {
            one.image_id == image && !ours.contains(&&one.id) && !temporary.contains(&one.name)
        });
        for other in others {
            // The list prints an id once the name has moved on; inspecting tells what it was made from.
            let seen = patiently(|| Seen::look(self.engine, &other.id)).await?;
            if seen.is_some_and(|seen| same_name(&seen.reference, name)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Removes a successor with the volumes that were made for it, or parks it again where it came from.
    async fn clear_away(&mut self, index: usize) -> Result<Option<String>, SwapFailure> {
        let member = self.member(index)?.clone();
        if let Some(parked) = &member.successor {
            let Some(seen) = Seen::look(self.engine, &parked.id).await? else { return Ok(None) };
            self.disarm(&parked.id, &parked.policy).await?;
            if seen.name != parked.name {
                rename_if_there(self, &parked.id, &parked.name).await?;
            }
            return Ok(None);
        }
        let mut trouble = None;
        if let Some(new) = patiently(|| self.successor(index)).await? {
            trouble = self.remove(&new, &volumes(&member.inspect)).await?;
        }
        // The twin is only needed where the old one removed itself.
        let twin = self.journal.tx.stand_by.get(&index).cloned();
        let twin = twin.unwrap_or_else(|| self.journal.tx.stand_by_name(&member));
        if let Some(twin) = patiently(|| Seen::look(self.engine, &twin)).await?
            && twin.name == self.journal.tx.stand_by_name(&member)
            && Seen::look(self.engine, &member.id).await?.is_some()
        {
            trouble = trouble.or(self.remove(&twin, &volumes(&member.inspect)).await?);
        }
        Ok(trouble)
    }

    /// Removes a container of ours, never by force, and the nameless volumes that came with it and that `kept` lacks (M7).
    pub(super) async fn remove(
        &self,
        container: &Seen,
        kept: &[String],
    ) -> Result<Option<String>, SwapFailure> {
        if let Err(error) =
            unless_gone(patiently(|| self.engine.container_remove(&container.id, false)).await)
        {
            return if is_away(&error) { Err(error.into()) } else { Ok(Some(error.to_string())) };
        }
        let volumes = container.volumes();
        for volume in volumes.iter().filter(|name| is_nameless(name) && !kept.contains(name)) {
            if let Err(error) = self.engine.volume_remove(volume).await {
                tracing::warn!(%error, volume, "a volume of a failed container could not be removed");
            }
        }
        Ok(None)
    }
}

async fn rename_if_there(work: &Work<'_>, id: &str, name: &str) -> Result<(), EngineError> {
    unless_gone(patiently(|| work.engine.container_rename(id, name)).await)
}

/// A container that removes itself may be gone at any moment.
fn unless_gone(done: Result<(), EngineError>) -> Result<(), EngineError> {
    match done {
        Err(EngineError::Refused { status: 404, .. }) => Ok(()),
        other => other,
    }
}

/// Says whether somebody holds what a container needs: its port or its address (M4).
fn is_held(error: &EngineError) -> bool {
    let text = error.to_string().to_ascii_lowercase();
    ["already allocated", "already in use", "address in use", "eaddrinuse", "is not available"]
        .iter()
        .any(|words| text.contains(words))
}

/// Says whether the disk is full.
fn is_full(error: &EngineError) -> bool {
    error.to_string().to_ascii_lowercase().contains("no space left")
}

/// Says whether two texts name the same tag of the same repository.
fn same_name(one: &str, other: &str) -> bool {
    let canonical = |text: &str| oci::Reference::parse(text).map(|parsed| parsed.canonical());
    match (canonical(one), canonical(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

//! What to do with swaps that a process left in the middle (UPDATES.md 6.5).

use std::path::Path;
use std::sync::Arc;

use engine::Engine;
use job::JobContext;

use super::seen::Seen;
use super::work::Work;
use super::{Aftermath, SwapFailure, UpdateError, Updater, drop_journal, locked};
use crate::history;
use crate::journal::{Journal, Record, Role, Step, Transaction, Was};

/// A swap that was found interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The transaction.
    pub tx: String,
    /// Container it is about.
    pub name: String,
    /// What became of it.
    pub state: RecoveredState,
}

/// What became of an interrupted swap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveredState {
    /// The new container was well: it stays.
    Committed,
    /// It ended without the new container.
    Back(Aftermath),
    /// It belongs to another engine; nothing was done. The address at which that one was reached.
    OtherEngine(String),
}

impl Updater {
    /// Brings interrupted swaps of this engine to an end: at the start of the app and whenever an engine is back. Doing it
    /// again changes nothing. Containers without a journal are never touched; see [`Updater::leftovers`].
    ///
    /// # Errors
    /// When another process is at work on the engine, or the lock cannot be had.
    pub async fn recover(&self, engine: &Engine, job: &JobContext) -> Result<Vec<Recovered>, UpdateError> {
        let mut recovered = self.of_other_engines(engine);
        for (path, tx) in self.transactions(engine) {
            if is_settled(&tx) {
                continue;
            }
            let name = tx.main().map(|member| member.name.clone()).unwrap_or_default();
            let held = match self.shared.locks.take(&engine.info().id, &tx.containers()) {
                Ok(held) => held,
                // It is at work in this very process.
                Err(crate::journal::LockError::Container) => continue,
                Err(error) => return Err(UpdateError::refused(locked(error, &name))),
            };
            let image = self.name_of(engine, &tx.header.reference).await;
            let state = Box::pin(self.recover_one(engine, &path, job)).await;
            drop((held, image));
            recovered.extend(state.map(|state| Recovered { tx: tx.header.tx, name, state }));
        }
        Ok(recovered)
    }

    fn of_other_engines(&self, engine: &Engine) -> Vec<Recovered> {
        let others = crate::journal::all(&self.shared.folder).into_iter().map(|(_, tx)| tx);
        let open = others.filter(|tx| tx.header.engine != engine.info().id && !is_settled(tx));
        open.map(|tx| Recovered {
            name: tx.main().map(|member| member.name.clone()).unwrap_or_default(),
            state: RecoveredState::OtherEngine(tx.header.endpoint.clone()),
            tx: tx.header.tx,
        })
        .collect()
    }

    /// `None`: there was nothing left to do but to write that down.
    async fn recover_one(&self, engine: &Engine, path: &Path, job: &JobContext) -> Option<RecoveredState> {
        // Read again: it may have ended while the lock was waited for.
        let journal = Journal::reopen(path, Arc::clone(&self.shared.clock)).ok()?;
        let mut work = Work { engine, job, journal };
        if work.journal.tx.committed.is_some() {
            self.after_commit(&mut work).await;
            return Some(RecoveredState::Committed);
        }
        if let Some(words) = work.was_settled_by_hand().await {
            return Some(RecoveredState::Back(self.end_by_hand(work, words).await));
        }
        if work.journal.tx.failure.is_none() {
            match Box::pin(work.resume()).await {
                Ok(true) => {
                    Box::pin(self.commit(work)).await;
                    return Some(RecoveredState::Committed);
                }
                Ok(false) => {
                    let failure = SwapFailure::Interrupted.note();
                    work.journal.note(Record::PuttingBack { failure });
                }
                Err(failure) => work.journal.note(Record::PuttingBack { failure: failure.note() }),
            }
        }
        let state = Box::pin(work.put_back()).await;
        self.close(work, &state);
        Some(RecoveredState::Back(state))
    }
}

impl Updater {
    /// Ends a transaction of which nothing is left but names of images.
    async fn end_by_hand(&self, mut work: Work<'_>, words: String) -> Aftermath {
        if let Err(failure) = work.names_back().await {
            return Aftermath::Pending(failure.to_string());
        }
        work.journal.note(Record::Attention { words: words.clone() });
        history::end(&self.shared.store, &work.journal.tx, history::HistoryResult::Attention);
        drop_journal(work.journal);
        Aftermath::Attention(words)
    }
}

/// Committed, with all that a commit brings.
fn is_settled(tx: &Transaction) -> bool {
    tx.committed.is_some() && tx.settled
}

impl Work<'_> {
    /// Somebody removed all that a swap left and gave the name to another container: making the old one again would only
    /// be in its way. An engine that does not tell is no reason to believe so.
    async fn was_settled_by_hand(&self) -> Option<String> {
        let main = self.journal.tx.main().filter(|_| self.members() == 1)?;
        let twin = self.journal.tx.stand_by_name(main);
        for ours in [&main.id, &twin] {
            if !matches!(Seen::look(self.engine, ours).await, Ok(None)) {
                return None;
            }
        }
        let (Ok(None), Ok(Some(other))) =
            (self.successor(0).await, Seen::look(self.engine, &main.name).await)
        else {
            return None;
        };
        let is_other = other.name == main.name && !self.journal.tx.containers().contains(&other.id);
        is_other.then(|| "somebody made another container of this name; nothing was put back".to_owned())
    }

    /// Goes on with a swap whose successor had been started. `false`: it had not come that far.
    async fn resume(&mut self) -> Result<bool, SwapFailure> {
        let Some(main) = self.journal.tx.main() else { return Ok(false) };
        let (name, was) = (main.name.clone(), main.was);
        let Some(new) = self.successor(0).await? else { return Ok(false) };
        let started = self.journal.tx.has_done(Step::Started, 0);
        let in_place = new.name == name;
        if was == Was::Stopped {
            // Nothing was to be started: it had come far enough when the old one was disarmed.
            if !(in_place && self.journal.tx.has_done(Step::Disarmed, 0)) {
                return Ok(false);
            }
        } else if !(in_place && (started || new.running)) {
            return Ok(false);
        } else if !new.running && !new.paused && new.restarts == 0 {
            // It may have gone down with its engine; should it fail by itself, the gate will see it.
            self.engine.container_start(&new.id).await?;
        }
        self.rest_is_down(0).await?;
        self.finish_swap().await?;
        Ok(true)
    }

    /// An engine that restarted may have brought the old one back beside the new one.
    async fn rest_is_down(&mut self, index: usize) -> Result<(), SwapFailure> {
        let member = self.member(index)?;
        if member.role == Role::Replace
            && let Some(old) = Seen::look(self.engine, &member.id).await?
            && old.running
        {
            self.engine.container_stop(&old.id, None).await?;
        }
        Ok(())
    }

    /// Removes old containers that would be started by the engine at its next start, where their policy cannot be taken
    /// away (Podman before 5.1). Their settings are in the journal and their image gets a name of ours, so that going back
    /// makes them again (UPDATES.md 7.4).
    pub(super) async fn let_go_of_armed(&mut self) {
        for index in 0..self.members() {
            if let Err(failure) = self.let_go(index).await {
                tracing::warn!(%failure, "an old container that starts by itself could not be removed");
                return;
            }
        }
        self.journal.note(Record::Settled);
    }

    async fn let_go(&mut self, index: usize) -> Result<(), SwapFailure> {
        let member = self.member(index)?.clone();
        if member.role != Role::Replace {
            return Ok(());
        }
        let Some(old) = Seen::look(self.engine, &member.id).await? else { return Ok(()) };
        let starts_itself = matches!(old.policy["Name"].as_str(), Some("always" | "unless-stopped"));
        let parked = old.name == self.journal.tx.parked_name(&member);
        // Without a description to make it again from, one that may start beside the new one is better than none.
        let can_be_made = self.journal.tx.way_back.contains_key(&index);
        if !starts_itself || !parked || old.running || !can_be_made {
            return Ok(());
        }
        let tag = crate::keep::rollback_tag(&self.journal.tx, index);
        self.engine.image_tag(&member.image, crate::keep::ROLLBACK, &tag).await?;
        self.engine.container_remove(&old.id, false).await?;
        Ok(())
    }
}

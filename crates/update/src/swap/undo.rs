//! Going back: a swap as any other, whose successor is the container that was kept.

use std::path::PathBuf;
use std::sync::Arc;

use engine::Engine;
use job::JobContext;

use super::seen::{Seen, image_named, volumes};
use super::work::Work;
use super::{Actor, Gate, Outcome, SwapFailure, SwapKind, UpdateError, Updater, begin, locked, swapped};
use crate::history;
use crate::journal::{self, Header, Journal, Member, Parked, Record, Role, Transaction, Was};
use crate::keep::parked;
use crate::plan::{Around, Depth};

impl Updater {
    /// Goes back to the old container: of a transaction, or of the newest one of a container's name. The newer container is
    /// removed once the old one is well; until then every failure leads back to it. Older generations stay kept. A container
    /// that somebody else gave the name since is not touched: removing it would be the loss of something that is not ours.
    pub async fn undo(
        &self,
        engine: &Engine,
        tx_or_name: &str,
        by: Actor,
        job: &JobContext,
    ) -> Result<Outcome, UpdateError> {
        let refused = UpdateError::refused;
        let (_, undone) = self.kept_as(engine, tx_or_name).map_err(refused)?;
        let name = undone.main().map(|member| member.name.clone()).unwrap_or_default();
        let seen = begin::find(engine, &name).await.map_err(refused)?;
        let mut held = self.take(engine, &seen).map_err(refused)?;
        if !self.is_made(engine, &seen.id) && !history::has_made(self.store(), &seen.id) {
            let why = "it was made by somebody else since the update";
            return Err(refused(SwapFailure::NotUpdatable { name, why }));
        }
        let header = Box::pin(self.undo_header(engine, &seen, &undone, by)).await.map_err(refused)?;
        let others: Vec<String> = header.members.iter().skip(1).map(|member| member.id.clone()).collect();
        held.also(&engine.info().id, &others).map_err(|error| refused(locked(error, &name)))?;
        let _image = self.name_of(engine, &header.reference).await;
        let journal = Journal::begin(self.folder(), header, self.clock());
        let journal = journal.map_err(|error| refused(SwapFailure::Journal(error)))?;
        let mut work = Work { engine, job, journal };
        history::begin(self.store(), &work.journal.tx);
        match Box::pin(go_back(&mut work, &undone)).await {
            Ok(()) => {
                let until = (self.clock())();
                work.journal.note(Record::Committed { until });
                let done = swapped(&work.journal.tx, until);
                self.after_commit(&mut work).await;
                Ok(Outcome::Swapped(done))
            }
            Err(failure) => Err(Box::pin(self.give_up(work, failure)).await),
        }
    }

    /// Finds the transaction to be undone.
    fn kept_as(&self, engine: &Engine, tx_or_name: &str) -> Result<(PathBuf, Transaction), SwapFailure> {
        let is_meant = |tx: &Transaction| {
            let of_main = tx.main().is_some_and(|member| member.name == tx_or_name.trim_start_matches('/'));
            let new =
                tx.created.get(&0).or(tx.main().and_then(|member| Some(&member.successor.as_ref()?.id)));
            let by_id = tx_or_name.len() >= 12 && new.is_some_and(|id| id.starts_with(tx_or_name));
            tx.committed.is_some()
                && tx.undone_by.is_none()
                && (tx.header.tx == tx_or_name || of_main || by_id)
        };
        let found = self.transactions(engine).into_iter().rev().find(|(_, tx)| is_meant(tx));
        found.ok_or_else(|| SwapFailure::NothingKept(tx_or_name.to_owned()))
    }

    async fn undo_header(
        &self,
        engine: &Engine,
        now: &Seen,
        undone: &Transaction,
        by: Actor,
    ) -> Result<Header, SwapFailure> {
        let around = Around::look(engine, &now.raw, Depth::Settings).await?;
        let mut members = begin::members(engine, now, &around).await?;
        for member in &mut members {
            let then = undone.header.members.iter().position(|then| then.name == member.name);
            if let Some((index, then)) = then.and_then(|n| Some((n, undone.header.members.get(n)?))) {
                let is_ours = index == 0 || self.is_made(engine, &member.id);
                if then.role == Role::Replace && member.role == Role::Replace && is_ours {
                    member.successor = parked(engine, undone, index).await?.map(|seen| waiting(&seen, then));
                }
                // A newer one that has ended is no reason for the old one to stay down.
                if then.was != Was::Stopped && member.was == Was::Stopped {
                    member.was = Was::Running;
                }
            }
        }
        let then = undone.main().ok_or_else(|| SwapFailure::NothingKept(now.name.clone()))?;
        let mut header = self.header(engine, members);
        header.kind = SwapKind::Undo;
        header.by = by;
        header.reference = then.inspect["Config"]["Image"].as_str().unwrap_or_default().to_owned();
        header.old_image.clone_from(&now.image);
        header.old_digests = begin::digests(engine, &now.image).await?;
        header.gate = Gate { probe_ports: false, ..undone.header.gate.clone() };
        header.undoes = Some(undone.header.tx.clone());
        Ok(header)
    }

    /// Says whether a swap whose journal is there made a container or put it in its place.
    fn is_made(&self, engine: &Engine, id: &str) -> bool {
        self.transactions(engine).iter().any(|(_, tx)| tx.has_made(id))
    }

    /// Removes what was gone back from, and the records of both.
    pub(super) async fn finish_undo(&self, work: &mut Work<'_>, undone: &str) {
        history::undone(self.store(), undone);
        let path = self.folder().join(format!("{undone}.journal"));
        if let Ok(mut journal) = Journal::reopen(&path, self.clock()) {
            journal.note(Record::Undone { by: work.journal.tx.header.tx.clone() });
        }
        // A container that hung on the newer one and is not ours stays where it was parked.
        let of = &work.journal.tx.header.members;
        let ours: Vec<usize> = of
            .iter()
            .enumerate()
            .filter_map(|(index, member)| {
                (index == 0 || self.is_made(work.engine, &member.id)).then_some(index)
            })
            .collect();
        match work.remove_newer(&ours).await {
            Ok(()) => {
                let own = self.folder().join(format!("{}.journal", work.journal.tx.header.tx));
                for path in [path, own] {
                    if let Err(error) = journal::remove(&path) {
                        tracing::warn!(%error, "a journal that is done could not be removed");
                    }
                }
            }
            Err(failure) => tracing::warn!(%failure, "the newer container could not be removed"),
        }
    }

    fn clock(&self) -> job::Clock {
        Arc::clone(&self.shared.clock)
    }

    fn folder(&self) -> &std::path::Path {
        &self.shared.folder
    }

    pub(crate) fn store(&self) -> &store::Store {
        &self.shared.store
    }

    pub(crate) fn locks(&self) -> &Arc<journal::Locks> {
        &self.shared.locks
    }
}

fn waiting(seen: &Seen, then: &Member) -> Parked {
    // The twin of a container that removed itself does not, and so may have a policy; it had none.
    Parked { id: seen.id.clone(), name: seen.name.clone(), policy: then.policy.clone() }
}

/// Makes what could not be kept, gives the name of the image back, and swaps.
async fn go_back(work: &mut Work<'_>, undone: &Transaction) -> Result<(), SwapFailure> {
    work.job.skip("pull");
    work.job.step("prepare");
    let image = undone.header.old_image.clone();
    work.journal
        .write(Record::Pulled { image: image.clone(), digest: undone.header.old_digests.first().cloned() })?;
    for index in 0..work.members() {
        work.plan_way_back(index).await?;
    }
    let name = work.journal.tx.header.reference.clone();
    let newer = undone.new_image.clone().unwrap_or_default();
    if image_named(work.engine, &name).await?.as_ref() == Some(&newer)
        && !work.is_used_elsewhere(&newer, &name).await?
    {
        work.move_name(&name, &image).await?;
    }
    if work.member(0)?.successor.is_none() {
        let plan = undone.way_back.get(&0).cloned();
        let plan = plan.ok_or_else(|| SwapFailure::NothingKept(work.journal.tx.header.reference.clone()))?;
        work.make(0, plan, &image, &[]).await?;
    }
    work.unless_cancelled()?;
    work.swap(None).await
}

impl Work<'_> {
    /// Removes the containers that were gone back from, and the nameless volumes that only they had.
    async fn remove_newer(&mut self, ours: &[usize]) -> Result<(), SwapFailure> {
        for &index in ours {
            let member = self.member(index)?.clone();
            let parked = self.journal.tx.parked_name(&member);
            let Some(newer) = Seen::look(self.engine, &member.id).await?.filter(|seen| seen.name == parked)
            else {
                continue;
            };
            let kept = match self.successor(index).await? {
                Some(now) => now.volumes(),
                None => volumes(&member.inspect),
            };
            if let Some(words) = self.remove(&newer, &kept).await? {
                return Err(SwapFailure::NotUpdatable { name: words, why: "it could not be removed" });
            }
        }
        Ok(())
    }
}

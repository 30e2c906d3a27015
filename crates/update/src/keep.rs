//! What is kept of committed swaps, for how long, and what it costs (UPDATES.md 6.2, steps 13 and 14).

use std::path::Path;

use engine::{Engine, EngineError};
use jiff::Timestamp;

use crate::check::Swapping;
use crate::history::{self, HistoryEntry};
use crate::journal::{self, LockError, Role, Transaction};
use crate::swap::{Seen, Updater, image_raw};

/// Repository of the names that keep the image of an old container whose container could not be kept.
pub(crate) const ROLLBACK: &str = "localhost/mooring-rollback";

/// Tag of such a name.
pub(crate) fn rollback_tag(tx: &Transaction, member: usize) -> String {
    format!("{}-{member}", tx.short())
}

/// An old container that can be gone back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The transaction that replaced it; what undo takes.
    pub tx: String,
    /// Name of the container it stands behind.
    pub name: String,
    /// Its id; none when going back makes it again.
    pub parked: Option<String>,
    /// Name it has now.
    pub parked_name: String,
    /// What was replaced by what.
    pub entry: Option<HistoryEntry>,
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// Until when it is kept.
    pub until: Timestamp,
    /// Bytes of its writable layer.
    pub container_bytes: u64,
    /// Bytes of its image that no other image shares; 0 when the image is in use besides.
    pub image_bytes: u64,
    /// The newest of its name.
    pub newest: bool,
}

/// A container that looks like ours and has no journal: shown, never touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it probably is.
    pub what: LeftoverKind,
}

/// What a leftover probably is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftoverKind {
    /// A new container that was not put in place, `.upd-`.
    New,
    /// An old one that was parked, `.old-`.
    Old,
    /// A new one that failed, `.failed-`.
    Failed,
    /// A twin that stood by, `.rb-`.
    StandBy,
    /// One that was filling a volume again, `.rs-`.
    Helper,
}

/// What became of a kept container whose time was over.
#[derive(Debug)]
pub struct Cleaned {
    /// The transaction.
    pub tx: String,
    /// Name of the container it stood behind.
    pub name: String,
    /// Why it could not be removed; it is tried again later.
    pub failure: Option<EngineError>,
}

impl Updater {
    /// Lists what can be gone back to, newest first, with what it costs.
    pub async fn kept(&self, engine: &Engine) -> Result<Vec<Kept>, EngineError> {
        let mut kept: Vec<Kept> = Vec::new();
        let committed = self.transactions(engine).into_iter().rev().map(|(_, tx)| tx);
        let committed: Vec<_> =
            committed.filter(|tx| tx.committed.is_some() && tx.undone_by.is_none()).collect();
        if committed.is_empty() {
            return Ok(kept);
        }
        let disk = engine.disk_usage().await.unwrap_or_default();
        let listed = engine.container_list().await?;
        for tx in committed {
            let (Some(main), Some((replaced_at, until))) = (tx.main(), tx.committed) else { continue };
            let parked = parked(engine, &tx, 0).await?;
            let in_use = listed.iter().any(|one| {
                one.image_id == main.image && parked.as_ref().is_none_or(|parked| parked.id != one.id)
            });
            let size = |id: &String| disk.container_sizes.get(id).copied();
            let image = disk.image_unique_sizes.get(&main.image).copied().filter(|_| !in_use);
            kept.push(Kept {
                tx: tx.header.tx.clone(),
                name: main.name.clone(),
                parked_name: parked.as_ref().map(|parked| parked.name.clone()).unwrap_or_default(),
                container_bytes: parked.as_ref().and_then(|parked| size(&parked.id)).unwrap_or_default(),
                image_bytes: image.unwrap_or_default(),
                newest: !kept.iter().any(|newer| newer.name == main.name),
                entry: history::get(self.store(), &tx.header.tx).ok().flatten(),
                parked: parked.map(|parked| parked.id),
                replaced_at,
                until,
            });
        }
        Ok(kept)
    }

    /// Says of containers what a swap is doing with them, for their status.
    #[must_use]
    pub fn swapping(&self, engine: &Engine) -> Vec<(String, Swapping)> {
        let mut found = Vec::new();
        // Who was gone back to is in use again.
        for (_, tx) in self.transactions(engine).into_iter().filter(|(_, tx)| tx.undone_by.is_none()) {
            let ids = tx.header.members.iter().filter(|m| m.role == Role::Replace).map(|m| m.id.clone());
            let what = match tx.committed {
                Some((_, until)) => Swapping::Parked(until),
                None => Swapping::Updating(tx.header.tx.clone()),
            };
            found.extend(ids.map(|id| (id, what.clone())));
            found.extend(tx.stand_by.values().map(|id| (id.clone(), what.clone())));
            if tx.committed.is_none() {
                found.extend(tx.created.values().map(|id| (id.clone(), what.clone())));
            }
        }
        found
    }

    /// Says until when these containers, by their id, can be gone back from.
    #[must_use]
    pub fn undo_until(&self, engine: &Engine) -> std::collections::BTreeMap<String, Timestamp> {
        let all = self.transactions(engine).into_iter().map(|(_, tx)| tx).filter(|tx| tx.undone_by.is_none());
        all.filter_map(|tx| {
            let successor = || Some(tx.main()?.successor.as_ref()?.id.clone());
            Some((tx.created.get(&0).cloned().or_else(successor)?, tx.committed?.1))
        })
        .collect()
    }

    /// Lists containers that look like ours and have no journal.
    pub async fn leftovers(&self, engine: &Engine) -> Result<Vec<Leftover>, EngineError> {
        let ours: Vec<String> =
            self.transactions(engine).iter().map(|(_, tx)| tx.short().to_owned()).collect();
        let listed = engine.container_list().await?;
        let of = |id: String, name: String| {
            let (what, short) = leftover(&name)?;
            (!ours.contains(&short)).then_some(Leftover { id, name, what })
        };
        Ok(listed.into_iter().filter_map(|one| of(one.id, one.name)).collect())
    }

    /// Removes old containers whose time is over: only ours, only stopped, never by force, never a volume. The image goes
    /// with it when that was asked and nothing refers to it. What cannot be removed now is tried again at the next call. An
    /// old container whose newer one somebody removed is all there is of it, and stays until it is let go.
    pub async fn cleanup(&self, engine: &Engine, now: Timestamp) -> Vec<Cleaned> {
        let mut cleaned = Vec::new();
        for (path, tx) in self.transactions(engine) {
            if tx.committed.is_none_or(|(_, until)| until > now) {
                continue;
            }
            if is_last(engine, &tx).await {
                continue;
            }
            match self.release(engine, &path, &tx).await {
                Ok(one) => cleaned.extend(one),
                Err(error) => tracing::debug!(?error, "what is kept is in use and is cleaned away later"),
            }
        }
        cleaned
    }

    /// Lets an old container go before its time, as [`Updater::cleanup`] would.
    pub async fn let_go(&self, engine: &Engine, tx: &str) -> Option<Cleaned> {
        let found = self.transactions(engine).into_iter().find(|(_, one)| one.header.tx == tx);
        let (path, tx) = found.filter(|(_, tx)| tx.committed.is_some())?;
        match self.release(engine, &path, &tx).await {
            Ok(cleaned) => cleaned,
            Err(_) => {
                let name = tx.main().map(|member| member.name.clone()).unwrap_or_default();
                let operation = format!("let go of the old container of {name}");
                let cause = "an update of it is at work".to_owned();
                Some(Cleaned {
                    tx: tx.header.tx,
                    name,
                    failure: Some(EngineError::Local { operation, cause }),
                })
            }
        }
    }

    /// Cleans one away, unless an undo or another update is at work on any of its containers. `None`: it ended meanwhile,
    /// or what its commit brings is still to be done.
    async fn release(
        &self,
        engine: &Engine,
        path: &Path,
        tx: &Transaction,
    ) -> Result<Option<Cleaned>, LockError> {
        let _held = self.locks().take(&engine.info().id, &tx.containers())?;
        // Read again: an undo may have come first.
        let Ok(tx) = journal::read(path) else { return Ok(None) };
        if tx.committed.is_none() || !tx.settled {
            return Ok(None);
        }
        let failure = clean(engine, &tx).await.err();
        if failure.is_none()
            && let Err(error) = journal::remove(path)
        {
            tracing::warn!(%error, "a journal that is done could not be removed");
        }
        let name = tx.main().map(|member| member.name.clone()).unwrap_or_default();
        Ok(Some(Cleaned { tx: tx.header.tx, name, failure }))
    }
}

/// The container that stands for a member's old one after a commit: itself, or the twin of one that removed itself.
pub(crate) async fn parked(
    engine: &Engine,
    tx: &Transaction,
    index: usize,
) -> Result<Option<Seen>, EngineError> {
    let Some(member) = tx.header.members.get(index) else { return Ok(None) };
    let names = [tx.parked_name(member), tx.stand_by_name(member)];
    for id in std::iter::once(&member.id).chain(tx.stand_by.get(&index)) {
        // A container that went back to its own name is in use again.
        if let Some(seen) = Seen::look(engine, id).await?.filter(|seen| names.contains(&seen.name)) {
            return Ok(Some(seen));
        }
    }
    Ok(None)
}

/// Whether nothing has the container's name any more. An engine that does not tell is no reason to remove anything.
async fn is_last(engine: &Engine, tx: &Transaction) -> bool {
    let Some(main) = tx.main() else { return false };
    let newer = Seen::look(engine, &main.name).await;
    !matches!(newer, Ok(Some(_))) && !matches!(parked(engine, tx, 0).await, Ok(None))
}

async fn clean(engine: &Engine, tx: &Transaction) -> Result<(), EngineError> {
    for (index, member) in tx.header.members.iter().enumerate() {
        if let Some(parked) = parked(engine, tx, index).await? {
            engine.container_remove(&parked.id, false).await?;
        }
        let name = format!("{ROLLBACK}:{}", rollback_tag(tx, index));
        if image_raw(engine, &name).await?.is_some() {
            engine.image_untag(&name).await?;
        }
        if tx.header.drop_image {
            drop_image(engine, &member.image).await?;
        }
    }
    Ok(())
}

/// Removes an image that has no name and no container.
async fn drop_image(engine: &Engine, image: &str) -> Result<(), EngineError> {
    let Some(raw) = image_raw(engine, image).await? else { return Ok(()) };
    let named = raw["RepoTags"].as_array().is_some_and(|tags| !tags.is_empty());
    let used = engine.container_list().await?.iter().any(|one| one.image_id == image);
    if !named && !used {
        engine.image_remove(image, false).await?;
    }
    Ok(())
}

/// Reads what a name of ours says, and the six digits in it.
fn leftover(name: &str) -> Option<(LeftoverKind, String)> {
    let (rest, short) = name.rsplit_once('-')?;
    let ours = short.len() == 6 && short.bytes().all(|byte| byte.is_ascii_hexdigit());
    let what = match rest.rsplit_once('.')?.1 {
        "upd" => LeftoverKind::New,
        "old" => LeftoverKind::Old,
        "failed" => LeftoverKind::Failed,
        "rb" => LeftoverKind::StandBy,
        "rs" => LeftoverKind::Helper,
        _ => return None,
    };
    ours.then(|| (what, short.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_ours_are_told_from_those_of_others() {
        assert_eq!(leftover("web.old-0a1b2c"), Some((LeftoverKind::Old, "0a1b2c".to_owned())));
        assert_eq!(leftover("a.b.upd-0a1b2c"), Some((LeftoverKind::New, "0a1b2c".to_owned())));
        for name in ["web-old", "web.old-2", "web.old-zzzzzz", "web.new-0a1b2c", "old-0a1b2c", "web"] {
            assert_eq!(leftover(name), None, "{name}");
        }
    }
}

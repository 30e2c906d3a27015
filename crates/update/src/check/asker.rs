//! The requests of one check: HEADs first, then what is behind changed indexes, then newer tags.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::pin::pin;

use futures_util::future::join_all;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use oci::{Digest, Platform, Reference};
use registry::{ErrorKind, Registry, RemoteImage};

use super::due;
use super::entry::{Key, Repository, TagEntry};
use super::newer;
use super::rows::Row;
use super::session::Session;
use super::target::Target;
use crate::status::Detail;

/// A registry that lists tags it does not have is not asked for ever.
const MOST_ROUNDS: usize = 5;

type Sink<'s> = &'s mut (dyn FnMut(Row) + Send);

/// Asks what has to be asked, and tells rows as they change.
pub(super) async fn run(session: &Session<'_>, sink: Sink<'_>) {
    let mode = session.mode();
    let registry = session.checker.registry.asked(mode.asked).patient(mode.patience);
    let questions = questions(session);
    let asked: HashSet<Key> = questions.iter().flat_map(|(_, keys)| keys.iter().cloned()).collect();
    let known =
        session.targets.iter().filter(|target| target.key.as_ref().is_none_or(|key| !asked.contains(key)));
    known.for_each(|target| sink(session.row(target)));
    Box::pin(heads(session, &registry, questions, sink)).await;
    Box::pin(newer_tags(session, &registry, sink)).await;
    session.checker.memory.prune(session.facts, session.now());
}

/// Distinct references to ask for, each with the keys its answer belongs to.
fn questions(session: &Session<'_>) -> Vec<(Reference, Vec<Key>)> {
    let mut all: BTreeMap<(Reference, String), BTreeSet<Key>> = BTreeMap::new();
    for (asking, key, _) in session.targets.iter().filter_map(Target::asking) {
        let question = (asking.reference.clone(), key.account.clone());
        all.entry(question).or_default().insert(key.clone());
    }
    all.retain(|_, keys| keys.iter().any(|key| session.may_ask(key, session.mode().refresh)));
    all.into_iter().map(|((reference, _), keys)| (reference, keys.into_iter().collect())).collect()
}

async fn heads(
    session: &Session<'_>,
    registry: &Registry,
    questions: Vec<(Reference, Vec<Key>)>,
    sink: Sink<'_>,
) {
    let references = questions.iter().map(|(reference, _)| reference.clone()).collect();
    let mut heads = pin!(registry.head_many(references).fuse());
    let mut looks = FuturesUnordered::new();
    let asked: HashSet<&Key> = questions.iter().flat_map(|(_, keys)| keys).collect();
    let look = |look: Look| look.take(session, registry);
    looks.extend(
        looks_wanted(session, session.keys().filter(|key| !asked.contains(key))).into_iter().map(look),
    );
    loop {
        let changed = tokio::select! {
            Some((place, head)) = heads.next() => {
                let Some((_, keys)) = questions.get(place) else { continue };
                session.heard(keys, head);
                looks.extend(looks_wanted(session, keys).into_iter().map(look));
                keys.clone()
            }
            Some(key) = looks.next() => vec![key],
            else => break,
        };
        session.concerned(&changed).for_each(|target| sink(session.row(target)));
    }
}

/// A look behind an index that changed.
struct Look {
    key: Key,
    at: Reference,
    digest: Digest,
    platform: Platform,
}

/// The looks that would settle a verdict and may be taken, one for each key.
fn looks_wanted<'k>(session: &Session<'_>, keys: impl IntoIterator<Item = &'k Key>) -> Vec<Look> {
    keys.into_iter()
        .filter_map(|key| session.concerned([key]).find_map(|target| look(session, target)))
        .collect()
}

fn look(session: &Session<'_>, target: &Target<'_>) -> Option<Look> {
    let (asking, key, _) = target.asking()?;
    let answer = session.entry(key).answer.filter(|answer| answer.wants_detail(asking))?;
    let at = Reference::parse(&format!("{}@{}", asking.reference.name(), answer.digest)).ok()?;
    let platform = target.platform(session.facts)?.clone();
    may_confirm(session, &key.registry).then(|| Look {
        key: key.clone(),
        at,
        digest: answer.digest,
        platform,
    })
}

fn may_confirm(session: &Session<'_>, registry: &str) -> bool {
    let budget = session.checker.registry.budget(registry);
    session.blocked(registry).is_none() && session.mode().confirm.allows(registry, budget.as_ref())
}

impl Look {
    async fn take(self, session: &Session<'_>, registry: &Registry) -> Key {
        match Box::pin(registry.image(&self.at, &self.platform)).await {
            Ok(image) => session.looked_behind(&self.key, &self.digest, &detail(&image)),
            Err(error) if matches!(error.kind(), ErrorKind::NoMatchingPlatform { .. }) => {
                session.looked_behind(&self.key, &self.digest, &Detail::NoMatchingPlatform);
            }
            Err(error) => {
                tracing::debug!(%error, "an index could not be looked into; the update stays unconfirmed");
                session.note_limit(&error);
            }
        }
        self.key
    }
}

fn detail(image: &RemoteImage) -> Detail {
    Detail::Image {
        manifest: image.digest.clone(),
        config: image.config_digest.clone(),
        created: image.created,
        size: image.layers.iter().fold(0, |sum, layer| sum.saturating_add(layer.size)),
    }
}

/// Lists the tags of repositories that have versions in use, and asks for the best ones.
async fn newer_tags(session: &Session<'_>, registry: &Registry, sink: Sink<'_>) {
    let mut repositories: BTreeMap<Repository, (Reference, HashSet<Key>)> = BTreeMap::new();
    for target in session.targets.iter().filter(|target| target.newer) {
        let Some((asking, key, _)) = target.asking() else { continue };
        let place = repositories.entry(key.repository());
        let (_, keys) = place.or_insert_with(|| (asking.reference.clone(), HashSet::new()));
        keys.insert(key.clone());
    }
    let mut searches: FuturesUnordered<_> = repositories
        .into_iter()
        .map(|(repository, (reference, keys))| async move {
            list(session, registry, &repository, &reference).await;
            verify(session, registry, &reference, &keys).await;
            keys
        })
        .collect();
    while let Some(keys) = searches.next().await {
        session.concerned(&keys).for_each(|target| sink(session.row(target)));
    }
}

async fn list(session: &Session<'_>, registry: &Registry, repository: &Repository, reference: &Reference) {
    let now = session.now();
    let held = session.versions(repository);
    let is_due = held.is_none_or(|list| due::tags_are_due(list.checked_at, session.mode().refresh, now));
    if !is_due || session.blocked(&repository.registry).is_some() {
        return;
    }
    match registry.tags(reference).await {
        Ok(list) => {
            let entry = TagEntry { tags: list.tags, complete: list.complete, checked_at: now };
            session.keep_tags(repository, &entry);
        }
        Err(error) => {
            tracing::debug!(%error, "tags could not be listed");
            session.note_limit(&error);
        }
    }
}

/// Asks for the tags that would be offered, until all of them are there: one that is missing makes way for the next.
async fn verify(session: &Session<'_>, registry: &Registry, reference: &Reference, keys: &HashSet<Key>) {
    for _ in 0..MOST_ROUNDS {
        let mut wanted: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
        for target in session.concerned(keys).filter(|target| target.newer) {
            let Some((_, key, _)) = target.asking() else { continue };
            for tag in newer::offered(session, target) {
                let key = key.with_tag(&tag);
                if session.may_ask(&key, false) {
                    wanted.entry(tag).or_default().insert(key);
                }
            }
        }
        if wanted.is_empty() {
            return;
        }
        let asked = wanted.into_iter().filter_map(|(tag, keys)| {
            Some((reference.with_tag(&tag).ok()?, keys.into_iter().collect::<Vec<_>>()))
        });
        join_all(asked.map(|(reference, keys)| async move {
            session.heard(&keys, registry.head(&reference).await);
        }))
        .await;
    }
}

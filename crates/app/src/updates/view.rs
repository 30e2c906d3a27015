//! History, kept containers and recoveries as the wire has them.

use std::collections::{BTreeMap, BTreeSet};

use engine::model::container::ContainerSummary;
use update::history::{HistoryEntry, HistoryResult};
use update::keep::{Kept, Leftover, LeftoverKind};
use update::swap::{self, Aftermath, Recovered, RecoveredState, SwapKind};

use crate::doctor;
use crate::wire::{self, ImageSide, Problem};

/// Returns who asks, as the swap has it.
pub(crate) fn actor_of(by: wire::Actor) -> swap::Actor {
    match by {
        wire::Actor::Person => swap::Actor::Person,
        wire::Actor::Schedule => swap::Actor::Schedule,
        wire::Actor::CommandLine => swap::Actor::CommandLine,
    }
}

pub(crate) fn history_view(entry: &HistoryEntry, can_undo: bool) -> wire::HistoryEntry {
    wire::HistoryEntry {
        id: entry.tx.clone(),
        name: entry.container.clone(),
        what: match entry.kind {
            SwapKind::Update => wire::HistoryKind::Update,
            SwapKind::Undo => wire::HistoryKind::Undo,
            SwapKind::Edit => wire::HistoryKind::Edit,
        },
        from: before(entry),
        to: after(entry),
        by: match entry.by {
            swap::Actor::Person => wire::Actor::Person,
            swap::Actor::Schedule => wire::Actor::Schedule,
            swap::Actor::CommandLine => wire::Actor::CommandLine,
        },
        result: result(entry.result),
        problem: problem(entry),
        started: entry.started.to_string(),
        finished: entry.finished.map(|at| at.to_string()),
        log: entry.failure.as_ref().map(|failure| failure.log.clone()).unwrap_or_default(),
        can_undo,
    }
}

fn problem(entry: &HistoryEntry) -> Option<Problem> {
    let name = ("container", entry.container.clone());
    let words = entry.failure.as_ref().map(|failure| failure.words.clone());
    let reason = ("reason", entry.attention.clone().or(words)?);
    Some(match entry.result {
        HistoryResult::PutBack => doctor::problem("update.putBack", [name, reason]),
        HistoryResult::Attention => doctor::problem("update.attention", [name, reason]),
        _ => doctor::problem("update.aborted", [name, reason]),
    })
}

fn result(result: HistoryResult) -> wire::HistoryResult {
    match result {
        HistoryResult::Open => wire::HistoryResult::Open,
        HistoryResult::Done => wire::HistoryResult::Done,
        HistoryResult::Aborted => wire::HistoryResult::Aborted,
        HistoryResult::PutBack => wire::HistoryResult::PutBack,
        HistoryResult::Attention => wire::HistoryResult::Attention,
        HistoryResult::Undone => wire::HistoryResult::Undone,
    }
}

fn before(entry: &HistoryEntry) -> ImageSide {
    side(&entry.old_reference, entry.old_digests.first().unwrap_or(&entry.old_image))
}

fn after(entry: &HistoryEntry) -> ImageSide {
    let digest = entry.new_digest.as_ref().or(entry.new_image.as_ref());
    side(&entry.reference, digest.map(String::as_str).unwrap_or_default())
}

fn side(reference: &str, digest: &str) -> ImageSide {
    ImageSide {
        reference: oci::familiar(reference),
        digest: digest.to_owned(),
        created: None,
        version: None,
        revision: None,
        platform: None,
    }
}

pub(crate) fn kept_view(kept: Kept) -> wire::KeptContainer {
    let unknown = || side("", "");
    wire::KeptContainer {
        from: kept.entry.as_ref().map_or_else(unknown, before),
        to: kept.entry.as_ref().map_or_else(unknown, after),
        has_backup: kept.entry.as_ref().is_some_and(|entry| !entry.backups.is_empty()),
        files_may_have_moved: kept.entry.as_ref().is_some_and(|entry| is_database(&entry.old_reference)),
        id: kept.tx,
        name: kept.name,
        remade: kept.parked.is_none(),
        parked_name: kept.parked_name,
        replaced_at: kept.replaced_at.to_string(),
        until: kept.until.to_string(),
        container_bytes: kept.container_bytes,
        image_bytes: kept.image_bytes,
        newest: kept.newest,
    }
}

fn is_database(reference: &str) -> bool {
    const NAMES: [&str; 7] =
        ["postgres", "mysql", "mariadb", "mongo", "influxdb", "elasticsearch", "percona"];
    let last = reference.rsplit('/').next().unwrap_or_default();
    NAMES.iter().any(|name| last.starts_with(name))
}

pub(crate) fn leftover_view(leftover: Leftover) -> wire::Leftover {
    let what = match leftover.what {
        LeftoverKind::New => "new",
        LeftoverKind::Old => "old",
        LeftoverKind::Failed => "failed",
        LeftoverKind::StandBy => "standBy",
        LeftoverKind::Helper => "helper",
    };
    wire::Leftover { id: leftover.id, name: leftover.name, what: what.to_owned() }
}

pub(crate) fn recovered_view(recovered: Recovered) -> wire::Recovered {
    let name = ("container", recovered.name.clone());
    let attention =
        |words: String| Some(doctor::problem("update.attention", [name.clone(), ("reason", words)]));
    let (result, problem) = match recovered.state {
        RecoveredState::Committed => (wire::HistoryResult::Done, None),
        RecoveredState::Back(Aftermath::Untouched) => (wire::HistoryResult::Aborted, None),
        RecoveredState::Back(Aftermath::PutBack) => (wire::HistoryResult::PutBack, None),
        RecoveredState::Back(Aftermath::Attention(words)) => {
            (wire::HistoryResult::Attention, attention(words))
        }
        RecoveredState::Back(Aftermath::Pending(words)) => (wire::HistoryResult::Open, attention(words)),
        RecoveredState::OtherEngine(_) => {
            (wire::HistoryResult::Open, Some(doctor::problem("update.otherEngine", [name.clone()])))
        }
    };
    wire::Recovered { name: recovered.name, result, problem }
}

/// Puts containers into an order in which what others need comes first, by Compose's own words; otherwise as they were.
pub(crate) fn in_order(
    chosen: Vec<(String, Option<String>)>,
    all: &[ContainerSummary],
) -> Vec<(String, Option<String>)> {
    let by_id: BTreeMap<&str, &ContainerSummary> = all.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut placed: BTreeSet<String> = BTreeSet::new();
    let mut ordered = Vec::with_capacity(chosen.len());
    let mut waiting = chosen;
    while !waiting.is_empty() {
        let open: BTreeSet<(String, String)> =
            waiting.iter().filter_map(|(id, _)| service(by_id.get(id.as_str())?)).collect();
        let is_free = |id: &str| {
            by_id.get(id).is_none_or(|one| needs(one).into_iter().all(|need| !open.contains(&need)))
        };
        // A circle has no order; the first of it goes first.
        let next = waiting.iter().position(|(id, _)| is_free(id)).unwrap_or(0);
        let one = waiting.remove(next);
        if placed.insert(one.0.clone()) {
            ordered.push(one);
        }
    }
    ordered
}

fn service(one: &ContainerSummary) -> Option<(String, String)> {
    let label = |name: &str| one.labels.get(name).cloned();
    Some((label("com.docker.compose.project")?, label("com.docker.compose.service")?))
}

/// Services of its own project that it needs: `db:service_started:false,cache:…`.
fn needs(one: &ContainerSummary) -> Vec<(String, String)> {
    let Some((project, own)) = service(one) else { return Vec::new() };
    let named = one.labels.get("com.docker.compose.depends_on").map(String::as_str).unwrap_or_default();
    let services = named.split(',').filter_map(|part| part.split(':').next()).filter(|name| !name.is_empty());
    services.filter(|name| *name != own).map(|name| (project.clone(), name.to_owned())).collect()
}

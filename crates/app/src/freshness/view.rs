//! Verdicts as the wire has them.

use std::collections::BTreeSet;

use registry::{RateLimit, Registry};
use update::check::{Choice, ContainerRow, Follow, ImageRow, Report};
use update::status::{Failure, Managed, RefStatus, Why, Word};
use update::tag::Steps;

use crate::doctor;
use crate::wire::{self, Problem, Status};

/// Puts everything together.
pub(crate) fn freshness_view(report: Report, registry: &Registry) -> wire::FreshnessView {
    let images: Vec<_> = report.images.into_iter().map(image).collect();
    let hosts: BTreeSet<String> = images.iter().map(|image| host_of(&image.reference)).collect();
    wire::FreshnessView {
        containers: report.containers.into_iter().map(container).collect(),
        budgets: hosts.into_iter().filter_map(|host| Some(budget(&host, &registry.budget(&host)?))).collect(),
        images,
        checking: None,
        checked_at: None,
        next_check: None,
        waiting: None,
    }
}

fn host_of(reference: &str) -> String {
    oci::Reference::parse(reference).map(|parsed| parsed.registry().to_owned()).unwrap_or_default()
}

fn budget(host: &str, limit: &RateLimit) -> wire::PullBudget {
    wire::PullBudget {
        host: host.to_owned(),
        limit: limit.limit,
        remaining: limit.remaining,
        window: limit.window.as_secs(),
        seen_at: limit.at.to_string(),
    }
}

fn image(row: ImageRow) -> wire::ImageFreshness {
    let ImageRow { reference, id, status, local, best, version, tags_incomplete: _ } = row;
    let (last_good, retry_at) = failure(&status).map_or((None, None), |(failure, last)| {
        (last.map(|last| word(last.word())), failure.retry_at.map(|at| at.to_string()))
    });
    wire::ImageFreshness {
        status: word(status.word()),
        reason: status.reason().map(ToOwned::to_owned),
        problem: problem(&status, &reference),
        local: local.iter().map(ToString::to_string).collect(),
        remote: status.remote().map(ToString::to_string),
        newer: status.newer().map(steps_view),
        best,
        checked_at: status.checked_at().map(|at| at.to_string()),
        last_good,
        retry_at,
        tag_moved: match &status {
            RefStatus::Pinned { tag_moved, .. } => *tag_moved,
            _ => None,
        },
        older_build: available(&status).is_some_and(|one| one.1),
        confirmed: available(&status).is_none_or(|one| one.0),
        created: available(&status).and_then(|one| one.2),
        version,
        reference,
        id,
    }
}

fn container(row: ContainerRow) -> wire::ContainerFreshness {
    let image = row.status.image();
    let last = image.and_then(failure).and_then(|(_, last)| last);
    let status = match (word(row.status.word()), image, &row.managed) {
        // A Swarm pins what it runs; a tag that has moved on is an update of its service.
        (
            Status::Pinned,
            Some(RefStatus::Pinned { tag_moved: Some(moved), .. }),
            Some(Managed::Swarm { .. }),
        ) => {
            if *moved {
                Status::UpdateAvailable
            } else {
                Status::UpToDate
            }
        }
        (status, ..) => status,
    };
    let held = row.held_until.is_some();
    wire::ContainerFreshness {
        updatable: !held
            && can_be_updated(
                status,
                row.best.is_some()
                    || image.is_some_and(|image| is_built_anew(image, row.choice.skip.as_deref())),
                row.managed.as_ref(),
            ),
        status,
        reason: row.status.reason().map(ToOwned::to_owned),
        problem: image.and_then(|image| problem(image, &row.reference)),
        newer: image.and_then(RefStatus::newer).map(steps_view),
        best: row.best,
        checked_at: image.and_then(RefStatus::checked_at).map(|at| at.to_string()),
        choice: choice_view(row.choice),
        managed: row.managed.map(managed_view),
        undo_until: None,
        last_good: last.map(|last| word(last.word())),
        id: row.id,
        name: row.name,
        reference: row.reference,
    }
}

/// Whether the same tag has something new besides, which the user has not said no to.
fn is_built_anew(status: &RefStatus, skip: Option<&str>) -> bool {
    match status {
        RefStatus::NewerTag { same_tag, .. } => is_built_anew(same_tag, skip),
        RefStatus::UpdateAvailable { remote, .. } => Some(remote.as_str()) != skip,
        _ => false,
    }
}

/// Whether one click does something here. A newer tag beyond the choice needs a look first.
fn can_be_updated(status: Status, has_next: bool, managed: Option<&Managed>) -> bool {
    let ours = !matches!(managed, Some(Managed::Quadlet { .. } | Managed::PodInfra | Managed::Kube));
    let news = match status {
        Status::UpdateAvailable | Status::PulledNotApplied => true,
        Status::NewerTag => has_next,
        _ => false,
    };
    ours && news
}

/// Names what is new, for telling it once: a container, and the tag or digest it could have.
pub(crate) fn news(view: &wire::FreshnessView) -> BTreeSet<(String, String)> {
    let remote = |reference: &str| {
        let image = view.images.iter().find(|image| image.reference == reference);
        image.and_then(|image| image.remote.clone())
    };
    let updatable = view.containers.iter().filter(|one| one.updatable);
    updatable
        .map(|one| {
            let to = one.best.clone().or_else(|| remote(&one.reference)).unwrap_or_default();
            (one.name.clone(), to)
        })
        .collect()
}

fn available(status: &RefStatus) -> Option<(bool, bool, Option<String>)> {
    match status {
        RefStatus::UpdateAvailable { confirmed, older_build, created, .. } => {
            Some((*confirmed, *older_build, created.map(|at| at.to_string())))
        }
        RefStatus::NewerTag { same_tag, .. } => available(same_tag),
        _ => None,
    }
}

fn failure(status: &RefStatus) -> Option<(&Failure, Option<&RefStatus>)> {
    match status {
        RefStatus::Unknown { failure, last_good } => Some((failure, last_good.as_deref())),
        _ => None,
    }
}

fn problem(status: &RefStatus, reference: &str) -> Option<Problem> {
    let (failure, _) = failure(status)?;
    let mut facts = doctor::Facts::from([
        ("registry".to_owned(), host_of(reference)),
        ("image".to_owned(), reference.to_owned()),
    ]);
    match &failure.why {
        Why::RateLimited { until, .. } => {
            let until = until.or(failure.retry_at).map(|at| at.to_string()).unwrap_or_default();
            facts.insert("until".to_owned(), until);
        }
        Why::ServerError { status } => {
            facts.insert("status".to_owned(), status.to_string());
        }
        Why::BadAnswer => {
            facts.insert("reason".to_owned(), failure.words.clone().unwrap_or_default());
        }
        _ => {}
    }
    let words = failure.words.clone().unwrap_or_default();
    Some(doctor::told_by_facts(&format!("freshness.{}", failure.why.code()), facts, &words))
}

/// Returns newer tags as the wire has them.
pub(crate) fn steps_view(steps: &Steps) -> wire::NewerTags {
    let Steps { rebuild, patch, minor, major } = steps.clone();
    wire::NewerTags { rebuild, patch, minor, major }
}

fn word(word: Word) -> Status {
    match word {
        Word::UpToDate => Status::UpToDate,
        Word::UpdateAvailable => Status::UpdateAvailable,
        Word::NewerTag => Status::NewerTag,
        Word::Pinned => Status::Pinned,
        Word::LocalOnly => Status::LocalOnly,
        Word::Unknown => Status::Unknown,
        Word::PulledNotApplied => Status::PulledNotApplied,
        Word::Skipped => Status::Skipped,
        Word::Updating => Status::Updating,
    }
}

/// Returns who looks after a container.
pub(crate) fn managed_view(managed: Managed) -> wire::ManagedBy {
    match managed {
        Managed::Compose { project, service } => wire::ManagedBy::Compose { project, service },
        Managed::Swarm { service } => wire::ManagedBy::Swarm { service },
        Managed::Quadlet { unit } => wire::ManagedBy::Quadlet { unit },
        Managed::PodInfra => wire::ManagedBy::PodInfra,
        Managed::Kube => wire::ManagedBy::Kube,
    }
}

fn choice_view(choice: Choice) -> wire::UpdateChoice {
    let Choice { follow, skip, wait_days, pre_releases, other_bases: _, local_only } = choice;
    wire::UpdateChoice { follow: follow.map(follow_view), skip, wait_days, pre_releases, local_only }
}

/// Returns a choice as the checker keeps it.
pub(crate) fn choice_of(choice: wire::UpdateChoice) -> Choice {
    let wire::UpdateChoice { follow, skip, wait_days, pre_releases, local_only } = choice;
    let follow = follow.map(follow_of);
    Choice { follow, skip, wait_days, pre_releases, local_only, ..Choice::default() }
}

fn follow_view(follow: Follow) -> wire::Follow {
    match follow {
        Follow::Tag => wire::Follow::Tag,
        Follow::Patch => wire::Follow::Patch,
        Follow::Minor => wire::Follow::Minor,
        Follow::Major => wire::Follow::Major,
    }
}

pub(crate) fn follow_of(follow: wire::Follow) -> Follow {
    match follow {
        wire::Follow::Tag => Follow::Tag,
        wire::Follow::Patch => Follow::Patch,
        wire::Follow::Minor => Follow::Minor,
        wire::Follow::Major => Follow::Major,
    }
}

#[cfg(test)]
mod tests {
    use oci::Digest;
    use update::status::VerifiedTag;

    use super::*;

    /// `postgres:16` is built anew while there is a 17, which needs a look of its own.
    #[test]
    fn a_new_build_counts_beside_a_newer_tag() {
        let digest = |digit: &str| Digest::parse(&format!("sha256:{}", digit.repeat(64))).expect("a digest");
        let same_tag = RefStatus::UpdateAvailable {
            local: vec![digest("a")],
            remote: digest("b"),
            checked_at: jiff::Timestamp::UNIX_EPOCH,
            confirmed: true,
            older_build: false,
            size: None,
            created: None,
        };
        let newer = RefStatus::NewerTag {
            steps: Steps { major: Some("17".to_owned()), ..Steps::default() },
            verified: Vec::<VerifiedTag>::new(),
            other_bases: Steps::default(),
            same_tag: Box::new(same_tag),
        };
        assert!(is_built_anew(&newer, None));
        assert!(!is_built_anew(&newer, Some(digest("b").as_str())), "skipped");
        assert!(can_be_updated(Status::NewerTag, true, None));
        assert!(!can_be_updated(Status::NewerTag, false, None));
    }
}

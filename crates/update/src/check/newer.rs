//! Newer version tags of a target, from the list of its repository (UPDATES.md 3.2, steps 9 and 10, and section 4).

use std::collections::{BTreeSet, HashSet};

use super::session::Session;
use super::target::Target;
use crate::status::{Asking, RefStatus, VerifiedTag, Why};
use crate::tag::{Steps, Tag, TagPolicy, candidates_among};

/// Adds what is newer to a verdict that stands.
pub(super) fn with_newer(session: &Session<'_>, target: &Target<'_>, status: RefStatus) -> RefStatus {
    let Some((asking, ..)) = target.asking() else { return status };
    match status {
        RefStatus::UpToDate { .. } | RefStatus::UpdateAvailable { .. } => {
            let steps = steps(session, target);
            let other_bases = other_bases(session, target, &steps);
            if steps.is_empty() && other_bases.is_empty() {
                return status;
            }
            let offered = steps.iter().chain(other_bases.iter()).map(|(_, tag)| tag);
            let verified = verified(session, target, asking, offered);
            RefStatus::NewerTag { steps, verified, other_bases, same_tag: Box::new(status) }
        }
        RefStatus::Pinned { digest, tag, tag_moved, checked_at, .. } => {
            let steps = steps(session, target);
            let newer_tag = steps.iter().last().map(|(_, tag)| tag.to_owned());
            RefStatus::Pinned { digest, tag, tag_moved, newer_tag, checked_at }
        }
        other => other,
    }
}

/// Every tag that would be offered, in either proposal.
pub(super) fn offered(session: &Session<'_>, target: &Target<'_>) -> BTreeSet<String> {
    let steps = steps(session, target);
    let other_bases = other_bases(session, target, &steps);
    steps.iter().chain(other_bases.iter()).map(|(_, tag)| tag.to_owned()).collect()
}

/// The best tags by step, without those the registry turned out not to have and the one the user does not want.
fn steps(session: &Session<'_>, target: &Target<'_>) -> Steps {
    found(session, target, &target.choice.policy(), target.choice.skip.as_deref())
}

/// Whether the repository has more tags than were listed.
pub(super) fn is_incomplete(session: &Session<'_>, target: &Target<'_>) -> bool {
    let key = target.key.as_ref().filter(|_| target.newer);
    key.and_then(|key| session.versions(&key.repository())).is_some_and(|list| !list.complete)
}

/// Whether a tag would be offered if the user had not said no.
pub(super) fn would_offer(session: &Session<'_>, target: &Target<'_>, tag: &str) -> bool {
    let steps = found(session, target, &target.choice.policy(), None);
    steps.iter().any(|(_, offered)| offered == tag)
}

fn found(session: &Session<'_>, target: &Target<'_>, policy: &TagPolicy, skip: Option<&str>) -> Steps {
    let Some((asking, key, _)) = target.asking().filter(|_| target.newer) else { return Steps::default() };
    let current = asking.reference.tag().and_then(Tag::parse);
    let (Some(current), Some(list)) = (current, session.versions(&key.repository())) else {
        return Steps::default();
    };
    let mut left_out: HashSet<String> = skip.map(str::to_owned).into_iter().collect();
    loop {
        let tags = list.tags.iter().filter(|tag| !left_out.contains(tag.as_str()));
        let steps = candidates_among(&current, tags, policy);
        let missing: Vec<String> = steps
            .iter()
            .filter(|(_, tag)| is_missing(session, target, tag))
            .map(|(_, tag)| tag.to_owned())
            .collect();
        if missing.is_empty() {
            return steps;
        }
        left_out.extend(missing);
    }
}

fn is_missing(session: &Session<'_>, target: &Target<'_>, tag: &str) -> bool {
    let Some((_, key, _)) = target.asking() else { return false };
    let failure = session.entry(&key.with_tag(tag)).failure;
    failure.is_some_and(|failure| matches!(failure.why, Why::NotFound { .. }))
}

fn verified<'t>(
    session: &Session<'_>,
    target: &Target<'_>,
    asking: &Asking,
    offered: impl Iterator<Item = &'t str>,
) -> Vec<VerifiedTag> {
    let Some((_, key, _)) = target.asking() else { return Vec::new() };
    let answer = |tag: &str| {
        let digest = session.entry(&key.with_tag(tag)).answer?.digest;
        let same_image = asking.local.contains(&digest);
        Some(VerifiedTag { tag: tag.to_owned(), digest, same_image })
    };
    offered.filter_map(answer).collect()
}

/// The second proposal: only what it adds.
fn other_bases(session: &Session<'_>, target: &Target<'_>, steps: &Steps) -> Steps {
    if !target.choice.other_bases {
        return Steps::default();
    }
    let policy = TagPolicy { other_bases: true, ..target.choice.policy() };
    let mut other = found(session, target, &policy, target.choice.skip.as_deref());
    for (place, same) in [
        (&mut other.rebuild, &steps.rebuild),
        (&mut other.patch, &steps.patch),
        (&mut other.minor, &steps.minor),
        (&mut other.major, &steps.major),
    ] {
        if place == same {
            *place = None;
        }
    }
    other
}

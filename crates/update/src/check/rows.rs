//! The rows a check tells: the data of `mooring check --json` (DESIGN.md section 5 of the plan).

use jiff::{SignedDuration, Timestamp};
use oci::{Digest, familiar};
use serde::Serialize;

use super::choice::Choice;
use super::facts::{ContainerFacts, Swapping};
use super::newer;
use super::session::Session;
use super::target::{Subject, Target};
use crate::status::{ContainerStatus, LocalImage, Managed, Question, RefStatus};
use crate::tag::{Steps, default_ceiling};

/// All rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Images, one row for each name.
    pub images: Vec<ImageRow>,
    /// Containers.
    pub containers: Vec<ContainerRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// An image under one of its names.
    Image(ImageRow),
    /// A container.
    Container(ContainerRow),
}

/// An image under one of its names, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageRow {
    /// The name as a user would type it.
    pub reference: String,
    /// Its id, `sha256:…`.
    pub id: String,
    /// How it stands.
    pub status: RefStatus,
    /// Digests it is compared by.
    #[serde(serialize_with = "texts")]
    pub local: Vec<Digest>,
    /// The newer tag one click would take, confirmed by the registry and within the setting.
    pub best: Option<String>,
    /// Version its own label names.
    pub version: Option<String>,
    /// The repository has more tags than are read: there may be newer ones than those told.
    pub tags_incomplete: bool,
}

/// A container and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerRow {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it was made from, as a user would type it.
    pub reference: String,
    /// Image it was made from, `sha256:…`.
    pub image_id: String,
    /// How it stands.
    pub status: ContainerStatus,
    /// Who else looks after it.
    pub managed: Option<Managed>,
    /// What the user chose.
    pub choice: Choice,
    /// The newer tag one click would take, confirmed by the registry and within the choice; none stays on the tag.
    pub best: Option<String>,
    /// The user wants to wait this long before it is offered.
    pub held_until: Option<Timestamp>,
}

fn texts<S: serde::Serializer>(digests: &[Digest], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(digests.iter().map(Digest::as_str))
}

/// Makes the row of a target.
pub(super) fn row(session: &Session<'_>, target: &Target<'_>) -> Row {
    match (&target.subject, target.image) {
        (Subject::Container(container), _) => Row::Container(container_row(session, target, container)),
        (Subject::Image(name), image) => Row::Image(image_row(session, target, name, image)),
    }
}

fn image_row(session: &Session<'_>, target: &Target<'_>, name: &str, image: Option<&LocalImage>) -> ImageRow {
    let status = session.status(target);
    let local = match &target.question {
        Question::Ask(asking) => asking.local.clone(),
        Question::Settled(_) => image.map(LocalImage::digests).unwrap_or_default(),
    };
    ImageRow {
        reference: familiar(name),
        id: image.map(|image| image.id.clone()).unwrap_or_default(),
        best: best(session, target, &status),
        status,
        local,
        tags_incomplete: newer::is_incomplete(session, target),
        version: image.and_then(|image| image.version.clone()),
    }
}

fn container_row(session: &Session<'_>, target: &Target<'_>, container: &ContainerFacts) -> ContainerRow {
    let status = session.status(target);
    let managed = Managed::of(&container.labels, &container.reference);
    // Compose's tag stands in its file, and no click here changes that.
    let is_compose = matches!(managed, Some(Managed::Compose { .. }));
    let best = best(session, target, &status).filter(|_| !is_compose);
    ContainerRow {
        id: container.id.clone(),
        name: container.name.clone(),
        reference: familiar(&container.reference),
        image_id: container.image_id.clone(),
        held_until: held_until(session, target, &status, best.as_deref()),
        best,
        managed,
        choice: target.choice.clone(),
        status: container_status(session, target, container, status),
    }
}

fn container_status(
    session: &Session<'_>,
    target: &Target<'_>,
    container: &ContainerFacts,
    image: RefStatus,
) -> ContainerStatus {
    match &container.swapping {
        Some(Swapping::Updating(transaction)) => {
            return ContainerStatus::Updating { transaction: transaction.clone() };
        }
        Some(Swapping::Parked(until)) => return ContainerStatus::ParkedRollback { until: *until },
        None => {}
    }
    if let Some(what) = skipped(session, target, &image) {
        return ContainerStatus::Skipped { what, image };
    }
    match target.pulled {
        Some(id) => ContainerStatus::PulledNotApplied { image_id: id.to_owned(), image },
        None => ContainerStatus::Image { status: image },
    }
}

/// What the user does not want, when nothing else is offered.
fn skipped(session: &Session<'_>, target: &Target<'_>, image: &RefStatus) -> Option<String> {
    let skip = target.choice.skip.as_ref()?;
    let is_skipped = match image {
        RefStatus::UpdateAvailable { remote, .. } => remote.as_str() == skip,
        RefStatus::UpToDate { digest, .. } => {
            (target.pulled.is_some() && digest.as_str() == skip) || newer::would_offer(session, target, skip)
        }
        _ => false,
    };
    is_skipped.then(|| skip.clone())
}

/// The tag of the biggest step within the choice that the registry confirmed.
fn best(session: &Session<'_>, target: &Target<'_>, status: &RefStatus) -> Option<String> {
    let RefStatus::NewerTag { steps, verified, .. } = status else { return None };
    let (asking, ..) = target.asking()?;
    let ceiling = match target.choice.follow {
        Some(follow) => follow.ceiling()?,
        None => session.mode().follow.ceiling()?.min(default_ceiling(asking.reference.tag()?)?),
    };
    let actionable = |tag: &str| verified.iter().any(|verified| verified.tag == tag && !verified.same_image);
    let within: Vec<&str> =
        Steps::iter(steps).filter(|(step, _)| *step <= ceiling).map(|(_, tag)| tag).collect();
    within.into_iter().rev().find(|tag| actionable(tag)).map(str::to_owned)
}

/// When a new one has been out as long as the user wants it to be. It counts from when we first saw it: what images say
/// of their own age is often 1970.
fn held_until(
    session: &Session<'_>,
    target: &Target<'_>,
    status: &RefStatus,
    best: Option<&str>,
) -> Option<Timestamp> {
    if target.choice.wait_days == 0 {
        return None;
    }
    let (_, key, _) = target.asking()?;
    let seen_at = match (status, best) {
        (_, Some(tag)) => session.entry(&key.with_tag(tag)).seen_at,
        (RefStatus::UpdateAvailable { .. }, None) => session.entry(key).seen_at,
        _ => None,
    }?;
    let until =
        seen_at.checked_add(SignedDuration::from_hours(24 * i64::from(target.choice.wait_days))).ok()?;
    (until > session.now()).then_some(until)
}

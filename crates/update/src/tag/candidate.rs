//! Which tags of a repository are a step up.

use serde::{Deserialize, Serialize};

use super::Tag;

/// How big a step is, smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// The same version, built again or made final.
    Rebuild,
    /// The third number or one behind it.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Step {
    /// All, smallest first.
    pub const ALL: [Self; 4] = [Self::Rebuild, Self::Patch, Self::Minor, Self::Major];
}

/// What may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TagPolicy {
    /// Offer pre-releases although the current tag is none (rule 6).
    pub pre_releases: bool,
    /// Let numbers within the flavor differ: `alpine3.19` and `alpine3.20` (rule 4). Meant for a second proposal.
    pub other_bases: bool,
    /// Biggest step offered; `None` offers all.
    pub ceiling: Option<Step>,
}

/// The best tag for each size of step.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Steps {
    /// The same version, built again or made final.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rebuild: Option<String>,
    /// `1.25.3` to `1.25.4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<String>,
    /// `1.25` to `1.26`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minor: Option<String>,
    /// `16` to `17`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub major: Option<String>,
}

impl Steps {
    /// The tag of one step.
    #[must_use]
    pub fn get(&self, step: Step) -> Option<&str> {
        match step {
            Step::Rebuild => &self.rebuild,
            Step::Patch => &self.patch,
            Step::Minor => &self.minor,
            Step::Major => &self.major,
        }
        .as_deref()
    }

    /// Whether nothing is offered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// What is offered, smallest step first.
    pub fn iter(&self) -> impl Iterator<Item = (Step, &str)> {
        Step::ALL.into_iter().filter_map(|step| Some((step, self.get(step)?)))
    }

    /// The tag of the biggest step that is not above the ceiling: what one click offers (rule 8).
    #[must_use]
    pub fn best(&self, ceiling: Step) -> Option<(Step, &str)> {
        self.iter().filter(|(step, _)| *step <= ceiling).last()
    }

    fn set(&mut self, step: Step, tag: &Tag) {
        let place = match step {
            Step::Rebuild => &mut self.rebuild,
            Step::Patch => &mut self.patch,
            Step::Minor => &mut self.minor,
            Step::Major => &mut self.major,
        };
        *place = Some(tag.as_str().to_owned());
    }
}

/// Returns the biggest step one click takes when the user chose nothing: minor, and none for a single number, where the
/// next is another product's size of change (a database's `16`) (rule 8).
#[must_use]
pub fn default_ceiling(current: &str) -> Option<Step> {
    let tag = Tag::parse(current)?;
    (tag.precision() > 1).then_some(Step::Minor)
}

/// Returns the best tag above the current one for each size of step. Nothing when the current tag is no version.
pub fn candidates<T: AsRef<str>>(
    current: &str,
    tags: impl IntoIterator<Item = T>,
    policy: &TagPolicy,
) -> Steps {
    let Some(current) = Tag::parse(current) else { return Steps::default() };
    let tags: Vec<Tag> = tags.into_iter().filter_map(|tag| Tag::parse(tag.as_ref())).collect();
    candidates_among(&current, &tags, policy)
}

/// The same for tags that have been read already.
pub(crate) fn candidates_among<'t>(
    current: &Tag,
    tags: impl IntoIterator<Item = &'t Tag>,
    policy: &TagPolicy,
) -> Steps {
    let mut best: [Option<&Tag>; 4] = [None; 4];
    for tag in tags {
        let Some(step) = step(current, tag, policy) else { continue };
        let Some(place) = best.get_mut(step as usize) else { continue };
        if place.is_none_or(|held| is_better(tag, held)) {
            *place = Some(tag);
        }
    }
    let mut steps = Steps::default();
    for (step, tag) in Step::ALL.into_iter().zip(best) {
        if let Some(tag) = tag {
            steps.set(step, tag);
        }
    }
    steps
}

/// The step from one tag to another, when it may be offered.
fn step(current: &Tag, tag: &Tag, policy: &TagPolicy) -> Option<Step> {
    let offered = current.is_family(tag, policy.other_bases)
        && tag.compare(current).is_gt()
        && may_be_pre_release(current, tag, policy);
    let step = match current.first_difference(tag) {
        None => Step::Rebuild,
        Some(0) => Step::Major,
        Some(1) => Step::Minor,
        Some(_) => Step::Patch,
    };
    (offered && policy.ceiling.is_none_or(|ceiling| step <= ceiling)).then_some(step)
}

/// Who runs a pre-release is offered others that are at least as finished.
fn may_be_pre_release(current: &Tag, tag: &Tag, policy: &TagPolicy) -> bool {
    match (tag.stage(), current.stage()) {
        (None, _) => true,
        (Some(new), Some(old)) => new >= old || policy.pre_releases,
        (Some(_), None) => policy.pre_releases,
    }
}

/// The greater one; of equal ones that which does not depend on the order of the list.
fn is_better(tag: &Tag, held: &Tag) -> bool {
    let order = tag.compare(held).then_with(|| held.as_str().cmp(tag.as_str()));
    order.is_gt()
}

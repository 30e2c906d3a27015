//! What is outdated, as `mooring check --json` prints it and the window shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// How an image or container stands to what its registry offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Status {
    /// What is here is what the registry has.
    UpToDate,
    /// The registry has something newer under the same tag.
    UpdateAvailable,
    /// There is a newer version under another tag.
    NewerTag,
    /// Made from a digest: never changes by itself.
    Pinned,
    /// Built, loaded or named here only: there is nobody to ask.
    LocalOnly,
    /// Could not be checked; `reason` says why.
    Unknown,
    /// The newer image is here and the container is still made from the older one.
    PulledNotApplied,
    /// The user said "not this one", or it was tried and put back.
    Skipped,
    /// Is being updated now.
    Updating,
}

/// Newer version tags, the best of each step.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NewerTags {
    /// Same version, built again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub rebuild: Option<String>,
    /// Next patch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub patch: Option<String>,
    /// Next minor version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub minor: Option<String>,
    /// Next major version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub major: Option<String>,
}

/// One image name and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageFreshness {
    /// As a user would type it.
    pub reference: String,
    /// Image id it names here, `sha256:…`.
    pub id: String,
    /// Verdict.
    pub status: Status,
    /// One word for why: `authRequired`, `rateLimited`, `built`, …
    pub reason: Option<String>,
    /// Why it is unknown, in words.
    pub problem: Option<Problem>,
    /// Digests of what is here.
    pub local: Vec<String>,
    /// Digest the registry has.
    pub remote: Option<String>,
    /// Newer version tags.
    pub newer: Option<NewerTags>,
    /// The newer tag one click would take, within the user's choice.
    pub best: Option<String>,
    /// When this was found out; the last good verdict's time when the last try failed.
    pub checked_at: Option<String>,
    /// Verdict before the last try failed.
    pub last_good: Option<Status>,
    /// When it may be tried again.
    pub retry_at: Option<String>,
    /// A pinned one's tag points elsewhere by now; none when not known.
    pub tag_moved: Option<bool>,
    /// The registry's is older than ours: its tag was moved back.
    pub older_build: bool,
    /// The platform was looked at, so that it is certain.
    pub confirmed: bool,
    /// When the registry's was built.
    pub created: Option<String>,
    /// Version the image's own label names.
    pub version: Option<String>,
}

/// One container and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContainerFreshness {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it was made from, as a user would type it.
    pub reference: String,
    /// Verdict.
    pub status: Status,
    /// One word for why.
    pub reason: Option<String>,
    /// Why it is unknown, in words.
    pub problem: Option<Problem>,
    /// Newer version tags.
    pub newer: Option<NewerTags>,
    /// Tag that one click would move it to; none means the same tag.
    pub best: Option<String>,
    /// When this was found out.
    pub checked_at: Option<String>,
    /// Choice of the user.
    pub choice: UpdateChoice,
    /// Who else looks after it.
    pub managed: Option<ManagedBy>,
    /// The one before is kept until then: undo is possible.
    pub undo_until: Option<String>,
    /// One click can update it here.
    pub updatable: bool,
    /// Verdict before the last try failed.
    pub last_good: Option<Status>,
}

/// Who looks after a container besides the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
#[ts(export)]
pub enum ManagedBy {
    /// A Compose project.
    Compose {
        /// Project.
        project: String,
        /// Service.
        service: String,
    },
    /// A Swarm service.
    Swarm {
        /// Service.
        service: String,
    },
    /// A systemd unit or quadlet.
    Quadlet {
        /// Unit.
        unit: String,
    },
    /// The inner container of a pod.
    PodInfra,
    /// A member of a pod.
    Pod {
        /// Pod.
        pod: String,
    },
    /// Kubernetes.
    Kube,
}

/// What the user chose for one container.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct UpdateChoice {
    /// How far to follow versions; none takes the setting.
    pub follow: Option<Follow>,
    /// Tag or digest that is not wanted.
    pub skip: Option<String>,
    /// Days a new one has to be out before it is offered.
    pub wait_days: u32,
    /// Release candidates too.
    pub pre_releases: bool,
    /// Do not ask a registry about it at all.
    pub local_only: bool,
}

/// How far to follow versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Follow {
    /// Stay on the tag.
    Tag,
    /// Patches.
    Patch,
    /// Minor versions.
    Minor,
    /// Major versions too.
    Major,
}

/// Everything about freshness at once, from memory: asks nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FreshnessView {
    /// Names of images.
    pub images: Vec<ImageFreshness>,
    /// Containers.
    pub containers: Vec<ContainerFreshness>,
    /// The job that is checking now.
    pub checking: Option<String>,
    /// When everything was last checked.
    pub checked_at: Option<String>,
    /// When the schedule checks next.
    pub next_check: Option<String>,
    /// Why the schedule waits: `battery`, `metered`, `offline`, `quietHours`.
    pub waiting: Option<String>,
    /// What registries say of how many pulls are left.
    pub budgets: Vec<PullBudget>,
}

/// How many pulls a registry still allows, in its own figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PullBudget {
    /// `docker.io`.
    pub host: String,
    /// Pulls in the window.
    pub limit: u64,
    /// Left.
    pub remaining: u64,
    /// Seconds of the window.
    pub window: u64,
    /// When it said so.
    pub seen_at: String,
}

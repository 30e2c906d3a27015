//! From an inspect answer to a create body.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::mode::Mode;
use super::{Around, ImageFacts, SettingChange, SettingsEdit, Warning};
use super::{changes, compose, config, host, merge, mount, network, podman, warnings};

/// What the caller wants, beyond "the same on another image".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// Reference the new container is made from; the old one's when left out.
    pub image: Option<String>,
    /// Keep host ports that the engine chose.
    pub keep_ports: bool,
    /// Take every setting for the user's. The way out when the old image is unknown; old defaults then mask new ones.
    pub keep_all: bool,
    /// Make a twin that does not remove itself (UPDATES.md 6.6).
    pub stand_by: bool,
    /// Containers that were replaced, old id and new id: what pointed at the old one shall point at the new one.
    pub replaced: Vec<(String, String)>,
    /// Settings to change.
    pub edit: Option<SettingsEdit>,
}

/// How to make the container again.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recreate {
    /// Name of the container, without the slash.
    pub name: String,
    /// The create body, complete: configuration, `HostConfig`, `NetworkingConfig`. Holds the user's secrets.
    pub body: Value,
    /// Networks to connect between create and start.
    pub connects: Vec<Connect>,
    /// `platform` for create, when the image is not of the engine's own.
    pub platform: Option<String>,
    /// Every setting before and after.
    pub changes: Vec<SettingChange>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
    /// Anonymous volumes and those taken from others, which are mounted by name from now on.
    pub explicit_volumes: Vec<ExplicitVolume>,
    /// Files to copy from the old container into the new one before its start, by the archive calls.
    pub copies: Vec<String>,
    /// The old container's restart policy, to restore: `Name` and `MaximumRetryCount`.
    pub restart: Value,
}

/// A network to connect before the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connect {
    /// Id, to be used when known: names may be given twice. Otherwise empty.
    pub network_id: String,
    /// Name.
    pub network_name: String,
    /// `EndpointConfig` for the call.
    pub endpoint: Value,
}

/// A volume that had no name in the container's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplicitVolume {
    /// Name.
    pub name: String,
    /// Path in the container.
    pub destination: String,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The old image's configuration is gone, so nobody knows what the user set. [`Wish::keep_all`] goes on regardless.
    #[error("the configuration of the image it was made from is unknown")]
    OldImageUnknown,
    /// The inspect answer lacks something without which no container can be made.
    #[error("the container's description has no {0}")]
    Unreadable(&'static str),
    /// It shares the network of a container that no longer exists.
    #[error("it shares the namespace of container {0}, which is gone")]
    NamespaceGone(String),
    /// Containers that wait for each other in a circle cannot be put in an order.
    #[error("it and container {0} depend on each other")]
    Cycle(String),
    /// It lives in a pod, which the common API cannot put a container into.
    #[error("it belongs to pod {0}")]
    PodMember(String),
}

/// Plans the container's successor on the image `new`. `old` is the image the container was made from.
pub fn recreate(
    container: &Value,
    old: Option<&ImageFacts>,
    new: &ImageFacts,
    around: &Around,
    wish: &Wish,
) -> Result<Recreate, PlanError> {
    let nothing = ImageFacts::default();
    let old = match old {
        _ if wish.keep_all => &nothing,
        Some(old) => old,
        None => return Err(PlanError::OldImageUnknown),
    };
    if let Some(pod) = podman::pod(around) {
        return Err(PlanError::PodMember(pod.to_owned()));
    }
    let normalized = around.podman.then(|| podman::normalized(container, old, around));
    let container = normalized.as_ref().map_or(container, |(container, _)| container);
    let mut draft = Draft::of(container, old, new, around, wish)?;
    draft.warnings.extend(normalized.as_ref().map(|(_, warnings)| warnings.clone()).unwrap_or_default());
    draft.finished(&Sides { container, old, new, around, wish })
}

/// What a plan is made from, once the container's description is in Docker's words.
pub(crate) struct Sides<'a> {
    pub(crate) container: &'a Value,
    pub(crate) old: &'a ImageFacts,
    pub(crate) new: &'a ImageFacts,
    pub(crate) around: &'a Around,
    pub(crate) wish: &'a Wish,
}

impl Sides<'_> {
    /// The `Config` that inspect will show of a container made from `body`.
    pub(crate) fn after(&self, body: &Value) -> Value {
        let mut after = merge::merged(body, &self.new.config);
        if self.around.podman && body["Healthcheck"].is_object() {
            after["Healthcheck"] = body["Healthcheck"].clone();
        }
        after
    }
}

/// The body and what was found while making it.
struct Draft {
    body: Map<String, Value>,
    connects: Vec<Connect>,
    explicit_volumes: Vec<ExplicitVolume>,
    warnings: Vec<Warning>,
}

impl Draft {
    fn of(
        container: &Value,
        old: &ImageFacts,
        new: &ImageFacts,
        around: &Around,
        wish: &Wish,
    ) -> Result<Self, PlanError> {
        let mode = Mode::of(container);
        let mut body = config::intent(container, &old.config, mode, wish.keep_all, around.podman);
        compose::adjust(&mut body, container, old, new);
        let image = wish.image.as_deref().or(container["Config"]["Image"].as_str());
        body.insert("Image".into(), json!(image.ok_or(PlanError::Unreadable("image"))?));
        let mut host = host::intent(container, mode, around, wish)?;
        let mounts = mount::settle(container, &mut host, around);
        let networks = network::intent(container, mode, around);
        if let Some(mode) = networks.mode {
            host.insert("NetworkMode".into(), json!(mode));
        }
        if let Some(mac) = networks.mac {
            body.insert("MacAddress".into(), mac);
        }
        body.insert("HostConfig".into(), Value::Object(host));
        if !networks.endpoints.is_empty() {
            body.insert("NetworkingConfig".into(), json!({"EndpointsConfig": networks.endpoints}));
        }
        if let Some(edit) = &wish.edit {
            edit.apply(&mut body, container, &new.config);
        }
        let warnings = [mounts.warnings, networks.warnings].concat();
        Ok(Self { body, connects: networks.connects, explicit_volumes: mounts.explicit, warnings })
    }

    fn finished(self, sides: &Sides<'_>) -> Result<Recreate, PlanError> {
        let Self { body, connects, explicit_volumes, mut warnings } = self;
        let name = sides.container["Name"].as_str().map(|name| name.trim_start_matches('/'));
        let name = name.filter(|name| !name.is_empty()).ok_or(PlanError::Unreadable("name"))?;
        let body = Value::Object(body);
        let copies = compose::injected_files(sides.container, sides.around);
        warnings.extend(warnings::of(sides, &body, &explicit_volumes, &copies)?);
        Ok(Recreate {
            name: name.to_owned(),
            connects,
            platform: platform(sides),
            changes: changes::of(sides, &body),
            warnings,
            explicit_volumes,
            copies,
            restart: sides.container["HostConfig"]["RestartPolicy"].clone(),
            body,
        })
    }
}

/// Engines choose their own platform when none is asked for; an emulated container is to stay one.
fn platform(sides: &Sides<'_>) -> Option<String> {
    let (new, own) = (sides.new.platform.as_ref()?, sides.around.engine_platform.as_ref()?);
    let is_own = new.os() == own.os()
        && new.architecture() == own.architecture()
        && (own.variant().is_none() || new.variant() == own.variant());
    (!is_own && sides.around.api_version >= (1, 41)).then(|| new.to_string())
}

impl fmt::Debug for Recreate {
    /// Leaves out the body: it holds the user's secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, body: _, connects, platform, changes, warnings, explicit_volumes, copies, restart } =
            self;
        f.debug_struct("Recreate")
            .field("name", name)
            .field("connects", connects)
            .field("platform", platform)
            .field("changes", changes)
            .field("warnings", warnings)
            .field("explicit_volumes", explicit_volumes)
            .field("copies", copies)
            .field("restart", restart)
            .finish_non_exhaustive()
    }
}

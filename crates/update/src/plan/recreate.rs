//! From an inspect answer to a create body.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Around, ImageFacts, SettingChange, SettingsEdit, Warning};

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
}

/// Plans the container's successor on the image `new`. `old` is the image the container was made from.
pub fn recreate(
    container: &Value,
    old: Option<&ImageFacts>,
    new: &ImageFacts,
    around: &Around,
    wish: &Wish,
) -> Result<Recreate, PlanError> {
    let _ = (container, new, around);
    if old.is_none() && !wish.keep_all {
        return Err(PlanError::OldImageUnknown);
    }
    Err(PlanError::Unreadable("reader yet"))
}

impl fmt::Debug for Recreate {
    /// Leaves out the body: it holds the user's secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, body: _, connects, platform, changes, warnings, explicit_volumes, copies, restart } = self;
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

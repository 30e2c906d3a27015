//! What a plan must know beside the container itself.

use std::fmt;

use oci::Platform;
use serde_json::Value;

use super::image_facts::strings;

/// The container's surroundings. Everything may be left empty; the plan then knows, and warns of, less.
#[derive(Clone, Default, PartialEq)]
pub struct Around {
    /// API version that is spoken, major and minor: `(1, 41)`.
    pub api_version: (u32, u32),
    /// `20.10.24`.
    pub engine_version: String,
    /// Whether the engine is Podman.
    pub podman: bool,
    /// What the engine runs by itself.
    pub engine_platform: Option<Platform>,
    /// Every network: names need not be unique.
    pub networks: Vec<NetworkName>,
    /// Every other container.
    pub neighbours: Vec<Neighbour>,
    /// What the container wrote outside of volumes, if somebody looked.
    pub write_layer: Option<WriteLayer>,
    /// Podman's own inspect answer, which says what its compatible one hides.
    pub libpod: Option<Value>,
    /// `docker compose config --hash` of its service now, if somebody could ask.
    pub compose_hash: Option<String>,
}

impl fmt::Debug for Around {
    /// Leaves out Podman's answer: it holds the user's secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around")
            .field("engine_version", &self.engine_version)
            .field("podman", &self.podman)
            .field("networks", &self.networks)
            .field("neighbours", &self.neighbours)
            .finish_non_exhaustive()
    }
}

/// A network's two names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkName {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// Files in a container's writable layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteLayer {
    /// Paths that were added.
    pub added: Vec<String>,
    /// Paths of the image that were changed.
    pub changed: Vec<String>,
    /// Size of the layer.
    pub bytes: Option<u64>,
}

/// Another container, as far as it may hold on to ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbour {
    /// Id.
    pub id: String,
    /// Name without the slash.
    pub name: String,
    /// Runs, or is paused or restarting.
    pub running: bool,
    /// `NetworkMode`, `IpcMode`, `PidMode` and `UTSMode` of the form `container:…`: what stands behind the colon.
    pub namespaces_of: Vec<String>,
    /// Containers it has a legacy link to, by name.
    pub links: Vec<String>,
    /// Containers it took volumes from.
    pub volumes_from: Vec<String>,
    /// Where it has mounts.
    pub mounts: Vec<String>,
    /// Compose project and service.
    pub compose: Option<(String, String)>,
    /// Compose services of its project it must be restarted with.
    pub restarts_with: Vec<String>,
}

impl Neighbour {
    /// Reads a container's inspect answer.
    pub fn of_inspect(inspect: &Value) -> Self {
        let host = &inspect["HostConfig"];
        let labels = &inspect["Config"]["Labels"];
        let label = |name: &str| labels[name].as_str().unwrap_or_default().to_owned();
        let modes = ["NetworkMode", "IpcMode", "PidMode", "UTSMode"];
        let state = &inspect["State"];
        let mounts = inspect["Mounts"].as_array().map(Vec::as_slice).unwrap_or_default();
        let compose = (label("com.docker.compose.project"), label("com.docker.compose.service"));
        Self {
            id: inspect["Id"].as_str().unwrap_or_default().to_owned(),
            name: inspect["Name"].as_str().unwrap_or_default().trim_start_matches('/').to_owned(),
            running: ["Running", "Paused", "Restarting"].iter().any(|key| state[*key] == true),
            namespaces_of: modes
                .iter()
                .filter_map(|mode| Some(host[*mode].as_str()?.strip_prefix("container:")?.to_owned()))
                .collect(),
            links: strings(&host["Links"]).iter().map(|link| super::links::target(link).to_owned()).collect(),
            volumes_from: strings(&host["VolumesFrom"])
                .iter()
                .map(|from| from.split(':').next().unwrap_or_default().to_owned())
                .collect(),
            mounts: mounts.iter().filter_map(|m| m["Destination"].as_str().map(str::to_owned)).collect(),
            compose: (!compose.0.is_empty()).then_some(compose),
            restarts_with: restarts_with(&label("com.docker.compose.depends_on")),
        }
    }

    /// Whether a text that an engine uses for a container means this one: its name, its id, or the beginning of it.
    pub(crate) fn is_called(&self, name_or_id: &str) -> bool {
        let name = name_or_id.trim_start_matches('/');
        self.name == name || (name.len() >= 12 && self.id.starts_with(name))
    }
}

/// Reads Compose's `service:condition:restart,…`.
fn restarts_with(label: &str) -> Vec<String> {
    let parts = label.split(',').map(|part| part.split(':').collect::<Vec<_>>());
    parts
        .filter(|part| part.get(2) == Some(&"true"))
        .map(|part| part.first().copied().unwrap_or_default().to_owned())
        .collect()
}

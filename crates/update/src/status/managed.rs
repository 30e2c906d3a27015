//! Who looks after a container besides the user. Decides how it is updated, not how it stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Who looks after a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Managed {
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
    /// The inner container of a Podman pod.
    PodInfra,
    /// Kubernetes, or Podman playing it.
    Kube,
}

impl Managed {
    /// Reads it from a container's labels and the name of its image.
    #[must_use]
    pub fn of(labels: &BTreeMap<String, String>, image: &str) -> Option<Self> {
        let label = |name: &str| labels.get(name).filter(|value| !value.is_empty()).cloned();
        if let Some(service) = label("com.docker.swarm.service.name") {
            return Some(Self::Swarm { service });
        }
        if let Some(project) = label("com.docker.compose.project") {
            let service = label("com.docker.compose.service").unwrap_or_default();
            return Some(Self::Compose { project, service });
        }
        if let Some(unit) = label("PODMAN_SYSTEMD_UNIT") {
            return Some(Self::Quadlet { unit });
        }
        if is_pause(image) {
            return Some(Self::PodInfra);
        }
        let kube = labels.keys().any(|name| name.starts_with("io.kubernetes."));
        kube.then_some(Self::Kube)
    }
}

/// The image that holds a pod's namespaces open and does nothing else.
fn is_pause(image: &str) -> bool {
    let name = image.split(['@', ':']).next().unwrap_or(image);
    name == "localhost/podman-pause" || name.ends_with("k8s.gcr.io/pause") || name == "registry.k8s.io/pause"
}

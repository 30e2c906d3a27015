//! Addresses where an engine could be, each once, with everything that named it.

use std::path::Path;

use super::environment::Environment;
use super::places::{Place, places};
use super::program::Installed;
use crate::Endpoint;

/// Who named an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// An environment variable: `DOCKER_HOST`, `DOCKER_CONTEXT`, `CONTAINER_HOST`.
    Variable(&'static str),
    /// A docker context.
    Context {
        /// Its name.
        name: String,
        /// `docker` without options uses it.
        current: bool,
    },
    /// Docker's own socket or pipe, `/var/run/docker.sock`. Other products like to answer there.
    Docker,
    /// Docker run by the user, without root.
    RootlessDocker,
    /// Docker Desktop.
    DockerDesktop,
    /// OrbStack.
    OrbStack,
    /// Rancher Desktop.
    RancherDesktop,
    /// Colima.
    Colima {
        /// Profile.
        profile: String,
    },
    /// Lima.
    Lima {
        /// Instance.
        instance: String,
    },
    /// Podman's socket of this user.
    Podman,
    /// Podman's socket of the whole system.
    SystemPodman,
    /// A virtual machine of Podman.
    PodmanMachine {
        /// Its name.
        name: String,
    },
}

/// An address where an engine could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The address with links followed: the same from start to start, so that settings can keep it.
    pub id: String,
    /// What to call it: `Docker Desktop`, `Colima dev`, the name of a context.
    pub name: String,
    /// Who named it; at least one, the strongest first.
    pub origins: Vec<Origin>,
    /// Where to connect.
    pub endpoint: Endpoint,
    /// It is the one to take when the user has not chosen: the first of the list.
    pub is_default: bool,
}

impl Origin {
    /// Name of the product, if the origin is one.
    fn product(&self) -> Option<String> {
        let named = |product: &str, name: &str, default: &str| {
            if name == default { product.to_owned() } else { format!("{product} {name}") }
        };
        match self {
            Self::Variable(_) | Self::Context { .. } => None,
            Self::Docker => Some("Docker".to_owned()),
            Self::RootlessDocker => Some("Docker (rootless)".to_owned()),
            Self::DockerDesktop => Some("Docker Desktop".to_owned()),
            Self::OrbStack => Some("OrbStack".to_owned()),
            Self::RancherDesktop => Some("Rancher Desktop".to_owned()),
            Self::Colima { profile } => Some(named("Colima", profile, "default")),
            Self::Lima { instance } => Some(named("Lima", instance, "default")),
            Self::Podman => Some("Podman".to_owned()),
            Self::SystemPodman => Some("Podman (system)".to_owned()),
            Self::PodmanMachine { name } => Some(named("Podman machine", name, "podman-machine-default")),
        }
    }
}

/// Lists all candidates, best first:
///
/// 1. what the user's `docker` would use: `DOCKER_HOST`, the current context, the platform's default address;
/// 2. products that bring Docker: Docker Desktop, OrbStack, Rancher Desktop, Colima, Lima, rootless Docker;
/// 3. Podman: `CONTAINER_HOST`, the user's own, its machines, the system's;
/// 4. the other docker contexts, which often are other computers.
#[must_use]
pub fn candidates(environment: &Environment) -> Vec<Candidate> {
    let installed = Installed::on(environment);
    let mut candidates: Vec<Candidate> = Vec::new();
    for place in places(environment, &installed) {
        let id = id(environment, &place.endpoint);
        match candidates.iter_mut().find(|candidate| candidate.id == id) {
            Some(known) => known.origins.push(place.origin),
            None => candidates.push(first_seen(id, place)),
        }
    }
    for (position, candidate) in candidates.iter_mut().enumerate() {
        candidate.name = name(candidate);
        candidate.is_default = position == 0;
    }
    candidates
}

fn first_seen(id: String, place: Place) -> Candidate {
    let Place { origin, endpoint } = place;
    Candidate { id, name: String::new(), origins: vec![origin], endpoint, is_default: false }
}

/// A product's name says most; then the name the user gave, of a context or a variable; then the address. A product behind Docker's own address
/// (Docker Desktop on a Mac) is named as itself.
fn name(candidate: &Candidate) -> String {
    let products = || candidate.origins.iter().filter_map(|origin| Some((origin, origin.product()?)));
    let special = products().find(|(origin, _)| **origin != Origin::Docker);
    let context = candidate.origins.iter().find_map(|origin| match origin {
        Origin::Context { name, .. } => Some(name.clone()),
        Origin::Variable(name) => Some((*name).to_owned()),
        _ => None,
    });
    let product = special.or_else(|| products().next()).map(|(_, name)| name);
    product.or(context).unwrap_or_else(|| candidate.endpoint.to_string())
}

fn id(environment: &Environment, endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Unix(path) => Endpoint::Unix(environment.files.resolve(path)).to_string(),
        // Windows does not tell upper from lower case here.
        Endpoint::Pipe(name) => format!("npipe://{}", name.to_lowercase()),
        other => other.to_string(),
    }
}

impl Candidate {
    /// Path of the socket, if it is one.
    pub(super) fn socket(&self) -> Option<&Path> {
        match &self.endpoint {
            Endpoint::Unix(path) => Some(path),
            _ => None,
        }
    }
}

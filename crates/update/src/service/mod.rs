//! Swarm services, updated by the engine's own rolling update (UPDATES.md 7.5).
//!
//! The engine replaces the copies one by one and goes back by itself when one fails, also when this process is gone. For
//! that a service that would only pause at a failure is lent stricter rules of update, and the user's own are kept in a
//! label meanwhile. They are not put back at once: every change of a spec, this one too, makes the engine forget the spec
//! it could go back to. So [`settle`] puts them back when nobody wants to go back any more, as the expiry of a kept
//! container does for containers; going back, by itself or by [`undo`], brings the old rules along.
//!
//! Cancelling an update that has begun leads back to the old spec, as with containers. A process that merely ends leaves
//! the engine to it.

mod back;
mod error;
mod forward;
mod spec;
mod watch;

use std::collections::BTreeMap;
use std::time::Duration;

use engine::RegistryAuth;
use oci::{Digest, Reference};

pub use back::{previous_image, settle, undo};
pub use error::ServiceError;
pub use forward::update;

/// Steps of the job of an update; `putBack` comes in when it goes back.
pub const STEPS: [&str; 1] = ["roll"];

/// An update of a service.
#[derive(Debug, Clone)]
pub struct ServiceRequest {
    /// Name or id.
    pub service: String,
    /// What it shall run, with a tag.
    pub reference: Reference,
    /// The digest that was previewed: nothing else is taken, on no node.
    pub digest: Digest,
    /// What proves the nodes to the registry. Without it, the sign-in of the last update is used.
    pub auth: Option<RegistryAuth>,
    /// How long the update may take, and how long going back may take. Copies are replaced one by one, and each is watched
    /// for at least fifteen seconds.
    pub limit: Duration,
}

/// What came of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceOutcome {
    /// It runs that image already; nothing was touched.
    Nothing,
    /// All copies run the new image.
    Completed,
    /// All copies run the old image again.
    RolledBack {
        /// Why.
        why: RolledBack,
        /// What the engine says of the copy that failed, or of the update.
        words: String,
    },
}

/// Why a service went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RolledBack {
    /// A new copy failed.
    Failed,
    /// The user cancelled.
    Cancelled,
    /// It took longer than the limit.
    TooSlow,
}

/// Returns the service that a container is a copy for: its id, or its name where there is none.
#[must_use]
pub fn of_container(labels: &BTreeMap<String, String>) -> Option<&str> {
    let label = |name: &str| labels.get(name).map(String::as_str).filter(|value| !value.is_empty());
    label("com.docker.swarm.service.id").or_else(|| label("com.docker.swarm.service.name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_names_its_service() {
        let labels = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let both = labels(&[("com.docker.swarm.service.name", "web"), ("com.docker.swarm.service.id", "s1")]);
        assert_eq!(of_container(&both), Some("s1"));
        let name = labels(&[("com.docker.swarm.service.name", "web"), ("com.docker.swarm.service.id", "")]);
        assert_eq!(of_container(&name), Some("web"));
        assert_eq!(of_container(&labels(&[("com.docker.stack.namespace", "shop")])), None);
    }
}

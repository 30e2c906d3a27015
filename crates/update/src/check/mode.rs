//! How a check goes about it.

use std::collections::BTreeSet;
use std::time::Duration;

use registry::RateLimit;
use registry::credential::Asked;

use super::choice::Follow;
use super::facts::ContainerFacts;

/// How a check goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    /// Ask again although an answer is not old yet; one from less than a minute ago still counts.
    pub refresh: bool,
    /// Whether to look behind an index that changed.
    pub confirm: Confirm,
    /// Whether to list tags and look for newer versions.
    pub newer_tags: bool,
    /// How far to follow versions where the user chose nothing for a container.
    pub follow: Follow,
    /// Who waits.
    pub asked: Asked,
    /// How long to wait when a registry says when to come again. What would take longer is rate limited.
    pub patience: Duration,
    /// This computer is offline: nobody is asked.
    pub offline: bool,
}

/// Whether to look behind an index that changed. It costs one or two GETs, which Docker Hub counts as a pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// Except on Docker Hub when less than a quarter of the pulls is left.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Docker Hub's name in references.
const HUB: &str = "docker.io";

impl Confirm {
    /// Whether the GETs are worth it at this registry, which last said this of its limit.
    pub(super) fn allows(self, registry: &str, budget: Option<&RateLimit>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                registry != HUB || budget.is_none_or(|rate| rate.remaining.saturating_mul(4) >= rate.limit)
            }
        }
    }
}

impl Mode {
    /// Somebody pressed the button.
    #[must_use]
    pub fn by_user() -> Self {
        Self { refresh: true, asked: Asked::ByUser, patience: Duration::from_secs(60), ..Self::background() }
    }

    /// The schedule.
    #[must_use]
    pub fn background() -> Self {
        Self {
            refresh: false,
            confirm: Confirm::Auto,
            newer_tags: true,
            follow: Follow::Minor,
            asked: Asked::Background,
            patience: Duration::from_secs(300),
            offline: false,
        }
    }
}

/// What a check is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everything the engine has.
    Everything,
    /// Some of it.
    Some {
        /// Names of images, as a user types them or in full, or image ids.
        images: BTreeSet<String>,
        /// Containers by id or name.
        containers: BTreeSet<String>,
    },
}

impl Scope {
    pub(super) fn has_image(&self, name: &str, id: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Some { images, .. } => {
                images.contains(id)
                    || images.iter().any(|wanted| oci::familiar(wanted) == oci::familiar(name))
            }
        }
    }

    pub(super) fn has_container(&self, container: &ContainerFacts) -> bool {
        match self {
            Self::Everything => true,
            Self::Some { containers, .. } => {
                containers.contains(&container.id) || containers.contains(&container.name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_behind_an_index_spares_the_last_quarter_of_docker_hubs_pulls() {
        let rate = |remaining| RateLimit {
            limit: 100,
            remaining,
            window: Duration::from_secs(3600),
            source: None,
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let table = [
            (Confirm::Auto, HUB, Some(25), true),
            (Confirm::Auto, HUB, Some(24), false),
            (Confirm::Auto, HUB, None, true),
            (Confirm::Auto, "ghcr.io", Some(0), true),
            (Confirm::Always, HUB, Some(0), true),
            (Confirm::Never, "ghcr.io", Some(100), false),
        ];
        for (confirm, registry, remaining, expected) in table {
            assert_eq!(
                confirm.allows(registry, remaining.map(rate).as_ref()),
                expected,
                "{confirm:?} {remaining:?}"
            );
        }
    }
}

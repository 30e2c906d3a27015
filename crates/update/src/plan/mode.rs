//! Whose network a container uses, because that decides what else it may say.

use serde_json::Value;

/// Kind of `HostConfig.NetworkMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Networks of its own, by name.
    Networks,
    /// The machine's.
    Host,
    /// None at all, or one that is no network with a name (`none`, Podman's `slirp4netns` and `pasta`).
    Alone,
    /// Another container's.
    Container,
}

impl Mode {
    /// Reads it from an inspect answer.
    pub(crate) fn of(container: &Value) -> Self {
        match container["HostConfig"]["NetworkMode"].as_str().unwrap_or_default() {
            "host" => Self::Host,
            "none" | "private" => Self::Alone,
            mode if ["slirp4netns", "pasta", "ns:"].iter().any(|other| mode.starts_with(other)) => {
                Self::Alone
            }
            mode if mode.starts_with("container:") => Self::Container,
            _ => Self::Networks,
        }
    }

    /// Whether a hostname may be set.
    pub(crate) fn has_own_hostname(self) -> bool {
        matches!(self, Self::Networks | Self::Alone)
    }
}

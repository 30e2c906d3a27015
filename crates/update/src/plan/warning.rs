//! What a person should know before the click.

use serde::{Deserialize, Serialize};

/// Something that a plan cannot keep, or that is at risk. Facts only; the words are the faces'.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Warning {
    /// Files outside of volumes stay in the old container. `paths` is a sample, `count` all of them.
    WriteLayerLeftBehind {
        /// Some of the files.
        paths: Vec<String>,
        /// How many there are.
        count: u64,
        /// Their size, when asked for.
        bytes: Option<u64>,
    },
    /// The container removes itself when it stops, and its files outside of volumes go with it.
    WriteLayerLost {
        /// Their size, when asked for.
        bytes: Option<u64>,
    },
    /// Compose puts these files into containers it makes; they are copied over, and are only as new as the old ones.
    ComposeInjectedFiles {
        /// Files that will be copied.
        paths: Vec<String>,
    },
    /// The host port was chosen by the engine and will be another one, unless the number is kept.
    RandomPortChanges {
        /// Port of the container, `80/tcp`.
        port: String,
        /// Number now, when the container runs.
        current: Option<u16>,
    },
    /// Programs run as somebody else, who may not own the files in the volumes.
    UserChanges {
        /// Before; empty is root.
        old: String,
        /// After.
        new: String,
    },
    /// The new image wants a volume where the old one had none.
    VolumeNewlyDeclared {
        /// Path in the container.
        path: String,
        /// The old container has files of its own there, which the new one will not see.
        has_files: bool,
    },
    /// The new image no longer declares a volume; the old one's stays mounted.
    VolumeNoLongerDeclared {
        /// Path in the container.
        path: String,
    },
    /// The new image is made for another platform.
    PlatformChanges {
        /// Before.
        old: String,
        /// After.
        new: String,
    },
    /// The old image said how to see that it works, the new one does not.
    HealthCheckDisappears,
    /// The new image was built before the old one. Seconds since 1970.
    OlderBuild {
        /// When the old one was built.
        old_created: i64,
        /// When the new one was built.
        new_created: i64,
    },
    /// Another container restarts with this one.
    DependantRestarts {
        /// Name.
        name: String,
        /// It holds this container's id or link and must be made again; its settings and image stay.
        recreated: bool,
    },
    /// The engine does not say whether this network's MAC address was chosen by the user; it will be a new one.
    SecondaryMacUnknown {
        /// Name of the network.
        network: String,
        /// Address now.
        mac: String,
    },
    /// Podman does not say whether the address was chosen by the user; it is asked for again.
    StaticIpAssumed {
        /// Name of the network.
        network: String,
        /// Address now.
        address: String,
    },
    /// Compose's file says something else than this container was made from.
    ComposeFileEdited {
        /// Compose project.
        project: String,
    },
    /// Stopping ends the program at once: it may lose what it has not written.
    StopMayBeKill {
        /// Signal it is stopped with.
        signal: String,
        /// Seconds until it is killed.
        timeout: Option<i64>,
    },
    /// It was attached to no network any more, and a new container starts attached to this one.
    NetworkReattached {
        /// Name of the network.
        network: String,
    },
    /// It took volumes from a container that is gone; they are mounted by name from now on.
    VolumesFromGone {
        /// Name or id of the missing container.
        source: String,
    },
    /// It holds the engine's own socket and may act on containers by itself (Portainer, Watchtower, …).
    HoldsEngineSocket,
}

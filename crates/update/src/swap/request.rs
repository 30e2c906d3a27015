//! What is asked for, and what came of it.

use std::path::PathBuf;
use std::time::Duration;

use engine::RegistryAuth;
use jiff::Timestamp;
use oci::{Digest, Reference};
use serde::{Deserialize, Serialize};

use crate::plan::SettingsEdit;

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Actor {
    /// Somebody in the window.
    Person,
    /// The schedule.
    Schedule,
    /// The command line.
    CommandLine,
}

/// What a transaction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SwapKind {
    /// To another image.
    Update,
    /// Back to the container that was kept.
    Undo,
    /// Other settings, same image.
    Edit,
}

/// When the new container counts as well (UPDATES.md 6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    /// Without a health check: how long it must run without a restart. Ten seconds by default.
    pub stable: Duration,
    /// Longest wait for a verdict; worked out from the health check when left out.
    pub deadline: Option<Duration>,
    /// Published TCP ports of this machine must accept as well: those at which the old container did.
    pub probe_ports: bool,
    /// Those ports, as the engine names them inside (`80/tcp`); found out before anything is stopped.
    #[serde(default)]
    pub answering: Vec<String>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { stable: Duration::from_secs(10), deadline: None, probe_ports: false, answering: Vec::new() }
    }
}

/// How long the old container is kept by default, and at most.
pub const KEEP: Duration = Duration::from_secs(24 * 60 * 60);
/// Longest time an old container is kept.
pub const LONGEST_KEEP: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// An update or an edit of one container.
#[derive(Debug, Clone)]
pub struct Request {
    /// Name or id.
    pub container: String,
    /// What it shall be made from; its own reference when left out.
    pub reference: Option<Reference>,
    /// The digest that was previewed: nothing else is taken. Without it, what the reference names on the engine now.
    pub digest: Option<Digest>,
    /// Settings to change. With them and neither reference nor digest the image stays the same.
    pub edit: Option<SettingsEdit>,
    /// Keep host ports that the engine chose.
    pub keep_ports: bool,
    /// Take every setting for the user's when the old image is unknown.
    pub keep_all: bool,
    /// Further paths whose files go from the old container to the new one.
    pub carry: Vec<String>,
    /// When the new one counts as well.
    pub gate: Gate,
    /// How long the old one is kept; at most [`LONGEST_KEEP`].
    pub keep: Duration,
    /// Remove the old image after that time, when nothing refers to it.
    pub drop_image: bool,
    /// Folder on this machine for copies of its volumes, made while it is stopped (UPDATES.md 8).
    pub backup: Option<PathBuf>,
    /// Who asked.
    pub by: Actor,
    /// What proves us to the registry.
    pub auth: Option<RegistryAuth>,
}

impl Request {
    /// Asks for the usual: the container's own reference, ten seconds, kept a day.
    #[must_use]
    pub fn new(container: &str, by: Actor) -> Self {
        Self {
            container: container.to_owned(),
            reference: None,
            digest: None,
            edit: None,
            keep_ports: false,
            keep_all: false,
            carry: Vec::new(),
            gate: Gate::default(),
            keep: KEEP,
            drop_image: false,
            backup: None,
            by,
            auth: None,
        }
    }

    /// Says whether only settings change.
    pub(crate) fn is_edit(&self) -> bool {
        self.edit.is_some() && self.reference.is_none() && self.digest.is_none()
    }
}

/// A swap that went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is made from that image already; nothing was touched.
    Nothing,
    /// The new container is in place.
    Swapped(Swapped),
}

/// A committed swap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swapped {
    /// The transaction, for undo and history.
    pub tx: String,
    /// Name.
    pub name: String,
    /// Full id of the new container.
    pub container: String,
    /// Image it was made from, and is made from.
    pub old_image: String,
    /// Image it is made from.
    pub new_image: String,
    /// Until when the old one is kept.
    pub kept_until: Timestamp,
    /// Names of containers that stopped and started with it.
    pub restarted: Vec<String>,
    /// Files written by the backup.
    pub backups: Vec<PathBuf>,
}

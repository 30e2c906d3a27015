//! The engine's event stream.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A container; `actor` is its id.
    Container,
    /// An image; `actor` is its id or a name.
    Image,
    /// A volume; `actor` is its name.
    Volume,
    /// A network; `actor` is its id.
    Network,
    /// Daemon, plugin, builder, …
    Other,
}

/// One happening, type and action as the engine sent them: `container die`, `image pull`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineEvent {
    /// What it is about.
    pub kind: EventKind,
    /// `start`, `die`, `destroy`, `pull`, `health_status: healthy`, …
    pub action: String,
    /// Which one.
    pub actor: String,
    /// Attributes: `name`, `image`, `exitCode`, `container` (of network and volume events), …
    pub attributes: BTreeMap<String, String>,
    /// When.
    pub at: Option<Timestamp>,
}

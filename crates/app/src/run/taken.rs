//! What is taken on this computer: names, host ports, volumes, networks.

use std::collections::BTreeSet;
use std::fmt;

use engine::model::container::Protocol;
use engine::model::system::EngineKind;
use oci::Platform;

/// What a form has to get along with. Plain data, and two questions about this computer.
pub struct Taken<'a> {
    /// The engine's family.
    pub kind: EngineKind,
    /// What the engine runs without emulation; none when it did not say.
    pub platform: Option<Platform>,
    /// The engine may not listen under 1024.
    pub rootless: bool,
    /// Names of containers, running or not.
    pub containers: BTreeSet<String>,
    /// Host ports in use.
    pub ports: Vec<TakenPort>,
    /// Names of volumes.
    pub volumes: BTreeSet<String>,
    /// Names of networks.
    pub networks: Vec<String>,
    /// Whether nothing listens on this TCP port; asked for ports no container has. True where one cannot look.
    pub port_is_free: &'a (dyn Fn(u16) -> bool + Sync),
    /// Whether a file or folder is there; none when the engine's disk is not ours (remote, or in a virtual machine).
    pub path_exists: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

/// A host port in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenPort {
    /// Number.
    pub port: u16,
    /// Transport.
    pub protocol: Protocol,
    /// Address on the host; empty is all.
    pub host_ip: String,
    /// Who has it.
    pub owner: PortOwner,
}

/// Who has a host port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortOwner {
    /// A running container, by its name.
    Container(String),
    /// A program of this computer, by its name.
    Program(String),
}

impl Taken<'_> {
    /// Whether a container or program is known to have this host port, on any address and transport.
    pub(super) fn has_port(&self, port: u16) -> bool {
        self.ports.iter().any(|taken| taken.port == port)
    }

    /// The lowest host port the engine may listen on.
    pub(super) fn lowest_port(&self) -> u16 {
        if self.rootless { 1024 } else { 1 }
    }

    /// `wanted`, or with `-2`, `-3`, … until no container has it.
    pub(super) fn free_name(&self, wanted: &str) -> String {
        free(wanted, |name| self.containers.contains(name))
    }

    /// The same for volumes, with those that are in the form already.
    pub(super) fn free_volume(&self, wanted: &str, in_form: &dyn Fn(&str) -> bool) -> String {
        free(wanted, |name| self.volumes.contains(name) || in_form(name))
    }
}

fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

impl fmt::Debug for Taken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Taken")
            .field("kind", &self.kind)
            .field("platform", &self.platform)
            .field("rootless", &self.rootless)
            .field("containers", &self.containers)
            .field("ports", &self.ports)
            .field("volumes", &self.volumes)
            .field("networks", &self.networks)
            .finish_non_exhaustive()
    }
}

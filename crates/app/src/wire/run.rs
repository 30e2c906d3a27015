//! The form that runs an image.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// What is to be run. Also what a pasted `docker run` line is turned into.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RunSpec {
    /// Image as typed.
    pub image: String,
    /// Name.
    pub name: String,
    /// Published ports.
    pub ports: Vec<RunPort>,
    /// Volumes, folders, memory mounts.
    pub mounts: Vec<RunMount>,
    /// Environment.
    pub env: Vec<RunEnv>,
    /// `no`, `always`, `unless-stopped`, `on-failure`, `on-failure:3`.
    pub restart: String,
    /// Command in place of the image's.
    pub command: Vec<String>,
    /// Entrypoint in place of the image's; none keeps it.
    pub entrypoint: Option<Vec<String>>,
    /// User.
    pub user: String,
    /// Working directory.
    pub working_dir: String,
    /// Host name.
    pub hostname: String,
    /// Network; empty is the engine's default.
    pub network: String,
    /// `linux/arm64`; empty is the engine's own.
    pub platform: String,
    /// Memory limit, bytes.
    pub memory: Option<u64>,
    /// CPU limit, cores.
    pub cpus: Option<f64>,
    /// Size of `/dev/shm`, bytes.
    pub shm_size: Option<u64>,
    /// Everything the host may.
    pub privileged: bool,
    /// Added capabilities.
    pub cap_add: Vec<String>,
    /// Dropped capabilities.
    pub cap_drop: Vec<String>,
    /// Devices.
    pub devices: Vec<String>,
    /// Security options.
    pub security_opt: Vec<String>,
    /// `name:address`.
    pub extra_hosts: Vec<String>,
    /// DNS servers.
    pub dns: Vec<String>,
    /// `host` shares the host's processes.
    pub pid_mode: String,
    /// `host` shares the host's memory segments.
    pub ipc_mode: String,
    /// Labels, `key=value`.
    pub labels: Vec<String>,
    /// Root file system not writable.
    pub read_only: bool,
    /// A small init as PID 1.
    pub init: bool,
    /// A terminal.
    pub tty: bool,
    /// Standard input stays open.
    pub interactive: bool,
    /// Removed when it ends.
    pub auto_remove: bool,
    /// Signal that stops it.
    pub stop_signal: String,
    /// Ports and volumes the image declares and this does not mention are filled in once the image is here.
    pub fill_in: bool,
}

/// A port to be published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RunPort {
    /// Inside.
    pub container_port: u16,
    /// `tcp`, `udp`, `sctp`.
    pub protocol: String,
    /// On the host; none lets the engine choose.
    pub host_port: Option<u16>,
    /// Address on the host; empty is all.
    pub host_ip: String,
}

/// A mount to be made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RunMount {
    /// `volume`, `bind`, `tmpfs`.
    pub kind: String,
    /// Volume name or host path; empty makes an anonymous volume.
    pub source: String,
    /// Path inside.
    pub target: String,
    /// Not writable from inside.
    pub read_only: bool,
}

/// An environment variable to be set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RunEnv {
    /// Name.
    pub key: String,
    /// Value.
    pub value: String,
}

/// A form made from an image.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunForm {
    /// Proposal: free name, free host ports, named volumes.
    pub spec: RunSpec,
    /// Is on the engine; otherwise pulled first, and its ports and volumes are not known yet.
    pub present: bool,
    /// Variables worth asking for, required ones first.
    pub questions: Vec<EnvQuestion>,
    /// Variables the image sets already.
    pub image_env: Vec<RunEnv>,
    /// The image's own command, one line.
    pub image_command: String,
    /// The image's user; empty means root.
    pub image_user: String,
    /// Networks there are.
    pub networks: Vec<String>,
    /// Platform of the image when it is not the engine's.
    pub foreign_platform: Option<String>,
}

/// A variable the image is known to want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EnvQuestion {
    /// Name.
    pub key: String,
    /// Does not start without it (or without an alternative of the same group).
    pub required: bool,
    /// A password or key.
    pub secret: bool,
    /// What it is for, a word the faces translate: `adminPassword`, `databaseName`, …
    pub purpose: String,
    /// Alternatives share a group: one of them is enough.
    pub group: Option<String>,
    /// Value to begin with; never a password, those are made of fresh randomness.
    pub suggestion: Option<String>,
}

/// What a form would do, worked out anew at every change.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunCheck {
    /// The whole `docker run` or `podman run` line.
    pub command: String,
    /// What is dangerous about it.
    pub risks: Vec<RunRisk>,
    /// What would go wrong, each with the field it belongs to.
    pub issues: Vec<RunIssue>,
}

/// What gives a container power over the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum RunRisk {
    /// `--privileged`.
    Privileged,
    /// The engine's socket is mounted: it can do what the engine can.
    EngineSocket,
    /// `--network host`.
    HostNetwork,
    /// `/` of the host is mounted.
    HostRoot,
    /// A system folder of the host is mounted writable: `/etc`, `/usr`, `/boot`, `/proc`, `/sys`, `/dev`, `/var`.
    HostSystemFolder,
    /// `--pid host`.
    HostProcesses,
    /// A capability that equals root: `SYS_ADMIN`, `ALL`, …
    StrongCapability,
    /// A device of the host.
    HostDevice,
    /// Security confinement switched off.
    Unconfined,
}

/// What would go wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunIssue {
    /// `image`, `name`, `ports.0`, `mounts.1`, `env.POSTGRES_PASSWORD`, `restart`, `memory`, …
    pub field: String,
    /// What and what helps.
    pub problem: Problem,
    /// It cannot be run like this; otherwise only worth knowing.
    pub blocking: bool,
}

/// A pasted line, understood.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RunParsed {
    /// The form's content; none when the line cannot be read.
    pub spec: Option<RunSpec>,
    /// Options that were understood as options and are not carried over, as written.
    pub ignored: Vec<String>,
    /// Variables whose value the line takes from the shell (`-e KEY`): to be filled in.
    pub ask: Vec<String>,
    /// Words in which a shell would have put something (`$(pwd)`, `~`, `$HOME`): kept as text.
    pub unexpanded: Vec<String>,
    /// Why the line cannot be read.
    pub problem: Option<Problem>,
}

//! Containers as the engine reports them and as we ask for them.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// A container's condition, in the Docker API's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContainerState {
    /// Made, never started.
    Created,
    /// Its main program runs.
    Running,
    /// Frozen.
    Paused,
    /// Between two attempts of the restart policy.
    Restarting,
    /// Being deleted.
    Removing,
    /// Its main program has ended.
    Exited,
    /// The engine failed to remove it.
    Dead,
    /// A word this version does not know (Podman's `stopping`, `configured`, …).
    Unknown,
}

/// What the image's health check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Health {
    /// Within the start period.
    Starting,
    /// The last probe succeeded.
    Healthy,
    /// Enough probes failed in a row.
    Unhealthy,
}

/// Transport protocol of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// The default.
    Tcp,
    /// Datagrams.
    Udp,
    /// Rare, Linux only.
    Sctp,
}

impl Protocol {
    /// Returns its name as ports are written: the `tcp` of `80/tcp`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }
}

/// A port inside the container and, when published, where it is reached on the host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortBinding {
    /// Port inside.
    pub container_port: u16,
    /// Transport.
    pub protocol: Protocol,
    /// Host address it is bound to, `0.0.0.0`, `127.0.0.1`, `::`; empty when the engine did not say.
    pub host_ip: String,
    /// Host port; `None` when only exposed, not published.
    pub host_port: Option<u16>,
}

/// What is mounted where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountPoint {
    /// Kind of mount.
    pub kind: MountKind,
    /// Volume name, or host path of a bind; empty for tmpfs.
    pub source: String,
    /// Path inside the container.
    pub destination: String,
    /// Not writable from inside.
    pub read_only: bool,
    /// A volume nobody named: it goes unnoticed when its container is removed.
    pub anonymous: bool,
}

/// Kind of a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MountKind {
    /// Kept by the engine under a name.
    Volume,
    /// A folder or file of the host.
    Bind,
    /// In memory.
    Tmpfs,
    /// Named pipe, image, cluster volume: shown, never made by us.
    Other,
}

/// One row of the container list. Cheap: from `GET /containers/json` alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerSummary {
    /// Full id, 64 hexadecimal digits.
    pub id: String,
    /// Name without the leading slash.
    pub name: String,
    /// What the engine prints as image; becomes an id once the tag moved away.
    pub image: String,
    /// Full image id, `sha256:…`.
    pub image_id: String,
    /// Condition.
    pub state: ContainerState,
    /// The engine's own sentence: `Up 3 hours (healthy)`, `Exited (0) 2 days ago`.
    pub status: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// The command as one line.
    pub command: String,
    /// Ports, sorted, one entry per host address.
    pub ports: Vec<PortBinding>,
    /// Labels; `com.docker.compose.project` groups rows.
    pub labels: BTreeMap<String, String>,
    /// Mounts.
    pub mounts: Vec<MountPoint>,
    /// Names of the networks it is on.
    pub networks: Vec<String>,
}

/// Everything `GET /containers/{id}/json` tells that we use.
#[derive(Debug, Clone, PartialEq)]
pub struct ContainerDetail {
    /// Full id.
    pub id: String,
    /// Name without the leading slash.
    pub name: String,
    /// `Config.Image`: the reference the container was made from.
    pub image: String,
    /// Full image id, `sha256:…`.
    pub image_id: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// How it is and how it ended.
    pub run: RunState,
    /// What it was made with.
    pub spec: ContainerSpec,
    /// Ports as bound right now.
    pub ports: Vec<PortBinding>,
    /// Mounts as they are, with the names of anonymous volumes.
    pub mounts: Vec<MountPoint>,
    /// Networks with the address on each.
    pub networks: Vec<NetworkAttachment>,
}

/// How a container runs, or how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunState {
    /// Condition.
    pub state: ContainerState,
    /// Last start.
    pub started: Option<Timestamp>,
    /// Last end; `None` while it never ended.
    pub finished: Option<Timestamp>,
    /// Exit code of the last run; meaningful once it ended.
    pub exit_code: i64,
    /// The kernel ended it for want of memory.
    pub oom_killed: bool,
    /// The engine's own error of the last start, empty when none.
    pub error: String,
    /// How often the restart policy started it again.
    pub restarts: u64,
    /// Health, when the image or the user defined a check.
    pub health: Option<HealthReport>,
}

/// The health check's verdict with its last words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthReport {
    /// Verdict.
    pub health: Health,
    /// Failures in a row.
    pub failing_streak: u64,
    /// Output of the last probe, cut to 4 KiB.
    pub last_output: String,
}

/// A container's place on a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkAttachment {
    /// Network name.
    pub network: String,
    /// Address, empty while stopped.
    pub ip_address: String,
    /// Names it answers to there.
    pub aliases: Vec<String>,
}

/// What a container is to be made of. `Default` is what `docker run IMAGE` asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContainerSpec {
    /// Name; the engine invents one when `None`.
    pub name: Option<String>,
    /// Image reference or id.
    pub image: String,
    /// `os/arch[/variant]`, when not the engine's own.
    pub platform: Option<String>,
    /// Overrides the image's command.
    pub command: Option<Vec<String>>,
    /// Overrides the image's entrypoint.
    pub entrypoint: Option<Vec<String>>,
    /// `KEY=value` pairs in order.
    pub env: Vec<(String, String)>,
    /// Published ports; `host_port: None` lets the engine choose.
    pub ports: Vec<PortBinding>,
    /// Volumes, folders, memory mounts.
    pub mounts: Vec<MountSpec>,
    /// What happens when it ends.
    pub restart: RestartPolicy,
    /// `bridge`, `host`, `none`, `container:NAME` or a network's name; `None` is the engine's default.
    pub network: Option<String>,
    /// Host name inside.
    pub hostname: Option<String>,
    /// `uid`, `uid:gid` or names.
    pub user: Option<String>,
    /// Working directory inside.
    pub working_dir: Option<String>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Memory limit in bytes.
    pub memory: Option<u64>,
    /// CPU limit in billionths of a core (Docker's `NanoCpus`).
    pub nano_cpus: Option<u64>,
    /// Size of `/dev/shm` in bytes.
    pub shm_size: Option<u64>,
    /// All capabilities and devices of the host.
    pub privileged: bool,
    /// Capabilities added, without `CAP_`.
    pub cap_add: Vec<String>,
    /// Capabilities taken away, without `CAP_`.
    pub cap_drop: Vec<String>,
    /// Host devices, `/dev/x[:/dev/y[:rwm]]`.
    pub devices: Vec<String>,
    /// Security options as the engine words them.
    pub security_opt: Vec<String>,
    /// Extra `/etc/hosts` lines, `name:address`.
    pub extra_hosts: Vec<String>,
    /// DNS servers.
    pub dns: Vec<String>,
    /// Kernel name spaces shared with the host: `host` for either.
    pub pid_mode: Option<String>,
    /// IPC mode.
    pub ipc_mode: Option<String>,
    /// Root file system not writable.
    pub read_only: bool,
    /// A small init process as PID 1.
    pub init: bool,
    /// A terminal is attached: logs carry one mixed stream.
    pub tty: bool,
    /// Standard input stays open.
    pub interactive: bool,
    /// Removed by the engine when it ends.
    pub auto_remove: bool,
    /// Signal that asks it to stop, `SIGTERM` when `None`.
    pub stop_signal: Option<String>,
}

/// A mount to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountSpec {
    /// Kind; `Other` is refused.
    pub kind: MountKind,
    /// Volume name or absolute host path; empty makes an anonymous volume.
    pub source: String,
    /// Absolute path inside.
    pub target: String,
    /// Not writable from inside.
    pub read_only: bool,
}

/// What the engine does when the main program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RestartPolicy {
    /// Nothing.
    #[default]
    No,
    /// Start again after a failure, at most this often (0: without limit).
    OnFailure(u32),
    /// Start again, also after the engine restarts.
    Always,
    /// As `Always`, unless the user stopped it.
    UnlessStopped,
}

/// A container that was made, with the engine's warnings (platform mismatch, swap limit, …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedContainer {
    /// Full id.
    pub id: String,
    /// Warnings in the engine's words.
    pub warnings: Vec<String>,
}

/// A file that differs from the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Absolute path inside.
    pub path: String,
    /// How it differs.
    pub kind: FileChangeKind,
}

/// How a file differs from the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileChangeKind {
    /// Other content or attributes.
    Modified,
    /// Not in the image.
    Added,
    /// In the image, gone here.
    Deleted,
}

/// A file or folder inside a container. From the archive API's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveStat {
    /// Last part of the path.
    pub name: String,
    /// Bytes; of a folder what its file system says.
    pub size: u64,
    /// Kind and permissions as Go's `os.FileMode` has them, which are not those of Unix: see the questions below.
    pub mode: u32,
    /// Where a symbolic link leads, as an absolute path inside.
    pub link_target: Option<String>,
}

impl ArchiveStat {
    const DIRECTORY: u32 = 1 << 31;
    const SYMLINK: u32 = 1 << 27;
    /// Go's bits for links, devices, pipes, sockets and what is none of them.
    const NOT_REGULAR: u32 =
        Self::DIRECTORY | Self::SYMLINK | 1 << 26 | 1 << 25 | 1 << 24 | 1 << 21 | 1 << 19;

    /// Says whether it is a folder.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.mode & Self::DIRECTORY != 0
    }

    /// Says whether it is a symbolic link.
    #[must_use]
    pub fn is_symlink(&self) -> bool {
        self.mode & Self::SYMLINK != 0
    }

    /// Says whether it is a plain file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.mode & Self::NOT_REGULAR == 0
    }

    /// Returns the nine bits of read, write and execute.
    #[must_use]
    pub fn permissions(&self) -> u32 {
        self.mode & 0o777
    }
}

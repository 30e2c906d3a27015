//! Making and starting a container.

use super::case::Operation::{
    CreateContainer, Exec, PauseContainer, RenameContainer, StartContainer, StopContainer,
};
use super::row::{ROW, Row};

pub(super) const ROWS: &[Row] = &[
    Row { code: "run.portTaken", needs: &["owner"], patterns: PORT_TAKEN, ..ROW },
    Row {
        code: "run.portLow",
        patterns: &[
            r"cannot expose privileged port (?P<port>\d+)",
            r"(?:listen|bind)[^\n]*?:(?P<port>\d+): bind: permission denied",
            r"bind[^\n]*?:(?P<port>\d+)[^\n]*permission denied",
            r"ip_unprivileged_port_start",
        ],
        ..ROW
    },
    Row {
        code: "run.addressNotHere",
        patterns: &[r"listen (?:tcp|udp)[46]? (?P<address>\S+):\d+: bind: cannot assign requested address"],
        ..ROW
    },
    Row { code: "run.portBusy", patterns: PORT_TAKEN, ..ROW },
    Row {
        code: "run.portInvalid",
        patterns: &[r#"invalid port specification: "?(?P<port>[^"\s]+)"?"#],
        ..ROW
    },
    Row {
        code: "run.nameTaken",
        during: &[CreateContainer, RenameContainer, StartContainer],
        patterns: &[
            r#"the container name "/?(?P<name>[^"]+)" is already in use by"#,
            r"renaming container[^\n]*: name (?P<name>\S+) already in use",
            r"(?:that name is already in use|container already exists)",
        ],
        ..ROW
    },
    Row {
        code: "run.folderNotShared",
        patterns: &[
            r"mounts denied:\s*(?:the paths?\s+)?(?P<path>\S+)?",
            r"(?P<path>\S+) is not shared from (?:the host|os x)",
        ],
        ..ROW
    },
    Row {
        code: "run.deviceMissing",
        patterns: &[
            r#"error gathering device information while adding custom device "(?P<device>[^"]+)""#,
            r"stat (?P<device>/dev/[^\s:]+): no such file or directory",
        ],
        ..ROW
    },
    Row {
        code: "run.folderMissing",
        patterns: &[
            r"bind source path does not exist: (?P<path>[^\n]+)",
            r"bind mount source path does not exist: (?P<path>[^\n]+)",
            r#"error mounting "(?P<path>[^"]+)" to rootfs[^\n]*: no such file or directory"#,
            r"container create: (?:statfs|stat) (?P<path>/[^\n:]*): no such file or directory",
            r"^(?:statfs|lstat) (?P<path>/[^\n:]*): no such file or directory",
            r"error while creating mount source path '(?P<path>[^']+)'",
        ],
        during: &[CreateContainer, StartContainer],
        ..ROW
    },
    Row {
        code: "run.folderForFile",
        patterns: &[
            r#"error mounting "(?P<path>[^"]+)" to rootfs at "[^"]+"[^\n]*not a directory"#,
            r"are you trying to mount a directory onto a file \(or vice-versa\)",
            r"unable to find user [^\n]*: read (?P<path>[^\n:]+): is a directory",
        ],
        ..ROW
    },
    Row {
        code: "run.folderRelative",
        patterns: &[
            r"invalid mount path: '(?P<path>[^']*)' mount path must be absolute",
            r#"invalid container path "(?P<path>[^"]*)", must be an absolute path"#,
            r#""(?P<path>[^"]+)" includes invalid characters for a local volume name"#,
            r#"creating named volume "(?P<path>[^"]+)": running volume create option: names must match"#,
        ],
        ..ROW
    },
    Row {
        code: "run.mountTwice",
        patterns: &[
            r"duplicate mount point: (?P<path>[^\n]+)",
            r"(?P<path>/[^\s:]*): duplicate mount destination",
        ],
        ..ROW
    },
    Row {
        code: "run.graphicsUnavailable",
        patterns: &[
            r"could not select device driver [^\n]*gpu",
            r"nvidia-container-cli",
            r"unresolvable cdi devices",
        ],
        ..ROW
    },
    Row {
        code: "run.capabilityUnknown",
        patterns: &[
            r#"unknown capability: "(?P<capability>[^"]+)""#,
            r#""(?P<capability>[^"]+)": unknown capability"#,
        ],
        ..ROW
    },
    Row {
        code: "run.commandNone",
        patterns: &[r"no command specified", r"no command or entrypoint provided"],
        ..ROW
    },
    Row {
        code: "run.commandMissing",
        patterns: &[
            r#"exec: "(?P<command>[^"]+)": executable file not found"#,
            r#"exec: "(?P<command>[^"]+)": stat [^\n]*: no such file or directory"#,
            r"executable file `?(?P<command>[^`\s]+)`? not found",
            r"starting container process caused[^\n]*no such file or directory",
            r"attempted to invoke a command that was not found",
            r"executable file not found in \$path",
        ],
        ..ROW
    },
    Row {
        code: "run.wrongChip",
        patterns: &[r#"exec (?:"?(?P<command>[^\s":]+)"?: )?exec format error"#, r"exec format error"],
        ..ROW
    },
    Row {
        code: "run.commandNotExecutable",
        during: &[CreateContainer, StartContainer, Exec],
        patterns: &[
            r#"exec: "(?P<command>[^"]+)": permission denied"#,
            r"oci permission denied",
            r"open executable: permission denied",
        ],
        ..ROW
    },
    Row { code: "run.userMissing", patterns: &[r"unable to find (?:user|group) (?P<user>[^\s:]+)"], ..ROW },
    Row {
        code: "run.workingDirectory",
        patterns: &[
            r"cannot mkdir: (?P<path>\S+) is not a directory",
            r#"workdir "(?P<path>[^"]+)" (?:exists on container|does not exist)"#,
            r#"chdir to cwd \("(?P<path>[^"]+)"\)"#,
        ],
        ..ROW
    },
    Row {
        code: "run.memoryLow",
        patterns: &[r"minimum memory limit (?:allowed )?is (?P<minimum>\w+)"],
        ..ROW
    },
    Row { code: "run.memoryTooSmall", patterns: &[r"unable to set memory limit to \d+"], ..ROW },
    Row {
        code: "run.cpusTooMany",
        patterns: &[r"range of cpus is from [\d.]+ to (?P<maximum>[\d.]+)"],
        ..ROW
    },
    Row {
        code: "run.restartRemoved",
        patterns: &[
            r"can't create 'autoremove' container with restart policy",
            r"--rm option conflicts with --restart",
        ],
        ..ROW
    },
    Row {
        code: "run.networkMissing",
        during: &[CreateContainer, StartContainer],
        patterns: &[
            r"unable to find network with name or id (?P<network>[^\s:]+)",
            r"network (?P<network>\S+) not found",
        ],
        ..ROW
    },
    Row {
        code: "container.restarting",
        patterns: &[r"container (?:\S+ )?is restarting, wait until the container is running"],
        ..ROW
    },
    Row {
        code: "container.paused",
        during: &[StartContainer, StopContainer, Exec, PauseContainer],
        patterns: &[
            r"is paused, unpause the container",
            r"cannot start a paused container",
            // Podman says this of a paused one; starting one that runs is no error.
            r"must be in created or stopped state to be started",
            r"container \S+ is paused",
            r"is already paused",
            r"running or paused, refusing to clean up",
        ],
        ..ROW
    },
    Row { code: "container.notPaused", during: &[PauseContainer], patterns: &[r"is not paused"], ..ROW },
    Row {
        code: "container.notRunning",
        patterns: &[
            r"container (?:\S+ )?is not running",
            r"can only (?:create exec sessions on|kill) running containers",
            r#""\w+" is not running, can't pause"#,
            r"container \S+ is in state \w+[^\n]*container state improper",
        ],
        ..ROW
    },
];

/// The words of both engines for a port somebody else has.
const PORT_TAKEN: &[&str] = &[
    r"bind for \S*:(?P<port>\d+) failed: port is already allocated",
    r"failed to bind host port (?:for )?(?:\S*?:)?(?P<port>\d+)(?::\S+)?/(?:tcp|udp|sctp)[^\n]*(?:already in use|already allocated)",
    r"failed to bind host port (?:for )?(?:\S*?:)?(?P<port>\d+)/(?:tcp|udp|sctp)",
    r"listen (?:tcp|udp)[46]?:? ?\S*?:(?P<port>\d+): bind: (?:address is already|address already) in use",
    r"ports are not available[^\n]*?:(?P<port>\d+)\b",
    r"(?:rootlessport|cannot listen)[^\n]*?:(?P<port>\d+):[^\n]*address already in use",
];

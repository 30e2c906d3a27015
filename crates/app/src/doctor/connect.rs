//! Getting connected.

use super::row::{ROW, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        code: "engine.permissionDenied",
        patterns: &[
            r"permission denied while trying to connect to the docker (?:api|daemon socket) at (?P<endpoint>\S+)",
            r"(?:dial|connect)[^\n]*(?P<endpoint>\S*(?:docker|podman)\S*\.sock)[^\n]*permission denied",
        ],
        ..ROW
    },
    Row {
        code: "engine.notRunning",
        patterns: &[
            r"cannot connect to the docker daemon at (?P<endpoint>\S+?)\. is the docker daemon running",
            r"failed to connect to the docker api at (?P<endpoint>[^\s;]+)",
            r"cannot connect to podman\. please verify your connection to the linux system",
            r"is the docker daemon running\?",
            r"open //\./pipe/(?:docker|podman)\S*: the system cannot find the file specified",
        ],
        ..ROW
    },
    Row {
        code: "engine.versionTooNew",
        patterns: &[
            r"client version (?P<ours>[\d.]+) is too old\. minimum supported api version is (?P<theirs>\d+(?:\.\d+)*)",
            // Our own words, in `engine::connection`.
            r"it demands api (?P<theirs>[\d.]+) or newer, mooring speaks up to (?P<ours>[\d.]+)",
        ],
        ..ROW
    },
    Row {
        code: "engine.versionTooOld",
        patterns: &[
            r"client version (?P<ours>[\d.]+) is too new\. maximum supported api version is (?P<theirs>\d+(?:\.\d+)*)",
            r"client is newer than server \(client api version: (?P<ours>[\d.]+), server api version: (?P<theirs>[\d.]+)\)",
            r"it speaks api (?P<theirs>[\d.]+), mooring needs (?P<ours>[\d.]+)",
        ],
        ..ROW
    },
    Row {
        code: "engine.virtualizationOff",
        patterns: &[
            r"hcs_e_hyperv_not_installed",
            r"hardware assisted virtualization and data execution protection must be enabled in the bios",
            r"please enable the virtual machine platform windows feature",
        ],
        ..ROW
    },
    Row {
        code: "engine.stopsAtLogout",
        patterns: &[
            r"loginctl enable-linger",
            r"user lingering (?:is )?not enabled",
            r"lingering (?:is )?(?:not enabled|disabled)",
        ],
        ..ROW
    },
    Row {
        code: "disk.full",
        patterns: &[r"no space left on device", r"disk quota exceeded", r"not enough space on the disk"],
        ..ROW
    },
];

//! Changing, updating and cleaning up.

use super::case::Operation::{CreateNetwork, RemoveContainer, RemoveImage, RemoveNetwork, RemoveVolume};
use super::row::{ROW, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        code: "image.inUseRunning",
        patterns: &[
            r"conflict: unable to (?:delete|remove) (?P<image>\S+) [^\n]*image is being used by running container (?P<containers>\w+)",
        ],
        ..ROW
    },
    Row {
        code: "image.inUse",
        patterns: &[
            r#"conflict: unable to remove repository reference "(?P<image>[^"]+)"[^\n]*container (?P<containers>\w+) is using its referenced image"#,
            r"conflict: unable to (?:delete|remove) (?P<image>\S+) [^\n]*image is being used by (?:stopped )?container (?P<containers>\w+)",
            r"image (?P<image>\S+) is in use: image used by (?P<containers>\w+)",
            r"image used by (?P<containers>\w+): image is in use by a container",
            r"image is in use by a container",
        ],
        ..ROW
    },
    Row {
        code: "image.hasChildren",
        during: &[RemoveImage],
        patterns: &[
            r"image has dependent child images",
            r"image (?P<image>\S+) has (?:dependent )?child(?:ren)?",
        ],
        ..ROW
    },
    Row {
        code: "image.severalNames",
        during: &[RemoveImage],
        patterns: &[
            r"image is referenced in (?:multiple|one or more) repositories",
            r"unable to delete image [^\n]*more than one name",
            r"image [^\n]*is tagged in multiple repositories",
        ],
        ..ROW
    },
    Row {
        code: "volume.inUse",
        patterns: &[
            r"remove (?P<volume>\S+): volume is in use - \[(?P<containers>[^\]]*)\]",
            r"volume (?P<volume>\S+) is being used by the following container\(s\): (?P<containers>[^:\n]+)",
            r"volume is (?:in use|being used)",
        ],
        ..ROW
    },
    Row {
        code: "network.inUse",
        patterns: &[
            r"network (?P<network>\S+?)(?: id \w+)? has active endpoints",
            r#""(?P<network>[^"]+)" has associated containers with it"#,
            r"network is being used",
        ],
        ..ROW
    },
    Row {
        code: "network.predefined",
        patterns: &[
            r"(?P<network>\S+) is a pre-defined network and cannot be removed",
            r"default network (?P<network>\S+) cannot be removed",
        ],
        ..ROW
    },
    Row {
        code: "network.noAddresses",
        patterns: &[
            r"all predefined address pools have been fully subnetted",
            r"could not find an available, non-overlapping ipv4 address pool",
            r"could not find free subnet from subnet pools",
        ],
        ..ROW
    },
    Row {
        code: "network.externalMissing",
        patterns: &[
            r#"network "?(?P<network>[^\s"]+)"? declared as external,? but could not be found"#,
            r#"external network "?(?P<network>[^\s"]+)"? not found"#,
        ],
        ..ROW
    },
    Row {
        code: "network.foreignLabel",
        patterns: &[r#"network (?P<network>\S+) was found but has incorrect label"#],
        ..ROW
    },
    Row {
        code: "network.exists",
        during: &[CreateNetwork],
        patterns: &[
            r"network with name (?P<network>\S+) already exists",
            r"network name (?P<network>\S+) already used",
        ],
        ..ROW
    },
    Row {
        code: "container.removeRunning",
        patterns: &[
            r"you cannot remove a running container",
            r"you cannot remove a (?:paused|restarting) container",
            r"cannot remove container[^\n]*as it is (?:running|paused)",
            r"cannot remove container[^\n]*container is running",
        ],
        ..ROW
    },
    Row {
        code: "container.removing",
        patterns: &[r"removal of container \S+ is already in progress", r"is marked for removal"],
        ..ROW
    },
    Row {
        code: "container.removeFailed",
        during: &[RemoveContainer],
        patterns: &[r#"cannot remove container "?/?(?P<container>[^":\s]+)"?: (?P<reason>[^\n]+)"#],
        ..ROW
    },
    Row {
        code: "container.gone",
        patterns: &[
            r#"no container with name or id "?(?P<name>[^"\s]+)"? found"#,
            r"no such container: (?P<name>\S+)",
            r"no such container",
            r"no such exec instance",
        ],
        ..ROW
    },
    Row {
        code: "volume.gone",
        patterns: &[
            r"get (?P<volume>\S+): no such volume",
            r#"no volume with name "(?P<volume>[^"]+)" found"#,
            r"no such volume",
        ],
        ..ROW
    },
    Row { code: "volume.gone", during: &[RemoveVolume], status: &[404], patterns: &[""], ..ROW },
    Row {
        code: "network.gone",
        patterns: &[r"network (?P<network>\S+) not found", r"network not found", r"no such network"],
        ..ROW
    },
    Row { code: "network.gone", during: &[RemoveNetwork], status: &[404], patterns: &[""], ..ROW },
];

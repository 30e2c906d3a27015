//! The answer of `GET /containers/{id}/json`, as far as we use it.
//!
//! Lenient on purpose: a field that is missing, null or new must not cost the whole answer.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::list::Mount;
use crate::wire::or_default;

/// One container.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Inspect {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) image: String,
    pub(super) created: String,
    pub(super) restart_count: i64,
    pub(super) state: State,
    pub(super) config: Config,
    pub(super) host_config: HostConfig,
    #[serde(deserialize_with = "or_default")]
    pub(super) mounts: Vec<Mount>,
    pub(super) network_settings: NetworkSettings,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct State {
    pub(super) status: String,
    pub(super) started_at: String,
    pub(super) finished_at: String,
    pub(super) exit_code: i64,
    #[serde(rename = "OOMKilled")]
    pub(super) oom_killed: bool,
    pub(super) error: String,
    /// Podman has an empty one where Docker has none.
    pub(super) health: Option<HealthState>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct HealthState {
    pub(super) status: String,
    pub(super) failing_streak: i64,
    #[serde(deserialize_with = "or_default")]
    pub(super) log: Vec<Probe>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Probe {
    pub(super) output: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Config {
    pub(super) hostname: String,
    pub(super) user: String,
    pub(super) tty: bool,
    pub(super) open_stdin: bool,
    #[serde(deserialize_with = "or_default")]
    pub(super) env: Vec<String>,
    pub(super) cmd: Option<Vec<String>>,
    pub(super) entrypoint: Option<Words>,
    pub(super) image: String,
    pub(super) working_dir: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) labels: BTreeMap<String, String>,
    /// A name on Docker; some Podman versions print the number.
    pub(super) stop_signal: Option<serde_json::Value>,
}

/// An entrypoint: a list on Docker, one line on some Podman versions.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    List(Vec<String>),
    Line(String),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct HostConfig {
    pub(super) network_mode: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) port_bindings: PortMap,
    pub(super) restart_policy: Restart,
    pub(super) auto_remove: bool,
    #[serde(deserialize_with = "or_default")]
    pub(super) cap_add: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(super) cap_drop: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(super) dns: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(super) extra_hosts: Vec<String>,
    pub(super) ipc_mode: String,
    pub(super) pid_mode: String,
    pub(super) privileged: bool,
    pub(super) readonly_rootfs: bool,
    #[serde(deserialize_with = "or_default")]
    pub(super) security_opt: Vec<String>,
    pub(super) shm_size: i64,
    pub(super) memory: i64,
    pub(super) nano_cpus: i64,
    #[serde(deserialize_with = "or_default")]
    pub(super) devices: Vec<Device>,
    #[serde(deserialize_with = "or_default")]
    pub(super) init: bool,
    #[serde(deserialize_with = "or_default")]
    pub(super) tmpfs: BTreeMap<String, String>,
}

/// `80/tcp` to where it is bound; `null` when it is only exposed.
pub(super) type PortMap = BTreeMap<String, Option<Vec<Bound>>>;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Bound {
    pub(super) host_ip: String,
    pub(super) host_port: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Restart {
    pub(super) name: String,
    pub(super) maximum_retry_count: i64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Device {
    pub(super) path_on_host: String,
    pub(super) path_in_container: String,
    pub(super) cgroup_permissions: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct NetworkSettings {
    #[serde(deserialize_with = "or_default")]
    pub(super) ports: PortMap,
    #[serde(deserialize_with = "or_default")]
    pub(super) networks: BTreeMap<String, Attachment>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Attachment {
    #[serde(rename = "IPAddress")]
    pub(super) ip_address: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) aliases: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_and_gaps_are_no_reason_to_fail() {
        let json = r#"{"Id":"ab","Name":"/web","State":{"Status":"running","Health":null},"Mounts":null,
            "Config":{"Env":null,"Cmd":null,"Entrypoint":"sh -c","Labels":null,"StopSignal":15,"New":{}},
            "HostConfig":{"PortBindings":null,"Init":null,"CapAdd":null,"Tmpfs":null,"Devices":null},
            "NetworkSettings":{"Ports":{"80/tcp":null},"Networks":{"none":{"Aliases":null}}}}"#;
        let body: Inspect = serde_json::from_str(json).expect("lenient");
        assert!(matches!(body.config.entrypoint, Some(Words::Line(line)) if line == "sh -c"));
        assert!(body.network_settings.ports["80/tcp"].is_none());
    }
}

//! Making a container from a [`ContainerSpec`].

use std::collections::HashMap;

use bollard::models::{
    ContainerCreateBody, DeviceMapping, HostConfig, Mount, MountType, PortBinding as ApiPort,
    RestartPolicy as ApiRestart, RestartPolicyNameEnum as RestartName,
};
use bollard::query_parameters::CreateContainerOptionsBuilder;

use crate::model::container::{
    ContainerSpec, CreatedContainer, MountKind, MountSpec, PortBinding, RestartPolicy,
};
use crate::{Engine, EngineError};

impl Engine {
    /// Makes a container and does not start it. Its image must be here.
    pub async fn container_create(&self, spec: &ContainerSpec) -> Result<CreatedContainer, EngineError> {
        let operation = format!("create container from {}", spec.image);
        if spec.mounts.iter().any(|mount| mount.kind == MountKind::Other) {
            return Err(EngineError::Unsupported { operation, engine: self.quirks().name.clone() });
        }
        let mut options = CreateContainerOptionsBuilder::default();
        if let Some(name) = &spec.name {
            options = options.name(name);
        }
        if let Some(platform) = &spec.platform {
            options = options.platform(platform);
        }
        let made = self.patient().create_container(Some(options.build()), body(spec)).await;
        let made = made.map_err(self.failed(&operation))?;
        Ok(CreatedContainer { id: made.id, warnings: made.warnings })
    }
}

fn body(spec: &ContainerSpec) -> ContainerCreateBody {
    ContainerCreateBody {
        image: Some(spec.image.clone()),
        cmd: spec.command.clone(),
        entrypoint: spec.entrypoint.clone(),
        env: Some(spec.env.iter().map(|(key, value)| format!("{key}={value}")).collect()),
        exposed_ports: Some(spec.ports.iter().map(port_name).collect()),
        hostname: spec.hostname.clone(),
        user: spec.user.clone(),
        working_dir: spec.working_dir.clone(),
        labels: Some(spec.labels.clone().into_iter().collect()),
        tty: Some(spec.tty),
        open_stdin: Some(spec.interactive),
        stop_signal: spec.stop_signal.clone(),
        host_config: Some(host_config(spec)),
        ..ContainerCreateBody::default()
    }
}

fn host_config(spec: &ContainerSpec) -> HostConfig {
    HostConfig {
        port_bindings: Some(port_bindings(&spec.ports)),
        mounts: Some(spec.mounts.iter().map(mount).collect()),
        restart_policy: Some(restart(spec.restart)),
        network_mode: spec.network.clone(),
        memory: spec.memory.map(bytes),
        nano_cpus: spec.nano_cpus.map(bytes),
        shm_size: spec.shm_size.map(bytes),
        privileged: Some(spec.privileged),
        cap_add: Some(spec.cap_add.clone()),
        cap_drop: Some(spec.cap_drop.clone()),
        devices: Some(spec.devices.iter().map(|text| device(text)).collect()),
        security_opt: Some(spec.security_opt.clone()),
        extra_hosts: Some(spec.extra_hosts.iter().map(|text| host_line(text)).collect()),
        dns: Some(spec.dns.clone()),
        pid_mode: spec.pid_mode.clone(),
        ipc_mode: spec.ipc_mode.clone(),
        readonly_rootfs: Some(spec.read_only),
        init: spec.init.then_some(true),
        auto_remove: Some(spec.auto_remove),
        ..HostConfig::default()
    }
}

fn port_name(port: &PortBinding) -> String {
    format!("{}/{}", port.container_port, port.protocol.name())
}

fn port_bindings(ports: &[PortBinding]) -> HashMap<String, Option<Vec<ApiPort>>> {
    let mut map: HashMap<String, Option<Vec<ApiPort>>> = HashMap::new();
    for port in ports {
        let bound = ApiPort {
            host_ip: Some(port.host_ip.clone()),
            host_port: Some(port.host_port.map(|number| number.to_string()).unwrap_or_default()),
        };
        map.entry(port_name(port)).or_default().get_or_insert_default().push(bound);
    }
    map
}

/// A missing host folder is an error this way; the older `Binds` would quietly make an empty one owned by root.
fn mount(mount: &MountSpec) -> Mount {
    let typ = match mount.kind {
        MountKind::Volume => MountType::VOLUME,
        MountKind::Bind => MountType::BIND,
        MountKind::Tmpfs | MountKind::Other => MountType::TMPFS,
    };
    Mount {
        typ: Some(typ),
        source: (!mount.source.is_empty()).then(|| mount.source.clone()),
        target: Some(mount.target.clone()),
        read_only: Some(mount.read_only),
        ..Mount::default()
    }
}

fn restart(policy: RestartPolicy) -> ApiRestart {
    let (name, maximum_retry_count) = match policy {
        RestartPolicy::No => (RestartName::NO, None),
        RestartPolicy::OnFailure(times) => (RestartName::ON_FAILURE, Some(i64::from(times))),
        RestartPolicy::Always => (RestartName::ALWAYS, None),
        RestartPolicy::UnlessStopped => (RestartName::UNLESS_STOPPED, None),
    };
    ApiRestart { name: Some(name), maximum_retry_count }
}

/// Reads `/dev/x[:/dev/y[:rwm]]`.
fn device(text: &str) -> DeviceMapping {
    let mut parts = text.splitn(3, ':');
    let host = parts.next().unwrap_or_default();
    DeviceMapping {
        path_on_host: Some(host.to_owned()),
        path_in_container: Some(parts.next().unwrap_or(host).to_owned()),
        cgroup_permissions: Some(parts.next().unwrap_or("rwm").to_owned()),
    }
}

/// The command line also takes `name=address`, the API only `name:address`.
fn host_line(text: &str) -> String {
    text.replacen('=', ":", 1)
}

/// The API counts in signed numbers.
fn bytes(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::container::Protocol;

    #[test]
    fn what_docker_run_image_asks_for() {
        let json = serde_json::to_value(body(&ContainerSpec { image: "nginx".into(), ..Default::default() }));
        let json = json.expect("plain data");
        assert_eq!(json["Image"], "nginx");
        assert_eq!(json["HostConfig"]["RestartPolicy"]["Name"], "no");
        for absent in ["Cmd", "Entrypoint", "User", "Hostname"] {
            assert!(json.get(absent).is_none(), "{absent}");
        }
    }

    #[test]
    fn one_port_on_two_addresses() {
        let port = |ip: &str, host_port| PortBinding {
            container_port: 80,
            protocol: Protocol::Tcp,
            host_ip: ip.into(),
            host_port,
        };
        let map = port_bindings(&[port("127.0.0.1", Some(8080)), port("::1", None)]);
        let bound = map["80/tcp"].as_ref().expect("bound");
        let ports: Vec<_> = bound.iter().map(|b| b.host_port.as_deref()).collect();
        assert_eq!(ports, [Some("8080"), Some("")]);
    }

    #[test]
    fn devices() {
        for (text, inside, rights) in [
            ("/dev/a", "/dev/a", "rwm"),
            ("/dev/a:/dev/b", "/dev/b", "rwm"),
            ("/dev/a:/dev/b:r", "/dev/b", "r"),
        ] {
            let device = device(text);
            assert_eq!(device.path_in_container.as_deref(), Some(inside));
            assert_eq!(device.cgroup_permissions.as_deref(), Some(rights));
        }
    }
}

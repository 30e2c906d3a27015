//! Everything about one container.

use std::collections::BTreeMap;

use hyper::Method;
use serde::Deserialize;

use super::inspect_answer::{
    Attachment, Config, Device, HealthState, HostConfig, Inspect, PortMap, Restart, State, Words,
};
use super::list::{mounts, state};
use crate::connection::SHORT;
use crate::model::container::{
    ContainerDetail, ContainerSpec, Health, HealthReport, MountKind, MountPoint, MountSpec,
    NetworkAttachment, PortBinding, RestartPolicy, RunState,
};
use crate::quirks::Quirks;
use crate::wire::{count, port, timestamp, variable};
use crate::{Engine, EngineError, raw};

/// Longest output of a health probe that is kept.
const LONGEST_PROBE: usize = 4 << 10;
/// What `/dev/shm` has when nobody asks.
const DEFAULT_SHM: i64 = 64 << 20;

impl Engine {
    /// Returns everything we use of one container, by id or name.
    ///
    /// Its `spec` is what would make the same container again: the image's own command, entrypoint and environment are
    /// in it, because the engine does not tell them from what the user asked for, and anonymous volumes have their names.
    pub async fn container_inspect(&self, id: &str) -> Result<ContainerDetail, EngineError> {
        let operation = raw::operation("inspect container", id)?;
        let body: Inspect = self.raw().get(&format!("/containers/{id}/json"), &operation, SHORT).await?;
        Ok(body.detail(self.quirks()))
    }

    /// Returns the engine's own answer about one container, with every field.
    pub async fn container_inspect_raw(&self, id: &str) -> Result<serde_json::Value, EngineError> {
        let operation = raw::operation("inspect container", id)?;
        self.raw().get(&format!("/containers/{id}/json"), &operation, SHORT).await
    }

    /// Returns the bytes of a container's writable layer. The engine walks over it, which takes a while when there is
    /// much; 0 when it does not tell.
    pub async fn container_size(&self, id: &str) -> Result<u64, EngineError> {
        #[derive(Deserialize)]
        struct Sized {
            #[serde(rename = "SizeRw", default)]
            writable: Option<i64>,
        }
        let operation = raw::operation("measure container", id)?;
        let path = format!("/containers/{id}/json?size=true");
        let sized: Sized = self.raw().call(Method::GET, &path, &operation).await?;
        Ok(count(sized.writable.unwrap_or_default()))
    }
}

impl Inspect {
    fn detail(self, quirks: &Quirks) -> ContainerDetail {
        let mounts = mounts(self.mounts);
        let name = self.name.trim_start_matches('/').to_owned();
        ContainerDetail {
            image: self.config.image.clone(),
            image_id: Quirks::image_id(&self.image),
            created: timestamp(&self.created),
            run: run_state(self.state, self.restart_count),
            spec: spec(&self.id, &name, self.config, self.host_config, &mounts, quirks),
            ports: bindings(self.network_settings.ports),
            mounts,
            networks: self.network_settings.networks.into_iter().map(attachment).collect(),
            id: self.id,
            name,
        }
    }
}

fn run_state(run: State, restarts: i64) -> RunState {
    RunState {
        state: state(&run.status),
        started: timestamp(&run.started_at),
        finished: timestamp(&run.finished_at),
        exit_code: run.exit_code,
        oom_killed: run.oom_killed,
        error: run.error,
        restarts: count(restarts),
        health: run.health.and_then(health),
    }
}

fn health(report: HealthState) -> Option<HealthReport> {
    let health = match report.status.as_str() {
        "starting" => Health::Starting,
        "healthy" => Health::Healthy,
        "unhealthy" => Health::Unhealthy,
        _ => return None,
    };
    let mut last_output = report.log.into_iter().next_back().unwrap_or_default().output;
    last_output.truncate(last_output.floor_char_boundary(LONGEST_PROBE));
    Some(HealthReport { health, failing_streak: count(report.failing_streak), last_output })
}

fn attachment((network, attachment): (String, Attachment)) -> NetworkAttachment {
    NetworkAttachment { network, ip_address: attachment.ip_address, aliases: attachment.aliases }
}

fn spec(
    id: &str,
    name: &str,
    config: Config,
    host: HostConfig,
    mounts: &[MountPoint],
    quirks: &Quirks,
) -> ContainerSpec {
    let own_name = id.get(..12).is_some_and(|short| short == config.hostname) || host.network_mode == "host";
    ContainerSpec {
        name: Some(name.to_owned()),
        image: config.image,
        platform: None,
        command: config.cmd,
        entrypoint: config.entrypoint.map(|words| match words {
            Words::List(list) => list,
            Words::Line(line) => line.split_whitespace().map(str::to_owned).collect(),
        }),
        env: config.env.iter().map(|text| variable(text)).collect(),
        ports: bindings(host.port_bindings),
        mounts: mount_specs(mounts, &host.tmpfs, |target| {
            !host.readonly_rootfs || !quirks.adds_tmpfs(target)
        }),
        restart: restart(&host.restart_policy),
        network: unless(host.network_mode, "default"),
        hostname: if own_name { None } else { unless(config.hostname, "") },
        user: unless(config.user, ""),
        working_dir: unless(config.working_dir, ""),
        labels: config.labels,
        memory: positive(host.memory),
        nano_cpus: positive(host.nano_cpus),
        shm_size: positive(host.shm_size).filter(|_| host.shm_size != DEFAULT_SHM),
        privileged: host.privileged,
        cap_add: capabilities(&host.cap_add),
        cap_drop: capabilities(&host.cap_drop),
        devices: host.devices.iter().map(device).collect(),
        security_opt: host.security_opt,
        extra_hosts: host.extra_hosts,
        dns: host.dns,
        pid_mode: unless(host.pid_mode, "private"),
        ipc_mode: unless(host.ipc_mode, quirks.default_ipc()),
        read_only: host.readonly_rootfs,
        init: host.init,
        tty: config.tty,
        interactive: config.open_stdin,
        auto_remove: host.auto_remove,
        stop_signal: config.stop_signal.and_then(signal),
    }
}

fn bindings(map: PortMap) -> Vec<PortBinding> {
    let mut all = Vec::new();
    for (name, bound) in map {
        let Some((container_port, protocol)) = port(&name) else { continue };
        let binding = |host_ip, host_port| PortBinding { container_port, protocol, host_ip, host_port };
        match bound {
            None => all.push(binding(String::new(), None)),
            Some(bound) => {
                let bound =
                    bound.into_iter().map(|bound| binding(bound.host_ip, bound.host_port.parse().ok()));
                all.extend(bound);
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

fn mount_specs(
    mounts: &[MountPoint],
    tmpfs: &BTreeMap<String, String>,
    asked_for: impl Fn(&str) -> bool,
) -> Vec<MountSpec> {
    let made = mounts.iter().filter(|mount| mount.kind != MountKind::Other).map(|mount| MountSpec {
        kind: mount.kind,
        source: mount.source.clone(),
        target: mount.destination.clone(),
        read_only: mount.read_only,
    });
    let mut specs: Vec<_> = made.collect();
    let new =
        |target: &&String| asked_for(target) && !mounts.iter().any(|mount| mount.destination == **target);
    for target in tmpfs.keys().filter(new) {
        let (kind, source) = (MountKind::Tmpfs, String::new());
        specs.push(MountSpec { kind, source, target: target.clone(), read_only: false });
    }
    specs
}

fn restart(policy: &Restart) -> RestartPolicy {
    match policy.name.as_str() {
        "always" => RestartPolicy::Always,
        "unless-stopped" => RestartPolicy::UnlessStopped,
        "on-failure" => RestartPolicy::OnFailure(u32::try_from(policy.maximum_retry_count).unwrap_or(0)),
        _ => RestartPolicy::No,
    }
}

/// Returns a text that says something: neither empty nor what goes without saying.
fn unless(text: String, default: &str) -> Option<String> {
    (!text.is_empty() && text != default).then_some(text)
}

fn positive(number: i64) -> Option<u64> {
    u64::try_from(number).ok().filter(|number| *number > 0)
}

fn capabilities(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.strip_prefix("CAP_").unwrap_or(name).to_owned()).collect()
}

fn device(device: &Device) -> String {
    format!("{}:{}:{}", device.path_on_host, device.path_in_container, device.cgroup_permissions)
}

/// Returns the signal's name; SIGTERM goes without saying.
fn signal(value: serde_json::Value) -> Option<String> {
    let name = match value {
        serde_json::Value::String(name) => name,
        serde_json::Value::Number(number) => number.to_string(),
        _ => return None,
    };
    unless(Quirks::signal(name), "SIGTERM")
}

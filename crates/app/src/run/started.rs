//! The form a container could have been started with: what the user set, without what the image says anyway.

use std::collections::BTreeMap;

use engine::model::container::{
    ContainerDetail, ContainerSpec, MountKind, MountSpec, PortBinding, RestartPolicy,
};
use engine::model::image::{ImageConfig, ImageDetail};

use crate::wire::{RunEnv, RunMount, RunPort, RunSpec};

/// What Podman sets in every container.
const PODMAN_ENV: [(&str, Option<&str>); 4] =
    [("container", Some("podman")), ("TERM", Some("xterm")), ("HOSTNAME", None), ("HOME", None)];

/// What an engine gives `/dev/shm` when nobody asks.
const DEFAULT_SHM: u64 = 64 << 20;

/// Labels that tools keep their own books with.
const TOOL_LABELS: [&str; 3] = ["com.docker.compose.", "desktop.docker.io/", "io.podman.compose."];

/// The form that makes the like. Without the image everything counts as set by the user.
pub fn run_spec(container: &ContainerDetail, image: Option<&ImageDetail>) -> RunSpec {
    let given = &container.spec;
    let defaults = image.map(|image| image.config.clone()).unwrap_or_default();
    let (entrypoint, command) = program(given, &defaults);
    let changed = |value: &Option<String>, default: &str| {
        value.clone().filter(|value| value != default).unwrap_or_default()
    };
    RunSpec {
        image: oci::familiar(&container.image),
        name: container.name.clone(),
        ports: ports(&given.ports),
        mounts: given.mounts.iter().filter_map(|given| mount(given, container, &defaults)).collect(),
        env: env(&given.env, &defaults),
        restart: restart_text(given.restart),
        command,
        entrypoint,
        user: changed(&given.user, &defaults.user),
        working_dir: changed(&given.working_dir, &defaults.working_dir).trim_end_matches('/').to_owned(),
        hostname: hostname(container),
        network: network(given.network.as_deref()),
        platform: given.platform.clone().unwrap_or_default(),
        memory: given.memory,
        cpus: given.nano_cpus.map(cores),
        shm_size: given.shm_size.filter(|size| *size != DEFAULT_SHM),
        privileged: given.privileged,
        cap_add: given.cap_add.clone(),
        cap_drop: given.cap_drop.clone(),
        devices: given.devices.clone(),
        security_opt: given.security_opt.clone(),
        extra_hosts: given.extra_hosts.clone(),
        dns: given.dns.clone(),
        pid_mode: shared(given.pid_mode.as_deref()),
        ipc_mode: shared(given.ipc_mode.as_deref()),
        labels: labels(&given.labels, &defaults),
        read_only: given.read_only,
        init: given.init,
        tty: given.tty,
        interactive: given.interactive,
        auto_remove: given.auto_remove,
        stop_signal: changed(&given.stop_signal, &defaults.stop_signal),
        fill_in: false,
    }
}

/// Entrypoint and command only make sense as a pair: an entrypoint of one's own drops the image's command.
fn program(given: &ContainerSpec, defaults: &ImageConfig) -> (Option<Vec<String>>, Vec<String>) {
    let entrypoint = given.entrypoint.clone().unwrap_or_default();
    let command = given.command.clone().unwrap_or_default();
    let same_entrypoint = entrypoint == defaults.entrypoint;
    if same_entrypoint && command == defaults.cmd {
        (None, Vec::new())
    } else if same_entrypoint && !command.is_empty() {
        (None, command)
    } else {
        let words = entrypoint.into_iter().filter(|word| !word.is_empty()).collect();
        (Some(words), command)
    }
}

fn env(given: &[(String, String)], defaults: &ImageConfig) -> Vec<RunEnv> {
    let of_podman = |(key, value): &&(String, String)| {
        PODMAN_ENV.iter().any(|(name, text)| name == key && text.is_none_or(|text| text == value))
    };
    given
        .iter()
        .filter(|pair| !defaults.env.contains(pair) && !of_podman(pair))
        .map(|(key, value)| RunEnv { key: key.clone(), value: value.clone() })
        .collect()
}

/// A port bound on all addresses of both families is one port.
fn ports(given: &[PortBinding]) -> Vec<RunPort> {
    let mut ports: Vec<RunPort> = Vec::new();
    for binding in given {
        let host_ip = match binding.host_ip.as_str() {
            "0.0.0.0" | "::" => "",
            address => address,
        };
        let port = RunPort {
            container_port: binding.container_port,
            protocol: binding.protocol.name().to_owned(),
            host_port: binding.host_port,
            host_ip: host_ip.to_owned(),
        };
        if !ports.contains(&port) {
            ports.push(port);
        }
    }
    ports
}

/// An anonymous volume that the image declares comes by itself.
fn mount(given: &MountSpec, container: &ContainerDetail, defaults: &ImageConfig) -> Option<RunMount> {
    let kind = match given.kind {
        MountKind::Volume => "volume",
        MountKind::Bind => "bind",
        MountKind::Tmpfs => "tmpfs",
        MountKind::Other => return None,
    };
    let anonymous = given.kind == MountKind::Volume
        && (given.source.is_empty()
            || container.mounts.iter().any(|mount| mount.anonymous && mount.destination == given.target));
    if anonymous && defaults.volumes.contains(&given.target) {
        return None;
    }
    let source = if anonymous { String::new() } else { given.source.clone() };
    Some(RunMount { kind: kind.to_owned(), source, target: given.target.clone(), read_only: given.read_only })
}

fn restart_text(policy: RestartPolicy) -> String {
    match policy {
        // As `docker run` has it when nothing is said.
        RestartPolicy::No => String::new(),
        RestartPolicy::OnFailure(0) => "on-failure".to_owned(),
        RestartPolicy::OnFailure(count) => format!("on-failure:{count}"),
        RestartPolicy::Always => "always".to_owned(),
        RestartPolicy::UnlessStopped => "unless-stopped".to_owned(),
    }
}

/// Engines invent a host name from the id; on the host's network it is the host's.
fn hostname(container: &ContainerDetail) -> String {
    let given = container.spec.hostname.as_deref().unwrap_or_default();
    let own_network = !matches!(container.spec.network.as_deref(), Some(mode) if mode == "host" || mode.starts_with("container:"));
    let invented = given.is_empty() || container.id.starts_with(given);
    if own_network && !invented { given.to_owned() } else { String::new() }
}

/// Both engines' own words for "nothing was chosen".
fn network(mode: Option<&str>) -> String {
    match mode.unwrap_or_default() {
        "default" | "bridge" | "podman" | "slirp4netns" | "pasta" => String::new(),
        other => other.to_owned(),
    }
}

fn shared(mode: Option<&str>) -> String {
    match mode.unwrap_or_default() {
        "private" | "shareable" => String::new(),
        other => other.to_owned(),
    }
}

fn cores(nano: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no computer has enough cores to tell")]
    let cores = nano as f64 / 1e9;
    cores
}

fn labels(given: &BTreeMap<String, String>, defaults: &ImageConfig) -> Vec<String> {
    given
        .iter()
        .filter(|(key, value)| defaults.labels.get(*key) != Some(value))
        .filter(|(key, _)| !TOOL_LABELS.iter().any(|tool| key.starts_with(tool)))
        .map(|(key, value)| format!("{key}={value}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use engine::model::container::{ContainerState, MountPoint, RunState};

    use super::*;
    use crate::run::check::tests::image;
    use crate::run::{command_line, container_spec, parse};
    use engine::model::system::EngineKind;

    fn postgres() -> ImageDetail {
        let mut image = image(&[], &["/var/lib/postgresql/data"]);
        image.config.env = vec![("PATH".into(), "/bin".into()), ("PG_MAJOR".into(), "16".into())];
        image.config.cmd = vec!["postgres".into()];
        image.config.entrypoint = vec!["docker-entrypoint.sh".into()];
        image.config.stop_signal = "SIGINT".into();
        image.config.labels = [("maker".to_owned(), "x".to_owned())].into();
        image
    }

    /// What an engine reports of a container made by this line: the image's defaults merged in.
    fn started(line: &str, image: &ImageDetail) -> ContainerDetail {
        let mut spec = container_spec(&parse(line).spec.unwrap()).unwrap();
        if spec.entrypoint.is_none() {
            spec.command = spec.command.or(Some(image.config.cmd.clone()));
            spec.entrypoint = Some(image.config.entrypoint.clone());
        }
        spec.env = image
            .config
            .env
            .iter()
            .cloned()
            .chain(spec.env)
            .chain([("container".into(), "podman".into())])
            .collect();
        spec.labels.extend(image.config.labels.clone());
        spec.labels.insert("com.docker.compose.project".into(), "p".into());
        spec.stop_signal = spec.stop_signal.or(Some(image.config.stop_signal.clone()));
        spec.hostname = spec.hostname.or(Some("0123456789ab".into()));
        spec.shm_size = spec.shm_size.or(Some(DEFAULT_SHM));
        spec.network = spec.network.or(Some("bridge".into()));
        spec.ipc_mode = spec.ipc_mode.or(Some("private".into()));
        let data = MountPoint {
            kind: MountKind::Volume,
            source: "f".repeat(64),
            destination: "/var/lib/postgresql/data".into(),
            read_only: false,
            anonymous: true,
        };
        spec.mounts.push(MountSpec {
            kind: data.kind,
            source: data.source.clone(),
            target: data.destination.clone(),
            read_only: false,
        });
        ContainerDetail {
            id: "0123456789ab".repeat(5) + "cdef",
            name: spec.name.clone().unwrap_or_default(),
            image: spec.image.clone(),
            image_id: image.id.clone(),
            created: None,
            run: RunState {
                state: ContainerState::Running,
                started: None,
                finished: None,
                exit_code: 0,
                oom_killed: false,
                error: String::new(),
                restarts: 0,
                health: None,
            },
            ports: spec.ports.clone(),
            mounts: vec![data],
            networks: Vec::new(),
            spec,
        }
    }

    #[test]
    fn the_line_that_made_it_comes_back() {
        for line in [
            "docker run -d --name db postgres:16",
            "docker run -d --name db -p 5432:5432 -v data:/backup -e POSTGRES_PASSWORD=x --restart unless-stopped postgres:16",
            "docker run -d --name db --hostname box --user 1000 --memory 512m --cpus 1.5 --stop-signal SIGTERM --label a=b postgres:16 -c x=y",
            "docker run -d --name db --network host --entrypoint sh postgres:16 -c 'sleep 1'",
            "docker run -d --name db --entrypoint '' postgres:16 sleep 1",
            "docker run -it --name db postgres:16 psql",
        ] {
            let image = postgres();
            let found = run_spec(&started(line, &image), Some(&image));
            assert_eq!(command_line(EngineKind::Docker, &found), line);
        }
    }
}

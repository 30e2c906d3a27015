//! From the form to what the engine is asked for.

use std::collections::BTreeMap;

use engine::model::container::{ContainerSpec, MountKind, MountSpec, PortBinding, Protocol, RestartPolicy};

use crate::wire::{RunIssue, RunMount, RunPort, RunSpec};

use super::validate;

/// The engine's own name for "no network was chosen".
pub(super) const DEFAULT_NETWORK: &str = "default";

const BILLION: f64 = 1e9;

/// What the engine is asked for, or everything that makes it impossible.
pub fn container_spec(spec: &RunSpec) -> Result<ContainerSpec, Vec<RunIssue>> {
    let issues: Vec<RunIssue> = validate::issues(spec).into_iter().filter(|issue| issue.blocking).collect();
    if issues.is_empty() { Ok(lowered(spec)) } else { Err(issues) }
}

/// The same without questions: what cannot be said in the engine's types is left out.
pub(super) fn lowered(spec: &RunSpec) -> ContainerSpec {
    ContainerSpec {
        name: some(&spec.name),
        // Whole names mean the same to every engine; an id stays an id.
        image: oci::Reference::parse(&spec.image)
            .map_or_else(|_| spec.image.clone(), |image| image.canonical()),
        platform: oci::Platform::parse(&spec.platform).ok().map(|platform| platform.to_string()),
        command: (!spec.command.is_empty()).then(|| spec.command.clone()),
        entrypoint: spec.entrypoint.clone().map(cleared),
        env: spec.env.iter().map(|env| (env.key.clone(), env.value.clone())).collect(),
        ports: spec.ports.iter().filter_map(port).collect(),
        mounts: spec.mounts.iter().filter_map(mount).collect(),
        restart: restart(&spec.restart).unwrap_or_default(),
        network: some(&spec.network),
        hostname: some(&spec.hostname),
        user: some(&spec.user),
        working_dir: some(&spec.working_dir),
        labels: labels(&spec.labels),
        memory: spec.memory,
        nano_cpus: spec.cpus.and_then(nano_cpus),
        shm_size: spec.shm_size,
        privileged: spec.privileged,
        cap_add: spec.cap_add.iter().map(|cap| capability(cap)).collect(),
        cap_drop: spec.cap_drop.iter().map(|cap| capability(cap)).collect(),
        devices: spec.devices.clone(),
        security_opt: spec.security_opt.clone(),
        extra_hosts: spec.extra_hosts.iter().filter_map(|entry| extra_host(entry)).collect(),
        dns: spec.dns.clone(),
        pid_mode: some(&spec.pid_mode),
        ipc_mode: some(&spec.ipc_mode),
        read_only: spec.read_only,
        init: spec.init,
        tty: spec.tty,
        interactive: spec.interactive,
        auto_remove: spec.auto_remove,
        stop_signal: some(&spec.stop_signal),
    }
}

/// `no`, `always`, `unless-stopped`, `on-failure[:n]`; empty is `no`.
pub(super) fn restart(text: &str) -> Option<RestartPolicy> {
    match text.split_once(':').unwrap_or((text, "")) {
        ("" | "no", "") => Some(RestartPolicy::No),
        ("always", "") => Some(RestartPolicy::Always),
        ("unless-stopped", "") => Some(RestartPolicy::UnlessStopped),
        ("on-failure", "") => Some(RestartPolicy::OnFailure(0)),
        ("on-failure", count) => count.parse().ok().map(RestartPolicy::OnFailure),
        _ => None,
    }
}

/// `tcp` goes without saying.
pub(super) fn protocol(text: &str) -> Option<Protocol> {
    match text {
        "" | "tcp" => Some(Protocol::Tcp),
        "udp" => Some(Protocol::Udp),
        "sctp" => Some(Protocol::Sctp),
        _ => None,
    }
}

/// Billionths of a core; none when it is no number of cores.
pub(super) fn nano_cpus(cpus: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be within the range"
    )]
    (cpus > 0.0 && cpus < 1e6).then_some((cpus * BILLION).round() as u64)
}

/// `name:address`, also from `name=address`.
pub(super) fn extra_host(entry: &str) -> Option<String> {
    let (name, address) = entry.split_once(['=', ':'])?;
    (!name.is_empty() && !address.is_empty()).then(|| format!("{name}:{address}"))
}

/// `CAP_SYS_ADMIN` and `sys_admin` are `SYS_ADMIN`.
pub(super) fn capability(text: &str) -> String {
    let upper = text.trim().to_ascii_uppercase();
    upper.strip_prefix("CAP_").map_or(upper.clone(), str::to_owned)
}

fn port(port: &RunPort) -> Option<PortBinding> {
    Some(PortBinding {
        container_port: port.container_port,
        protocol: protocol(&port.protocol)?,
        host_ip: port.host_ip.clone(),
        host_port: port.host_port,
    })
}

fn mount(mount: &RunMount) -> Option<MountSpec> {
    let kind = match mount.kind.as_str() {
        "volume" => MountKind::Volume,
        "bind" => MountKind::Bind,
        "tmpfs" => MountKind::Tmpfs,
        _ => return None,
    };
    let source = if kind == MountKind::Tmpfs { String::new() } else { mount.source.clone() };
    Some(MountSpec { kind, source, target: mount.target.clone(), read_only: mount.read_only })
}

/// To engines an empty list means "the image's"; one empty word means none.
fn cleared(entrypoint: Vec<String>) -> Vec<String> {
    if entrypoint.is_empty() { vec![String::new()] } else { entrypoint }
}

fn labels(labels: &[String]) -> BTreeMap<String, String> {
    let pair = |label: &String| {
        let (key, value) = label.split_once('=').unwrap_or((label, ""));
        (key.to_owned(), value.to_owned())
    };
    labels.iter().map(pair).collect()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::parse;

    #[test]
    fn says_to_the_engine_what_the_line_says() {
        let line = "docker run -d --name web -p 8080:80 -p 53:53/udp -v data:/data:ro --tmpfs /run -e A=b --restart on-failure:3 \
            --cpus 1.5 -m 512m --cap-add cap_net_admin --add-host db=10.0.0.1 -l a=b --entrypoint '' nginx:1 sleep 1";
        let spec = container_spec(&parse(line).spec.unwrap()).unwrap();
        assert_eq!(spec.image, "docker.io/library/nginx:1");
        assert_eq!(spec.name.as_deref(), Some("web"));
        assert_eq!(
            spec.ports.iter().map(|port| (port.container_port, port.protocol)).collect::<Vec<_>>(),
            [(80, Protocol::Tcp), (53, Protocol::Udp)]
        );
        assert_eq!(
            spec.mounts.iter().map(|mount| mount.kind).collect::<Vec<_>>(),
            [MountKind::Volume, MountKind::Tmpfs]
        );
        assert_eq!(spec.restart, RestartPolicy::OnFailure(3));
        assert_eq!(spec.nano_cpus, Some(1_500_000_000));
        assert_eq!(spec.memory, Some(512 << 20));
        assert_eq!(spec.cap_add, ["NET_ADMIN"]);
        assert_eq!(spec.extra_hosts, ["db:10.0.0.1"]);
        assert_eq!(spec.entrypoint, Some(vec![String::new()]));
        assert_eq!(spec.command, Some(vec!["sleep".to_owned(), "1".to_owned()]));
        assert_eq!(spec.network, None);
    }

    #[test]
    fn refuses_the_impossible() {
        let spec = RunSpec { image: "nginx".into(), restart: "sometimes".into(), ..RunSpec::default() };
        let issues = container_spec(&spec).unwrap_err();
        assert_eq!(issues.iter().map(|issue| issue.field.as_str()).collect::<Vec<_>>(), ["restart"]);
    }
}

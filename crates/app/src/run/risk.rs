//! What gives a container power over the computer it runs on.

use engine::model::container::{ContainerSpec, MountKind, MountSpec};

use crate::wire::RunRisk;

use super::spec::capability;

/// Capabilities with which a program gets out, or does what root does.
const STRONG: [&str; 11] = [
    "ALL",
    "SYS_ADMIN",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_BOOT",
    "DAC_READ_SEARCH",
    "NET_ADMIN",
    "BPF",
    "PERFMON",
    "MAC_ADMIN",
];

const SYSTEM_FOLDERS: [&str; 12] =
    ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/sbin", "/sys", "/usr", "/var"];

/// Data that people do mount, inside system folders.
const HARMLESS_FOLDERS: [&str; 5] = ["/var/www", "/var/log", "/var/tmp", "/usr/share/nginx", "/dev/shm"];

/// Every risk once, in the order of [`RunRisk`].
pub fn risks(spec: &ContainerSpec) -> Vec<RunRisk> {
    let confined = |option: &String| !is_unconfined(option);
    let strong = |cap: &String| STRONG.contains(&capability(cap).as_str());
    let any_mount = |test: fn(&MountSpec) -> bool| spec.mounts.iter().any(test);
    let found = [
        (spec.privileged, RunRisk::Privileged),
        (any_mount(is_engine_socket), RunRisk::EngineSocket),
        (spec.network.as_deref() == Some("host"), RunRisk::HostNetwork),
        (any_mount(is_host_root), RunRisk::HostRoot),
        (any_mount(is_system_folder), RunRisk::HostSystemFolder),
        (spec.pid_mode.as_deref() == Some("host"), RunRisk::HostProcesses),
        (spec.cap_add.iter().any(strong), RunRisk::StrongCapability),
        (!spec.devices.is_empty(), RunRisk::HostDevice),
        (!spec.security_opt.iter().all(confined), RunRisk::Unconfined),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, risk)| risk).collect()
}

fn is_unconfined(option: &str) -> bool {
    let option = option.to_ascii_lowercase().replace(':', "=");
    matches!(
        option.as_str(),
        "seccomp=unconfined" | "apparmor=unconfined" | "label=disable" | "systempaths=unconfined"
    ) || option.starts_with("unmask=")
}

fn is_engine_socket(mount: &MountSpec) -> bool {
    let source = mount.source.to_ascii_lowercase();
    let file = source.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(file, "docker.sock" | "podman.sock" | "containerd.sock" | "docker_engine" | "crio.sock")
        || matches!(
            bind_path(mount).as_deref(),
            Some("/run" | "/var/run" | "/run/podman" | "/run/containerd")
        )
}

fn is_host_root(mount: &MountSpec) -> bool {
    let source = mount.source.replace('\\', "/");
    let drive = matches!(source.trim_end_matches('/').as_bytes(), [_, b':']);
    mount.kind == MountKind::Bind && (drive || bind_path(mount).as_deref() == Some("/"))
}

fn is_system_folder(mount: &MountSpec) -> bool {
    let within = |path: &str, folder: &str| {
        path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let inside = |path: String| {
        SYSTEM_FOLDERS.iter().any(|folder| within(&path, folder))
            && !HARMLESS_FOLDERS.iter().any(|folder| within(&path, folder))
            // The clock's settings, mounted by half of the world's recipes.
            && !matches!(path.as_str(), "/etc/localtime" | "/etc/timezone")
    };
    !mount.read_only && !is_engine_socket(mount) && bind_path(mount).is_some_and(inside)
}

/// The host path of a bind with `.`, `..` and doubled slashes taken out, so that `/var/../` is seen for what it is.
fn bind_path(mount: &MountSpec) -> Option<String> {
    if mount.kind != MountKind::Bind || !mount.source.starts_with('/') {
        return None;
    }
    let mut parts = Vec::new();
    for part in mount.source.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{parse, spec::lowered};

    #[test]
    fn names_each_risk() {
        use RunRisk::*;
        let cases: [(&str, &[RunRisk]); 15] = [
            ("", &[]),
            ("--privileged", &[Privileged]),
            ("-v /var/run/docker.sock:/var/run/docker.sock:ro", &[EngineSocket]),
            ("-v /run:/host-run", &[EngineSocket]),
            ("--net host", &[HostNetwork]),
            ("-v /:/host:ro", &[HostRoot]),
            ("-v /var/..//:/host", &[HostRoot]),
            ("-v C:\\:/host", &[HostRoot]),
            ("-v /etc/app:/etc/app", &[HostSystemFolder]),
            ("-v /etc/app:/etc/app:ro -v /srv:/srv -v /var/www:/www -v etc:/etc", &[]),
            ("--pid host", &[HostProcesses]),
            ("--cap-add cap_sys_admin --cap-add CHOWN", &[StrongCapability]),
            ("--device /dev/dri", &[HostDevice]),
            ("--security-opt seccomp:unconfined", &[Unconfined]),
            ("--security-opt no-new-privileges", &[]),
        ];
        for (options, expected) in cases {
            let spec = parse(&format!("docker run {options} nginx")).spec.unwrap();
            assert_eq!(risks(&lowered(&spec)), expected, "{options}");
        }
    }
}

//! What makes a form impossible on any engine, whatever else there is on the computer.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::typed;
use crate::wire::{Problem, RunEnv, RunIssue, RunMount, RunPort, RunSpec};

use super::shell::would_expand;
use super::{codes, spec as lower, value};

/// Engines refuse less.
const LEAST_MEMORY: u64 = 6 << 20;

/// Every issue that the form alone shows.
pub(super) fn issues(spec: &RunSpec) -> Vec<RunIssue> {
    let mut issues = Vec::new();
    issues.extend(image(&spec.image));
    issues.extend(name(&spec.name));
    issues.extend(spec.ports.iter().enumerate().filter_map(|(at, given)| port(at, given)));
    issues.extend(ports_twice(&spec.ports));
    issues.extend(spec.mounts.iter().enumerate().filter_map(|(at, given)| mount(at, given)));
    issues.extend(mounts_twice(&spec.mounts));
    issues.extend(spec.env.iter().filter_map(variable));
    issues.extend(limits(spec));
    issues.extend(restart(spec));
    issues.extend(lists(spec));
    issues.extend(strange_characters(spec));
    issues
}

/// An issue that makes it impossible.
pub(super) fn blocking(field: impl Into<String>, problem: Problem) -> RunIssue {
    RunIssue { field: field.into(), problem, blocking: true }
}

/// An issue that is only worth knowing.
pub(super) fn hint(field: impl Into<String>, problem: Problem) -> RunIssue {
    RunIssue { field: field.into(), problem, blocking: false }
}

/// A container's or volume's name: `[a-zA-Z0-9][a-zA-Z0-9_.-]+`.
pub(super) fn is_name(name: &str) -> bool {
    name.len() >= 2
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

/// An id is as good as a name here: what has no name can still be run.
fn image(image: &str) -> Option<RunIssue> {
    match oci::Reference::parse(image) {
        Ok(_) | Err(oci::ReferenceError::LooksLikeId) => None,
        Err(error) => Some(blocking("image", typed::problem(image, &error))),
    }
}

fn name(name: &str) -> Option<RunIssue> {
    let bad = !name.is_empty() && !is_name(name);
    bad.then(|| blocking("name", codes::NAME_BAD.problem([&name])))
}

fn port(at: usize, port: &RunPort) -> Option<RunIssue> {
    let problem = if port.container_port == 0 || port.host_port == Some(0) {
        codes::PORT_MISSING.problem([])
    } else if lower::protocol(&port.protocol).is_none() {
        codes::PORT_PROTOCOL.problem([&port.protocol])
    } else if !port.host_ip.is_empty() && port.host_ip.parse::<IpAddr>().is_err() {
        codes::PORT_ADDRESS.problem([&port.host_ip])
    } else {
        return None;
    };
    Some(blocking(format!("ports.{at}"), problem))
}

fn ports_twice(ports: &[RunPort]) -> Vec<RunIssue> {
    let earlier = |at: usize, port: &RunPort| {
        port.host_port.filter(|_| ports.iter().take(at).any(|other| same_host_port(other, port)))
    };
    let twice = ports.iter().enumerate().filter_map(|(at, port)| Some((at, earlier(at, port)?)));
    twice.map(|(at, host)| blocking(format!("ports.{at}"), codes::PORT_TWICE.problem([&host]))).collect()
}

fn same_host_port(a: &RunPort, b: &RunPort) -> bool {
    a.host_port == b.host_port
        && lower::protocol(&a.protocol) == lower::protocol(&b.protocol)
        && addresses_meet(&a.host_ip, &b.host_ip)
}

/// Whether two host addresses compete for a port. An empty one is all of them.
pub(super) fn addresses_meet(a: &str, b: &str) -> bool {
    let all = |address: &str| matches!(address, "" | "0.0.0.0" | "::");
    all(a) || all(b) || a == b
}

fn mount(at: usize, mount: &RunMount) -> Option<RunIssue> {
    let source = mount.source.as_str();
    let problem = if !matches!(mount.kind.as_str(), "volume" | "bind" | "tmpfs") {
        codes::MOUNT_KIND.problem([&mount.kind])
    } else if !mount.target.starts_with('/') || mount.target.trim_matches('/').is_empty() {
        codes::MOUNT_TARGET.problem([&mount.target])
    } else if mount.kind == "bind" && would_expand(source) {
        codes::SHELL_TEXT.problem([&source])
    } else if mount.kind == "bind" && !value::is_absolute(source) {
        codes::FOLDER_RELATIVE.problem([&source])
    } else if mount.kind == "volume" && !source.is_empty() && !is_name(source) {
        codes::VOLUME_BAD.problem([&source])
    } else {
        return None;
    };
    Some(blocking(format!("mounts.{at}"), problem))
}

fn mounts_twice(mounts: &[RunMount]) -> Vec<RunIssue> {
    let mut seen = BTreeSet::new();
    let twice =
        mounts.iter().enumerate().filter(|(_, mount)| !seen.insert(mount.target.trim_end_matches('/')));
    twice
        .map(|(at, mount)| blocking(format!("mounts.{at}"), codes::MOUNT_TWICE.problem([&mount.target])))
        .collect()
}

fn variable(env: &RunEnv) -> Option<RunIssue> {
    let bad = env.key.is_empty() || env.key.contains('=');
    bad.then(|| blocking(format!("env.{}", env.key), codes::VARIABLE_BAD.problem([&env.key])))
}

fn limits(spec: &RunSpec) -> Vec<RunIssue> {
    let mut issues = Vec::new();
    if spec.memory.is_some_and(|memory| memory < LEAST_MEMORY) {
        issues.push(blocking("memory", codes::MEMORY_LOW.problem([&"6 MB"])));
    }
    if let Some(cpus) = spec.cpus.filter(|cpus| lower::nano_cpus(*cpus).is_none()) {
        issues.push(blocking("cpus", codes::CPUS_BAD.problem([&cpus])));
    }
    if !spec.platform.is_empty() && oci::Platform::parse(&spec.platform).is_err() {
        issues.push(blocking("platform", codes::PLATFORM_BAD.problem([&spec.platform])));
    }
    issues
}

fn restart(spec: &RunSpec) -> Option<RunIssue> {
    match lower::restart(&spec.restart) {
        None => Some(blocking("restart", codes::RESTART_BAD.problem([&spec.restart]))),
        Some(policy) if spec.auto_remove && policy != Default::default() => {
            Some(blocking("restart", codes::RESTART_REMOVED.problem([])))
        }
        Some(_) => None,
    }
}

fn lists(spec: &RunSpec) -> Vec<RunIssue> {
    let labels =
        spec.labels.iter().enumerate().filter(|(_, label)| label.is_empty() || label.starts_with('='));
    let hosts = spec.extra_hosts.iter().enumerate().filter(|(_, entry)| lower::extra_host(entry).is_none());
    let labels =
        labels.map(|(at, label)| blocking(format!("labels.{at}"), codes::LABEL_BAD.problem([label])));
    let hosts =
        hosts.map(|(at, entry)| blocking(format!("extraHosts.{at}"), codes::EXTRA_HOST_BAD.problem([entry])));
    labels.chain(hosts).collect()
}

/// No argument of a program and no variable can hold a NUL.
fn strange_characters(spec: &RunSpec) -> Option<RunIssue> {
    let pairs = spec.env.iter().flat_map(|env| [&env.key, &env.value]);
    let mut env = pairs.filter(|text| text.contains('\0'));
    let mut words =
        spec.command.iter().chain(spec.entrypoint.iter().flatten()).filter(|text| text.contains('\0'));
    let field = if env.next().is_some() { "env" } else { words.next().map(|_| "command")? };
    Some(blocking(field, codes::BAD_CHARACTER.problem([])))
}

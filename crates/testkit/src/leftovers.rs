//! Removes everything an engine can leave behind: processes, network interfaces, packet filter rules, cgroups, files.
//!
//! Mounts are not in the list: engines run in a mount namespace of their own, which ends with its last process.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::podman;
use crate::subnet::Subnet;

const PROCESSES: &str = "processes";

/// Appends a process to the slot's list, with its start time: a number alone may mean somebody else later.
pub(crate) fn note_process(dir: &Path, pid: u32) {
    let path = dir.join(PROCESSES);
    let mut file = fs::File::options().create(true).append(true).open(path).expect("the slot's process list");
    writeln!(file, "{pid} {}", start_time(pid).unwrap_or_default()).expect("the slot's process list");
}

/// Cleans a slot. Failures are told and do not stop the rest: a later run tries again.
pub(crate) fn sweep(dir: &Path, subnet: Subnet) {
    end_processes(dir);
    if rustix::process::getuid().is_root() {
        remove_rules(subnet);
        remove_interfaces(subnet);
        remove_cgroups(dir);
    } else {
        remove_as_namespace_root(dir);
        end_namespace_holder(dir);
    }
    if let Err(e) = fs::remove_dir_all(dir)
        && dir.exists()
    {
        eprintln!("testkit: remove {}: {e}", dir.display());
    }
}

/// Kills one process and waits until it is gone.
pub(crate) fn kill_and_wait(pid: u32) {
    signal(pid, Signal::KILL);
    wait_gone(pid, Duration::from_secs(10));
}

/// Sends a signal; a process that is already gone is fine.
pub(crate) fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}

/// Waits until a process is gone or a zombie; says whether it is.
pub(crate) fn wait_gone(pid: u32, limit: Duration) -> bool {
    let end = Instant::now() + limit;
    while start_time(pid).is_some() {
        if Instant::now() > end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// Ends the process that holds the user namespace of a rootless Podman.
fn end_namespace_holder(dir: &Path) {
    let path = dir.join(podman::RUNTIME).join("libpod/tmp/pause.pid");
    let noted = fs::read_to_string(path).ok().and_then(|text| text.trim().parse().ok());
    let Some(pid) = noted else { return };
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    if ["podman", "catatonit"].iter().any(|holder| name.starts_with(holder)) {
        kill_and_wait(pid);
    }
}

/// Images hold folders that only root may write, and files of other users: root of a user namespace can remove them.
fn remove_as_namespace_root(dir: &Path) {
    if !dir.join("root").exists() {
        return;
    }
    let folders = ["root", "run", "volumes", "tmp"].map(|name| dir.join(name));
    let mut command = Command::new("podman");
    command.args(["unshare", "rm", "-rf"]).args(folders).env("XDG_RUNTIME_DIR", dir.join(podman::RUNTIME));
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
}

fn end_processes(dir: &Path) {
    let list = fs::read_to_string(dir.join(PROCESSES)).unwrap_or_default();
    for line in list.lines() {
        let Some((pid, started)) = line.split_once(' ') else { continue };
        let Ok(pid) = pid.parse() else { continue };
        if start_time(pid).is_some_and(|now| now == started) {
            kill_and_wait(pid);
        }
    }
}

/// Start time of a living process in clock ticks since boot.
fn start_time(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in parentheses and may hold anything, so count from its end.
    let mut fields = stat.get(stat.rfind(')')? + 2..)?.split(' ');
    let state = fields.next()?;
    if state == "Z" || state == "X" {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

/// Deletes bridges that hold one of our addresses; the container ends of their pairs went with the processes.
fn remove_interfaces(subnet: Subnet) {
    let list = output("ip", &["-oneline", "-4", "address", "show"]);
    for line in list.lines().filter(|line| subnet.is_named_in(line)) {
        if let Some(name) = line.split_whitespace().nth(1) {
            let _ = output("ip", &["link", "delete", name]);
        }
    }
}

/// Deletes Podman's port and masquerade rules (its CNI plugins know no way around them) by our addresses.
fn remove_rules(subnet: Subnet) {
    for table in ["nat", "filter"] {
        let rules = output("iptables-save", &["-t", table]);
        let script = removal_script(table, &rules, subnet);
        if !script.is_empty() {
            feed("iptables-restore", &["--noflush"], &script);
        }
    }
}

/// Turns a saved table into the input that deletes our part of it: rules that name our addresses, the chains made for
/// one container, and the jumps to them. Text in, text out, so no quoting is undone and redone.
fn removal_script(table: &str, rules: &str, subnet: Subnet) -> String {
    let is_ours = |line: &&str| line.starts_with("-A ") && subnet.is_named_in(line);
    let chain = |line: &str| line.split(' ').nth(1).map(str::to_owned);
    let mut chains: Vec<String> =
        rules.lines().filter(is_ours).filter_map(chain).filter(|c| is_per_container(c)).collect();
    chains.sort();
    chains.dedup();
    let jumps = |line: &str| line.split(' ').any(|word| chains.iter().any(|chain| chain == word));
    let mut script = String::new();
    for line in rules.lines().filter(|line| line.starts_with("-A ") && (is_ours(line) || jumps(line))) {
        script += &line.replacen("-A ", "-D ", 1);
        script.push('\n');
    }
    for chain in &chains {
        script += &format!("-F {chain}\n-X {chain}\n");
    }
    if script.is_empty() { script } else { format!("*{table}\n{script}COMMIT\n") }
}

/// `CNI-DN-…` and `CNI-<24 hexadecimal digits>` belong to one container; `CNI-FORWARD` and its like to all.
fn is_per_container(chain: &str) -> bool {
    let Some(rest) = chain.strip_prefix("CNI-") else { return false };
    rest.strip_prefix("DN-").unwrap_or(rest).bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
}

/// Removes the empty cgroups of containers that were killed with their engine.
fn remove_cgroups(dir: &Path) {
    let (ids, parent) = (container_ids(dir), cgroup_parent(dir));
    let base = Path::new("/sys/fs/cgroup");
    let hierarchies = fs::read_dir(base).into_iter().flatten().flatten().map(|entry| entry.path());
    for hierarchy in hierarchies.chain([base.to_owned()]) {
        remove_cgroup(&hierarchy.join(&parent));
        for id in &ids {
            remove_cgroup(&hierarchy.join("docker").join(id));
            remove_cgroup(&hierarchy.join("libpod_parent").join(format!("libpod-{id}")));
            remove_cgroup(&hierarchy.join("libpod_parent").join(format!("libpod-conmon-{id}")));
        }
    }
}

/// Name of the cgroup that holds a slot's containers when their names cannot be known later.
pub(crate) fn cgroup_parent(dir: &Path) -> String {
    format!("mooring-testkit-{}", dir.file_name().unwrap_or_default().display())
}

/// Removes a cgroup and those inside; only empty ones can be removed at all. The kernel calls a cgroup busy for a moment
/// after its last process has ended.
fn remove_cgroup(path: &Path) {
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_cgroup(&entry.path());
        }
    }
    let end = Instant::now() + Duration::from_secs(2);
    while fs::remove_dir(path).is_err_and(|e| e.kind() == ErrorKind::ResourceBusy) && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Ids of the containers an engine kept in this slot, from the folders of both engines.
fn container_ids(dir: &Path) -> Vec<String> {
    ["data/containers", "root/overlay-containers", "root/vfs-containers"]
        .iter()
        .flat_map(|folder| fs::read_dir(dir.join(folder)).into_iter().flatten().flatten())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.len() == 64)
        .collect()
}

/// What a tool prints; nothing when it is missing or fails.
fn output(program: &str, arguments: &[&str]) -> String {
    let outcome = Command::new(program).args(arguments).stderr(Stdio::null()).output();
    outcome.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default()
}

fn feed(program: &str, arguments: &[&str], input: &str) {
    let child = Command::new(program).args(arguments).stdin(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return };
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input.as_bytes());
    }
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_rules_go() {
        let saved = "*nat\n:CNI-HOSTPORT-DNAT - [0:0]\n\
            -A CNI-HOSTPORT-DNAT -m comment --comment \"dnat name: \\\"podman\\\"\" -j CNI-DN-f68db2\n\
            -A CNI-DN-f68db2 -p tcp -j DNAT --to-destination 10.224.16.2:80\n\
            -A CNI-HOSTPORT-DNAT -j CNI-DN-aaaaaa\n\
            -A CNI-DN-aaaaaa -p tcp -j DNAT --to-destination 10.224.32.2:80\n\
            -A CNI-FORWARD -s 10.224.16.2/32 -j ACCEPT\nCOMMIT\n";
        assert_eq!(
            removal_script("nat", saved, Subnet::of_slot(1)),
            "*nat\n\
            -D CNI-HOSTPORT-DNAT -m comment --comment \"dnat name: \\\"podman\\\"\" -j CNI-DN-f68db2\n\
            -D CNI-DN-f68db2 -p tcp -j DNAT --to-destination 10.224.16.2:80\n\
            -D CNI-FORWARD -s 10.224.16.2/32 -j ACCEPT\n\
            -F CNI-DN-f68db2\n-X CNI-DN-f68db2\nCOMMIT\n"
        );
        assert_eq!(removal_script("nat", saved, Subnet::of_slot(7)), "");
    }

    #[test]
    fn knows_the_start_of_a_process() {
        assert!(start_time(std::process::id()).is_some());
        assert_eq!(start_time(u32::MAX), None);
    }
}

//! A private dockerd.
//!
//! By default it uses the machine's network with a bridge and address pool of its own and without touching the packet
//! filter: ports are published by docker-proxy on the machine's addresses, so `http://localhost:8080` works from a test
//! (and from a browser), the engine reaches a registry on 127.0.0.1, and any number of engines live side by side. What
//! that costs: containers have no way out to the internet, and networks are not kept from each other.
//!
//! `Network::Routed` has what the default lacks, real packet filter rules and swarm, and a cable to this machine:
//! published ports are at `TestEngine::address`, and what listens at `TestEngine::gateway` can be reached from there
//! (`LyingRegistry::before(…).listen_on(engine.gateway())`).

use std::path::PathBuf;
use std::process::Command;

use crate::cell::Cell;
use crate::engine::{EngineKind, Isolation, Program, Reach, TestEngine, socket_in};
use crate::leftovers;
use crate::requirement::{require_program, require_root};
use crate::slot::Slot;

/// Where a test engine's network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// The machine's, so that published ports and a registry on 127.0.0.1 can be reached.
    #[default]
    Shared,
    /// One of its own with real packet filter rules, joined to the machine's by a cable. For swarm, static addresses and
    /// whatever packet filters decide. A registry on 127.0.0.1 cannot be reached.
    Routed,
    /// One of its own, with real packet filter rules. Nothing outside can be reached in either direction.
    Isolated,
}

/// How a dockerd is started.
#[derive(Debug, Clone, Default)]
pub struct DockerOptions {
    /// Network.
    pub network: Network,
    /// Size in bytes (40 million at least) of a disk of its own for images, containers and volumes, so that it can be full.
    pub disk: Option<u64>,
    /// Address of a proxy, `127.0.0.1:3128`, for every registry that is not on this machine. A registry takes a proxy's
    /// requests as well, and so has whatever name a test gives it.
    pub proxy: Option<String>,
    /// More arguments for dockerd, for example `--live-restore`.
    pub arguments: Vec<String>,
}

/// Starts a private dockerd and waits until it answers.
pub async fn docker() -> TestEngine {
    docker_with(DockerOptions::default()).await
}

/// Starts a private dockerd with options.
pub async fn docker_with(options: DockerOptions) -> TestEngine {
    require_root("a private dockerd");
    require_program("dockerd", "docker.io");
    let slot = Slot::claim();
    let isolation = match options.network {
        Network::Shared => Isolation::SharedNetwork,
        Network::Routed | Network::Isolated => Isolation::OwnNetwork,
    };
    let cell = Cell::open(slot.dir(), isolation);
    let mut arguments = common_arguments(&slot);
    let reach = match options.network {
        Network::Shared => {
            arguments.extend(shared_network(&slot));
            Reach::LOCAL
        }
        Network::Routed => {
            arguments.push("--insecure-registry=10.224.0.0/12".to_owned());
            lay_cable(&slot, &cell)
        }
        Network::Isolated => Reach::NOT_AT_ALL,
    };
    if let Some(bytes) = options.disk {
        arguments.push(own_disk(&slot, &cell, bytes));
    }
    arguments.extend(options.arguments);
    let environment = options.proxy.as_deref().map_or_else(Vec::new, proxy_variables);
    let program = Program { name: "dockerd", arguments, environment };
    TestEngine::start(EngineKind::Docker, slot, Some(cell), program, reach).await
}

fn proxy_variables(address: &str) -> Vec<(&'static str, PathBuf)> {
    let proxy = PathBuf::from(format!("http://{address}"));
    vec![("HTTP_PROXY", proxy.clone()), ("HTTPS_PROXY", proxy), ("NO_PROXY", "127.0.0.1,localhost".into())]
}

fn common_arguments(slot: &Slot) -> Vec<String> {
    let path = |name: &str| slot.dir().join(name).display().to_string();
    let mut arguments = vec![
        // An empty file keeps the machine's /etc/docker/daemon.json out.
        format!("--config-file={}", path("daemon.json")),
        format!("--data-root={}", path("data")),
        format!("--exec-root={}", path("exec")),
        format!("--pidfile={}", path("pid")),
        format!("--host=unix://{}", socket_in(slot.dir()).display()),
        // systemd is out of reach inside the cell.
        "--exec-opt=native.cgroupdriver=cgroupfs".to_owned(),
        format!("--default-address-pool=base={},size=24", slot.subnet().pool()),
    ];
    std::fs::write(slot.dir().join("daemon.json"), "{}").expect("a configuration file");
    arguments.push("--shutdown-timeout=2".to_owned());
    arguments
}

/// Makes the bridge; dockerd makes only `docker0` by itself, which belongs to the machine.
fn shared_network(slot: &Slot) -> Vec<String> {
    let bridge = format!("mooring{}", slot.number());
    let address = format!("{}/24", slot.subnet().gateway());
    ip(&["link", "add", &bridge, "type", "bridge"]);
    ip(&["address", "add", &address, "dev", &bridge]);
    ip(&["link", "set", &bridge, "up"]);
    vec![format!("--bridge={bridge}"), "--iptables=false".to_owned(), "--ip6tables=false".to_owned()]
}

/// Joins the cell's network to the machine's. The cable goes with the cell.
fn lay_cable(slot: &Slot, cell: &Cell) -> Reach {
    let (here, there) = slot.subnet().cable();
    let (name, process) = (format!("mooring{}", slot.number()), cell.first_process().to_string());
    ip(&["link", "add", &name, "type", "veth", "peer", "name", "eth0", "netns", &process]);
    ip(&["address", "add", &format!("{here}/30"), "dev", &name]);
    ip(&["link", "set", &name, "up"]);
    let inside = |arguments: &[&str]| must_run(cell.command("ip").args(arguments));
    inside(&["address", "add", &format!("{there}/30"), "dev", "eth0"]);
    inside(&["link", "set", "eth0", "up"]);
    inside(&["link", "set", "lo", "up"]);
    inside(&["route", "add", "default", "via", &here.to_string()]);
    Reach { address: Some(there), gateway: Some(here) }
}

/// Makes the disk, a file that only the cell sees mounted. Its containers' cgroups get a parent of their own: a later run
/// cannot read their names from a disk that is gone.
fn own_disk(slot: &Slot, cell: &Cell, bytes: u64) -> String {
    require_program("mkfs.ext4", "e2fsprogs");
    let (file, folder) = (slot.dir().join("disk"), slot.dir().join("data"));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::File::create(&file).and_then(|file| file.set_len(bytes)).expect("a file");
    must_run(Command::new("mkfs.ext4").args(["-q", "-m", "0"]).arg(&file));
    must_run(cell.command("mount").args(["-o", "loop"]).arg(&file).arg(&folder));
    format!("--cgroup-parent=/{}", leftovers::cgroup_parent(slot.dir()))
}

fn ip(arguments: &[&str]) {
    must_run(Command::new("ip").args(arguments));
}

fn must_run(command: &mut Command) {
    let status = command.status();
    assert!(status.as_ref().is_ok_and(|s| s.success()), "{command:?}: {status:?}");
}

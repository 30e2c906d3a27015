//! A private dockerd.
//!
//! By default it uses the machine's network with a bridge and address pool of its own and without touching the packet
//! filter: ports are published by docker-proxy on the machine's addresses, so `http://localhost:8080` works from a test
//! (and from a browser), the engine reaches a registry on 127.0.0.1, and any number of engines live side by side. What
//! that costs: containers have no way out to the internet, and networks are not kept from each other.

use std::process::Command;

use crate::cell::Cell;
use crate::engine::{EngineKind, Isolation, Program, TestEngine, socket_in};
use crate::requirement::{require_program, require_root};
use crate::slot::Slot;

/// Where a test engine's network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// The machine's, so that published ports and a registry on 127.0.0.1 can be reached.
    #[default]
    Shared,
    /// One of its own, with real packet filter rules. Nothing outside can be reached in either direction.
    Isolated,
}

/// How a dockerd is started.
#[derive(Debug, Clone, Default)]
pub struct DockerOptions {
    /// Network.
    pub network: Network,
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
        Network::Isolated => Isolation::OwnNetwork,
    };
    let cell = Cell::open(slot.dir(), isolation);
    let mut arguments = common_arguments(&slot);
    if options.network == Network::Shared {
        arguments.extend(shared_network(&slot));
    }
    arguments.extend(options.arguments);
    let program = Program { name: "dockerd", arguments, environment: Vec::new() };
    TestEngine::start(EngineKind::Docker, slot, Some(cell), program).await
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

fn ip(arguments: &[&str]) {
    let status = Command::new("ip").args(arguments).status();
    assert!(status.as_ref().is_ok_and(|s| s.success()), "ip {}: {status:?}", arguments.join(" "));
}

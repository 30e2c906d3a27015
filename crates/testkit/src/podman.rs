//! A private Podman service.
//!
//! As root it shares the machine's network, with a bridge and addresses of its own; its CNI plugins publish ports with
//! packet filter rules, which [`crate::leftovers`] removes by address. Podman answers `localhost` on IPv4 only.
//! Without root it is rootless and without namespaces of ours.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::cell::Cell;
use crate::engine::{EngineKind, Isolation, Program, Reach, TestEngine, socket_in};
use crate::requirement::require_program;
use crate::slot::Slot;

/// Runtime folder of a rootless Podman.
pub(crate) const RUNTIME: &str = "user";

/// How a Podman service is started.
#[derive(Debug, Clone, Default)]
pub struct PodmanOptions {
    /// More text for `registries.conf`; registries on 127.0.0.1 and localhost are allowed without TLS anyway.
    pub registries: String,
    /// Registries that short names are searched in, `127.0.0.1:5000`.
    pub search_registries: Vec<String>,
}

/// Starts a private Podman service and waits until it answers.
pub async fn podman() -> TestEngine {
    podman_with(PodmanOptions::default()).await
}

/// Starts a private Podman service with options.
pub async fn podman_with(options: PodmanOptions) -> TestEngine {
    require_program("podman", "podman");
    let slot = Slot::claim();
    write_configuration(&slot, &options);
    let is_root = rustix::process::getuid().is_root();
    let cell = is_root.then(|| Cell::open(slot.dir(), Isolation::SharedNetwork));
    let program = program(slot.dir());
    TestEngine::start(EngineKind::Podman, slot, cell, program, Reach::LOCAL).await
}

/// Ends all containers of a Podman that has no namespace around it.
pub(crate) fn remove_containers(dir: &Path, program: &Program) {
    let _ = Command::new("podman")
        .args(storage_arguments(dir))
        .args(["rm", "--all", "--force", "--time=0"])
        .envs(program.environment.iter().map(|(k, v)| (k, v)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

fn program(dir: &Path) -> Program {
    let mut arguments = storage_arguments(dir);
    let address = format!("unix://{}", socket_in(dir).display());
    arguments.extend(["system", "service", "--time=0", &address].map(str::to_owned));
    let mut environment = vec![
        ("CONTAINERS_CONF", dir.join("containers.conf")),
        ("CONTAINERS_REGISTRIES_CONF", dir.join("registries.conf")),
        // Sign-ins of the machine's user stay out.
        ("REGISTRY_AUTH_FILE", dir.join("auth.json")),
        ("DOCKER_CONFIG", dir.join("docker")),
    ];
    if !rustix::process::getuid().is_root() {
        // Its namespace is held by a process of its own, which is found in this folder when all is over.
        environment.push(("XDG_RUNTIME_DIR", dir.join(RUNTIME)));
    }
    Program { name: "podman", arguments, environment }
}

fn storage_arguments(dir: &Path) -> Vec<String> {
    let path = |name: &str| dir.join(name).display().to_string();
    vec![format!("--root={}", path("root")), format!("--runroot={}", path("run"))]
}

fn write_configuration(slot: &Slot, options: &PodmanOptions) {
    let write =
        |name: &str, text: String| std::fs::write(slot.dir().join(name), text).expect("a configuration file");
    write("containers.conf", containers_conf(slot));
    write("registries.conf", registries_conf(options));
    let networks = slot.dir().join("networks");
    for dir in [&networks, &slot.dir().join(RUNTIME)] {
        std::fs::create_dir_all(dir).expect("a directory");
    }
    std::fs::write(networks.join("podman.conflist"), default_network(slot)).expect("a network");
}

/// Machines with hybrid cgroups and without `CAP_SYS_RESOURCE` need runc and low limits; elsewhere both are harmless.
fn containers_conf(slot: &Slot) -> String {
    let runtime = if Path::new("/usr/sbin/runc").exists() { "runtime=\"runc\"\n" } else { "" };
    let subnet = slot.subnet();
    format!(
        "[containers]\ndefault_ulimits=[\"nofile=1024:1024\",\"nproc=1024:1024\"]\n\
        [engine]\n{runtime}cgroup_manager=\"cgroupfs\"\nevents_logger=\"file\"\nvolume_path=\"{volumes}\"\n\
        [network]\nnetwork_config_dir=\"{networks}\"\ndefault_subnet=\"{first}\"\n\
        default_subnet_pools=[{{\"base\"=\"{pool}\",\"size\"=24}}]\n",
        volumes = slot.dir().join("volumes").display(),
        networks = slot.dir().join("networks").display(),
        first = subnet.first(),
        pool = subnet.pool(),
    )
}

fn registries_conf(options: &PodmanOptions) -> String {
    let search: Vec<String> = options.search_registries.iter().map(|host| format!("\"{host}\"")).collect();
    let mut text =
        format!("unqualified-search-registries=[{}]\nshort-name-mode=\"disabled\"\n", search.join(","));
    // A location without a port does not cover a location with one, so test registries take ports from these.
    for host in ["127.0.0.1", "localhost"] {
        text += &format!("[[registry]]\nlocation=\"{host}\"\ninsecure=true\n");
    }
    text + &options.registries
}

/// Podman's own default network under a name of this slot: `cni-podman0` with another address would be refused.
fn default_network(slot: &Slot) -> String {
    let bridge = json!({
        "type": "bridge", "bridge": format!("mooring{}", slot.number()), "isGateway": true, "ipMasq": false,
        "hairpinMode": true,
        "ipam": {
            "type": "host-local", "routes": [{"dst": "0.0.0.0/0"}],
            "ranges": [[{"subnet": slot.subnet().first(), "gateway": slot.subnet().gateway()}]],
        },
    });
    let ports = json!({"type": "portmap", "capabilities": {"portMappings": true}});
    json!({"cniVersion": "0.4.0", "name": "podman", "plugins": [bridge, ports, {"type": "tuning"}]})
        .to_string()
}

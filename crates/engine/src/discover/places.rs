//! Where every product listens, platform by platform.

use std::path::{Path, PathBuf};

use super::address;
use super::candidate::Origin;
use super::context::{Context, contexts, tls_files};
use super::environment::{Environment, Platform};
use super::program::Installed;
use crate::Endpoint;

/// One address, named by one origin.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) origin: Origin,
    pub(super) endpoint: Endpoint,
}

/// Lists what was configured, what is there and what could be started, in the order `candidates` promises.
pub(super) fn places(environment: &Environment, installed: &Installed) -> Vec<Place> {
    let mut list = List { environment, installed, places: Vec::new() };
    let (current, others): (Vec<Context>, Vec<Context>) =
        contexts(environment).into_iter().partition(|context| context.current);
    list.docker_host();
    list.contexts(current);
    list.docker();
    list.docker_context();
    list.desktops();
    list.colima();
    list.lima();
    list.rootless_docker();
    list.container_host();
    list.podman();
    list.podman_machines();
    list.contexts(others);
    if list.places.is_empty() {
        list.add(Origin::Docker, default_endpoint(environment.platform));
    }
    list.places
}

struct List<'a> {
    environment: &'a Environment,
    installed: &'a Installed,
    places: Vec<Place>,
}

impl List<'_> {
    fn add(&mut self, origin: Origin, endpoint: Endpoint) {
        self.places.push(Place { origin, endpoint });
    }

    /// Adds a socket that is there, or whose owner is installed.
    fn socket(&mut self, origin: Origin, path: PathBuf, installed: bool) {
        if installed || self.environment.files.exists(&path) {
            self.add(origin, Endpoint::Unix(path));
        }
    }

    fn pipe(&mut self, origin: Origin, name: &str, installed: bool) {
        let is_open = || self.environment.files.pipes().iter().any(|pipe| pipe.eq_ignore_ascii_case(name));
        if installed || is_open() {
            self.add(origin, Endpoint::Pipe(format!("//./pipe/{name}")));
        }
    }

    fn docker_host(&mut self) {
        let environment = self.environment;
        let Some(host) = environment.variable("DOCKER_HOST") else { return };
        let dir = environment.variable("DOCKER_CERT_PATH").map(PathBuf::from);
        let wanted =
            ["DOCKER_TLS_VERIFY", "DOCKER_TLS"].iter().any(|name| environment.variable(name).is_some());
        let tls =
            (wanted || dir.is_some()).then(|| tls_files(&dir.unwrap_or_else(|| environment.docker_dir())));
        if let Some(endpoint) = address::parse(host, tls) {
            self.add(Origin::Variable("DOCKER_HOST"), endpoint);
        }
    }

    fn container_host(&mut self) {
        let host = self.environment.variable("CONTAINER_HOST");
        if let Some(endpoint) = host.and_then(|host| address::parse(host, None)) {
            self.add(Origin::Variable("CONTAINER_HOST"), endpoint);
        }
    }

    /// `DOCKER_CONTEXT` names one of the contexts, or with `default` the platform's own address.
    fn docker_context(&mut self) {
        let Some(wanted) = self.environment.variable("DOCKER_CONTEXT") else { return };
        let is_current = |place: &Place| matches!(place.origin, Origin::Context { current: true, .. });
        let endpoint = match self.places.iter().find(|place| is_current(place)) {
            Some(place) => place.endpoint.clone(),
            None if wanted == "default" => default_endpoint(self.environment.platform),
            None => return,
        };
        self.add(Origin::Variable("DOCKER_CONTEXT"), endpoint);
    }

    fn contexts(&mut self, contexts: Vec<Context>) {
        for Context { name, endpoint, current } in contexts {
            self.add(Origin::Context { name, current }, endpoint);
        }
    }

    fn docker(&mut self) {
        let installed = self.installed.dockerd.is_some();
        match self.environment.platform {
            Platform::Linux | Platform::MacOs => {
                self.socket(Origin::Docker, "/var/run/docker.sock".into(), installed);
            }
            Platform::Windows => self.pipe(Origin::Docker, "docker_engine", installed),
        }
    }

    fn desktops(&mut self) {
        let home = &self.environment.home;
        let desktop = self.installed.docker_desktop.is_some();
        let rancher = self.installed.rancher_desktop.is_some();
        match self.environment.platform {
            Platform::Linux => {
                self.socket(Origin::DockerDesktop, home.join(".docker/desktop/docker.sock"), desktop);
                self.socket(Origin::RancherDesktop, home.join(".rd/docker.sock"), rancher);
            }
            Platform::MacOs => {
                self.socket(Origin::DockerDesktop, home.join(".docker/run/docker.sock"), desktop);
                let orbstack = self.installed.orbstack.is_some();
                self.socket(Origin::OrbStack, home.join(".orbstack/run/docker.sock"), orbstack);
                self.socket(Origin::RancherDesktop, home.join(".rd/docker.sock"), rancher);
            }
            Platform::Windows => {
                self.pipe(Origin::DockerDesktop, "dockerDesktopLinuxEngine", desktop);
                // Rancher Desktop answers at Docker's own address; an open pipe alone does not tell who.
                if rancher {
                    self.pipe(Origin::RancherDesktop, "docker_engine", rancher);
                }
            }
        }
    }

    fn colima(&mut self) {
        let environment = self.environment;
        if environment.platform == Platform::Windows {
            return;
        }
        let elsewhere = environment.variable("COLIMA_HOME").map(PathBuf::from);
        let bases = [environment.home.join(".colima"), environment.config_dir().join("colima")];
        let installed = self.installed.colima.is_some();
        for base in bases.into_iter().chain(elsewhere) {
            // Versions before 0.4 had one profile and its socket here.
            self.socket(Origin::Colima { profile: "default".to_owned() }, base.join("docker.sock"), false);
            for profile in folders(environment, &base) {
                let is_profile =
                    installed && environment.files.exists(&base.join(&profile).join("colima.yaml"));
                let path = base.join(&profile).join("docker.sock");
                self.socket(Origin::Colima { profile }, path, is_profile);
            }
        }
    }

    fn lima(&mut self) {
        let environment = self.environment;
        if environment.platform == Platform::Windows {
            return;
        }
        let base =
            environment.variable("LIMA_HOME").map_or_else(|| environment.home.join(".lima"), PathBuf::from);
        for instance in folders(environment, &base) {
            for engine in ["docker", "podman"] {
                let installed = self.installed.lima.is_some() && instance.starts_with(engine);
                let path = base.join(&instance).join("sock").join(format!("{engine}.sock"));
                self.socket(Origin::Lima { instance: instance.clone() }, path, installed);
            }
        }
    }

    fn rootless_docker(&mut self) {
        let environment = self.environment;
        if environment.platform != Platform::Linux {
            return;
        }
        // The unit is written by the installation of rootless mode; the script alone comes with every docker package.
        let unit = environment.config_dir().join("systemd/user/docker.service");
        let installed = self.installed.dockerd_rootless.is_some() && environment.files.exists(&unit);
        if let Some(dir) = environment.runtime_dir() {
            self.socket(Origin::RootlessDocker, dir.join("docker.sock"), installed);
        }
        self.socket(Origin::RootlessDocker, environment.home.join(".docker/run/docker.sock"), false);
    }

    fn podman(&mut self) {
        let environment = self.environment;
        if environment.platform != Platform::Linux {
            return;
        }
        let (installed, is_root) = (self.installed.podman.is_some(), environment.is_root());
        if let Some(dir) = environment.runtime_dir().filter(|_| !is_root) {
            self.socket(Origin::Podman, dir.join("podman/podman.sock"), installed);
        }
        let system = if is_root { Origin::Podman } else { Origin::SystemPodman };
        self.socket(system, "/run/podman/podman.sock".into(), installed && is_root);
    }

    fn podman_machines(&mut self) {
        let machines = machines(self.environment);
        match self.environment.platform {
            Platform::Windows => self.machine_pipes(machines),
            Platform::Linux | Platform::MacOs => self.machine_sockets(machines),
        }
    }

    /// Podman puts `podman-` before names that do not begin so.
    fn machine_pipes(&mut self, machines: Vec<String>) {
        let open = self.environment.files.pipes().into_iter().filter(|pipe| pipe.starts_with("podman-"));
        for pipe in open.collect::<Vec<_>>() {
            self.pipe(Origin::PodmanMachine { name: pipe.clone() }, &pipe, true);
        }
        let installed = self.installed.podman.is_some();
        for name in machines {
            let pipe = if name.starts_with("podman-") { name.clone() } else { format!("podman-{name}") };
            self.pipe(Origin::PodmanMachine { name }, &pipe, installed);
        }
    }

    /// Podman 5 puts them into a folder for temporary files, Podman 4 into its own, with a link in between.
    fn machine_sockets(&mut self, machines: Vec<String>) {
        let environment = self.environment;
        let data = environment.home.join(".local/share/containers/podman/machine");
        let temporary = match environment.platform {
            Platform::MacOs => environment.variable("TMPDIR").map(PathBuf::from),
            _ => environment.runtime_dir(),
        };
        let default = || Origin::PodmanMachine { name: "podman-machine-default".to_owned() };
        self.socket(default(), data.join("podman.sock"), false);
        for folder in folders(environment, &data) {
            let origin = if PROVIDERS.contains(&folder.as_str()) { default() } else { named(&folder) };
            self.socket(origin, data.join(&folder).join("podman.sock"), false);
        }
        let installed = self.installed.podman.is_some();
        let Some(temporary) = temporary else { return };
        for name in machines {
            let path = temporary.join("podman").join(format!("{name}-api.sock"));
            self.socket(named(&name), path, installed);
        }
    }
}

/// Ways Podman runs a machine; folders bear their names.
const PROVIDERS: [&str; 5] = ["applehv", "hyperv", "libkrun", "qemu", "wsl"];

fn named(name: &str) -> Origin {
    Origin::PodmanMachine { name: name.to_owned() }
}

/// Names of the machines that were made, running or not.
fn machines(environment: &Environment) -> Vec<String> {
    let base = environment.config_dir().join("containers/podman/machine");
    let list = |provider: &str| environment.files.list(&base.join(provider));
    let mut names: Vec<String> = PROVIDERS
        .iter()
        .flat_map(|provider| list(provider))
        .filter_map(|file| Some(file.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Folders of profiles and instances; those that begin with `_` or `.` are the product's own.
fn folders(environment: &Environment, base: &Path) -> Vec<String> {
    let names = environment.files.list(base).into_iter();
    names.filter(|name| !name.starts_with(['_', '.'])).collect()
}

fn default_endpoint(platform: Platform) -> Endpoint {
    match platform {
        Platform::Linux | Platform::MacOs => Endpoint::Unix("/var/run/docker.sock".into()),
        Platform::Windows => Endpoint::Pipe("//./pipe/docker_engine".to_owned()),
    }
}

//! Which container programs are installed.

use std::path::PathBuf;

use super::environment::{Environment, Platform};

/// Programs found; `None` means it is not installed anywhere we know to look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installed {
    /// The `docker` command. Says nothing of an engine: it is a client.
    pub docker: Option<PathBuf>,
    /// The Docker engine (Linux).
    pub dockerd: Option<PathBuf>,
    /// The script that starts Docker without root (Linux).
    pub dockerd_rootless: Option<PathBuf>,
    /// Docker Desktop's application.
    pub docker_desktop: Option<PathBuf>,
    /// The `podman` command, which is the engine, too.
    pub podman: Option<PathBuf>,
    /// Colima.
    pub colima: Option<PathBuf>,
    /// Lima.
    pub lima: Option<PathBuf>,
    /// OrbStack's application.
    pub orbstack: Option<PathBuf>,
    /// Rancher Desktop's application.
    pub rancher_desktop: Option<PathBuf>,
}

impl Installed {
    /// Looks in `PATH` and where installers put things.
    #[must_use]
    pub fn on(environment: &Environment) -> Self {
        let program = |name: &str| find(environment, name);
        let application = |paths: [&str; 3]| find_application(environment, paths);
        Self {
            docker: program("docker"),
            dockerd: program("dockerd"),
            dockerd_rootless: program("dockerd-rootless.sh"),
            docker_desktop: application([
                "/opt/docker-desktop",
                "/Applications/Docker.app",
                "Docker/Docker/Docker Desktop.exe",
            ]),
            podman: program("podman"),
            colima: program("colima"),
            lima: program("limactl"),
            orbstack: application(["", "/Applications/OrbStack.app", ""]),
            rancher_desktop: application([
                "/opt/rancher-desktop",
                "/Applications/Rancher Desktop.app",
                "Rancher Desktop/Rancher Desktop.exe",
            ]),
        }
    }
}

fn find(environment: &Environment, name: &str) -> Option<PathBuf> {
    let name =
        if environment.platform == Platform::Windows { format!("{name}.exe") } else { name.to_owned() };
    let places = environment.program_dirs().into_iter().map(|dir| dir.join(&name));
    places.into_iter().find(|path| environment.files.is_file(path))
}

/// Paths for Linux, macOS and Windows, in this order; an empty one means there is none.
fn find_application(environment: &Environment, [linux, mac, windows]: [&str; 3]) -> Option<PathBuf> {
    let path = match environment.platform {
        Platform::Linux => linux,
        Platform::MacOs => mac,
        Platform::Windows => windows,
    };
    let path = (!path.is_empty()).then(|| environment.program_files().join(path))?;
    environment.files.exists(&path).then_some(path)
}

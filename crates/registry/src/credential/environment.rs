//! What the search for credentials may know of the computer: handed in, so that a test can be any computer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Operating system, as far as places of credentials differ on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux, and other systems that follow the XDG rules.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// A computer, seen by one of its users.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Operating system.
    pub system: System,
    /// The user's own folder; `USERPROFILE` on Windows.
    pub home: PathBuf,
    /// User id; Windows has none.
    pub uid: Option<u32>,
    /// Those of [`Environment::VARIABLES`] that are set.
    pub variables: BTreeMap<String, String>,
}

impl Environment {
    /// The environment variables that say where credentials and their helpers are.
    pub const VARIABLES: [&str; 7] = [
        "DOCKER_CONFIG",
        "LOCALAPPDATA",
        "PATH",
        "ProgramFiles",
        "REGISTRY_AUTH_FILE",
        "XDG_CONFIG_HOME",
        "XDG_RUNTIME_DIR",
    ];

    /// A computer of the system this was built for.
    #[must_use]
    pub fn of_this_system(home: PathBuf, variables: BTreeMap<String, String>) -> Self {
        let system = match std::env::consts::OS {
            "macos" => System::MacOs,
            "windows" => System::Windows,
            _ => System::Linux,
        };
        Self { system, home, uid: this_user(), variables }
    }

    /// Returns a variable that is set to something.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A folder that a variable names by its whole path; one relative to nobody knows where is no place for secrets.
    pub(super) fn folder(&self, name: &str) -> Option<PathBuf> {
        self.variable(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// Folders helpers are looked for in: `PATH` first, then where installers put them. An app started from a menu often
    /// has a `PATH` that misses those.
    pub(super) fn program_dirs(&self) -> Vec<PathBuf> {
        let separator = if self.system == System::Windows { ';' } else { ':' };
        let path = self.variable("PATH").unwrap_or_default().split(separator).map(PathBuf::from);
        let mut dirs: Vec<PathBuf> = Vec::new();
        for dir in path.chain(self.usual_dirs()).filter(|dir| dir.is_absolute()) {
            if !dirs.contains(&dir) {
                dirs.push(dir);
            }
        }
        dirs
    }

    fn usual_dirs(&self) -> Vec<PathBuf> {
        let own = [self.home.join(".docker/bin"), self.home.join(".local/bin"), self.home.join(".rd/bin")];
        let shared: &[&str] = match self.system {
            System::Linux => &["/usr/local/bin", "/usr/bin", "/bin", "/snap/bin"],
            System::MacOs => &[
                "/usr/local/bin",
                "/opt/homebrew/bin",
                "/opt/podman/bin",
                "/Applications/Docker.app/Contents/Resources/bin",
                "/usr/bin",
                "/bin",
            ],
            System::Windows => &[],
        };
        shared.iter().map(PathBuf::from).chain(own).chain(self.windows_dirs()).collect()
    }

    fn windows_dirs(&self) -> Vec<PathBuf> {
        if self.system != System::Windows {
            return Vec::new();
        }
        let programs = Path::new(self.variable("ProgramFiles").unwrap_or("C:/Program Files")).to_owned();
        let local = self.folder("LOCALAPPDATA").unwrap_or_else(|| self.home.join("AppData/Local"));
        vec![
            programs.join("Docker/Docker/resources/bin"),
            programs.join("RedHat/Podman"),
            local.join("Programs/DockerDesktop/resources/bin"),
        ]
    }
}

#[cfg(unix)]
fn this_user() -> Option<u32> {
    Some(rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn this_user() -> Option<u32> {
    None
}

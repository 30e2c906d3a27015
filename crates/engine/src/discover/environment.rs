//! What discovery may know of the computer: handed in, so that a test can be any computer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::Files;

/// Operating system, as far as engines differ on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Linux.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// Variables that say where engines and registries are, and how to get there.
const VARIABLES: [&str; 29] = [
    "ALL_PROXY",
    "APPDATA",
    "COLIMA_HOME",
    "CONTAINER_HOST",
    "DOCKER_CERT_PATH",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "DOCKER_HOST",
    "DOCKER_TLS",
    "DOCKER_TLS_VERIFY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LIMA_HOME",
    "LOCALAPPDATA",
    "NO_PROXY",
    "PATH",
    "ProgramFiles",
    "REGISTRY_AUTH_FILE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TMPDIR",
    "USER",
    "USERPROFILE",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// A computer, seen by one of its users.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Operating system.
    pub platform: Platform,
    /// The user's own folder.
    pub home: PathBuf,
    /// Those environment variables that matter here.
    pub variables: BTreeMap<String, String>,
    /// User id; 0 is root. Windows has none.
    pub uid: Option<u32>,
    /// Group ids of this process: what the user was a member of when the session began.
    pub groups: Vec<u32>,
    /// The file system.
    pub files: Files,
}

impl Environment {
    /// Reads the real one. The only place in the libraries that reads environment variables.
    #[must_use]
    pub fn of_this_computer() -> Self {
        let variables =
            VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), read_variable(name)?))).collect();
        Self {
            platform: this_platform(),
            home: std::env::home_dir().unwrap_or_else(|| PathBuf::from("/")),
            variables,
            uid: this_user(),
            groups: these_groups(),
            files: Files::of_this_computer(),
        }
    }

    /// Returns a variable that is set to something.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn is_root(&self) -> bool {
        self.uid == Some(0)
    }

    /// The user's name, by the system's list; by the variable where the list does not hold everybody.
    pub(super) fn user_name(&self) -> Option<String> {
        let list = self.files.read(Path::new("/etc/passwd")).unwrap_or_default();
        let of_line = |line: &str| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            (fields.nth(1)?.parse().ok() == self.uid).then(|| name.to_owned())
        };
        let listed = self.uid.and_then(|_| list.lines().find_map(of_line));
        listed.or_else(|| self.variable("USER").map(str::to_owned))
    }

    /// Folder for sockets of this user: `/run/user/1000`.
    pub(super) fn runtime_dir(&self) -> Option<PathBuf> {
        let by_uid = || Some(PathBuf::from(format!("/run/user/{}", self.uid?)));
        self.variable("XDG_RUNTIME_DIR").map(PathBuf::from).or_else(by_uid)
    }

    /// `~/.config` or what stands for it.
    pub(super) fn config_dir(&self) -> PathBuf {
        self.variable("XDG_CONFIG_HOME").map_or_else(|| self.home.join(".config"), PathBuf::from)
    }

    /// Folder of docker's own settings and contexts.
    pub(super) fn docker_dir(&self) -> PathBuf {
        self.variable("DOCKER_CONFIG").map_or_else(|| self.home.join(".docker"), PathBuf::from)
    }

    /// Folders programs are looked for in: `PATH` first, then where installers put them. An app started from a menu often
    /// has a `PATH` that misses those.
    pub(super) fn program_dirs(&self) -> Vec<PathBuf> {
        let separator = if self.platform == Platform::Windows { ';' } else { ':' };
        let path = self.variable("PATH").unwrap_or_default().split(separator).filter(|dir| !dir.is_empty());
        path.map(PathBuf::from).chain(usual_dirs(self)).collect()
    }

    /// `C:/Program Files`; the root elsewhere.
    pub(super) fn program_files(&self) -> PathBuf {
        match self.platform {
            Platform::Windows => PathBuf::from(self.variable("ProgramFiles").unwrap_or("C:/Program Files")),
            Platform::Linux | Platform::MacOs => Path::new("/").to_owned(),
        }
    }
}

fn usual_dirs(environment: &Environment) -> Vec<PathBuf> {
    let dirs: &[&str] = match environment.platform {
        Platform::Linux => &["/usr/bin", "/usr/sbin", "/usr/local/bin", "/snap/bin"],
        Platform::MacOs => &[
            "/usr/local/bin",
            "/opt/homebrew/bin",
            "/opt/podman/bin",
            "/Applications/Docker.app/Contents/Resources/bin",
        ],
        Platform::Windows => &["Docker/Docker/resources/bin", "RedHat/Podman", "Podman"],
    };
    let base = environment.program_files();
    dirs.iter().map(|dir| base.join(dir)).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sanctioned place: everybody else is handed an Environment"
)]
fn read_variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn this_platform() -> Platform {
    match std::env::consts::OS {
        "macos" => Platform::MacOs,
        "windows" => Platform::Windows,
        _ => Platform::Linux,
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

#[cfg(unix)]
fn these_groups() -> Vec<u32> {
    let others = rustix::process::getgroups().unwrap_or_default();
    others.into_iter().chain([rustix::process::getegid()]).map(rustix::process::Gid::as_raw).collect()
}

#[cfg(not(unix))]
fn these_groups() -> Vec<u32> {
    Vec::new()
}

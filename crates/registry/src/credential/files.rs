//! Where Docker and Podman keep credentials, in the order in which they are asked (UPDATES.md 12.1 and 12.3).

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::auth_file::AuthFile;
use super::environment::{Environment, System};
use super::{CredentialError, Source};

/// Longer files are not read: a hundred registries fit into a tenth of it.
const LONGEST: u64 = 1024 * 1024;

/// A file in which credentials may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Podman's `auth.json`.
    Podman,
    /// Docker's `config.json`.
    Docker,
    /// `.dockercfg` of the time before `config.json`: the entries without a frame.
    Legacy,
}

impl Place {
    fn new(kind: Kind, path: PathBuf) -> Self {
        Self { path, kind }
    }

    /// What is told of a credential that stood here.
    pub(super) fn source(&self) -> Source {
        match self.kind {
            Kind::Podman => Source::PodmanAuth { path: self.path.clone() },
            Kind::Docker | Kind::Legacy => Source::DockerConfig { path: self.path.clone() },
        }
    }

    /// Reads and understands the file; nothing when it is missing. Blocks.
    pub(super) fn read(&self) -> Result<Option<AuthFile>, CredentialError> {
        let Some(text) = read_bounded(&self.path)? else { return Ok(None) };
        AuthFile::parse(&self.path, self.kind, &text).map(Some)
    }
}

/// Every place, the most specific first. A file that `REGISTRY_AUTH_FILE` names stands for all of Podman's.
pub(super) fn places(environment: &Environment) -> Vec<Place> {
    let podman = match environment.variable("REGISTRY_AUTH_FILE") {
        Some(named) => vec![PathBuf::from(named)],
        None => podman_files(environment),
    };
    let docker = environment.folder("DOCKER_CONFIG").unwrap_or_else(|| environment.home.join(".docker"));
    let mut places: Vec<Place> = podman.into_iter().map(|path| Place::new(Kind::Podman, path)).collect();
    places.push(Place::new(Kind::Docker, docker.join("config.json")));
    places.push(Place::new(Kind::Legacy, environment.home.join(".dockercfg")));
    places
}

fn podman_files(environment: &Environment) -> Vec<PathBuf> {
    let config = environment.folder("XDG_CONFIG_HOME").unwrap_or_else(|| environment.home.join(".config"));
    let lasting = config.join("containers/auth.json");
    match runtime_dir(environment) {
        Some(dir) => vec![dir.join("auth.json"), lasting],
        None => vec![lasting],
    }
}

/// Gone at logout, which is why Podman keeps credentials there.
fn runtime_dir(environment: &Environment) -> Option<PathBuf> {
    if environment.system != System::Linux {
        return None;
    }
    let by_user = || Some(PathBuf::from(format!("/run/containers/{}", environment.uid?)));
    environment.folder("XDG_RUNTIME_DIR").map(|dir| dir.join("containers")).or_else(by_user)
}

fn read_bounded(path: &Path) -> Result<Option<String>, CredentialError> {
    let unreadable =
        |error: std::io::Error| CredentialError::Unreadable { path: path.to_owned(), kind: error.kind() };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(unreadable(error)),
    };
    let mut text = String::new();
    let length = file.take(LONGEST + 1).read_to_string(&mut text).map_err(unreadable)?;
    if u64::try_from(length).unwrap_or(u64::MAX) > LONGEST {
        return Err(CredentialError::TooLong { path: path.to_owned() });
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn paths(system: System, uid: Option<u32>, variables: &[(&str, &str)]) -> Vec<String> {
        let variables: BTreeMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let environment = Environment { system, home: PathBuf::from("/home/a"), uid, variables };
        places(&environment).iter().map(|place| place.path.display().to_string()).collect()
    }

    #[test]
    fn podmans_places_come_before_dockers() {
        let all = paths(System::Linux, Some(1000), &[("XDG_RUNTIME_DIR", "/run/user/1000")]);
        assert_eq!(
            all,
            [
                "/run/user/1000/containers/auth.json",
                "/home/a/.config/containers/auth.json",
                "/home/a/.docker/config.json",
                "/home/a/.dockercfg"
            ]
        );
    }

    #[test]
    fn root_without_a_session_has_a_runtime_file_too() {
        let all = paths(System::Linux, Some(0), &[]);
        assert_eq!(all.first().map(String::as_str), Some("/run/containers/0/auth.json"));
    }

    #[test]
    fn other_systems_have_no_runtime_file() {
        let all = paths(System::MacOs, Some(501), &[("XDG_RUNTIME_DIR", "/run/user/501")]);
        assert_eq!(all.first().map(String::as_str), Some("/home/a/.config/containers/auth.json"));
    }

    #[test]
    fn variables_replace_what_they_replace_for_the_engines() {
        let all = paths(System::Linux, None, &[("REGISTRY_AUTH_FILE", "/a.json"), ("DOCKER_CONFIG", "/d")]);
        assert_eq!(all, ["/a.json", "/d/config.json", "/home/a/.dockercfg"]);
        let all = paths(System::Linux, None, &[("XDG_CONFIG_HOME", "/c"), ("DOCKER_CONFIG", "")]);
        assert_eq!(all, ["/c/containers/auth.json", "/home/a/.docker/config.json", "/home/a/.dockercfg"]);
    }

    #[test]
    fn what_is_missing_is_nothing_and_what_is_endless_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(Kind::Docker, dir.path().join("none/config.json"));
        assert!(place.read().unwrap().is_none());
        let long = Place::new(Kind::Docker, dir.path().join("config.json"));
        std::fs::write(&long.path, " ".repeat(1024 * 1024 + 1)).unwrap();
        assert!(matches!(long.read(), Err(CredentialError::TooLong { .. })));
        let folder = Place::new(Kind::Docker, dir.path().to_owned());
        assert!(matches!(folder.read(), Err(CredentialError::Unreadable { .. })));
    }
}

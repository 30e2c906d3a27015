//! Which addresses are looked at on which computer. Every computer here is a folder; nothing is connected to.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use engine::Endpoint;
use engine::discover::{Candidate, Environment, Files, Installed, Origin, Platform, candidates};
use tempfile::TempDir;

/// A computer made of the paths and variables given. Paths that end in `/` are folders.
struct Computer {
    dir: TempDir,
    environment: Environment,
}

impl Computer {
    fn new(platform: Platform, paths: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = match platform {
            Platform::Linux => "/home/ann",
            Platform::MacOs => "/Users/ann",
            Platform::Windows => "C:/Users/ann",
        };
        let environment = Environment {
            platform,
            home: home.into(),
            variables: BTreeMap::new(),
            uid: (platform != Platform::Windows).then_some(1000),
            groups: vec![1000],
            files: Files::below(dir.path()),
        };
        let computer = Self { dir, environment };
        paths.iter().for_each(|path| computer.file(path, ""));
        computer
    }

    fn file(&self, path: &str, text: &str) {
        let path =
            path.replace("//./", "").replace("C:", "C").replace('~', self.environment.home.to_str().unwrap());
        let real = self.dir.path().join(path.replace("C:", "C").trim_start_matches('/'));
        if path.ends_with('/') {
            fs::create_dir_all(real).unwrap();
        } else {
            fs::create_dir_all(real.parent().unwrap()).unwrap();
            fs::write(real, text).unwrap();
        }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    fn context(&self, folder: &str, name: &str, host: &str) {
        let meta = serde_json::json!({
            "Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": false}},
        });
        self.file(&format!("~/.docker/contexts/meta/{folder}/meta.json"), &meta.to_string());
    }

    fn candidates(&self) -> Vec<Candidate> {
        candidates(&self.environment)
    }
}

/// One line per candidate: `name = address`, the default first; with one kind of slash wherever the tests run.
fn shown(candidates: &[Candidate]) -> Vec<String> {
    let line =
        |candidate: &Candidate| format!("{} = {}", candidate.name, candidate.endpoint).replace('\\', "/");
    candidates.iter().map(line).collect()
}

/// Checks what a computer with these paths offers.
#[track_caller]
fn check(platform: Platform, paths: &[&str], variables: &[(&str, &str)], expected: &[&str]) {
    let computer = Computer::new(platform, paths);
    let computer = variables.iter().fold(computer, |computer, (name, value)| computer.with(name, value));
    let found = computer.candidates();
    assert_eq!(shown(&found), expected, "on {platform:?} with {paths:?} and {variables:?}");
    let defaults: Vec<bool> = found.iter().map(|candidate| candidate.is_default).collect();
    assert!(
        defaults.iter().enumerate().all(|(position, default)| *default == (position == 0)),
        "{defaults:?}"
    );
}

#[test]
fn an_empty_computer_offers_docker_s_own_address() {
    check(Platform::Linux, &[], &[], &["Docker = unix:///var/run/docker.sock"]);
    check(Platform::MacOs, &[], &[], &["Docker = unix:///var/run/docker.sock"]);
    check(Platform::Windows, &[], &[], &["Docker = npipe:////./pipe/docker_engine"]);
}

#[test]
fn linux() {
    let check = |paths: &[&str], variables: &[(&str, &str)], expected: &[&str]| {
        check(Platform::Linux, paths, variables, expected);
    };
    check(&["/var/run/docker.sock"], &[], &["Docker = unix:///var/run/docker.sock"]);
    check(&["/usr/bin/dockerd"], &[], &["Docker = unix:///var/run/docker.sock"]);
    // The docker command alone is a client; it starts nothing.
    check(
        &["/usr/bin/docker", "/usr/bin/podman"],
        &[],
        &["Podman = unix:///run/user/1000/podman/podman.sock"],
    );
    check(
        &["/usr/bin/podman"],
        &[("XDG_RUNTIME_DIR", "/tmp/runtime")],
        &["Podman = unix:///tmp/runtime/podman/podman.sock"],
    );
    check(&["/run/podman/podman.sock"], &[], &["Podman (system) = unix:///run/podman/podman.sock"]);
    check(&["/run/user/1000/docker.sock"], &[], &["Docker (rootless) = unix:///run/user/1000/docker.sock"]);
    check(
        &["/usr/bin/dockerd-rootless.sh", "~/.config/systemd/user/docker.service"],
        &[],
        &["Docker (rootless) = unix:///run/user/1000/docker.sock"],
    );
    check(&["/usr/bin/dockerd-rootless.sh"], &[], &["Docker = unix:///var/run/docker.sock"]);
    check(&["/opt/docker-desktop/"], &[], &["Docker Desktop = unix:///home/ann/.docker/desktop/docker.sock"]);
    check(&["~/.rd/docker.sock"], &[], &["Rancher Desktop = unix:///home/ann/.rd/docker.sock"]);
    check(
        &["/usr/local/bin/colima", "~/.config/colima/dev/colima.yaml"],
        &[],
        &["Colima dev = unix:///home/ann/.config/colima/dev/docker.sock"],
    );
    check(
        &["/usr/bin/podman", "~/.config/containers/podman/machine/qemu/podman-machine-default.json"],
        &[],
        &[
            "Podman = unix:///run/user/1000/podman/podman.sock",
            "Podman machine = unix:///run/user/1000/podman/podman-machine-default-api.sock",
        ],
    );
}

#[test]
fn root_on_linux_has_podman_s_system_socket_for_its_own() {
    let mut computer = Computer::new(Platform::Linux, &["/usr/bin/podman"]);
    computer.environment.uid = Some(0);
    assert_eq!(shown(&computer.candidates()), ["Podman = unix:///run/podman/podman.sock"]);
}

#[test]
fn mac() {
    let check = |paths: &[&str], variables: &[(&str, &str)], expected: &[&str]| {
        check(Platform::MacOs, paths, variables, expected);
    };
    check(
        &["/Applications/Docker.app/"],
        &[],
        &["Docker Desktop = unix:///Users/ann/.docker/run/docker.sock"],
    );
    check(&["/Applications/OrbStack.app/"], &[], &["OrbStack = unix:///Users/ann/.orbstack/run/docker.sock"]);
    check(&["~/.rd/docker.sock"], &[], &["Rancher Desktop = unix:///Users/ann/.rd/docker.sock"]);
    check(
        &[
            "~/.colima/default/docker.sock",
            "~/.colima/dev/docker.sock",
            "~/.colima/_lima/",
            "~/.colima/ssh_config",
        ],
        &[],
        &[
            "Colima = unix:///Users/ann/.colima/default/docker.sock",
            "Colima dev = unix:///Users/ann/.colima/dev/docker.sock",
        ],
    );
    // A profile that is not started has no socket, and is told of nevertheless.
    check(
        &["/opt/homebrew/bin/colima", "~/.colima/default/colima.yaml"],
        &[],
        &["Colima = unix:///Users/ann/.colima/default/docker.sock"],
    );
    check(
        &[
            "/opt/homebrew/bin/limactl",
            "~/.lima/docker/lima.yaml",
            "~/.lima/ubuntu/lima.yaml",
            "~/.lima/_config/",
        ],
        &[],
        &["Lima docker = unix:///Users/ann/.lima/docker/sock/docker.sock"],
    );
    check(
        &["~/.lima/podman/sock/podman.sock"],
        &[],
        &["Lima podman = unix:///Users/ann/.lima/podman/sock/podman.sock"],
    );
    check(
        &[
            "/opt/podman/bin/podman",
            "~/.config/containers/podman/machine/applehv/podman-machine-default.json",
        ],
        &[("TMPDIR", "/var/folders/x/T/")],
        &["Podman machine = unix:///var/folders/x/T/podman/podman-machine-default-api.sock"],
    );
    check(
        &["~/.local/share/containers/podman/machine/dev/podman.sock"],
        &[],
        &["Podman machine dev = unix:///Users/ann/.local/share/containers/podman/machine/dev/podman.sock"],
    );
    check(
        &["~/.local/share/containers/podman/machine/qemu/podman.sock"],
        &[],
        &["Podman machine = unix:///Users/ann/.local/share/containers/podman/machine/qemu/podman.sock"],
    );
}

#[test]
fn windows() {
    let check = |paths: &[&str], variables: &[(&str, &str)], expected: &[&str]| {
        check(Platform::Windows, paths, variables, expected);
    };
    check(&["//./pipe/docker_engine"], &[], &["Docker = npipe:////./pipe/docker_engine"]);
    check(
        &["C:/Program Files/Docker/Docker/Docker Desktop.exe"],
        &[],
        &["Docker Desktop = npipe:////./pipe/dockerDesktopLinuxEngine"],
    );
    check(
        &["//./pipe/docker_engine", "//./pipe/dockerDesktopLinuxEngine"],
        &[],
        &[
            "Docker = npipe:////./pipe/docker_engine",
            "Docker Desktop = npipe:////./pipe/dockerDesktopLinuxEngine",
        ],
    );
    check(
        &["D/Programs/Rancher Desktop/Rancher Desktop.exe"],
        &[("ProgramFiles", "D:/Programs")],
        &["Rancher Desktop = npipe:////./pipe/docker_engine"],
    );
    check(
        &["//./pipe/podman-machine-default", "//./pipe/podman-dev", "//./pipe/other"],
        &[],
        &[
            "Podman machine podman-dev = npipe:////./pipe/podman-dev",
            "Podman machine = npipe:////./pipe/podman-machine-default",
        ],
    );
    check(
        &[
            "C:/Program Files/RedHat/Podman/podman.exe",
            "~/.config/containers/podman/machine/wsl/podman-machine-default.json",
            "~/.config/containers/podman/machine/wsl/dev.json",
        ],
        &[],
        &[
            "Podman machine dev = npipe:////./pipe/podman-dev",
            "Podman machine = npipe:////./pipe/podman-machine-default",
        ],
    );
}

#[test]
fn variables_come_first() {
    let check = |variables: &[(&str, &str)], expected: &[&str]| {
        check(Platform::Linux, &["/var/run/docker.sock"], variables, expected);
    };
    check(
        &[("DOCKER_HOST", "tcp://10.0.0.7:2375")],
        &["DOCKER_HOST = tcp://10.0.0.7:2375", "Docker = unix:///var/run/docker.sock"],
    );
    check(&[("DOCKER_HOST", "")], &["Docker = unix:///var/run/docker.sock"]);
    check(&[("DOCKER_HOST", "fd://")], &["Docker = unix:///var/run/docker.sock"]);
    check(
        &[("CONTAINER_HOST", "unix:///tmp/p.sock")],
        &["Docker = unix:///var/run/docker.sock", "CONTAINER_HOST = unix:///tmp/p.sock"],
    );
    check(
        &[("DOCKER_HOST", "ssh://ann@box")],
        &["DOCKER_HOST = ssh://ann@box", "Docker = unix:///var/run/docker.sock"],
    );
}

#[test]
fn certificates_of_variables_and_contexts() {
    let computer = Computer::new(Platform::Linux, &[])
        .with("DOCKER_HOST", "tcp://box:2376")
        .with("DOCKER_TLS_VERIFY", "1")
        .with("DOCKER_CERT_PATH", "/certs");
    computer.context("abc", "lab", "tcp://lab:2376");
    computer.file("~/.docker/contexts/tls/abc/docker/ca.pem", "");
    computer.context("def", "plain", "tcp://plain:2375");
    let endpoints: Vec<Endpoint> =
        computer.candidates().into_iter().map(|candidate| candidate.endpoint).collect();
    let [Endpoint::Tls(_, first), Endpoint::Tls(_, second), Endpoint::Tcp(_)] = endpoints.as_slice() else {
        panic!("{endpoints:?}")
    };
    assert_eq!(first.ca, Path::new("/certs/ca.pem"));
    assert_eq!(second.key, Path::new("/home/ann/.docker/contexts/tls/abc/docker/key.pem"));
}

#[test]
fn contexts_current_first_others_last() {
    let computer = Computer::new(Platform::Linux, &["/var/run/docker.sock"]);
    computer.context("1", "far", "ssh://ann@far");
    computer.context("2", "near", "unix:///srv/near.sock");
    computer.file("~/.docker/contexts/meta/broken/meta.json", "{ not json");
    computer.file("~/.docker/config.json", r#"{"currentContext": "near", "auths": {}}"#);
    let expected =
        ["near = unix:///srv/near.sock", "Docker = unix:///var/run/docker.sock", "far = ssh://ann@far"];
    assert_eq!(shown(&computer.candidates()), expected);
    let computer = computer.with("DOCKER_CONTEXT", "far");
    let expected =
        ["far = ssh://ann@far", "Docker = unix:///var/run/docker.sock", "near = unix:///srv/near.sock"];
    let candidates = computer.candidates();
    assert_eq!(shown(&candidates), expected);
    assert!(candidates[0].origins.contains(&Origin::Variable("DOCKER_CONTEXT")), "it was asked for by name");
    let candidates = computer.with("DOCKER_CONTEXT", "default").candidates();
    assert_eq!(candidates[0].origins, [Origin::Docker, Origin::Variable("DOCKER_CONTEXT")]);
}

#[test]
fn docker_config_moves_the_contexts() {
    let computer = Computer::new(Platform::Linux, &[]).with("DOCKER_CONFIG", "/etc/mine");
    computer.file(
        "/etc/mine/contexts/meta/1/meta.json",
        r#"{"Name": "mine", "Endpoints": {"docker": {"Host": "unix:///mine.sock"}}}"#,
    );
    assert_eq!(shown(&computer.candidates()), ["mine = unix:///mine.sock"]);
}

#[cfg(unix)]
#[test]
fn one_address_is_one_candidate_with_all_its_origins() {
    let computer = Computer::new(Platform::MacOs, &["~/.docker/run/docker.sock", "/private/var/run/"])
        .with("DOCKER_HOST", "unix:///Users/ann/.docker/run/docker.sock");
    computer.context("1", "desktop-linux", "unix:///Users/ann/.docker/run/docker.sock");
    computer.file("~/.docker/config.json", r#"{"currentContext": "desktop-linux"}"#);
    let root = computer.dir.path();
    std::os::unix::fs::symlink("private/var", root.join("var")).unwrap();
    std::os::unix::fs::symlink(
        "../../../Users/ann/.docker/run/docker.sock",
        root.join("private/var/run/docker.sock"),
    )
    .unwrap();
    let found = computer.candidates();
    let [only] = found.as_slice() else { panic!("{:?}", shown(&found)) };
    let context = Origin::Context { name: "desktop-linux".into(), current: true };
    assert_eq!(
        only.origins,
        [Origin::Variable("DOCKER_HOST"), context, Origin::Docker, Origin::DockerDesktop]
    );
    assert_eq!((only.name.as_str(), only.is_default), ("Docker Desktop", true));
    assert_eq!(only.id, "unix:///Users/ann/.docker/run/docker.sock");
}

#[test]
fn programs_are_found_in_path_and_where_installers_put_them() {
    let computer = Computer::new(Platform::Linux, &["/opt/tools/podman", "/usr/sbin/dockerd"])
        .with("PATH", "/bin:/opt/tools");
    let installed = Installed::on(&computer.environment);
    assert_eq!(installed.podman.as_deref(), Some(Path::new("/opt/tools/podman")));
    assert_eq!(installed.dockerd.as_deref(), Some(Path::new("/usr/sbin/dockerd")));
    assert_eq!(installed.docker, None);
}

#[test]
fn this_computer_can_be_asked() {
    let environment = Environment::of_this_computer();
    assert!(!candidates(&environment).is_empty());
    assert!(environment.home.is_absolute());
}

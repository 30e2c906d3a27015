//! Why a candidate does not answer, as far as this computer can tell.

use std::path::Path;

use super::candidate::{Candidate, Origin};
use super::environment::{Environment, Platform};
use super::program::Installed;
use crate::{EngineError, UnreachableKind};

/// A candidate that does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong, in a form that help can be chosen by.
    pub kind: TroubleKind,
    /// The system's or the engine's own words.
    pub raw: String,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TroubleKind {
    /// Nothing is there, and nothing that could be started.
    NotInstalled,
    /// The program is there and does not run.
    InstalledNotRunning {
        /// What would have to be started: `Docker Desktop`, `Podman`.
        program: String,
    },
    /// The user may not open the socket.
    PermissionDenied {
        /// Members of this group may: usually `docker`. None when only root may.
        group: Option<String>,
        /// The user is a member already and has not signed in anew since.
        session_is_old: bool,
        /// Podman or rootless Docker is installed, which need no right at all.
        rootless_possible: bool,
    },
    /// The engine is older than anything Mooring speaks to.
    VersionTooOld,
    /// The engine wants a newer Mooring.
    VersionTooNew,
    /// The socket is left over from an engine that ended.
    StaleSocket {
        /// What would have to be started, if it is installed.
        program: Option<String>,
    },
    /// Certificates are missing, expired or refused.
    TlsRefused,
    /// Engines behind SSH come later.
    SshLater,
    /// Somebody listens and does not answer in time.
    Silent,
    /// Somebody listens who is no engine.
    NotAnEngine,
    /// Anything else; the raw words are all we know.
    Other,
}

/// Explains a failure.
pub(super) fn explain(
    environment: &Environment,
    installed: &Installed,
    candidate: &Candidate,
    error: &EngineError,
) -> Trouble {
    let kind = match error {
        EngineError::Unreachable { kind, .. } => of_kind(environment, installed, candidate, *kind),
        EngineError::Timeout { .. } => TroubleKind::Silent,
        EngineError::BadAnswer { .. } => TroubleKind::NotAnEngine,
        _ => TroubleKind::Other,
    };
    Trouble { kind, raw: error.to_string() }
}

fn of_kind(
    environment: &Environment,
    installed: &Installed,
    candidate: &Candidate,
    kind: UnreachableKind,
) -> TroubleKind {
    match kind {
        UnreachableKind::NotFound => match program(environment, installed, candidate) {
            Some(program) => TroubleKind::InstalledNotRunning { program },
            None => TroubleKind::NotInstalled,
        },
        UnreachableKind::Stale => {
            TroubleKind::StaleSocket { program: program(environment, installed, candidate) }
        }
        UnreachableKind::PermissionDenied => denied(environment, installed, candidate.socket()),
        UnreachableKind::NotAnEngine => TroubleKind::NotAnEngine,
        UnreachableKind::VersionTooOld => TroubleKind::VersionTooOld,
        UnreachableKind::VersionTooNew => TroubleKind::VersionTooNew,
        UnreachableKind::Tls => TroubleKind::TlsRefused,
        UnreachableKind::Silent => TroubleKind::Silent,
        UnreachableKind::SshLater => TroubleKind::SshLater,
        UnreachableKind::Other => TroubleKind::Other,
    }
}

/// Returns what would answer here if it were started. An address that only a variable or context names can belong to
/// whatever is installed.
fn program(environment: &Environment, installed: &Installed, candidate: &Candidate) -> Option<String> {
    let products = candidate.origins.iter().find_map(|origin| startable(environment, installed, origin));
    products.map(str::to_owned)
}

fn startable(environment: &Environment, installed: &Installed, origin: &Origin) -> Option<&'static str> {
    let if_there = |there: bool, name: &'static str| there.then_some(name);
    match origin {
        Origin::Variable(_) | Origin::Context { .. } => None,
        Origin::Docker => if_there(installed.dockerd.is_some(), "Docker").or_else(|| {
            if_there(
                environment.platform != Platform::Linux && installed.docker_desktop.is_some(),
                "Docker Desktop",
            )
        }),
        Origin::RootlessDocker => if_there(installed.dockerd_rootless.is_some(), "Docker"),
        Origin::DockerDesktop => if_there(installed.docker_desktop.is_some(), "Docker Desktop"),
        Origin::OrbStack => if_there(installed.orbstack.is_some(), "OrbStack"),
        Origin::RancherDesktop => if_there(installed.rancher_desktop.is_some(), "Rancher Desktop"),
        Origin::Colima { .. } => if_there(installed.colima.is_some(), "Colima"),
        Origin::Lima { .. } => if_there(installed.lima.is_some(), "Lima"),
        Origin::Podman | Origin::SystemPodman => if_there(installed.podman.is_some(), "Podman"),
        Origin::PodmanMachine { .. } => if_there(installed.podman.is_some(), "Podman machine"),
    }
}

fn denied(environment: &Environment, installed: &Installed, socket: Option<&Path>) -> TroubleKind {
    let groups = environment.files.read(Path::new("/etc/group")).unwrap_or_default();
    let owner = socket.and_then(|path| environment.files.writing_group(path));
    let group = owner.filter(|id| *id != 0).and_then(|id| Group::find(&groups, |group| group.id == id));
    // The folder may hide the socket's owner; then `docker` is what it is called everywhere.
    let group = group.or_else(|| Group::find(&groups, |group| group.name == "docker"));
    let user = environment.user_name();
    let is_member = |group: &Group| group.members.split(',').any(|member| Some(member) == user.as_deref());
    TroubleKind::PermissionDenied {
        session_is_old: group
            .as_ref()
            .is_some_and(|group| is_member(group) && !environment.groups.contains(&group.id)),
        group: group.map(|group| group.name.to_owned()),
        rootless_possible: installed.podman.is_some() || installed.dockerd_rootless.is_some(),
    }
}

/// A line of `/etc/group`: `docker:x:998:ann,bob`.
struct Group<'a> {
    name: &'a str,
    id: u32,
    members: &'a str,
}

impl<'a> Group<'a> {
    fn find(text: &'a str, wanted: impl Fn(&Group<'a>) -> bool) -> Option<Self> {
        text.lines().filter_map(Self::read).find(|group| wanted(group))
    }

    fn read(line: &'a str) -> Option<Self> {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let id = fields.nth(1)?.parse().ok()?;
        Some(Self { name, id, members: fields.next()?.trim() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::Files;
    use super::*;
    use crate::Endpoint;

    /// What a refused socket is called on a computer with these group lines, for a user of these groups.
    fn refused(group_lines: &str, groups: &[u32], programs: &[&str]) -> TroubleKind {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("etc/group", group_lines),
            ("etc/passwd", "root:x:0:0::/:/bin/sh\nann:x:1000:1000::/:/bin/sh\n"),
        ] {
            write(dir.path(), path, text);
        }
        programs.iter().for_each(|program| write(dir.path(), program, ""));
        let environment = Environment {
            platform: Platform::Linux,
            home: "/home/ann".into(),
            variables: [("PATH".to_owned(), "/usr/bin".to_owned())].into(),
            uid: Some(1000),
            groups: groups.to_vec(),
            files: Files::below(dir.path()),
        };
        let candidate = Candidate {
            id: String::new(),
            name: String::new(),
            origins: vec![Origin::Docker],
            endpoint: Endpoint::Unix("/var/run/docker.sock".into()),
            is_default: true,
        };
        of_kind(&environment, &Installed::on(&environment), &candidate, UnreachableKind::PermissionDenied)
    }

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[test]
    fn a_refused_socket_names_the_way_out() {
        let denied = |group: Option<&str>, session_is_old, rootless_possible| TroubleKind::PermissionDenied {
            group: group.map(str::to_owned),
            session_is_old,
            rootless_possible,
        };
        let table = [
            ("no group docker", "ann:x:1000:\n", vec![1000], vec![], denied(None, false, false)),
            ("not a member", "docker:x:998:bob\n", vec![1000], vec![], denied(Some("docker"), false, false)),
            (
                "an old session",
                "docker:x:998:bob,ann\n",
                vec![1000],
                vec![],
                denied(Some("docker"), true, false),
            ),
            (
                "a new session",
                "docker:x:998:ann\n",
                vec![1000, 998],
                vec![],
                denied(Some("docker"), false, false),
            ),
            (
                "a name inside a name",
                "docker:x:998:joann\n",
                vec![1000],
                vec![],
                denied(Some("docker"), false, false),
            ),
            ("broken lines", "\ndocker:x:many:ann\nx\n", vec![1000], vec![], denied(None, false, false)),
            ("podman is there", "", vec![1000], vec!["usr/bin/podman"], denied(None, false, true)),
        ];
        for (name, group_lines, groups, programs, expected) in table {
            assert_eq!(refused(group_lines, &groups, &programs), expected, "{name}");
        }
    }
}

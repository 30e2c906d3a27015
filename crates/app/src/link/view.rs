//! Engines as the wire has them.

use engine::discover::{Candidate, Found, Origin, Outcome, Trouble, TroubleKind};
use engine::model::system::{EngineInfo, EngineKind};
use engine::{Endpoint, Engine};

use crate::doctor;
use crate::wire::{ActionId, EngineFound, EngineView, Problem};

/// Names an engine for the screen. One that only a variable names is told by its family: `Docker (DOCKER_HOST)`.
pub(super) fn title(candidate: &Candidate, info: &EngineInfo) -> String {
    let named =
        candidate.origins.iter().any(|one| matches!(one, Origin::Variable(name) if *name == candidate.name));
    match info.kind {
        EngineKind::Docker if named => format!("Docker ({})", candidate.name),
        EngineKind::Podman if named => format!("Podman ({})", candidate.name),
        _ => candidate.name.clone(),
    }
}

pub(super) fn engine(engine: &Engine, id: &str, name: &str) -> EngineView {
    view(engine.info(), id, name, engine.endpoint())
}

fn view(info: &EngineInfo, id: &str, name: &str, endpoint: &Endpoint) -> EngineView {
    let EngineInfo { kind, version, api_version, os, architecture, rootless, cpus, memory, .. } = info;
    EngineView {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: (*kind).into(),
        version: version.clone(),
        api_version: api_version.clone(),
        os: os.clone(),
        architecture: architecture.clone(),
        rootless: *rootless,
        endpoint: endpoint.to_string(),
        cpus: *cpus,
        memory: *memory,
    }
}

pub(super) fn found(found: &Found, selected: Option<&str>) -> EngineFound {
    let Candidate { id, name, origins, endpoint, is_default: _ } = &found.candidate;
    let answering = match &found.outcome {
        Outcome::Answering(info) => Some(view(info, id, &title(&found.candidate, info), endpoint)),
        Outcome::Silent(_) => None,
    };
    EngineFound {
        id: id.clone(),
        name: answering.as_ref().map_or_else(|| name.clone(), |view| view.name.clone()),
        endpoint: endpoint.to_string(),
        origin: origins.iter().map(origin).collect::<Vec<_>>().join(", "),
        selected: selected == Some(id),
        answering,
        problem: trouble(found),
    }
}

/// Names who named an address, in the words its documentation uses.
fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Variable(name) => (*name).to_owned(),
        Origin::Context { name, .. } => format!("docker context {name}"),
        Origin::Docker => "default address".to_owned(),
        Origin::RootlessDocker => "Docker, rootless".to_owned(),
        Origin::DockerDesktop => "Docker Desktop".to_owned(),
        Origin::OrbStack => "OrbStack".to_owned(),
        Origin::RancherDesktop => "Rancher Desktop".to_owned(),
        Origin::Colima { profile } => format!("Colima {profile}"),
        Origin::Lima { instance } => format!("Lima {instance}"),
        Origin::Podman => "Podman".to_owned(),
        Origin::SystemPodman => "Podman, system".to_owned(),
        Origin::PodmanMachine { name } => format!("Podman machine {name}"),
    }
}

/// Turns what survey found out into the problem a person sees.
pub(super) fn trouble(found: &Found) -> Option<Problem> {
    let Outcome::Silent(Trouble { kind, raw }) = &found.outcome else { return None };
    let code = match kind {
        // Nothing to install is known behind an address that only somebody's settings name.
        TroubleKind::NotInstalled if is_named_only(&found.candidate) => "engine.notRunning",
        TroubleKind::NotInstalled => "engine.notInstalled",
        TroubleKind::InstalledNotRunning { .. } => "engine.installedNotRunning",
        TroubleKind::PermissionDenied { session_is_old: true, .. } => "engine.permissionDeniedOldSession",
        TroubleKind::PermissionDenied { rootless_possible: true, .. } => "engine.permissionDeniedRootless",
        TroubleKind::PermissionDenied { .. } => "engine.permissionDenied",
        TroubleKind::VersionTooOld => "engine.versionTooOld",
        TroubleKind::VersionTooNew => "engine.versionTooNew",
        TroubleKind::StaleSocket { .. } => "engine.staleSocket",
        TroubleKind::TlsRefused => "engine.tls",
        TroubleKind::SshLater => "engine.sshLater",
        TroubleKind::Silent => "engine.silent",
        TroubleKind::NotAnEngine => "engine.notAnEngine",
        TroubleKind::Other => "engine.unreachable",
    };
    let engine = match kind {
        TroubleKind::InstalledNotRunning { program } => program.clone(),
        _ => found.candidate.name.clone(),
    };
    let endpoint = found.candidate.endpoint.to_string();
    let mut problem =
        doctor::problem(code, [("engine", engine), ("endpoint", endpoint), ("reason", raw.clone())]);
    // What the words tell besides: which versions do not meet.
    let read = doctor::warning(raw, &doctor::Case::new(doctor::Operation::Connect, &found.candidate.name));
    problem.facts.extend(read.filter(|read| read.code == code).into_iter().flat_map(|read| read.facts));
    if !can_be_started(kind) {
        problem.actions.retain(|action| action.id != ActionId::StartEngine);
    }
    Some(Problem { raw: raw.clone(), ..problem })
}

/// Says whether "Start the engine" would start something: Podman, which runs as the user's own service. Whatever needs an
/// administrator or opens an app of its own is told in words instead.
fn can_be_started(kind: &TroubleKind) -> bool {
    match kind {
        TroubleKind::InstalledNotRunning { program } => program == "Podman",
        TroubleKind::StaleSocket { program } => program.as_deref() == Some("Podman"),
        TroubleKind::PermissionDenied { rootless_possible, .. } => *rootless_possible,
        _ => false,
    }
}

fn is_named_only(candidate: &Candidate) -> bool {
    candidate.origins.iter().all(|origin| matches!(origin, Origin::Variable(_) | Origin::Context { .. }))
}

/// Returns the host part of addresses that reach an engine's published ports.
pub(super) fn host(endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Tcp(address) | Endpoint::Tls(address, _) => {
            let host = address.rsplit_once(':').map_or(address.as_str(), |(host, _)| host);
            host.to_owned()
        }
        Endpoint::Ssh(target) => target.rsplit_once('@').map_or(target.as_str(), |(_, host)| host).to_owned(),
        Endpoint::Unix(_) | Endpoint::Pipe(_) => "localhost".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_do_not_meet_are_named() {
        let raw = |cause: &str| format!("reach unix:///x: {cause}");
        let table = [
            (TroubleKind::VersionTooOld, raw("it speaks API 1.39, Mooring needs 1.40 or newer"), "1.39"),
            (
                TroubleKind::VersionTooNew,
                raw("it demands API 1.60 or newer, Mooring speaks up to 1.51"),
                "1.60",
            ),
        ];
        for (kind, raw, theirs) in table {
            let candidate = Candidate {
                id: String::new(),
                name: "Docker".to_owned(),
                origins: vec![Origin::Docker],
                endpoint: Endpoint::Unix("/x".into()),
                is_default: true,
            };
            let found = Found { candidate, outcome: Outcome::Silent(Trouble { kind, raw }) };
            let problem = trouble(&found).expect("a problem");
            assert_eq!(problem.facts.get("theirs").map(String::as_str), Some(theirs), "{problem:?}");
        }
    }

    #[test]
    fn published_ports_are_reached_where_the_engine_is() {
        assert_eq!(host(&Endpoint::Unix("/run/docker.sock".into())), "localhost");
        assert_eq!(host(&Endpoint::Tcp("build.example:2375".to_owned())), "build.example");
        assert_eq!(host(&Endpoint::Tcp("[::1]:2375".to_owned())), "[::1]");
    }
}

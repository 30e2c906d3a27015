//! Which of the engines found is used, and what to say when there is none.

use engine::Endpoint;
use engine::discover::{
    Candidate, Environment, Found, Installed, Origin, Outcome, PodmanService, TroubleKind, preferred,
};

use super::view;
use crate::doctor;
use crate::wire::Problem;

/// Returns the engine that is wanted, whether it answers or not: the one that was chosen, else the one a variable like
/// `DOCKER_HOST` names, else the best that answers. What somebody named is never quietly replaced by another engine.
pub(super) fn choose<'a>(found: &'a [Found], chosen: Option<&str>) -> Option<&'a Found> {
    match chosen {
        Some(chosen) => found.iter().find(|one| is_meant(&one.candidate, chosen)),
        None => found.iter().find(|one| is_named(&one.candidate)).or_else(|| preferred(found)),
    }
}

/// Says whether the user named an engine, so that no other may take its place.
pub(super) fn is_decided(found: &[Found], chosen: Option<&str>) -> bool {
    chosen.is_some() || found.iter().any(|one| is_named(&one.candidate))
}

fn is_named(candidate: &Candidate) -> bool {
    candidate.origins.iter().any(|origin| matches!(origin, Origin::Variable(_)))
}

/// Says why there is no engine to use: the most helpful trouble of all.
pub(super) fn nothing(found: &[Found], chosen: Option<&str>, environment: &Environment) -> Problem {
    if chosen.is_none() && !is_any_installed(environment) {
        return doctor::problem("engine.none", []);
    }
    let silent = found.iter().filter(|one| !one.answers());
    let best = silent.min_by_key(|one| rank(one));
    best.and_then(view::trouble).unwrap_or_else(|| doctor::problem("engine.none", []))
}

/// Makes a candidate of an address that was asked for and nobody else named.
pub(super) fn address(wanted: Option<&str>, known: &[Candidate]) -> Option<Candidate> {
    let wanted = wanted?;
    if known.iter().any(|candidate| is_meant(candidate, wanted)) {
        return None;
    }
    let (scheme, rest) = wanted.split_once("://")?;
    let endpoint = match scheme {
        "unix" => Endpoint::Unix(rest.into()),
        "npipe" => Endpoint::Pipe(rest.to_owned()),
        "tcp" | "http" => Endpoint::Tcp(rest.to_owned()),
        "ssh" => Endpoint::Ssh(rest.to_owned()),
        _ => return None,
    };
    Some(candidate(wanted.to_owned(), endpoint, Origin::Variable("--engine")))
}

/// Makes a candidate of the Podman service that we started.
pub(super) fn own_service(service: &PodmanService) -> Candidate {
    let endpoint = service.endpoint();
    let mut own = candidate(endpoint.to_string(), endpoint, Origin::Podman);
    "Podman".clone_into(&mut own.name);
    own
}

fn candidate(id: String, endpoint: Endpoint, origin: Origin) -> Candidate {
    Candidate { name: id.clone(), id, origins: vec![origin], endpoint, is_default: false }
}

fn is_meant(candidate: &Candidate, wanted: &str) -> bool {
    let Candidate { id, name, endpoint, .. } = candidate;
    id == wanted || name.eq_ignore_ascii_case(wanted) || endpoint.to_string() == wanted
}

fn is_any_installed(environment: &Environment) -> bool {
    Installed::on(environment) != Installed::default()
}

/// What can be mended with a click comes before what needs an administrator, and that before what only can be told.
fn rank(one: &Found) -> u8 {
    match &one.outcome {
        Outcome::Answering(_) => u8::MAX,
        Outcome::Silent(trouble) => match trouble.kind {
            TroubleKind::PermissionDenied { .. } => 0,
            TroubleKind::InstalledNotRunning { .. } | TroubleKind::StaleSocket { program: Some(_) } => 1,
            TroubleKind::VersionTooOld | TroubleKind::VersionTooNew | TroubleKind::TlsRefused => 2,
            TroubleKind::Silent | TroubleKind::NotAnEngine | TroubleKind::StaleSocket { program: None } => 3,
            TroubleKind::Other => 4,
            TroubleKind::SshLater | TroubleKind::NotInstalled => 5,
        },
    }
}

#[cfg(test)]
mod tests {
    use engine::discover::Trouble;

    use super::*;

    fn silent(name: &str, kind: TroubleKind) -> Found {
        let endpoint = Endpoint::Unix(format!("/run/{name}.sock").into());
        let mut candidate = candidate(endpoint.to_string(), endpoint, Origin::Docker);
        name.clone_into(&mut candidate.name);
        Found { candidate, outcome: Outcome::Silent(Trouble { kind, raw: "raw".to_owned() }) }
    }

    #[test]
    fn a_wish_is_found_by_id_name_and_address() {
        let found = silent("Colima", TroubleKind::Silent);
        for wanted in ["colima", "unix:///run/Colima.sock"] {
            assert!(is_meant(&found.candidate, wanted), "{wanted}");
        }
        assert!(!is_meant(&found.candidate, "lima"));
    }

    #[test]
    fn an_address_nobody_named_is_tried() {
        let made = address(Some("unix:///tmp/x.sock"), &[]).expect("an address");
        assert_eq!(made.endpoint, Endpoint::Unix("/tmp/x.sock".into()));
        assert_eq!(address(Some("work"), &[]), None);
        assert_eq!(address(None, &[]), None);
    }

    #[test]
    fn what_somebody_named_is_not_replaced() {
        let mut named = silent("b", TroubleKind::Silent);
        let found = [silent("a", TroubleKind::Silent), named.clone()];
        assert_eq!(choose(&found, Some("b")).map(|one| one.candidate.name.as_str()), Some("b"));
        assert!(choose(&found, None).is_none() && !is_decided(&found, None));
        named.candidate.origins = vec![Origin::Variable("DOCKER_HOST")];
        let found = [silent("a", TroubleKind::Silent), named];
        assert_eq!(choose(&found, None).map(|one| one.candidate.name.as_str()), Some("b"));
        assert!(is_decided(&found, None));
    }
}

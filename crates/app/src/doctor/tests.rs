//! The table against the words of real engines.

mod beginners;
mod endings;
mod recorded;
mod surprises;

use std::time::Duration;

use engine::EngineError;
use engine::UnreachableKind as Kind;

use super::*;

/// A row: its name, what was being done to what, status, the engine's words, the code, and facts `name=value`.
type Line = (&'static str, Operation, &'static str, u16, &'static str, &'static str, &'static [&'static str]);

fn refusal(status: u16, message: &str) -> EngineError {
    EngineError::Refused { operation: "do it".to_owned(), status, message: message.to_owned() }
}

fn check(lines: &[Line]) {
    for (row, operation, subject, status, words, code, facts) in lines {
        let problem = diagnose(&refusal(*status, words), &Case::new(*operation, *subject));
        assert_eq!(problem.code, *code, "{row}: {words}");
        assert_eq!(problem.raw, *words, "{row}");
        for fact in *facts {
            let (name, value) = fact.split_once('=').expect("name=value");
            assert_eq!(problem.facts.get(name).map(String::as_str), Some(value), "{row}: {name}");
        }
        for fact in codes::find(code).expect("a known code").facts {
            assert!(problem.facts.contains_key(*fact), "{row}: {code} lacks {fact}");
        }
    }
}

#[test]
fn unknown_words_are_shown_as_they_are() {
    let problem =
        diagnose(&refusal(500, "the flux\nis \x1b[1mcapacitated"), &Case::new(Operation::Other, ""));
    assert_eq!(problem.code, "engine.refused");
    assert_eq!(problem.facts["reason"], "the flux is capacitated");
    assert_eq!(problem.raw, "the flux\nis \x1b[1mcapacitated");
    let silent = diagnose(&refusal(503, ""), &Case::new(Operation::Other, ""));
    assert_eq!(silent.facts["reason"], "503");
}

#[test]
fn hostile_words_stay_within_bounds() {
    let words = format!("No such container: {}\x1b]0;x\x07{}", "a".repeat(300), "b".repeat(1_000_000));
    let problem = diagnose(&refusal(404, &words), &Case::new(Operation::StartContainer, "web"));
    assert!(problem.raw.len() <= text::RAW_LIMIT);
    assert!(problem.facts.values().all(|fact| fact.chars().count() <= 201 && !fact.contains('\x1b')));
}

#[test]
fn a_button_is_offered_only_for_what_it_names_exactly() {
    let hostile = refusal(400, "bind source path does not exist: /srv/\x1b[31mapp");
    let problem = diagnose(&hostile, &Case::new(Operation::CreateContainer, "web"));
    assert!(problem.actions.iter().all(|action| action.value.is_none()), "{:?}", problem.actions);
    assert_eq!(problem.facts["path"], "/srv/app");
}

#[test]
fn what_the_caller_knows_makes_the_help_better() {
    let taken = refusal(500, "Bind for 0.0.0.0:8080 failed: port is already allocated");
    let case = Case::new(Operation::StartContainer, "web");
    let plain = diagnose(&taken, &case);
    assert_eq!(plain.code, "run.portBusy");
    let known = case.knowing("owner", "blog").knowing("ownerContainer", "blog").knowing("freePort", "8081");
    let better = diagnose(&taken, &known);
    assert_eq!(better.code, "run.portTaken");
    let buttons: Vec<_> = better.actions.iter().map(|action| action.value.as_deref()).collect();
    assert_eq!(buttons, [Some("8081"), Some("blog"), Some("blog")]);
}

#[test]
fn every_way_not_to_reach_an_engine_has_its_code() {
    let table = [
        (Kind::NotFound, "no such file", "engine.notRunning"),
        (Kind::Stale, "connection refused", "engine.staleSocket"),
        (Kind::PermissionDenied, "permission denied", "engine.permissionDenied"),
        (Kind::NotAnEngine, "invalid HTTP version", "engine.notAnEngine"),
        (Kind::VersionTooOld, "1.12", "engine.versionTooOld"),
        (
            Kind::VersionTooNew,
            "client version 1.41 is too old. Minimum supported API version is 1.44",
            "engine.versionTooNew",
        ),
        (Kind::Tls, "unknown issuer", "engine.tls"),
        (Kind::Silent, "timed out", "engine.silent"),
        (Kind::SshLater, "ssh", "engine.sshLater"),
        (Kind::Other, "connection reset by peer", "engine.unreachable"),
        (Kind::Other, "write: no space left on device", "disk.full"),
    ];
    for (kind, cause, code) in table {
        let error = EngineError::Unreachable {
            endpoint: "unix:///run/docker.sock".to_owned(),
            kind,
            cause: cause.to_owned(),
        };
        let problem = diagnose(&error, &Case::new(Operation::Connect, "Docker"));
        assert_eq!(problem.code, code, "{kind:?}");
    }
}

#[test]
fn the_other_errors_have_their_codes_and_facts() {
    let operation = || "read /srv/app".to_owned();
    let table = [
        (
            EngineError::Timeout { operation: operation(), limit: Duration::from_secs(30) },
            "engine.slow",
            "seconds",
            "30",
        ),
        (
            EngineError::BadAnswer { operation: operation(), cause: "eof".into() },
            "engine.badAnswer",
            "reason",
            "eof",
        ),
        (
            EngineError::Unsupported { operation: operation(), engine: "Podman 4.3.1".into() },
            "engine.unsupported",
            "engine",
            "Podman 4.3.1",
        ),
        (
            EngineError::Local { operation: operation(), cause: "permission denied".into() },
            "local.fileUnreadable",
            "path",
            "/srv/app",
        ),
        (
            EngineError::Local { operation: "write /x/log".into(), cause: "denied".into() },
            "local.fileUnwritable",
            "path",
            "/x/log",
        ),
    ];
    for (error, code, fact, value) in table {
        let problem = diagnose(&error, &Case::new(Operation::Other, ""));
        assert_eq!((problem.code.as_str(), problem.facts[fact].as_str()), (code, value));
    }
    let full =
        EngineError::Local { operation: operation(), cause: "No space left on device (os error 28)".into() };
    assert_eq!(diagnose(&full, &Case::new(Operation::Other, "")).code, "disk.full");
    let cancelled = EngineError::Cancelled { operation: operation() };
    assert_eq!(diagnose(&cancelled, &Case::new(Operation::PullImage, "nginx")).code, "job.cancelled");
}

#[test]
fn warnings_are_told_when_they_are_known() {
    let words = "The requested image's platform (linux/arm64) does not match the detected host platform (linux/amd64/v3) and no specific platform was requested";
    let case = Case::new(Operation::CreateContainer, "web").knowing("image", "nginx");
    let told = warning(words, &case).expect("known");
    assert_eq!(told.code, "image.platformMismatch");
    assert_eq!(told.facts["imagePlatform"], "linux/arm64");
    assert_eq!(warning("Your kernel does not support swap limit capabilities", &case), None);
}

#[test]
fn old_failures_get_todays_buttons() {
    let facts = Facts::from([("path".to_owned(), "/srv".to_owned())]);
    assert_eq!(actions_for("run.folderMissing", &facts).len(), 3);
    assert!(actions_for("no.suchCode", &facts).is_empty());
}

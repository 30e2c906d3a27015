//! Turns an engine's words into a problem people understand: what happened, why, and what helps.
//!
//! A table in code, one chapter per file. It works offline, sees only text, and never trusts it: facts are cleaned,
//! raw words are bounded, and a message nobody knows is shown as it is.

mod case;
mod cleanup;
mod codes;
mod connect;
mod container;
mod ending;
mod hints;
mod image;
mod inside_codes;
mod last_words;
mod registry;
mod row;
mod text;
mod update_codes;

#[cfg(test)]
mod tests;

use engine::{EngineError, UnreachableKind};

pub use case::{Case, Facts, Operation};
pub use codes::{Code, actions_for, codes};
pub use ending::{end_kind, end_kind_of_code, why_stopped};
pub use hints::hints;
pub use registry::{reason, registry_problem};

use crate::wire::Problem;

/// Makes a problem of a known code. Facts are cleaned; buttons are those of the code that the facts allow.
pub fn problem<const N: usize>(code: &str, facts: [(&str, String); N]) -> Problem {
    filled(code, facts.map(|(name, value)| (name.to_owned(), value)).into(), "")
}

/// Makes a problem of a known code from facts gathered elsewhere, with the raw words beside it.
pub fn told_by_facts(code: &str, facts: Facts, raw: &str) -> Problem {
    filled(code, facts, raw)
}

/// Says what a failed call means.
pub fn diagnose(error: &EngineError, case: &Case) -> Problem {
    match error {
        EngineError::Refused { status, message, .. } => refused(*status, message, case),
        EngineError::Unreachable { endpoint, kind, cause } => unreachable(endpoint, *kind, cause, case),
        EngineError::Timeout { limit, .. } => {
            told("engine.slow", "seconds", &limit.as_secs().to_string(), error)
        }
        EngineError::Cancelled { .. } => problem("job.cancelled", []),
        EngineError::BadAnswer { cause, .. } => told("engine.badAnswer", "reason", cause, error),
        EngineError::Unsupported { engine, .. } => told("engine.unsupported", "engine", engine, error),
        EngineError::Local { operation, cause } => local(operation, cause, case),
        // The enum may grow; an unknown error is still shown in its own words.
        other => told("engine.refused", "reason", &other.to_string(), other),
    }
}

/// Says what an engine's warning means, when it is one the table knows.
pub fn warning(words: &str, case: &Case) -> Option<Problem> {
    row::look_up(200, &text::bounded(words), case)
}

fn refused(status: u16, message: &str, case: &Case) -> Problem {
    let message = text::bounded(message);
    row::look_up(status, &message, case).unwrap_or_else(|| {
        let mut facts = case.facts.clone();
        let said = text::line(&message);
        facts.insert("reason".to_owned(), if said.is_empty() { status.to_string() } else { said });
        filled("engine.refused", facts, &message)
    })
}

fn unreachable(endpoint: &str, kind: UnreachableKind, cause: &str, case: &Case) -> Problem {
    let code = match kind {
        UnreachableKind::NotFound => "engine.notRunning",
        UnreachableKind::Stale => "engine.staleSocket",
        UnreachableKind::PermissionDenied => "engine.permissionDenied",
        UnreachableKind::NotAnEngine => "engine.notAnEngine",
        UnreachableKind::VersionTooOld => "engine.versionTooOld",
        UnreachableKind::VersionTooNew => "engine.versionTooNew",
        UnreachableKind::Tls => "engine.tls",
        UnreachableKind::Silent => "engine.silent",
        UnreachableKind::SshLater => "engine.sshLater",
        UnreachableKind::Other => "engine.unreachable",
    };
    let read = row::look_up(0, &text::bounded(cause), case);
    match read {
        // The words say more than the kind: both versions, or a cause the system has no kind for.
        Some(read) if read.code == code || code == "engine.unreachable" => read,
        _ => {
            let mut facts = case.facts.clone();
            facts.insert("endpoint".to_owned(), endpoint.to_owned());
            facts.insert("reason".to_owned(), cause.to_owned());
            filled(code, facts, cause)
        }
    }
}

fn local(operation: &str, cause: &str, case: &Case) -> Problem {
    if let Some(full) =
        row::look_up(0, &text::bounded(cause), case).filter(|problem| problem.code == "disk.full")
    {
        return full;
    }
    let writes = ["write", "save", "create", "make"].iter().any(|verb| operation.starts_with(verb));
    let code = if writes { "local.fileUnwritable" } else { "local.fileUnreadable" };
    let mut facts = case.facts.clone();
    facts.entry("path".to_owned()).or_insert_with(|| path_of(operation, case));
    filled(code, facts, &format!("{operation}: {cause}"))
}

/// Returns the path in `read /srv/app`, or what the case is about.
fn path_of(operation: &str, case: &Case) -> String {
    let path = operation.split_once(' ').map_or(operation, |(_, path)| path);
    if path.contains(['/', '\\']) || case.subject.is_empty() { path.to_owned() } else { case.subject.clone() }
}

fn told(code: &str, fact: &str, value: &str, error: &EngineError) -> Problem {
    filled(code, Facts::from([(fact.to_owned(), value.to_owned())]), &error.to_string())
}

/// Cleans the facts, keeps the words, adds the buttons.
fn filled(code: &str, facts: Facts, raw: &str) -> Problem {
    let known = codes::find(code);
    debug_assert!(known.is_some(), "{code} has no entry in doctor::codes");
    let actions = known.map_or_else(Vec::new, |known| known.actions(&facts));
    let clean = |(name, value): (String, String)| (name, text::fact(text::short_id(&value)));
    Problem {
        code: code.to_owned(),
        facts: facts.into_iter().map(clean).filter(|(_, value)| !value.is_empty()).collect(),
        raw: text::bounded(raw),
        actions,
    }
}

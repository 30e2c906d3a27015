//! Why an update did not go through, and what state everything is in: both halves of the story.

use engine::EngineError;
use update::status::Managed;
use update::swap::{Aftermath, SwapFailure, UpdateError};

use super::preview::{blocked, plan_problem};
use crate::doctor::{self, Case, Operation};
use crate::jobs::Stop;
use crate::wire::Problem;

/// What a failed swap means for a job. `image` is what was to be put in place.
pub(crate) fn stop(error: &UpdateError, container: &str, image: &str) -> Stop {
    match (&error.failure, &error.state) {
        (SwapFailure::Cancelled, Aftermath::Untouched | Aftermath::PutBack) => Stop::Cancelled,
        _ => Stop::Failed(problem(error, container, image)),
    }
}

/// Puts it into a problem.
pub(crate) fn problem(error: &UpdateError, container: &str, image: &str) -> Problem {
    let name = ("container", container.to_owned());
    let reason = ("reason", error.failure.to_string());
    let told = match &error.state {
        Aftermath::PutBack => doctor::problem("update.putBack", [name, reason]),
        Aftermath::Attention(words) | Aftermath::Pending(words) => {
            doctor::problem("update.attention", [name, ("reason", format!("{}; {words}", error.failure))])
        }
        Aftermath::Untouched => return untouched(&error.failure, container, image),
    };
    Problem { raw: log_of(&error.failure), ..told }
}

/// Whether it was the image: the same would happen again, whatever else is mended.
pub(crate) fn is_bad_image(error: &UpdateError) -> bool {
    const FAULTS: [&str; 6] = [
        "run.commandNone",
        "run.commandMissing",
        "run.commandNotExecutable",
        "run.wrongChip",
        "run.userMissing",
        "run.workingDirectory",
    ];
    let fault = match &error.failure {
        SwapFailure::Gate(_) => true,
        SwapFailure::Engine(error) => {
            let told = doctor::diagnose(error, &Case::new(Operation::StartContainer, ""));
            FAULTS.contains(&told.code.as_str())
        }
        _ => false,
    };
    fault && error.state == Aftermath::PutBack
}

/// Why what was interrupted cannot be looked at now.
pub(crate) fn recovery_problem(error: &UpdateError) -> Problem {
    match &error.failure {
        SwapFailure::Journal(error) => {
            doctor::problem("update.blocked.other", [("reason", error.to_string())])
        }
        _ => doctor::problem("update.blocked.otherProcess", []),
    }
}

/// The old one was never touched: only the failure counts.
fn untouched(failure: &SwapFailure, container: &str, image: &str) -> Problem {
    let name = ("container", container.to_owned());
    match failure {
        SwapFailure::NoContainer(_) => doctor::problem("container.gone", [("name", container.to_owned())]),
        SwapFailure::Busy(_) => doctor::problem("update.blocked.busy", [name]),
        SwapFailure::OtherProcess => doctor::problem("update.blocked.otherProcess", []),
        SwapFailure::Unfinished { .. } => doctor::problem("update.blocked.unfinished", [name]),
        SwapFailure::Managed { by, commands, .. } => managed(by, commands),
        SwapFailure::BadReference(text) | SwapFailure::NotHere(text) => {
            doctor::problem("update.blocked.localOnly", [("image", text.clone())])
        }
        SwapFailure::Pull(error) => doctor::diagnose(error, &Case::new(Operation::PullImage, image)),
        SwapFailure::NoSpace { free, needed, .. } => doctor::problem(
            "update.noSpace",
            [("free", super::warning::size(*free)), ("needed", super::warning::size(*needed))],
        ),
        SwapFailure::Plan(error) => plan_problem(error, image),
        SwapFailure::Engine(error @ EngineError::Unreachable { .. }) => {
            doctor::diagnose(error, &Case::new(Operation::Other, container))
        }
        SwapFailure::Backup { volume, why } => {
            doctor::problem("update.backupFailed", [("volume", volume.clone()), ("reason", why.clone())])
        }
        SwapFailure::NothingKept(_) => doctor::problem("update.nothingToUndo", [name]),
        other => doctor::problem("update.aborted", [name, ("reason", other.to_string())]),
    }
}

fn managed(by: &Managed, commands: &[String]) -> Problem {
    let told = blocked(by, true)
        .unwrap_or_else(|| doctor::problem("update.blocked.other", [("reason", format!("{by:?}"))]));
    Problem { raw: commands.join("\n"), ..told }
}

fn log_of(failure: &SwapFailure) -> String {
    match failure {
        SwapFailure::Gate(gate) => gate.evidence.log.join("\n"),
        other => other.to_string(),
    }
}

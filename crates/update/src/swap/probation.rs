//! The ten minutes after a commit: what passed the gate may still begin to crash (UPDATES.md 6.3).

use std::time::Duration;

use engine::{Engine, EngineError};
use jiff::{SignedDuration, Timestamp};

use super::gate::evidence;
use super::seen::Seen;
use super::{Evidence, GateKind, Updater};
use crate::journal::{Transaction, Was};

/// How long a new container is watched after its commit.
pub const PROBATION: Duration = Duration::from_secs(600);

/// Codes of a program that was told to end: by itself, interrupted, killed, terminated.
const STOPPED: [i64; 4] = [0, 130, 137, 143];

/// A new container that is not well after all. Going back is offered, or done, by whoever watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relapse {
    /// The transaction, for undo.
    pub tx: String,
    /// Container's name.
    pub name: String,
    /// What is wrong.
    pub kind: GateKind,
    /// What it left behind.
    pub evidence: Evidence,
}

impl Updater {
    /// Says whether any container is still on probation, so that nobody has to look for nothing.
    #[must_use]
    pub fn on_probation(&self, engine: &Engine, now: Timestamp) -> bool {
        self.transactions(engine).iter().any(|(_, tx)| is_new(tx, now))
    }

    /// Looks at the containers that were committed within the last ten minutes.
    pub async fn relapses(&self, engine: &Engine, now: Timestamp) -> Result<Vec<Relapse>, EngineError> {
        let mut found = Vec::new();
        for (_, tx) in self.transactions(engine).into_iter().filter(|(_, tx)| is_new(tx, now)) {
            let (Some(main), Some(id)) = (tx.main(), tx.created.get(&0)) else { continue };
            let Some(seen) = Seen::look(engine, id).await? else { continue };
            // Somebody who stopped it, or went back, knows.
            if seen.name == main.name
                && let Some(kind) = relapse(&seen)
            {
                let evidence = evidence(engine, &seen).await;
                found.push(Relapse { tx: tx.header.tx.clone(), name: main.name.clone(), kind, evidence });
            }
        }
        Ok(found)
    }
}

fn is_new(tx: &Transaction, now: Timestamp) -> bool {
    let limit = SignedDuration::try_from(PROBATION).unwrap_or(SignedDuration::ZERO);
    let since = tx.committed.map(|(at, _)| now.duration_since(at));
    let ran = tx.main().is_some_and(|member| member.was != Was::Stopped);
    ran && tx.undone_by.is_none() && since.is_some_and(|since| since <= limit)
}

fn relapse(seen: &Seen) -> Option<GateKind> {
    if seen.out_of_memory {
        return Some(GateKind::OutOfMemory);
    }
    if seen.restarts > 0 || seen.status == "restarting" {
        return Some(GateKind::Restarting(seen.exit_code));
    }
    if seen.health == "unhealthy" {
        return Some(GateKind::Unhealthy(seen.health_output.trim().to_owned()));
    }
    // Ending with 0 is what a task that is done looks like, the others are what a person's stop does.
    (!seen.running && !STOPPED.contains(&seen.exit_code) && seen.status == "exited")
        .then_some(GateKind::Exited(seen.exit_code))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(state: &serde_json::Value, restarts: i64) -> Option<GateKind> {
        relapse(&Seen::of(json!({"Id": "a", "State": state, "RestartCount": restarts})))
    }

    #[test]
    fn crash_loops_are_told_from_quiet_ends() {
        assert_eq!(of(&json!({"Status": "running", "Running": true}), 0), None);
        assert_eq!(of(&json!({"Status": "exited", "ExitCode": 0}), 0), None);
        assert_eq!(of(&json!({"Status": "exited", "ExitCode": 137}), 0), None, "it was stopped");
        assert_eq!(of(&json!({"Status": "exited", "ExitCode": 3}), 0), Some(GateKind::Exited(3)));
        let looping = json!({"Status": "running", "Running": true, "ExitCode": 0});
        assert_eq!(of(&looping, 2), Some(GateKind::Restarting(0)));
    }
}

//! Knocks at all candidates at once.

use std::time::Duration;

use futures_util::future::join_all;

use super::candidate::Candidate;
use super::environment::Environment;
use super::program::Installed;
use super::trouble::{Trouble, explain};
use crate::Engine;
use crate::model::system::EngineInfo;

/// A candidate and what came of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where we knocked.
    pub candidate: Candidate,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of knocking.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// An engine answers and speaks our language.
    Answering(EngineInfo),
    /// No engine we can use.
    Silent(Trouble),
}

impl Found {
    /// Says whether an engine answers.
    #[must_use]
    pub fn answers(&self) -> bool {
        matches!(self.outcome, Outcome::Answering(_))
    }
}

/// Tries every candidate, all at the same time, none longer than `limit`. The order stays.
pub async fn survey(environment: &Environment, candidates: &[Candidate], limit: Duration) -> Vec<Found> {
    let installed = Installed::on(environment);
    let tries = candidates.iter().map(|candidate| knock(environment, &installed, candidate, limit));
    join_all(tries).await
}

/// Returns the one to take when the user has not chosen: the first that answers.
#[must_use]
pub fn preferred(found: &[Found]) -> Option<&Found> {
    found.iter().find(|found| found.answers())
}

async fn knock(
    environment: &Environment,
    installed: &Installed,
    candidate: &Candidate,
    limit: Duration,
) -> Found {
    let outcome = match Engine::connect(&candidate.endpoint, limit).await {
        Ok(engine) => Outcome::Answering(engine.info().clone()),
        Err(error) => Outcome::Silent(explain(environment, installed, candidate, &error)),
    };
    Found { candidate: candidate.clone(), outcome }
}

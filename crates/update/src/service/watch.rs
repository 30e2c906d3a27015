//! Watching the engine roll a service forward or back.

use std::time::Duration;

use engine::model::service::{ServiceSummary, ServiceUpdateState as State, Task};
use engine::{Engine, EngineError};
use job::{JobContext, Progress, Unit};
use tokio::time::{Instant, sleep};

use super::{RolledBack, ServiceError, ServiceOutcome, back};

/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(500);
/// Longest text of a failure that is kept, in characters.
const LONGEST_WORDS: usize = 1000;

/// A service on its way to `image`.
pub(super) struct Watch<'a> {
    pub(super) engine: &'a Engine,
    pub(super) service: &'a str,
    pub(super) image: &'a str,
    pub(super) limit: Duration,
    pub(super) job: &'a JobContext,
}

/// What one look showed.
struct Sight {
    service: ServiceSummary,
    tasks: Vec<Task>,
}

impl Watch<'_> {
    /// Waits until all copies run the image, or the old one again.
    pub(super) async fn forward(&self) -> Result<ServiceOutcome, ServiceError> {
        let end = Instant::now() + self.limit;
        loop {
            let late = Instant::now() >= end;
            match self.look().await {
                Ok(sight) => {
                    if let Some(outcome) = self.judge(&sight).await? {
                        return Ok(outcome);
                    }
                    if late {
                        return self.turn_round(RolledBack::TooSlow, &sight).await;
                    }
                    if self.job.unless_cancelled(sleep(PAUSE)).await.is_none() {
                        return self.turn_round(RolledBack::Cancelled, &sight).await;
                    }
                }
                // An engine that is away says nothing about the image; its swarm goes on when it is back.
                Err(error) if is_away(&error) && !late => sleep(PAUSE).await,
                Err(error) => return Err(ServiceError::of(self.service, error)),
            }
        }
    }

    async fn judge(&self, sight: &Sight) -> Result<Option<ServiceOutcome>, ServiceError> {
        let state = sight.service.update.as_ref().map(|update| update.state);
        let is_ours = sight.service.image == self.image;
        Ok(match state {
            Some(State::RollbackStarted | State::RollbackCompleted | State::RollbackPaused) => {
                let words = self.words(sight);
                self.job.step("putBack");
                self.backward().await?;
                Some(ServiceOutcome::RolledBack { why: RolledBack::Failed, words })
            }
            _ if !is_ours => {
                let (service, image) = (self.service.to_owned(), sight.service.image.clone());
                return Err(ServiceError::Overtaken { service, image });
            }
            Some(State::Completed) => Some(ServiceOutcome::Completed),
            // Somebody changed the rules in the middle, or the user's own go back only so far.
            Some(State::Paused) => Some(self.turn_round(RolledBack::Failed, sight).await?),
            // Without a copy to replace the engine never begins.
            None if sight.wanted().all(|task| task.image == self.image) => Some(ServiceOutcome::Completed),
            _ => None,
        })
    }

    async fn turn_round(&self, why: RolledBack, sight: &Sight) -> Result<ServiceOutcome, ServiceError> {
        let words = self.words(sight);
        self.job.step("putBack");
        match Box::pin(back::ask(self.engine, self.service)).await {
            Ok(image) => Watch { image: &image, ..*self }.backward().await?,
            // The engine was faster and has gone back itself.
            Err(ServiceError::NothingToGoBackTo(_)) => self.backward().await?,
            Err(error) => return Err(error),
        }
        Ok(ServiceOutcome::RolledBack { why, words })
    }

    /// Waits until the engine is through with going back.
    pub(super) async fn backward(&self) -> Result<(), ServiceError> {
        let end = Instant::now() + self.limit;
        loop {
            let late = Instant::now() >= end;
            match self.look().await {
                Ok(sight) => match sight.service.update.as_ref().map(|update| update.state) {
                    Some(State::RollbackCompleted) => return Ok(()),
                    Some(State::RollbackPaused) => return Err(self.stuck(&sight)),
                    _ if late => return Err(self.stuck(&sight)),
                    _ => sleep(PAUSE).await,
                },
                Err(error) if is_away(&error) && !late => sleep(PAUSE).await,
                Err(error) => return Err(ServiceError::of(self.service, error)),
            }
        }
    }

    fn stuck(&self, sight: &Sight) -> ServiceError {
        ServiceError::Stuck { service: self.service.to_owned(), words: self.words(sight) }
    }

    async fn look(&self) -> Result<Sight, EngineError> {
        let service = self.engine.service_inspect(self.service).await?;
        let tasks = self.engine.task_list(&service.id).await?;
        let sight = Sight { service, tasks };
        let done = sight.wanted().filter(|task| task.state == "running" && task.image == self.image).count();
        let total = sight.service.replicas.unwrap_or(sight.wanted().count() as u64);
        self.job.progress(Progress::of(Unit::Items, done as u64, Some(total)));
        Ok(sight)
    }

    /// What the newest copy that failed died of, or else the engine's words about the update.
    fn words(&self, sight: &Sight) -> String {
        let failed = sight.tasks.iter().filter(|task| !task.error.is_empty() && task.image == self.image);
        let words = failed.max_by_key(|task| task.changed).map(|task| task.error.clone());
        let update = sight.service.update.as_ref();
        let words = words.or_else(|| update.map(|update| update.message.clone())).unwrap_or_default();
        words.chars().take(LONGEST_WORDS).collect()
    }
}

impl Sight {
    /// Copies that shall run.
    fn wanted(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.desired_state == "running")
    }
}

fn is_away(error: &EngineError) -> bool {
    matches!(error, EngineError::Unreachable { .. } | EngineError::Timeout { .. })
}

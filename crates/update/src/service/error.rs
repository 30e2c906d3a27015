//! Why a service was not updated, or not brought back.

use engine::EngineError;

/// A service that was not updated, or not brought back. That an update failed and the engine went back is no error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// There is no such service.
    #[error("there is no service {0}")]
    NoService(String),
    /// It is a job, or no service of containers: neither has a rolling update.
    #[error("service {0} is a job or a plugin, which the engine does not update by rolling")]
    NotRolling(String),
    /// An update of it runs already.
    #[error("service {0} is being updated already")]
    Busy(String),
    /// Others change it so often that ours never came through.
    #[error("service {0} keeps being changed by others")]
    KeepsChanging(String),
    /// Somebody gave it another image while ours was being rolled out.
    #[error("somebody else changed service {service} to {image} meanwhile")]
    Overtaken {
        /// Service.
        service: String,
        /// Image it has now.
        image: String,
    },
    /// The engine knows no earlier image of it: every other change makes it forget.
    #[error("the engine does not know an earlier image of service {0} any more")]
    NothingToGoBackTo(String),
    /// Going back failed, too, or did not end in time: some copies are old, some new.
    #[error("service {service} is between the old and the new image: {words}")]
    Stuck {
        /// Service.
        service: String,
        /// The engine's words.
        words: String,
    },
    /// The user cancelled before anything began.
    #[error("cancelled")]
    Cancelled,
    /// Its spec is not what the engine's documentation says.
    #[error("the description of service {0} cannot be read")]
    BadSpec(String),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl ServiceError {
    /// Names the service where the engine does not know it.
    pub(super) fn of(service: &str, error: EngineError) -> Self {
        match error {
            EngineError::Refused { status: 404, .. } => Self::NoService(service.to_owned()),
            other => Self::Engine(other),
        }
    }
}

/// Says whether the spec was changed by somebody since we read it.
pub(super) fn is_stale(error: &EngineError) -> bool {
    matches!(error, EngineError::Refused { message, .. } if message.contains("update out of sequence"))
}

//! Calls that have to get through although the engine may be away for a while.

use std::future::Future;
use std::time::Duration;

use engine::EngineError;
use tokio::time::Instant;

/// How long an engine may be away before putting back is left to recovery.
pub(crate) const ENGINE_AWAY: Duration = Duration::from_secs(120);
/// Pause between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// Says whether an engine did not answer at all.
pub(crate) fn is_away(error: &EngineError) -> bool {
    matches!(error, EngineError::Unreachable { .. } | EngineError::Timeout { .. })
}

/// Makes a call again while the engine does not answer. Only for calls that may be made twice.
pub(crate) async fn patiently<T, Call, Answer>(mut call: Call) -> Result<T, EngineError>
where
    Call: FnMut() -> Answer,
    Answer: Future<Output = Result<T, EngineError>>,
{
    let end = Instant::now() + ENGINE_AWAY;
    loop {
        match call().await {
            Err(error) if is_away(&error) && Instant::now() < end => tokio::time::sleep(PAUSE).await,
            answer => return answer,
        }
    }
}

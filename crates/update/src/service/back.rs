//! Going back to the image before, as long as the engine knows it, and giving up that possibility.

use std::time::Duration;

use engine::Engine;
use job::JobContext;
use serde_json::Value;

use super::error::is_stale;
use super::forward::read;
use super::watch::Watch;
use super::{ServiceError, spec};

/// Tries at a change that others get ahead of.
const TRIES: u32 = 5;

/// Returns the image [`undo`] would go back to; `None` when the engine knows none that differs from the one of now. It knows
/// one change back: scaling the service, say, makes it forget the image before.
///
/// # Errors
/// When the engine does not tell.
pub async fn previous_image(engine: &Engine, service: &str) -> Result<Option<String>, ServiceError> {
    let raw = engine.service_inspect_raw(service).await.map_err(|error| ServiceError::of(service, error))?;
    Ok(previous(&raw))
}

fn previous(raw: &Value) -> Option<String> {
    let (before, now) = (spec::image(&raw["PreviousSpec"])?, spec::image(&raw["Spec"])?);
    (before != now).then(|| before.to_owned())
}

/// Goes back to the spec before the last change, and with it to the user's rules of update, and waits until all copies run
/// it; returns its image. An update that still runs is turned round. Cannot be cancelled: what it leads to was safe.
///
/// # Errors
/// When there is nothing to go back to, when others got ahead, when it did not work out within `limit`.
pub async fn undo(
    engine: &Engine,
    service: &str,
    limit: Duration,
    job: &JobContext,
) -> Result<String, ServiceError> {
    job.step("putBack");
    let image = ask(engine, service).await?;
    let watch = Watch { engine, service, image: &image, limit, job };
    watch.backward().await?;
    Ok(image)
}

/// Asks the engine to go back; returns the image it goes back to.
pub(super) async fn ask(engine: &Engine, service: &str) -> Result<String, ServiceError> {
    for _ in 0..TRIES {
        let raw =
            engine.service_inspect_raw(service).await.map_err(|error| ServiceError::of(service, error))?;
        let image = previous(&raw).ok_or_else(|| ServiceError::NothingToGoBackTo(service.to_owned()))?;
        let version = raw["Version"]["Index"].as_u64();
        let version = version.ok_or_else(|| ServiceError::BadSpec(service.to_owned()))?;
        match engine.service_update(service, version, &raw["Spec"], true, None).await {
            Err(error) if is_stale(&error) => {}
            Err(error) => return Err(ServiceError::of(service, error)),
            Ok(_) => return Ok(image),
        }
    }
    Err(ServiceError::KeepsChanging(service.to_owned()))
}

/// Puts the user's own rules of update back, when ours are in their place; returns whether they were. No copy is replaced.
/// After that the engine knows no earlier image: for when nobody wants to go back any more, or the service is left alone.
///
/// # Errors
/// When the engine refuses, when others get ahead again and again, or while an update runs.
pub async fn settle(engine: &Engine, service: &str) -> Result<bool, ServiceError> {
    for _ in 0..TRIES {
        let summary =
            engine.service_inspect(service).await.map_err(|error| ServiceError::of(service, error))?;
        if summary.update.is_some_and(|update| !update.state.has_ended()) {
            return Err(ServiceError::Busy(service.to_owned()));
        }
        let (version, before) = read(engine, service).await?;
        let Some(after) = spec::settled(&before) else { return Ok(false) };
        match engine.service_update(service, version, &after, false, None).await {
            Err(error) if is_stale(&error) => {}
            Err(error) => return Err(ServiceError::of(service, error)),
            Ok(_) => return Ok(true),
        }
    }
    Err(ServiceError::KeepsChanging(service.to_owned()))
}

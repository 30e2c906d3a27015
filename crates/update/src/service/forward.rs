//! Asking for the rolling update.

use engine::Engine;
use engine::model::service::ServiceUpdateState;
use job::JobContext;
use oci::Reference;
use serde_json::Value;

use super::error::is_stale;
use super::watch::Watch;
use super::{ServiceError, ServiceOutcome, ServiceRequest, spec};

/// Tries at a change that others get ahead of.
const TRIES: u32 = 5;

/// Gives a service another image and watches until all copies run it, or run the old one again. Steps of the job:
/// [`super::STEPS`]. Cancelling leads back to the old image; dropping the future leaves the engine to it.
///
/// # Errors
/// When the update could not begin, when somebody got in between, or when going back did not work out. That a copy failed
/// and the engine went back is an outcome.
pub async fn update(
    engine: &Engine,
    request: &ServiceRequest,
    job: &JobContext,
) -> Result<ServiceOutcome, ServiceError> {
    job.step("roll");
    if job.is_cancelled() {
        return Err(ServiceError::Cancelled);
    }
    let image = pinned(request);
    // Not dropped by a cancel: the engine may have taken the spec and not have answered yet.
    if !Box::pin(begin(engine, request, &image)).await? {
        return Ok(ServiceOutcome::Nothing);
    }
    Watch { engine, service: &request.service, image: &image, limit: request.limit, job }.forward().await
}

/// A tag alone would be looked up by every node for itself.
fn pinned(request: &ServiceRequest) -> String {
    let name = match request.reference.tag() {
        Some(tag) => format!("{}:{tag}", request.reference.name()),
        None => request.reference.name(),
    };
    format!("{name}@{}", request.digest)
}

/// Changes the spec; `false` when it is like that already.
async fn begin(engine: &Engine, request: &ServiceRequest, image: &str) -> Result<bool, ServiceError> {
    let service = &request.service;
    for _ in 0..TRIES {
        let summary =
            engine.service_inspect(service).await.map_err(|error| ServiceError::of(service, error))?;
        if is_moving(summary.update.map(|update| update.state)) {
            return Err(ServiceError::Busy(service.clone()));
        }
        let (version, before) = read(engine, service).await?;
        if spec::image(&before).is_some_and(|before| is_same(before, image)) {
            return Ok(false);
        }
        let after = spec::updated(&before, image).ok_or_else(|| ServiceError::NotRolling(service.clone()))?;
        match engine.service_update(service, version, &after, false, request.auth.as_ref()).await {
            Err(error) if is_stale(&error) => {}
            Err(error) => return Err(ServiceError::of(service, error)),
            Ok(warnings) => {
                warnings.iter().for_each(|warning| tracing::warn!(service, warning, "the engine warns"));
                return Ok(true);
            }
        }
    }
    Err(ServiceError::KeepsChanging(service.clone()))
}

/// Reads a spec and the version a change of it has to name.
pub(super) async fn read(engine: &Engine, service: &str) -> Result<(u64, Value), ServiceError> {
    let mut raw =
        engine.service_inspect_raw(service).await.map_err(|error| ServiceError::of(service, error))?;
    let version = raw["Version"]["Index"].as_u64();
    let version = version.ok_or_else(|| ServiceError::BadSpec(service.to_owned()))?;
    Ok((version, raw["Spec"].take()))
}

fn is_moving(state: Option<ServiceUpdateState>) -> bool {
    matches!(state, Some(ServiceUpdateState::Updating | ServiceUpdateState::RollbackStarted))
}

/// Says whether two names, whichever way they are written, mean the same content under the same tag.
fn is_same(left: &str, right: &str) -> bool {
    match (Reference::parse(left), Reference::parse(right)) {
        (Ok(left), Ok(right)) => left == right,
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_by_any_spelling() {
        let digest = format!("sha256:{}", "ab".repeat(32));
        assert!(is_same(&format!("nginx:1@{digest}"), &format!("docker.io/library/nginx:1@{digest}")));
        assert!(!is_same("nginx:1", &format!("docker.io/library/nginx:1@{digest}")));
    }
}

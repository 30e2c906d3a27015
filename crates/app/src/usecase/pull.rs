//! Downloading an image.

use engine::model::image::ImageDetail;
use engine::{Engine, EngineError};
use job::JobContext;
use oci::Reference;

use crate::doctor::{self, Operation};
use crate::jobs::{Plan, Stop};
use crate::wire::{JobKind, Problem};
use crate::{App, typed};

impl App {
    /// Starts downloading an image and returns the job's id. The same image twice is one job.
    ///
    /// # Errors
    /// When the name cannot be one.
    pub async fn image_pull(&self, reference: String, platform: Option<String>) -> Result<String, Problem> {
        let reference = typed::reference(&reference)?;
        let engine = self.engine().await?;
        let plan = Plan {
            kind: JobKind::ImagePull,
            subject: reference.to_string(),
            key: format!(
                "pull {} {} {}",
                engine.endpoint(),
                reference.canonical(),
                platform.as_deref().unwrap_or("")
            ),
            steps: &["pull"],
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            context.step("pull");
            app.pull(&engine, &reference, platform.as_deref(), &context).await.map(|_| ())
        });
        Ok(id.to_string())
    }

    /// Downloads an image within a job.
    pub(super) async fn pull(
        &self,
        engine: &Engine,
        reference: &Reference,
        platform: Option<&str>,
        context: &JobContext,
    ) -> Result<ImageDetail, Stop> {
        let auth = self.inner.registries.auth(reference).await;
        let pulled = engine.image_pull(&reference.canonical(), platform, auth.as_ref(), context).await;
        let image =
            pulled.map_err(|error| self.stop(&error, Operation::PullImage, &reference.to_string()))?;
        context.outcome("imageId", image.id.as_str());
        context.outcome("reference", reference.to_string());
        let _ = self.inner.inventory.refresh_images(engine).await;
        Ok(image)
    }

    /// Tells the user's own cancelling from a failure.
    pub(super) fn stop(&self, error: &EngineError, operation: Operation, subject: &str) -> Stop {
        match error {
            EngineError::Cancelled { .. } => Stop::Cancelled,
            error => Stop::Failed(self.diagnose(error, operation, subject)),
        }
    }

    pub(super) fn diagnose(&self, error: &EngineError, operation: Operation, subject: &str) -> Problem {
        let case = doctor::Case::new(operation, subject);
        match self.inner.link.engine_kind() {
            Some(kind) => doctor::diagnose(error, &case.by(kind)),
            None => doctor::diagnose(error, &case),
        }
    }
}

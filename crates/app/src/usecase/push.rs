//! Sending an image to its registry.

use engine::{Engine, EngineError};
use job::JobContext;
use oci::Reference;

use crate::doctor::{self, Operation};
use crate::jobs::{Plan, Stop};
use crate::wire::{JobKind, Problem};
use crate::{App, typed};

impl App {
    /// Starts sending a name to its registry and returns the job's id. The same name twice is one job.
    ///
    /// # Errors
    /// When the name cannot be one, or no image here has it.
    pub async fn image_push(&self, reference: String) -> Result<String, Problem> {
        let reference = typed::reference(&reference)?;
        let engine = self.engine().await?;
        let subject = reference.to_string();
        engine
            .image_inspect(&reference.canonical())
            .await
            .map_err(|error| self.diagnose(&error, Operation::Other, &subject))?;
        let plan = Plan {
            kind: JobKind::ImagePush,
            subject,
            key: format!("push {} {}", engine.endpoint(), reference.canonical()),
            steps: &["push"],
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            context.step("push");
            app.push(&engine, &reference, &context).await
        });
        Ok(id.to_string())
    }

    async fn push(&self, engine: &Engine, reference: &Reference, context: &JobContext) -> Result<(), Stop> {
        let auth = self.inner.registries.auth(reference).await;
        let pushed = engine.image_push(&reference.canonical(), auth.as_ref(), context).await;
        let pushed = pushed.map_err(|error| match &error {
            EngineError::Cancelled { .. } => Stop::Cancelled,
            error => Stop::Failed(push_problem(error, reference, auth.is_some())),
        })?;
        context.outcome("reference", reference.to_string());
        if let Ok(image) = engine.image_inspect(&reference.canonical()).await {
            self.mark(engine, &image.id, None);
        }
        // It has a digest in the registry now; engines tell no event of that.
        let _ = self.inner.inventory.refresh_images(engine).await;
        if let Some(digest) = pushed.digest {
            context.outcome("digest", digest);
        }
        Ok(())
    }
}

/// Registries refuse a push in many words; they all mean the account.
fn push_problem(error: &EngineError, reference: &Reference, signed_in: bool) -> Problem {
    const REFUSED: [&str; 6] =
        ["denied", "unauthorized", "authentication required", "no basic auth", "forbidden", "not allowed"];
    let words = error.to_string();
    let lower = words.to_ascii_lowercase();
    let image = ("image", reference.to_string());
    let refused = REFUSED.iter().any(|word| lower.contains(word));
    let problem = match error {
        EngineError::Refused { .. } if refused => {
            doctor::problem("push.denied", [image, ("registry", reference.registry().to_owned())])
        }
        EngineError::Refused { message, .. } => {
            doctor::problem("push.broken", [image, ("reason", message.clone())])
        }
        other => {
            return doctor::diagnose(other, &doctor::Case::new(Operation::PullImage, reference.to_string()));
        }
    };
    tracing::debug!(signed_in, registry = reference.registry(), "push refused");
    Problem { raw: words, ..problem }
}

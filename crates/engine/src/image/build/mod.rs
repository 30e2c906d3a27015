//! Building an image from a folder, with the engine's classic builder.

mod context;
mod ignore;
mod output;

use std::collections::HashMap;
use std::path::Path;

use bollard::models::BuildInfo;
use bollard::query_parameters::{BuildImageOptions, BuildImageOptionsBuilder};
use futures_util::StreamExt;
use job::JobContext;

use self::context::{Context, Trouble, slashed};
use self::output::Output;
use super::tag::split_tag;
use crate::model::image::{BuildSpec, BuiltImage};
use crate::{Engine, EngineError};

pub use self::context::ContextSize;

/// Counts what a build of this folder would send, after `.dockerignore`. Reads the disk: call it where that may block.
pub fn measure_context(folder: &Path, dockerfile: &Path) -> Result<ContextSize, EngineError> {
    let local = |cause| EngineError::Local { operation: format!("read {}", folder.display()), cause };
    Context::open(folder, dockerfile).map_err(local)?.measure().map_err(local)
}

impl Engine {
    /// Builds an image. Steps become the job's progress, output its lines.
    ///
    /// Cancelling closes the connection. Docker kills the step that runs and names nothing. Podman 4.3 lets the step
    /// run to its end and stops before the next; nothing is named then either, but time and memory are spent until it ends.
    pub async fn image_build(&self, spec: &BuildSpec, job: &JobContext) -> Result<BuiltImage, EngineError> {
        let operation = operation(spec);
        let built = job.unless_cancelled(self.build(spec, job, &operation)).await;
        let image = built.ok_or_else(|| EngineError::Cancelled { operation: operation.clone() })??;
        let id = self.image_inspect(&image).await?.id;
        for tag in spec.tags.iter().skip(1) {
            let (repository, tag) = split_tag(tag);
            self.image_tag(&id, repository, tag).await?;
        }
        Ok(BuiltImage { id })
    }

    /// Runs the build and returns the id of what was made, whole or short.
    async fn build(
        &self,
        spec: &BuildSpec,
        job: &JobContext,
        operation: &str,
    ) -> Result<String, EngineError> {
        let local = |cause| EngineError::Local { operation: operation.to_owned(), cause };
        let (tar, trouble) = Context::open(&spec.context, &spec.dockerfile).map_err(local)?.stream();
        let options = options(spec).map_err(local)?;
        let mut output = Output::new();
        let mut messages = self.patient().build_image(options, None, Some(bollard::body_try_stream(tar)));
        while let Some(message) = messages.next().await {
            match message {
                Ok(message) => take(message, &mut output, job),
                Err(error) => return Err(self.build_failed(error, &trouble, &mut output, job, operation)),
            }
        }
        output.end(job);
        let no_image = || EngineError::BadAnswer {
            operation: operation.to_owned(),
            cause: "the build ended and named no image".to_owned(),
        };
        let image = output.image().ok_or_else(no_image)?.to_owned();
        output.all_done(job);
        Ok(image)
    }

    /// Names a failed build: what went wrong here comes before what the engine made of it.
    fn build_failed(
        &self,
        error: bollard::errors::Error,
        trouble: &Trouble,
        output: &mut Output,
        job: &JobContext,
        operation: &str,
    ) -> EngineError {
        output.end(job);
        if let Some(cause) = trouble.take() {
            return EngineError::Local { operation: operation.to_owned(), cause };
        }
        match self.failed(operation)(error) {
            EngineError::Refused { operation, status, message } => {
                EngineError::Refused { operation, status, message: output.failure(&message) }
            }
            other => other,
        }
    }
}

fn take(message: BuildInfo, output: &mut Output, job: &JobContext) {
    if let Some(text) = message.stream {
        output.text(&text, job);
    }
    if let Some(status) = message.status {
        output.status(message.id.as_deref(), &status, job);
    }
    if let Some(id) = message.aux.and_then(|aux| aux.id) {
        output.id(&id);
    }
}

fn operation(spec: &BuildSpec) -> String {
    match spec.tags.first() {
        Some(tag) => format!("build {tag}"),
        None => format!("build {}", spec.context.display()),
    }
}

fn options(spec: &BuildSpec) -> Result<BuildImageOptions, String> {
    let args: HashMap<&str, &str> =
        spec.args.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let dockerfile = slashed(&spec.dockerfile)?;
    let mut options = BuildImageOptionsBuilder::default()
        .dockerfile(&dockerfile)
        .nocache(spec.no_cache)
        .buildargs(&args)
        .rm(true)
        .forcerm(true);
    if let Some(tag) = spec.tags.first() {
        options = options.t(tag);
    }
    if let Some(target) = &spec.target {
        options = options.target(target);
    }
    if let Some(platform) = &spec.platform {
        options = options.platform(platform);
    }
    if spec.pull {
        options = options.pull("1");
    }
    Ok(options.build())
}

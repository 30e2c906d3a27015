//! The new image, and the name that moves to it.

use engine::EngineError;
use oci::{Digest, Reference};
use serde_json::Value;

use super::seen::{image_id, image_named, image_raw};
use super::work::Work;
use super::{Request, SwapFailure};
use crate::journal::Record;

impl Work<'_> {
    /// Gets the image that was asked for: what is here is not loaded again; what is loaded is loaded by its digest and
    /// looked at, because status 200 is not success (M14).
    pub(super) async fn get_image(
        &mut self,
        request: &Request,
        reference: &Reference,
    ) -> Result<Value, SwapFailure> {
        if request.is_edit() {
            let id = self.journal.tx.header.old_image.clone();
            return image_raw(self.engine, &id).await?.ok_or(SwapFailure::NotHere(id));
        }
        let Some(digest) = request.digest.as_ref().or(reference.digest()) else {
            let name = reference.canonical();
            return image_raw(self.engine, &name).await?.ok_or(SwapFailure::NotHere(name));
        };
        let exact = format!("{}@{digest}", reference.name());
        if let Some(image) = image_raw(self.engine, &exact).await? {
            self.job.skip("pull");
            return Ok(image);
        }
        let platform = self.platform().await?;
        let pulled =
            self.engine.image_pull(&exact, platform.as_deref(), request.auth.as_ref(), self.job).await;
        pulled.map_err(|error| match error {
            EngineError::Cancelled { .. } => SwapFailure::Cancelled,
            error => SwapFailure::Pull(error),
        })?;
        let image =
            image_raw(self.engine, &exact).await?.ok_or_else(|| SwapFailure::NotHere(exact.clone()))?;
        verify(&image, digest)?;
        Ok(image)
    }

    /// Emulated containers stay emulated.
    async fn platform(&self) -> Result<Option<String>, SwapFailure> {
        let Some(old) = image_raw(self.engine, &self.journal.tx.header.old_image).await? else {
            return Ok(None);
        };
        let info = self.engine.info();
        let text = |key: &str| old[key].as_str().unwrap_or_default();
        let (os, architecture, variant) = (text("Os"), text("Architecture"), text("Variant"));
        if architecture.is_empty() || (os == info.os && architecture == info.architecture) {
            return Ok(None);
        }
        let variant = if variant.is_empty() { String::new() } else { format!("/{variant}") };
        Ok(Some(format!("{os}/{architecture}{variant}")))
    }

    /// Moves a name to an image, and writes down first whom it named. Names that are digests or ids do not move.
    pub(super) async fn move_name(&mut self, name: &str, image: &str) -> Result<(), SwapFailure> {
        let Some((repository, tag)) = movable(name) else { return Ok(()) };
        let before = image_named(self.engine, name).await?;
        if before.as_deref() == Some(image) {
            return Ok(());
        }
        self.journal.write(Record::Tagging { name: name.to_owned(), before, to: image.to_owned() })?;
        self.engine.image_tag(image, &repository, &tag).await?;
        Ok(())
    }

    /// Gives a name back to the image that had it. A name that somebody moved further is left where it is.
    pub(super) async fn return_name(&mut self, name: &str) -> Result<(), EngineError> {
        let Some(moved) = self.journal.tx.moved.get(name).cloned() else { return Ok(()) };
        let Some((repository, tag)) = movable(name) else { return Ok(()) };
        if image_named(self.engine, name).await?.as_deref() == Some(moved.to.as_str()) {
            let done = match &moved.before {
                Some(before) => self.engine.image_tag(before, &repository, &tag).await,
                None => self.engine.image_untag(name).await,
            };
            // The old image may be gone, the last name of an image in use stays: neither is worth more than a line.
            if let Err(error @ EngineError::Refused { .. }) = done {
                tracing::warn!(%error, name, "a name could not be given back");
            } else {
                done?;
            }
        }
        self.journal.note(Record::TagReturned { name: name.to_owned() });
        Ok(())
    }
}

/// Splits a name into what can be tagged; `None` for a digest or an id.
fn movable(name: &str) -> Option<(String, String)> {
    let reference = Reference::parse(name).ok().filter(|reference| !reference.is_pinned())?;
    Some((reference.name(), reference.tag()?.to_owned()))
}

/// Checks that an image is the one a digest names. `RepoDigests` has it with either store.
fn verify(image: &Value, digest: &Digest) -> Result<(), SwapFailure> {
    let digests = image["RepoDigests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ends = |text: &Value| text.as_str().is_some_and(|text| text.ends_with(digest.as_str()));
    let is_it = digests.iter().any(ends)
        || image["Descriptor"]["digest"] == digest.as_str()
        || image["Id"] == digest.as_str();
    if is_it {
        return Ok(());
    }
    let found = image_id(image["Id"].as_str().unwrap_or_default());
    Err(SwapFailure::WrongImage { wanted: digest.to_string(), found })
}

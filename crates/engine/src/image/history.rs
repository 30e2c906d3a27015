//! The steps an image was built in.

use serde::Deserialize;

use crate::connection::SHORT;
use crate::model::image::ImageStep;
use crate::raw::operation;
use crate::wire::{count, or_default};
use crate::{Engine, EngineError};

impl Engine {
    /// Returns the steps an image was built in, first to last, as far as the engine knows them. It does not say which of
    /// them made a layer: one that wrote nothing may have.
    pub async fn image_history(&self, name_or_id: &str) -> Result<Vec<ImageStep>, EngineError> {
        let operation = operation("read the history of image", name_or_id)?;
        let path = format!("/images/{name_or_id}/history");
        let told: Option<Vec<Step>> = self.raw().get(&path, &operation, SHORT).await?;
        let steps = told.unwrap_or_default().into_iter().rev();
        Ok(steps.map(|step| ImageStep { created_by: step.created_by, bytes: count(step.size) }).collect())
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Step {
    #[serde(deserialize_with = "or_default")]
    created_by: String,
    size: i64,
}

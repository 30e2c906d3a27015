//! Naming an image.

use bollard::query_parameters::TagImageOptionsBuilder;

use crate::raw::operation;
use crate::{Engine, EngineError};

impl Engine {
    /// Gives an image a further name, `repository:tag`. A name another image has moves over.
    pub async fn image_tag(&self, name_or_id: &str, repository: &str, tag: &str) -> Result<(), EngineError> {
        let operation = operation("tag image", name_or_id)?;
        let options = TagImageOptionsBuilder::default().repo(repository).tag(tag).build();
        self.short().tag_image(name_or_id, Some(options)).await.map_err(self.failed(&operation))
    }
}

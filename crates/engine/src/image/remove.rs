//! Removing a name or an image.

use bollard::query_parameters::RemoveImageOptionsBuilder;

use crate::model::image::ImageRemoval;
use crate::quirks::Quirks;
use crate::raw::operation;
use crate::{Engine, EngineError};

impl Engine {
    /// Removes a name; the image goes with its last one. `force` also removes an image by id that has several names or
    /// that a stopped container uses.
    pub async fn image_remove(
        &self,
        name_or_id: &str,
        force: bool,
    ) -> Result<Vec<ImageRemoval>, EngineError> {
        let operation = operation("remove image", name_or_id)?;
        let options = RemoveImageOptionsBuilder::default().force(force).build();
        let removed = self.patient().remove_image(name_or_id, Some(options), None).await;
        let removed = removed.map_err(self.failed(&operation))?;
        Ok(removed.into_iter().flat_map(removals).collect())
    }
}

fn removals(item: bollard::models::ImageDeleteResponseItem) -> impl Iterator<Item = ImageRemoval> {
    let untagged = item.untagged.map(ImageRemoval::Untagged);
    let deleted = item.deleted.map(|id| ImageRemoval::Deleted(Quirks::image_id(&id)));
    untagged.into_iter().chain(deleted)
}

//! The image list.

use bollard::query_parameters::ListImagesOptions;

use crate::model::image::ImageSummary;
use crate::quirks::Quirks;
use crate::volume::sorted;
use crate::wire::count;
use crate::{Engine, EngineError};

impl Engine {
    /// Returns all images that have a name or are nobody's base: without the inner steps of builds.
    pub async fn image_list(&self) -> Result<Vec<ImageSummary>, EngineError> {
        let images = self.short().list_images(None::<ListImagesOptions>).await;
        Ok(images.map_err(self.failed("list images"))?.into_iter().map(summary).collect())
    }
}

fn summary(image: bollard::models::ImageSummary) -> ImageSummary {
    ImageSummary {
        id: Quirks::image_id(&image.id),
        // Podman 4.3.1 puts digests here when an image has no tag.
        repo_tags: named(image.repo_tags).into_iter().filter(|name| !name.contains('@')).collect(),
        repo_digests: named(image.repo_digests),
        created: jiff::Timestamp::from_second(image.created).ok(),
        size: count(image.size),
        labels: sorted(image.labels),
    }
}

/// Leaves out the placeholders of images without a name: `<none>:<none>`, `<none>@<none>`, `repo@<none>`.
pub(super) fn named(names: Vec<String>) -> Vec<String> {
    names.into_iter().filter(|name| !name.contains("<none>")).collect()
}

//! The image list.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::connection::SHORT;
use crate::model::image::ImageSummary;
use crate::quirks::Quirks;
use crate::wire::{count, or_default};
use crate::{Engine, EngineError};

impl Engine {
    /// Returns all images that have a name or are nobody's base: without the inner steps of builds.
    pub async fn image_list(&self) -> Result<Vec<ImageSummary>, EngineError> {
        let rows: Option<Vec<Row>> = self.raw().get("/images/json", "list images", SHORT).await?;
        Ok(rows.unwrap_or_default().into_iter().map(summary).collect())
    }
}

/// One entry of `GET /images/json`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Row {
    id: String,
    #[serde(deserialize_with = "or_default")]
    repo_tags: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    repo_digests: Vec<String>,
    created: i64,
    size: i64,
    #[serde(deserialize_with = "or_default")]
    labels: BTreeMap<String, String>,
}

fn summary(row: Row) -> ImageSummary {
    ImageSummary {
        id: Quirks::image_id(&row.id),
        // Podman 4.3.1 puts digests here when an image has no tag.
        repo_tags: named(row.repo_tags).into_iter().filter(|name| !name.contains('@')).collect(),
        repo_digests: named(row.repo_digests),
        created: jiff::Timestamp::from_second(row.created).ok(),
        size: count(row.size),
        labels: row.labels,
    }
}

/// Leaves out the placeholders of images without a name: `<none>:<none>`, `<none>@<none>`, `repo@<none>`.
pub(super) fn named(names: Vec<String>) -> Vec<String> {
    names.into_iter().filter(|name| !name.contains("<none>")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_without_a_name() {
        let json = r#"[{"Id":"sha256:aa","RepoTags":["<none>:<none>"],"RepoDigests":["shop@<none>"],"Created":1,"Size":-1,
            "Labels":null},{"Id":"sha256:bb","RepoTags":["a@sha256:00"],"RepoDigests":["a@sha256:00"],"Created":1}]"#;
        let rows: Vec<Row> = serde_json::from_str(json).expect("a list");
        let images: Vec<_> = rows.into_iter().map(summary).collect();
        assert!(images.iter().all(|image| image.repo_tags.is_empty()), "{images:?}");
        assert_eq!(images.iter().map(|image| image.repo_digests.len()).collect::<Vec<_>>(), [0, 1]);
    }
}

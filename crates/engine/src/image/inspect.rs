//! Everything about one image.

use serde::Deserialize;

use crate::connection::SHORT;
use crate::model::image::{ImageConfig, ImageDetail};
use crate::quirks::Quirks;
use crate::raw::operation;
use crate::volume::sorted;
use crate::wire::{count, port, timestamp, variable};
use crate::{Engine, EngineError};

use super::list::named;

impl Engine {
    /// Returns everything we use of one image, by name or id.
    pub async fn image_inspect(&self, name_or_id: &str) -> Result<ImageDetail, EngineError> {
        let operation = operation("inspect image", name_or_id)?;
        let image = self.short().inspect_image(name_or_id).await.map_err(self.failed(&operation))?;
        let mut detail = detail(image);
        if self.quirks().hides_health_checks() {
            detail.config.has_healthcheck = self.has_health_check(name_or_id, &operation).await?;
        }
        Ok(detail)
    }

    /// Returns the engine's own answer about one image, by name, `repository@digest` or id, with every field. From API
    /// 1.48 on with `Manifests`, which with containerd's store tells the child of each platform (UPDATES.md 3.2). On
    /// engines that hide it, `Config.Healthcheck` is put in from their own words.
    pub async fn image_inspect_raw(&self, name_or_id: &str) -> Result<serde_json::Value, EngineError> {
        let operation = operation("inspect image", name_or_id)?;
        let query = if self.info().speaks(1, 48) { "?manifests=true" } else { "" };
        let path = format!("/images/{name_or_id}/json{query}");
        let mut image: serde_json::Value = self.raw().get(&path, &operation, SHORT).await?;
        if self.quirks().hides_health_checks()
            && let Some(config) = image.get_mut("Config").and_then(serde_json::Value::as_object_mut)
        {
            let path = format!("/libpod/images/{name_or_id}/json");
            let own: serde_json::Value = self.raw().get(&path, &operation, SHORT).await?;
            config.insert("Healthcheck".to_owned(), own["Healthcheck"].clone());
        }
        Ok(image)
    }

    /// Asks Podman in its own words.
    async fn has_health_check(&self, name_or_id: &str, operation: &str) -> Result<bool, EngineError> {
        #[derive(Deserialize)]
        struct Image {
            #[serde(rename = "Healthcheck")]
            check: Option<Check>,
        }
        #[derive(Deserialize)]
        struct Check {
            #[serde(rename = "Test")]
            test: Option<Vec<String>>,
        }
        let path = format!("/libpod/images/{name_or_id}/json");
        let image: Image = self.raw().get(&path, operation, SHORT).await?;
        Ok(image.check.is_some_and(|check| checks(check.test)))
    }
}

fn detail(image: bollard::models::ImageInspect) -> ImageDetail {
    ImageDetail {
        id: Quirks::image_id(&image.id.unwrap_or_default()),
        repo_tags: named(image.repo_tags.unwrap_or_default()),
        repo_digests: named(image.repo_digests.unwrap_or_default()),
        created: image.created.as_deref().and_then(timestamp),
        size: count(image.size.unwrap_or_default()),
        os: image.os.unwrap_or_default(),
        architecture: image.architecture.unwrap_or_default(),
        variant: image.variant.unwrap_or_default(),
        config: image.config.map(config).unwrap_or_default(),
        layers: image.root_fs.and_then(|root| root.layers).unwrap_or_default(),
    }
}

fn config(config: bollard::models::ImageConfig) -> ImageConfig {
    ImageConfig {
        cmd: config.cmd.unwrap_or_default(),
        entrypoint: config.entrypoint.unwrap_or_default(),
        env: config.env.unwrap_or_default().iter().map(|text| variable(text)).collect(),
        exposed_ports: ordered(config.exposed_ports.unwrap_or_default().iter().filter_map(|text| port(text))),
        volumes: ordered(config.volumes.unwrap_or_default().into_iter()),
        user: config.user.unwrap_or_default(),
        working_dir: config.working_dir.unwrap_or_default(),
        labels: config.labels.map(sorted).unwrap_or_default(),
        has_healthcheck: config.healthcheck.is_some_and(|check| checks(check.test)),
        stop_signal: config.stop_signal.unwrap_or_default(),
    }
}

/// `["NONE"]` switches off what the base image had.
fn checks(test: Option<Vec<String>>) -> bool {
    test.is_some_and(|test| test.first().is_some_and(|word| word != "NONE"))
}

fn ordered<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort();
    all
}

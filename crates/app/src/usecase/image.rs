//! What a user does with an image.

use engine::model::image::ImageDetail;
use oci::Reference;

use crate::doctor::{self, Operation};
use crate::inventory::short_id;
use crate::wire::{ImagePage, ImageRow, Problem, TypedImage};
use crate::{App, run, typed};

use super::container::env_view;

impl App {
    /// Lists images, newest first.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn image_list(&self) -> Result<Vec<ImageRow>, Problem> {
        self.engine_ready().await?;
        Ok(self.inner.inventory.image_rows())
    }

    /// Returns everything about one image.
    ///
    /// # Errors
    /// When it is gone or the engine does not answer.
    pub async fn image_page(&self, id: String) -> Result<ImagePage, Problem> {
        let engine = self.engine().await?;
        let row = self.image_meant(&id).await?;
        let detail = engine.image_inspect(&row.id).await;
        let detail = detail.map_err(|error| self.diagnose(&error, Operation::Other, &short_id(&row.id)))?;
        Ok(page(row, &detail))
    }

    /// Understands what somebody typed or pasted as an image.
    pub async fn image_typed(&self, text: String) -> TypedImage {
        let (reference, corrections, problem) = typed::typed_image(&text);
        let kind = self.inner.link.engine_kind();
        let present = match &reference {
            Some(reference) => self.image_present(reference).await.is_some(),
            None => false,
        };
        let command = reference
            .as_ref()
            .zip(kind)
            .map(|(reference, kind)| run::image_command(kind, "pull", &[&reference.to_string()]));
        TypedImage { reference: reference.map(|r| r.to_string()), corrections, problem, present, command }
    }

    /// Gives an image one more name.
    ///
    /// # Errors
    /// When the name cannot be one or the engine refuses.
    pub async fn image_tag(&self, id: String, name: String) -> Result<(), Problem> {
        let reference = typed::name_for_image(&name)?;
        let engine = self.engine().await?;
        let row = self.image_meant(&id).await?;
        let tag = reference.tag().unwrap_or("latest");
        let tagged = engine.image_tag(&row.id, &self.engine_name(&engine, &reference), tag).await;
        tagged.map_err(|error| self.diagnose(&error, Operation::TagImage, &name))?;
        let _ = self.inner.inventory.refresh_images(&engine).await;
        Ok(())
    }

    /// Takes a name away. The last name of an image stays, since the image would go with it.
    ///
    /// # Errors
    /// When it is the last one or the engine refuses.
    pub async fn image_untag(&self, name: String) -> Result<(), Problem> {
        let engine = self.engine().await?;
        // Whether it is the last one is the engine's to say, not a picture's from a moment ago.
        let _ = self.inner.inventory.refresh_images(&engine).await;
        let row = self.image_meant(&name).await?;
        if row.names.len() < 2 {
            return Err(doctor::problem("image.lastName", [("image", name)]));
        }
        let removed = engine.image_remove(&name, false).await;
        removed.map_err(|error| self.diagnose(&error, Operation::TagImage, &name))?;
        let _ = self.inner.inventory.refresh_images(&engine).await;
        Ok(())
    }

    /// Returns the row of the image that is meant: an id, the beginning of one, or any of its names.
    pub(super) async fn image_meant(&self, wanted: &str) -> Result<ImageRow, Problem> {
        self.engine_ready().await?;
        if let Some(row) = find(&self.inner.inventory.image_rows(), wanted) {
            return Ok(row);
        }
        // It may be newer than the picture: its event is on the way.
        let _ = self.inner.inventory.refresh_images(&self.engine().await?).await;
        let found = find(&self.inner.inventory.image_rows(), wanted);
        found.ok_or_else(|| doctor::problem("image.gone", [("image", wanted.to_owned())]))
    }

    /// Returns the image if the engine has it, and the name it goes by there.
    pub(super) async fn image_present(&self, reference: &Reference) -> Option<(String, ImageDetail)> {
        let engine = self.engine().await.ok()?;
        for name in [reference.to_string(), reference.canonical()] {
            if let Ok(detail) = engine.image_inspect(&name).await {
                return Some((name, detail));
            }
        }
        None
    }

    /// Returns how the engine has to be told a local name, without the tag. Podman files short ones under `localhost/`,
    /// which is also where its own builds go.
    pub(super) fn engine_name(&self, engine: &engine::Engine, reference: &Reference) -> String {
        let short = !reference.to_string().contains('/');
        match engine.info().kind {
            engine::model::system::EngineKind::Podman if short => {
                format!("localhost/{}", reference.last_part())
            }
            _ => reference.name(),
        }
    }
}

/// Finds an image by id, by any of its names, by the short form of a Podman name, or by the beginning of an id.
fn find(rows: &[ImageRow], wanted: &str) -> Option<ImageRow> {
    let familiar = oci::familiar(wanted);
    let local = format!("localhost/{familiar}");
    let short = wanted.trim_start_matches("sha256:");
    let by_name = |name: &str| rows.iter().find(|row| row.names.iter().any(|one| one == name));
    let begins =
        |row: &&ImageRow| short.len() >= 6 && row.id.trim_start_matches("sha256:").starts_with(short);
    let found =
        rows.iter().find(|row| row.id == wanted).or_else(|| by_name(&familiar)).or_else(|| by_name(&local));
    found.or_else(|| rows.iter().find(begins)).cloned()
}

fn page(row: ImageRow, detail: &ImageDetail) -> ImagePage {
    let config = &detail.config;
    ImagePage {
        command: config.cmd.clone(),
        entrypoint: config.entrypoint.clone(),
        env: env_view(&config.env, Some(detail)),
        exposed_ports: config.exposed_ports.iter().map(|(port, p)| format!("{port}/{}", p.name())).collect(),
        volumes: config.volumes.clone(),
        user: config.user.clone(),
        working_dir: config.working_dir.clone(),
        layers: detail.layers.len() as u64,
        has_healthcheck: config.has_healthcheck,
        row,
    }
}

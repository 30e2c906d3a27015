//! What a registry knows about one image for one platform: digests, config, layers. Nothing is pulled.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oci::{Digest, Platform, Reference};
use serde_json::Value;

use crate::client::Registry;
use crate::error::{BadAnswer, ErrorKind, RegistryError};
use crate::manifest::{Descriptor, ImageManifest, ManifestKind};
use crate::words;

/// One image, as far as manifest and config tell.
#[derive(Debug, Clone)]
pub struct RemoteImage {
    /// Content address of the index it was chosen from; none when the name holds one image only.
    pub index_digest: Option<Digest>,
    /// Content address of the image's manifest.
    pub digest: Digest,
    /// Content address of its config: the image's id in Docker's classic store.
    pub config_digest: Digest,
    /// The config document: `config`, `rootfs`, `history`, `created`, …
    pub config: Value,
    /// Layers, base first, compressed.
    pub layers: Vec<Descriptor>,
    /// Remarks of the manifest, and of the index where the manifest is silent.
    pub annotations: BTreeMap<String, String>,
    /// When it was made, as its config says.
    pub created: Option<Timestamp>,
    /// What it is made for, as its config says.
    pub platform: Option<Platform>,
}

/// The manifest of one image, and the index it was chosen from.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Content address of the index; none when the name holds one image only.
    pub index_digest: Option<Digest>,
    /// Content address of the image's manifest.
    pub digest: Digest,
    /// Config and layers.
    pub manifest: ImageManifest,
    /// Remarks of the index.
    pub index_annotations: BTreeMap<String, String>,
}

impl Registry {
    /// Returns the manifest of the image under a name that an engine of this platform would take. A name that holds one
    /// image only is that image, whatever its platform, as for engines.
    pub async fn choose(&self, reference: &Reference, platform: &Platform) -> Result<Chosen, RegistryError> {
        let top = self.manifest(reference).await?;
        let index = match top.kind {
            ManifestKind::Image(manifest) => {
                let index_annotations = BTreeMap::new();
                return Ok(Chosen { index_digest: None, digest: top.digest, manifest, index_annotations });
            }
            ManifestKind::Index(index) => index,
        };
        let fail = |kind| RegistryError::new(reference.registry(), &reference.to_string(), kind);
        let Some(entry) = index.image_for(platform) else {
            let offered = index.images().map(|(_, platform)| platform.clone()).collect();
            return Err(fail(ErrorKind::NoMatchingPlatform { offered }));
        };
        let child = self.manifest(&reference.with_digest(&entry.digest)).await?;
        match child.kind {
            ManifestKind::Image(manifest) => Ok(Chosen {
                index_digest: Some(top.digest),
                digest: child.digest,
                manifest,
                index_annotations: index.annotations,
            }),
            ManifestKind::Index(_) => {
                Err(fail(ErrorKind::BadAnswer(BadAnswer::WrongMediaType { found: child.media_type })))
            }
        }
    }

    /// Returns the image under a name for a platform: index, manifest and config, nothing more. By digest, each is asked
    /// for once.
    pub async fn image(
        &self,
        reference: &Reference,
        platform: &Platform,
    ) -> Result<RemoteImage, RegistryError> {
        let chosen = self.choose(reference, platform).await?;
        let descriptor = &chosen.manifest.config;
        let bytes = self.document(reference, &descriptor.digest, descriptor.size).await?;
        let config: Value = serde_json::from_slice(&bytes).map_err(|error| {
            let cause = words::cleaned(&error.to_string(), 200);
            let kind = ErrorKind::BadAnswer(BadAnswer::NotJson { cause });
            RegistryError::new(reference.registry(), &format!("the config of {reference}"), kind)
        })?;
        let mut annotations = chosen.index_annotations;
        annotations.extend(chosen.manifest.annotations);
        Ok(RemoteImage {
            index_digest: chosen.index_digest,
            digest: chosen.digest,
            config_digest: chosen.manifest.config.digest,
            created: text(&config, "created").parse().ok(),
            platform: Platform::new(
                text(&config, "os"),
                text(&config, "architecture"),
                text(&config, "variant"),
            )
            .ok(),
            config,
            layers: chosen.manifest.layers,
            annotations,
        })
    }
}

fn text<'a>(config: &'a Value, field: &str) -> &'a str {
    config.get(field).and_then(Value::as_str).unwrap_or_default()
}

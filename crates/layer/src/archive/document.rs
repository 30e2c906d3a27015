//! The JSON documents of an archive, as far as we need them.

use std::collections::HashMap;

use serde::Deserialize;

/// One image of Docker's `manifest.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DockerImage {
    pub(super) config: String,
    pub(super) repo_tags: Option<Vec<String>>,
    pub(super) layers: Vec<String>,
}

/// An index or a manifest of the image-spec: which of the two, its fields tell.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) manifests: Option<Vec<Descriptor>>,
    pub(super) config: Option<Descriptor>,
    pub(super) layers: Option<Vec<Descriptor>>,
}

/// Points to a blob.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    pub(super) media_type: Option<String>,
    pub(super) digest: String,
    pub(super) annotations: Option<HashMap<String, String>>,
}

/// An image's config.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    pub(super) os: Option<String>,
    pub(super) architecture: Option<String>,
    pub(super) variant: Option<String>,
    pub(super) rootfs: RootFs,
}

#[derive(Debug, Deserialize)]
pub(super) struct RootFs {
    pub(super) diff_ids: Vec<String>,
}

/// A word of an annotation of `index.json` that names the image.
pub(super) fn name(descriptor: &Descriptor) -> Option<&str> {
    let annotations = descriptor.annotations.as_ref()?;
    let full = annotations.get("io.containerd.image.name");
    full.or_else(|| annotations.get("org.opencontainers.image.ref.name")).map(String::as_str)
}

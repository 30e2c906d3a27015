//! Pushes images over plain HTTP, blob by blob, without an engine; and whatever else a registry takes, as it is.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::image::{Image, ImageBuilder, digest, gzip};
use crate::registry::TestRegistry;

/// Whose media types a manifest names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Docker's.
    #[default]
    Docker,
    /// OCI's.
    Oci,
}

impl Format {
    /// Media type of a manifest.
    #[must_use]
    pub fn manifest(self) -> &'static str {
        match self {
            Self::Docker => "application/vnd.docker.distribution.manifest.v2+json",
            Self::Oci => "application/vnd.oci.image.manifest.v1+json",
        }
    }

    /// Media type of an index (Docker says manifest list).
    #[must_use]
    pub fn index(self) -> &'static str {
        match self {
            Self::Docker => "application/vnd.docker.distribution.manifest.list.v2+json",
            Self::Oci => "application/vnd.oci.image.index.v1+json",
        }
    }

    fn config(self) -> &'static str {
        match self {
            Self::Docker => "application/vnd.docker.container.image.v1+json",
            Self::Oci => "application/vnd.oci.image.config.v1+json",
        }
    }

    fn layer(self) -> &'static str {
        match self {
            Self::Docker => "application/vnd.docker.image.rootfs.diff.tar.gzip",
            Self::Oci => "application/vnd.oci.image.layer.v1.tar+gzip",
        }
    }
}

/// Pushes one image for several platforms under one `name:tag` in Docker's format; returns the digest of the index.
pub async fn push_index(registry: &TestRegistry, name_and_tag: &str, images: &[ImageBuilder]) -> String {
    let mut children = Vec::new();
    for image in images {
        children.push(image.push_child(registry, split(name_and_tag).0).await);
    }
    push_index_of(registry, name_and_tag, Format::Docker, &children).await
}

/// Pushes an index of descriptors (`ImageBuilder::push_child`, `push_attestation`) as `name:tag`; returns its digest.
pub async fn push_index_of(
    registry: &TestRegistry,
    name_and_tag: &str,
    format: Format,
    children: &[Value],
) -> String {
    let (name, tag) = split(name_and_tag);
    let index = json!({"schemaVersion": 2, "mediaType": format.index(), "manifests": children}).to_string();
    push_manifest(registry, name, tag, format.index(), index.as_bytes()).await
}

/// Pushes a provenance of an image as BuildKit does; returns the descriptor that stands beside the image's in an index.
/// Another `words`, another digest, with the same image.
pub async fn push_attestation(registry: &TestRegistry, name: &str, image: &Value, words: &str) -> Value {
    let statement = json!({"_type": "https://in-toto.io/Statement/v0.1", "predicate": words}).to_string();
    let layer = push_blob(registry, name, "application/vnd.in-toto+json", statement.as_bytes()).await;
    let config = json!({"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}});
    let config = push_blob(registry, name, Format::Oci.config(), config.to_string().as_bytes()).await;
    let manifest = manifest(Format::Oci, &config, &[layer], &BTreeMap::new());
    let media_type = Format::Oci.manifest();
    push_manifest(registry, name, &digest(&manifest), media_type, &manifest).await;
    let mut descriptor = descriptor(media_type, &manifest);
    descriptor["platform"] = json!({"architecture": "unknown", "os": "unknown"});
    descriptor["annotations"] = json!({
        "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image["digest"],
    });
    descriptor
}

/// Pushes an artifact that refers to `subject` (a descriptor) and holds `content`; returns its descriptor as the referrers
/// API lists it. The tag `sha256-…` of clients without that API is not pushed: `push_referrers_tag` does.
pub async fn push_referrer(
    registry: &TestRegistry,
    name: &str,
    subject: &Value,
    artifact_type: &str,
    content: &[u8],
) -> Value {
    let layer = push_blob(registry, name, artifact_type, content).await;
    let config = push_blob(registry, name, "application/vnd.oci.empty.v1+json", b"{}").await;
    let media_type = Format::Oci.manifest();
    let plain =
        json!({"mediaType": subject["mediaType"], "digest": subject["digest"], "size": subject["size"]});
    let manifest = json!({
        "schemaVersion": 2, "mediaType": media_type, "artifactType": artifact_type, "config": config,
        "layers": [layer], "subject": plain,
    });
    let manifest = manifest.to_string();
    push_manifest(registry, name, &digest(manifest.as_bytes()), media_type, manifest.as_bytes()).await;
    let mut descriptor = descriptor(media_type, manifest.as_bytes());
    descriptor["artifactType"] = json!(artifact_type);
    descriptor
}

/// Pushes the index that takes the place of the referrers API, under the tag made of the subject's digest.
pub async fn push_referrers_tag(
    registry: &TestRegistry,
    name: &str,
    subject: &str,
    referrers: &[Value],
) -> String {
    let tag = subject.replace(':', "-");
    push_index_of(registry, &format!("{name}:{tag}"), Format::Oci, referrers).await
}

/// Pushes any bytes as a manifest under a tag or their digest; returns their digest. The real registry parses what it is
/// given: for bytes it refuses let `LyingRegistry` answer with `Then::Body`.
pub async fn push_manifest(
    registry: &TestRegistry,
    name: &str,
    reference: &str,
    media_type: &str,
    bytes: &[u8],
) -> String {
    let headers = [("Content-Type", media_type)];
    let done = registry.request("PUT", &format!("/v2/{name}/manifests/{reference}"), &headers, bytes).await;
    assert_eq!(done.status, 201, "push {name}:{reference}: {}", done.text());
    digest(bytes)
}

/// Pushes bytes as a blob, unless they are there; returns their descriptor.
pub async fn push_blob(registry: &TestRegistry, name: &str, media_type: &str, bytes: &[u8]) -> Value {
    let descriptor = descriptor(media_type, bytes);
    let digest = digest(bytes);
    if registry.request("HEAD", &format!("/v2/{name}/blobs/{digest}"), &[], b"").await.status == 200 {
        return descriptor;
    }
    let begun = registry.request("POST", &format!("/v2/{name}/blobs/uploads/"), &[], b"").await;
    let location = begun.header("location").unwrap_or_else(|| panic!("push to {name}: {}", begun.text()));
    // The registry names itself in full; only the path matters here.
    let path = location.split_once("://").map_or(location, |(_, rest)| &rest[rest.find('/').unwrap_or(0)..]);
    let separator = if path.contains('?') { '&' } else { '?' };
    let headers = [("Content-Type", "application/octet-stream")];
    let done = registry.request("PUT", &format!("{path}{separator}digest={digest}"), &headers, bytes).await;
    assert_eq!(done.status, 201, "push a blob to {name}: {}", done.text());
    descriptor
}

/// Pushes an image as `name:tag`; returns the digest of its manifest.
pub(crate) async fn push_image(registry: &TestRegistry, name_and_tag: &str, image: &Image) -> String {
    let (name, tag) = split(name_and_tag);
    let manifest = push_blobs(registry, name, image).await;
    push_manifest(registry, name, tag, image.format.manifest(), &manifest).await
}

/// Pushes an image under its digest only; returns its descriptor.
pub(crate) async fn push_child(registry: &TestRegistry, name: &str, image: &Image) -> Value {
    let manifest = push_blobs(registry, name, image).await;
    let media_type = image.format.manifest();
    push_manifest(registry, name, &digest(&manifest), media_type, &manifest).await;
    let mut descriptor = descriptor(media_type, &manifest);
    descriptor["platform"] = json!({"os": image.platform.0, "architecture": image.platform.1});
    if let Some(variant) = &image.platform.2 {
        descriptor["platform"]["variant"] = json!(variant);
    }
    descriptor
}

/// Pushes config and layers; returns the manifest that names them.
async fn push_blobs(registry: &TestRegistry, name: &str, image: &Image) -> Vec<u8> {
    let mut layers = Vec::new();
    for layer in &image.layers {
        layers.push(push_blob(registry, name, image.format.layer(), &gzip(layer)).await);
    }
    let config = push_blob(registry, name, image.format.config(), &image.config).await;
    manifest(image.format, &config, &layers, &image.annotations)
}

fn manifest(
    format: Format,
    config: &Value,
    layers: &[Value],
    annotations: &BTreeMap<String, String>,
) -> Vec<u8> {
    let mut manifest =
        json!({"schemaVersion": 2, "mediaType": format.manifest(), "config": config, "layers": layers});
    if !annotations.is_empty() {
        manifest["annotations"] = json!(annotations);
    }
    manifest.to_string().into_bytes()
}

fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    json!({"mediaType": media_type, "digest": digest(bytes), "size": bytes.len()})
}

fn split(name_and_tag: &str) -> (&str, &str) {
    name_and_tag.rsplit_once(':').unwrap_or((name_and_tag, "latest"))
}

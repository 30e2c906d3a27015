//! Pushes images over plain HTTP, blob by blob, without an engine.

use serde_json::{Value, json};

use crate::image::{Image, ImageBuilder, digest, gzip};
use crate::registry::TestRegistry;

const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const CONFIG: &str = "application/vnd.docker.container.image.v1+json";
const LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/// Pushes one image for several platforms under one `name:tag`; returns the digest of the index.
pub async fn push_index(registry: &TestRegistry, name_and_tag: &str, images: &[ImageBuilder]) -> String {
    let (name, tag) = split(name_and_tag);
    let mut manifests = Vec::new();
    for image in images {
        let image = image.build();
        let manifest = push_blobs(registry, name, &image).await;
        let own_digest = digest(&manifest);
        put_manifest(registry, name, &own_digest, MANIFEST, &manifest).await;
        let mut platform = json!({"os": image.platform.0, "architecture": image.platform.1});
        if let Some(variant) = &image.platform.2 {
            platform["variant"] = json!(variant);
        }
        let mut descriptor = descriptor(MANIFEST, &manifest);
        descriptor["platform"] = platform;
        manifests.push(descriptor);
    }
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}).to_string();
    put_manifest(registry, name, tag, INDEX, index.as_bytes()).await;
    digest(index.as_bytes())
}

pub(crate) async fn push_image(registry: &TestRegistry, name_and_tag: &str, image: &Image) -> String {
    let (name, tag) = split(name_and_tag);
    let manifest = push_blobs(registry, name, image).await;
    put_manifest(registry, name, tag, MANIFEST, &manifest).await;
    digest(&manifest)
}

/// Pushes config and layers; returns the manifest that names them.
async fn push_blobs(registry: &TestRegistry, name: &str, image: &Image) -> Vec<u8> {
    let mut layers = Vec::new();
    for layer in &image.layers {
        let blob = gzip(layer);
        put_blob(registry, name, &blob).await;
        layers.push(descriptor(LAYER, &blob));
    }
    put_blob(registry, name, &image.config).await;
    let config = descriptor(CONFIG, &image.config);
    json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers})
        .to_string()
        .into_bytes()
}

async fn put_blob(registry: &TestRegistry, name: &str, blob: &[u8]) {
    let digest = digest(blob);
    if registry.request("HEAD", &format!("/v2/{name}/blobs/{digest}"), &[], b"").await.status == 200 {
        return;
    }
    let begun = registry.request("POST", &format!("/v2/{name}/blobs/uploads/"), &[], b"").await;
    let location = begun.header("location").unwrap_or_else(|| panic!("push to {name}: {}", begun.text()));
    // The registry names itself in full; only the path matters here.
    let path = location.split_once("://").map_or(location, |(_, rest)| &rest[rest.find('/').unwrap_or(0)..]);
    let separator = if path.contains('?') { '&' } else { '?' };
    let headers = [("Content-Type", "application/octet-stream")];
    let done = registry.request("PUT", &format!("{path}{separator}digest={digest}"), &headers, blob).await;
    assert_eq!(done.status, 201, "push a blob to {name}: {}", done.text());
}

async fn put_manifest(registry: &TestRegistry, name: &str, tag: &str, media_type: &str, manifest: &[u8]) {
    let headers = [("Content-Type", media_type)];
    let done = registry.request("PUT", &format!("/v2/{name}/manifests/{tag}"), &headers, manifest).await;
    assert_eq!(done.status, 201, "push {name}:{tag}: {}", done.text());
}

fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    json!({"mediaType": media_type, "digest": digest(bytes), "size": bytes.len()})
}

fn split(name_and_tag: &str) -> (&str, &str) {
    name_and_tag.rsplit_once(':').unwrap_or((name_and_tag, "latest"))
}

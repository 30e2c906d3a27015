//! Asks engine and registry for what a preview needs. Nothing is pulled and nothing is changed.

use std::collections::BTreeSet;

use engine::{Engine, EngineError};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use oci::{Digest, Platform, Reference, ReferenceError};
use registry::{Descriptor, ManifestKind, Registry, RegistryError, RemoteImage};
use serde_json::Value;

use super::Inputs;
use super::download::{Have, Layer};
use crate::plan::{Around, Depth, ImageFacts, PlanError};
use crate::status::StoreKind;

/// Image inspect calls in flight.
const AT_ONCE: usize = 8;

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The engine did not tell.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The registry did not tell; a missing platform is among its reasons.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The name of the container's image cannot be looked up.
    #[error("image name: {0}")]
    Name(#[from] ReferenceError),
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Inputs {
    /// Gathers everything for updating a container to what `target` leads to: index, manifest and config, by digest
    /// after the first. Fails with the registry's `NoMatchingPlatform` when `target` has nothing for the container's
    /// platform.
    pub async fn gather(
        engine: &Engine,
        registry: &Registry,
        container: &str,
        target: &Reference,
    ) -> Result<Self, PreviewError> {
        let container = engine.container_inspect_raw(container).await?;
        let around = Around::look(engine, &container, Depth::Files).await?;
        let store = StoreKind::of(engine.info());
        let old = old_image(engine, registry, &container, target).await?;
        let platform = old.as_ref().and_then(|(old, _)| old.platform.clone());
        let platform = platform.or(around.engine_platform.clone());
        let platform = platform.ok_or(PlanError::Unreadable("platform"))?;
        let remote = registry.image(target, &platform).await?;
        let new = remote_facts(&remote, store);
        let have = have(engine, registry, store, target, old.as_ref().map(|(old, _)| old), &new).await?;
        Ok(Self {
            reference: container_reference(&container, target, around.podman),
            old_digest: old.as_ref().and_then(|(_, digest)| digest.clone()),
            digest: Some(remote.index_digest.as_ref().unwrap_or(&remote.digest).to_string()),
            layers: layers(&remote.layers, &new.diff_ids),
            have,
            old: old.map(|(old, _)| old),
            annotations: remote.annotations,
            new,
            container,
            around,
        })
    }
}

impl Inputs {
    /// Gathers everything for moving a container to the image that its reference names on the engine now: built again, or
    /// pulled by somebody else. Asks no registry.
    pub async fn gather_here(
        engine: &Engine,
        container: &str,
        reference: &str,
    ) -> Result<Self, PreviewError> {
        let container = engine.container_inspect_raw(container).await?;
        let around = Around::look(engine, &container, Depth::Files).await?;
        let id = container["Image"].as_str().ok_or(PlanError::Unreadable("image"))?;
        let old = match engine.image_inspect_raw(id).await {
            Ok(inspect) => Some(ImageFacts::of_inspect(&inspect)),
            Err(EngineError::Refused { status: 404, .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let new = ImageFacts::of_inspect(&engine.image_inspect_raw(reference).await?);
        Ok(Self {
            reference: container["Config"]["Image"].as_str().unwrap_or(reference).to_owned(),
            old_digest: old.as_ref().and_then(|old| old.digests.first().cloned()),
            digest: new.digests.first().cloned(),
            layers: Vec::new(),
            have: Have {
                store: StoreKind::of(engine.info()),
                chains: Vec::new(),
                blobs: BTreeSet::new(),
                image: true,
            },
            old,
            annotations: std::collections::BTreeMap::new(),
            new,
            container,
            around,
        })
    }
}

/// What will stand in the container: what stood there, if it means the same. Podman would look elsewhere for a short
/// name.
fn container_reference(container: &Value, target: &Reference, podman: bool) -> String {
    let written = container["Config"]["Image"].as_str().unwrap_or_default();
    match Reference::parse(written) {
        Ok(same) if same == *target => written.to_owned(),
        _ if podman => target.canonical(),
        _ => target.to_string(),
    }
}

/// The image the container was made from, and the digest it has at the target's repository; when its record is gone,
/// the registry may still have it, if it was named by digest.
async fn old_image(
    engine: &Engine,
    registry: &Registry,
    container: &Value,
    target: &Reference,
) -> Result<Option<(ImageFacts, Option<String>)>, PreviewError> {
    let id = container["Image"].as_str().ok_or(PlanError::Unreadable("image"))?;
    match engine.image_inspect_raw(id).await {
        Ok(inspect) => return Ok(Some((ImageFacts::of_inspect(&inspect), digest_at(&inspect, target)))),
        Err(EngineError::Refused { status: 404, .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let written = container["Config"]["Image"].as_str();
    let Some(pinned) = written.and_then(|name| Reference::parse(name).ok()).filter(Reference::is_pinned)
    else {
        return Ok(None);
    };
    let info = engine.info();
    let Ok(platform) = Platform::new(&info.os, &info.architecture, "") else { return Ok(None) };
    let remote = registry.image(&pinned, &platform).await.ok();
    let digest = pinned.digest().map(ToString::to_string);
    Ok(remote.map(|remote| (remote_facts(&remote, StoreKind::of(info)), digest)))
}

/// The digest under which the image is known at a repository, or anywhere.
fn digest_at(inspect: &Value, target: &Reference) -> Option<String> {
    let names = inspect["RepoDigests"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let names: Vec<Reference> = names.filter_map(|name| Reference::parse(name).ok()).collect();
    let here = names.iter().find(|name| name.name() == target.name()).or(names.first())?;
    here.digest().map(ToString::to_string)
}

fn remote_facts(remote: &RemoteImage, store: StoreKind) -> ImageFacts {
    let mut facts = ImageFacts::of_config_blob(&remote.config);
    let digests = [Some(&remote.digest), remote.index_digest.as_ref()];
    facts.digests = digests.into_iter().flatten().map(ToString::to_string).collect();
    let id = match store {
        StoreKind::Classic | StoreKind::Podman => &remote.config_digest,
        StoreKind::Containerd => remote.index_digest.as_ref().unwrap_or(&remote.digest),
    };
    facts.id = Some(id.to_string());
    facts
}

/// Blobs and contents come in the same order; an image without as many of both is told by blobs alone.
fn layers(blobs: &[Descriptor], diff_ids: &[String]) -> Vec<Layer> {
    let is_paired = blobs.len() == diff_ids.len();
    let diff_id = |n: usize| diff_ids.get(n).filter(|_| is_paired).cloned().unwrap_or_default();
    let layer = |(n, blob): (usize, &Descriptor)| Layer {
        digest: blob.digest.to_string(),
        size: blob.size,
        diff_id: diff_id(n),
    };
    blobs.iter().enumerate().map(layer).collect()
}

async fn have(
    engine: &Engine,
    registry: &Registry,
    store: StoreKind,
    target: &Reference,
    old: Option<&ImageFacts>,
    new: &ImageFacts,
) -> Result<Have, PreviewError> {
    let listed = engine.image_list().await?;
    let image = listed.iter().any(|image| Some(&image.id) == new.id.as_ref());
    let mut have = Have { store, chains: Vec::new(), blobs: BTreeSet::new(), image };
    if image {
        return Ok(have);
    }
    if store == StoreKind::Containerd {
        // The engine does not say which blobs it has; those of the image that runs are known to the registry.
        have.blobs = old_blobs(registry, target, old).await;
        return Ok(have);
    }
    let chains = stream::iter(listed).map(|image| async move {
        match engine.image_inspect_raw(&image.id).await {
            Ok(inspect) => Ok(ImageFacts::of_inspect(&inspect).diff_ids),
            Err(EngineError::Refused { status: 404, .. }) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    });
    have.chains = chains.buffer_unordered(AT_ONCE).try_collect().await?;
    Ok(have)
}

async fn old_blobs(registry: &Registry, target: &Reference, old: Option<&ImageFacts>) -> BTreeSet<String> {
    let digests = old.map(|old| old.digests.clone()).unwrap_or_default();
    for digest in digests.iter().filter_map(|digest| Digest::parse(digest).ok()) {
        let Ok(manifest) = registry.manifest(&target.with_digest(&digest)).await else { continue };
        if let ManifestKind::Image(image) = manifest.kind {
            return image.layers.iter().map(|layer| layer.digest.to_string()).collect();
        }
    }
    BTreeSet::new()
}

//! An image in a registry, looked into without a pull: layer by layer as they come.

use std::sync::Arc;

use futures_util::StreamExt as _;
use jiff::Timestamp;
use job::{JobContext, Progress, Unit};
use layer::Limits;
use oci::{Platform, Reference};
use registry::{Descriptor, Registry, RegistryError, RemoteImage};
use scan::cache::Cache;
use scan::image::{Config, Image};
use scan::inside::Anatomy;
use scan::record::{Collector, LayerRecord};

use super::feed::feed;
use super::local::{blocking, damaged};
use crate::doctor;
use crate::jobs::Stop;

/// Who is asked for what.
struct Asking<'a> {
    registry: &'a Registry,
    reference: &'a Reference,
    context: &'a JobContext,
    /// Bytes of all layers, packed.
    total: u64,
}

/// Reads the layers that are not known from the registry. What comes is checked against its digest there. Nothing is kept: that a
/// packed layer is the one of a diff_id is the maker's word, which counts for this image and for no other.
pub(crate) async fn look_into_remote(
    cache: &Cache,
    registry: &Registry,
    reference: &Reference,
    platform: &Platform,
    context: &JobContext,
    now: Timestamp,
) -> Result<Anatomy, Stop> {
    context.step("read");
    let asking = Asking { registry, reference, context, total: 0 };
    let found = asking.unless_cancelled(Box::pin(registry.image(reference, platform))).await?;
    let (config, diff_ids) = config(&found, reference)?;
    let kept = cache.layers(&diff_ids, now).unwrap_or_default();
    let asking = Asking { total: found.layers.iter().map(|layer| layer.size).sum(), ..asking };
    let (mut layers, mut done) = (Vec::new(), 0);
    for (diff_id, descriptor) in diff_ids.iter().zip(&found.layers) {
        let layer = match kept.get(diff_id) {
            Some(known) => Arc::clone(known),
            None => Arc::new(Box::pin(asking.layer(descriptor, done)).await?),
        };
        layers.push(layer);
        done += descriptor.size;
    }
    let (id, names) = (found.config_digest.to_string(), vec![reference.to_string()]);
    blocking(move || {
        let image = Image { id, names, config, layers, diff_ids, missing: Vec::new(), partial: false };
        Ok(Anatomy::of(Arc::new(image)))
    })
    .await
}

fn config(found: &RemoteImage, reference: &Reference) -> Result<(Config, Vec<String>), Stop> {
    let shown = reference.to_string();
    let config = Config::parse(found.config.to_string().as_bytes());
    let config = config.map_err(|error| damaged(&shown, &error.to_string()))?;
    let diff_ids = config.diff_ids.clone();
    if diff_ids.len() != found.layers.len() {
        return Err(damaged(&shown, "its config and its manifest do not have the same layers").into());
    }
    Ok((config, diff_ids))
}

impl Asking<'_> {
    async fn layer(&self, descriptor: &Descriptor, done: u64) -> Result<LayerRecord, Stop> {
        let opening = self.registry.blob(self.reference, &descriptor.digest, descriptor.size, None);
        let blob = self.unless_cancelled(Box::pin(opening)).await?;
        let (filler, feed) = feed();
        let reading = tokio::task::spawn_blocking(move || {
            let mut collector = Collector::new();
            layer::read_layer(feed, &mut collector, &Limits::default()).map(|index| (index, collector))
        });
        let count = |bytes| self.context.progress(Progress::of(Unit::Bytes, done + bytes, Some(self.total)));
        self.unless_cancelled(filler.fill(blob.boxed(), count)).await?;
        let read = reading.await.map_err(|_panic| doctor::problem("internal", []))?;
        let read = read.map_err(|error| damaged(&self.reference.to_string(), &error.to_string()))?;
        Ok(LayerRecord::new(Arc::new(read.0), read.1))
    }

    async fn unless_cancelled<T>(
        &self,
        work: impl Future<Output = Result<T, RegistryError>>,
    ) -> Result<T, Stop> {
        let done = self.context.unless_cancelled(work).await.ok_or(Stop::Cancelled)?;
        done.map_err(|error| doctor::registry_problem(&error, &self.reference.to_string()).into())
    }
}

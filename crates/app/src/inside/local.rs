//! Images of the engine, and files: which layers are known, and reading those that are not.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::model::image::ImageStep;
use engine::model::system::EngineKind;
use engine::{Endpoint, Engine, EngineError};
use jiff::Timestamp;
use job::{JobContext, Progress, Unit};
use layer::{Archive, ArchiveError, ArchiveImage, LayerState, Limits, Wanted};
use oci::{Digest, Platform};
use scan::cache::Cache;
use scan::image::{Config, Image};
use scan::inside::Anatomy;
use scan::record::{Collector, LayerRecord};
use serde_json::{Value, json};

use super::feed::feed;
use crate::doctor;
use crate::jobs::Stop;
use crate::wire::Problem;

/// An image of the engine, as far as `inspect` tells.
#[derive(Debug, Clone)]
pub(crate) struct Inspected {
    pub(crate) id: String,
    /// As a user would type them.
    pub(crate) names: Vec<String>,
    /// How it is called in a problem.
    pub(crate) shown: String,
    pub(crate) diff_ids: Vec<String>,
    /// Bytes of all layers.
    pub(crate) bytes: u64,
    /// The config, put together of what the engine tells.
    pub(crate) config: Config,
}

impl Inspected {
    /// Reads the engine's own answers. An engine has no config to give; its parts are all there.
    pub(crate) fn read(
        id: &str,
        inspect: &Value,
        steps: &[ImageStep],
        names: Vec<String>,
        shown: String,
    ) -> Result<Self, Problem> {
        let text = |name: &str| inspect.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let layers = inspect.pointer("/RootFS/Layers").and_then(Value::as_array).cloned().unwrap_or_default();
        let diff_ids: Vec<String> = layers.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect();
        let config = json!({
            "architecture": text("Architecture"),
            "variant": text("Variant"),
            "os": text("Os"),
            "created": text("Created"),
            "config": inspect.get("Config"),
            "history": steps.iter().map(|step| json!({
                "created_by": step.created_by,
                "empty_layer": step.bytes == 0 && makes_no_layer(&step.created_by),
            })).collect::<Vec<_>>(),
        });
        let config = Config::parse(config.to_string().as_bytes())
            .map_err(|error| damaged(&shown, &error.to_string()))?;
        if text("Os") == "windows" {
            return Err(doctor::problem("inside.windows", [("image", shown)]));
        }
        let bytes = inspect.get("Size").and_then(Value::as_u64).unwrap_or(0);
        Ok(Self { id: id.to_owned(), names, shown, diff_ids, bytes, config })
    }

    fn image(&self, layers: Vec<Arc<LayerRecord>>, missing: Vec<u32>) -> Image {
        Image {
            id: self.id.clone(),
            names: self.names.clone(),
            config: self.config.clone(),
            layers,
            diff_ids: self.diff_ids.clone(),
            missing,
            partial: false,
        }
    }
}

/// Steps that set something and write nothing. The engine does not say which steps made a layer.
fn makes_no_layer(created_by: &str) -> bool {
    const SETTINGS: [&str; 15] = [
        "ENV",
        "CMD",
        "LABEL",
        "EXPOSE",
        "ENTRYPOINT",
        "USER",
        "VOLUME",
        "HEALTHCHECK",
        "ARG",
        "STOPSIGNAL",
        "SHELL",
        "MAINTAINER",
        "ONBUILD",
        "WORKDIR",
        "FROM",
    ];
    let step = created_by.split_once("#(nop)").map_or(created_by, |(_, step)| step).trim_start();
    SETTINGS.iter().any(|word| step.starts_with(word))
}

/// Returns an image whose layers are all known. Reads the cache; call it where waiting is fine.
pub(crate) fn remembered(cache: &Cache, inspected: &Inspected, now: Timestamp) -> Option<Anatomy> {
    let kept = cache.layers(&inspected.diff_ids, now).ok()?;
    let layers: Option<Vec<Arc<LayerRecord>>> =
        inspected.diff_ids.iter().map(|id| kept.get(id).cloned()).collect();
    Some(Anatomy::of(Arc::new(inspected.image(layers?, Vec::new()))))
}

/// Reads the layers of an engine's image that are not known.
pub(crate) async fn look_into_local(
    cache: &Cache,
    engine: &Engine,
    inspected: &Inspected,
    context: &JobContext,
    now: Timestamp,
) -> Result<Anatomy, Stop> {
    if let Some(anatomy) = from_storage(cache, engine, inspected, context, now).await {
        return Ok(anatomy);
    }
    context.step("pack");
    let known: HashSet<String> = cache.known(&inspected.diff_ids).unwrap_or_default().into_iter().collect();
    let (filler, feed) = feed();
    let reading = tokio::task::spawn_blocking(move || {
        let is_known = |digest: &Digest| known.contains(digest.as_str());
        let wanted = Wanted { known: &is_known, ..Wanted::default() };
        layer::read_archive(feed, &mut Collector::new, &wanted, &Limits::default())
    });
    let total = Some(inspected.bytes);
    let mut begun = false;
    let count = |bytes: u64| {
        if !std::mem::replace(&mut begun, true) {
            context.step("read");
        }
        context.progress(Progress::of(Unit::Bytes, bytes, total.map(|total| total.max(bytes))));
    };
    let filling = filler.fill(engine.image_save(&inspected.id), count);
    let filled = Box::pin(context.unless_cancelled(filling)).await.ok_or(Stop::Cancelled)?;
    let archive = reading.await.map_err(|_panic| doctor::problem("internal", []))?;
    // The engine's own words say more than an archive that ends too early.
    filled.map_err(|error| engine_problem(&error, &inspected.shown))?;
    let archive = archive.map_err(|error| archive_problem(&error, &inspected.shown))?;
    let cache = cache.clone();
    let inspected = inspected.clone();
    blocking(move || assemble_local(&cache, &inspected, archive, now)).await
}

fn engine_problem(error: &EngineError, shown: &str) -> Stop {
    match error {
        EngineError::Cancelled { .. } => Stop::Cancelled,
        error => doctor::diagnose(error, &doctor::Case::new(doctor::Operation::Other, shown)).into(),
    }
}

/// Puts the layers of the archive and those that were known into the order of the image, and keeps the new ones.
fn assemble_local(
    cache: &Cache,
    inspected: &Inspected,
    archive: Archive<Collector>,
    now: Timestamp,
) -> Result<Anatomy, Stop> {
    let Archive { images, layers } = archive;
    let Some(image) = the_image(images, &inspected.diff_ids) else {
        return Err(damaged(&inspected.shown, "it holds another image").into());
    };
    let (layers, missing) = records(cache, &image, layers, true, now);
    Ok(Anatomy::of(Arc::new(inspected.image(layers, missing))))
}

/// The image of an archive that has these layers, else the only one there is.
fn the_image(images: Vec<ArchiveImage>, diff_ids: &[String]) -> Option<ArchiveImage> {
    let same = |image: &ArchiveImage| {
        image.layers.iter().map(|layer| layer.diff_id.as_str()).eq(diff_ids.iter().map(String::as_str))
    };
    images.into_iter().find(same)
}

/// Makes records of what was read. Layers that are not there become empty ones.
fn records(
    cache: &Cache,
    image: &ArchiveImage,
    read: Vec<layer::LayerRead<Collector>>,
    keep: bool,
    now: Timestamp,
) -> (Vec<Arc<LayerRecord>>, Vec<u32>) {
    let ids: Vec<String> = image.layers.iter().map(|layer| layer.diff_id.to_string()).collect();
    let kept = cache.layers(&ids, now).unwrap_or_default();
    let mut read: Vec<Option<Arc<LayerRecord>>> = read
        .into_iter()
        .map(|one| {
            let record = Arc::new(LayerRecord::new(one.index, one.look));
            if keep {
                put(cache, one.diff_id.as_str(), &record, now);
            }
            Some(record)
        })
        .collect();
    let mut missing = Vec::new();
    let layers = image.layers.iter().enumerate().map(|(position, layer)| {
        let record = match layer.state {
            LayerState::Read(at) => read.get_mut(at).and_then(|one| one.clone()),
            LayerState::Known => kept.get(layer.diff_id.as_str()).cloned(),
            LayerState::Missing | LayerState::Wrong => None,
        };
        record.unwrap_or_else(|| {
            missing.push(crate::security::position(position));
            Arc::default()
        })
    });
    let layers = layers.collect();
    (layers, missing)
}

fn put(cache: &Cache, diff_id: &str, record: &LayerRecord, now: Timestamp) {
    if let Err(error) = cache.put_layer(diff_id, record, now) {
        tracing::warn!(%error, "what was read of a layer could not be kept");
    }
}

/// Reads Podman's own store where it lies on this computer and may be read, which saves the packing. Nothing when that is not
/// so, for whatever reason: the engine can always pack.
async fn from_storage(
    cache: &Cache,
    engine: &Engine,
    inspected: &Inspected,
    context: &JobContext,
    now: Timestamp,
) -> Option<Anatomy> {
    let root = storage_root(engine)?;
    context.skip("pack");
    context.step("read");
    let (cache, inspected) = (cache.clone(), inspected.clone());
    let reading = tokio::task::spawn_blocking(move || read_storage(&cache, &root, &inspected, now));
    match context.unless_cancelled(reading).await?.ok()? {
        Ok(anatomy) => Some(anatomy),
        Err(error) => {
            tracing::debug!(%error, "Podman's store is not read directly");
            None
        }
    }
}

/// Where the store lies, if it is on this computer.
fn storage_root(engine: &Engine) -> Option<PathBuf> {
    let info = engine.info();
    let is_here = cfg!(target_os = "linux")
        && info.kind == EngineKind::Podman
        && info.storage_driver == "overlay"
        && matches!(engine.endpoint(), Endpoint::Unix(_));
    let root = Path::new(&info.root_dir);
    (is_here && root.is_dir()).then(|| root.to_owned())
}

#[cfg(target_os = "linux")]
fn read_storage(
    cache: &Cache,
    root: &Path,
    inspected: &Inspected,
    now: Timestamp,
) -> Result<Anatomy, layer::StorageError> {
    let limits = Limits::default();
    let id = inspected.id.trim_start_matches("sha256:");
    let stored = layer::stored_image(root, id, &limits)?;
    let kept = cache.layers(&inspected.diff_ids, now).unwrap_or_default();
    let mut layers = Vec::new();
    for (position, stored) in stored.layers.iter().enumerate() {
        if inspected.diff_ids.get(position).map(String::as_str) != Some(stored.diff_id.as_str()) {
            return Err(layer::StorageError::Damaged);
        }
        if let Some(known) = kept.get(stored.diff_id.as_str()).cloned() {
            layers.push(known);
            continue;
        }
        let mut collector = Collector::new();
        let index = layer::read_stored(stored, &mut collector, &limits)?;
        let record = Arc::new(LayerRecord::new(Arc::new(index), collector));
        put(cache, stored.diff_id.as_str(), &record, now);
        layers.push(record);
    }
    if layers.len() != inspected.diff_ids.len() {
        return Err(layer::StorageError::Damaged);
    }
    Ok(Anatomy::of(Arc::new(inspected.image(layers, Vec::new()))))
}

#[cfg(not(target_os = "linux"))]
fn read_storage(_: &Cache, _: &Path, _: &Inspected, _: Timestamp) -> Result<Anatomy, std::io::Error> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Reads an archive or the folder of an OCI layout. Its layers are compared with their digests, so that they may be kept, and
/// with several images in it the first for this system counts.
pub(crate) async fn look_into_file(
    cache: &Cache,
    path: &Path,
    here: Platform,
    context: &JobContext,
    now: Timestamp,
) -> Result<Anatomy, Stop> {
    context.step("read");
    let (cache, path) = (cache.clone(), path.to_owned());
    let reading = blocking(move || read_file(&cache, &path, &here, now));
    context.unless_cancelled(reading).await.ok_or(Stop::Cancelled)?
}

fn read_file(cache: &Cache, path: &Path, here: &Platform, now: Timestamp) -> Result<Anatomy, Stop> {
    let shown = path.display().to_string();
    let fail = |error: ArchiveError| match error {
        ArchiveError::NoImage => doctor::problem("inside.noImage", [("path", shown.clone())]),
        error => archive_problem(&error, &shown),
    };
    let wanted = Wanted { platform: Some(here), ..Wanted::default() };
    let read =
        |wanted: &Wanted<'_>| layer::open_archive(path, &mut Collector::new, wanted, &Limits::default());
    let archive = match read(&wanted) {
        // An archive for another system can be looked into all the same.
        Err(ArchiveError::NoPlatform) => read(&Wanted::default()),
        done => done,
    };
    let Archive { images, layers } = archive.map_err(fail)?;
    let Some(image) = images.into_iter().next() else { return Err(fail(ArchiveError::NoImage).into()) };
    let config = Config::parse(&image.config).map_err(|error| damaged(&shown, &error.to_string()))?;
    // Nobody has checked whose contents these are, so they are not kept for other images.
    let (layers, missing) = records(cache, &image, layers, false, now);
    let image = Image {
        id: image.config_digest.to_string(),
        names: image.names.iter().map(|name| oci::familiar(name)).collect(),
        config,
        diff_ids: image.layers.iter().map(|layer| layer.diff_id.to_string()).collect(),
        layers,
        missing,
        partial: false,
    };
    Ok(Anatomy::of(Arc::new(image)))
}

pub(super) fn archive_problem(error: &ArchiveError, shown: &str) -> Problem {
    let image = ("image", shown.to_owned());
    match error {
        ArchiveError::CutShort | ArchiveError::Source(_) => doctor::problem("inside.cutShort", [image]),
        ArchiveError::TooLarge => doctor::problem("inside.tooLarge", [image]),
        other => damaged(shown, &other.to_string()),
    }
}

pub(super) fn damaged(shown: &str, reason: &str) -> Problem {
    doctor::problem("inside.damaged", [("image", shown.to_owned()), ("reason", reason.to_owned())])
}

/// Runs what takes long on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Stop> + Send + 'static,
) -> Result<T, Stop> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_panic| Err(doctor::problem("internal", []).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_make_no_layer() {
        for step in ["/bin/sh -c #(nop)  CMD [\"sh\"]", "ENV A=b", "EXPOSE map[80/tcp:{}]"] {
            assert!(makes_no_layer(step), "{step}");
        }
        for step in
            ["/bin/sh -c #(nop) COPY file:1 in /app ", "RUN /bin/sh -c true # buildkit", "/bin/sh -c true"]
        {
            assert!(!makes_no_layer(step), "{step}");
        }
    }

    #[test]
    fn a_windows_image_is_told_and_not_looked_into() {
        let inspect =
            json!({"Id": "sha256:aa", "Os": "windows", "Architecture": "amd64", "RootFS": {"Layers": []}});
        let told = Inspected::read("sha256:aa", &inspect, &[], Vec::new(), "nano".to_owned());
        assert_eq!(told.expect_err("told").code, "inside.windows");
    }
}

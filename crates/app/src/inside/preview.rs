//! The first verdict: what the package databases say, out of a container that is made for it and never runs, while the
//! engine still packs the image.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;

use engine::{Engine, EngineError};
use futures_util::StreamExt as _;
use layer::{Entry, ImagePath, Index, Limits, Look};
use scan::image::Image;
use scan::inside::Anatomy;
use scan::record::{Collector, LayerRecord};
use serde_json::{Value, json};

use super::feed::feed;
use super::local::Inspected;

/// Marks a container of ours, so that lists leave it out and a later run removes it.
const LABEL: &str = "app.mooring.look";

/// Where package managers keep what they know, and where a distribution says which it is.
const PLACES: [&str; 8] = [
    "/etc/os-release",
    "/usr/lib/os-release",
    "/etc/passwd",
    "/var/lib/dpkg",
    "/lib/apk/db",
    "/usr/lib/apk/db",
    "/var/lib/rpm",
    "/usr/lib/sysimage/rpm",
];

/// Bytes of one place that are looked at: a first verdict is quick or it is none.
const MOST: u64 = 256 << 20;

/// Says whether a container is one that was made for a look.
pub(crate) fn is_ours(labels: &BTreeMap<String, String>) -> bool {
    labels.contains_key(LABEL)
}

/// Looks at the package databases. The container is removed whatever comes of it; nothing comes of it when the engine refuses,
/// which is no reason to complain: the whole look follows.
pub(crate) async fn first_verdict(engine: &Engine, inspected: &Inspected) -> Option<Anatomy> {
    let container = match LookContainer::make(engine, inspected).await {
        Ok(container) => container,
        Err(error) => {
            tracing::debug!(%error, "no first verdict");
            return None;
        }
    };
    let record = databases(engine, container.id()).await;
    container.remove(engine).await;
    let image = Image {
        id: inspected.id.clone(),
        names: inspected.names.clone(),
        config: inspected.config.clone(),
        layers: vec![Arc::new(record.ok()?)],
        diff_ids: inspected.diff_ids.clone(),
        missing: Vec::new(),
        partial: true,
    };
    tokio::task::spawn_blocking(move || Anatomy::of(Arc::new(image))).await.ok()
}

/// A container that is made to look into its files, and never runs.
#[derive(Debug)]
pub(crate) struct LookContainer {
    id: String,
}

impl LookContainer {
    pub(crate) async fn make(engine: &Engine, inspected: &Inspected) -> Result<Self, EngineError> {
        let name = format!("mooring-look-{}", uuid::Uuid::now_v7().simple());
        let made = engine.container_create_raw(&name, &body(inspected), None).await?;
        Ok(Self { id: made.id })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) async fn remove(self, engine: &Engine) {
        if let Err(error) = engine.container_remove(&self.id, false).await {
            tracing::warn!(%error, "a container made for a look could not be removed");
        }
    }
}

/// A container that starts nothing, reaches nothing, and for which no volume is made: what the image wants to keep lies in memory.
fn body(inspected: &Inspected) -> Value {
    let mounts: Vec<Value> =
        inspected.config.volumes.iter().map(|path| json!({"Type": "tmpfs", "Target": path})).collect();
    json!({
        "Image": inspected.id,
        "Entrypoint": ["/mooring-never-runs"],
        "Cmd": [],
        "Labels": {LABEL: "1"},
        "NetworkDisabled": true,
        "HostConfig": {"NetworkMode": "none", "Mounts": mounts},
    })
}

async fn databases(engine: &Engine, container: &str) -> Result<LayerRecord, EngineError> {
    let (mut index, mut collector) = (Index::default(), Collector::new());
    for place in PLACES {
        // A link is followed by the engine only when it leads to a file; the place it leads to is in the list as well.
        match engine.archive_stat(container, place).await? {
            Some(found) if !found.is_symlink() => {}
            _ => continue,
        }
        let (filler, feed) = feed();
        let folder = place.rsplit_once('/').and_then(|(folder, _)| ImagePath::parse(folder.as_bytes()));
        let reading = tokio::task::spawn_blocking(move || {
            let limits = Limits { inflated: MOST, ..Limits::default() };
            let mut below = Below { folder: folder.unwrap_or_default(), look: collector };
            let read = layer::read_layer(feed, &mut below, &limits);
            let read = read.map(|index| below.index(index));
            (read, below.look)
        });
        filler.fill(engine.archive_get(container, place).boxed(), |_| {}).await?;
        let (read, back) = reading.await.map_err(|_panic| unread(place))?;
        collector = back;
        if let Ok(read) = read {
            index.entries.extend(read.entries);
            index.troubles.extend(read.troubles);
        }
    }
    Ok(LayerRecord::new(Arc::new(index), collector))
}

fn unread(place: &str) -> EngineError {
    EngineError::Local { operation: format!("read {place}"), cause: "it is damaged".to_owned() }
}

/// Puts the contents of a folder back where the folder stands: an engine's archive begins with the folder's own name.
struct Below {
    folder: ImagePath,
    look: Collector,
}

impl Below {
    fn placed(&self, entry: &Entry) -> Entry {
        Entry { path: self.path(&entry.path), ..entry.clone() }
    }

    fn path(&self, path: &ImagePath) -> ImagePath {
        if path.is_root() { self.folder.clone() } else { self.folder.join(path.as_bytes()) }
    }

    fn index(&self, index: Index) -> Index {
        Index { entries: index.entries.iter().map(|entry| self.placed(entry)).collect(), ..index }
    }
}

impl Look for Below {
    fn wants(&mut self, entry: &Entry) -> bool {
        self.look.wants(&self.placed(entry))
    }

    fn read(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()> {
        self.look.read(&self.placed(entry), content)
    }
}

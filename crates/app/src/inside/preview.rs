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

/// All places at once: the engine starts a helper for each, and is packing meanwhile.
async fn databases(engine: &Engine, container: &str) -> Result<LayerRecord, EngineError> {
    let places = PLACES.map(|place| Box::pin(database(engine, container, place)));
    let read = futures_util::future::try_join_all(places).await?;
    Ok(together(read.into_iter().flatten()))
}

/// What one place holds; nothing when it is not there.
async fn database(engine: &Engine, container: &str, place: &str) -> Result<Option<LayerRecord>, EngineError> {
    // A link is followed by the engine only when it leads to a file; the place it leads to is in the list as well.
    match engine.archive_stat(container, place).await? {
        Some(found) if !found.is_symlink() => {}
        _ => return Ok(None),
    }
    let (filler, feed) = feed();
    let folder = place.rsplit_once('/').and_then(|(folder, _)| ImagePath::parse(folder.as_bytes()));
    let reading = tokio::task::spawn_blocking(move || {
        let limits = Limits { inflated: MOST, ..Limits::default() };
        let mut below = Below { folder: folder.unwrap_or_default(), look: Collector::new() };
        let index = layer::read_layer(feed, &mut below, &limits).ok()?;
        Some(LayerRecord::new(Arc::new(below.index(index)), below.look))
    });
    filler.fill(engine.archive_get(container, place).boxed(), |_| {}).await?;
    reading.await.map_err(|_panic| unread(place))
}

/// Makes one layer of what was read in pieces.
fn together(pieces: impl Iterator<Item = LayerRecord>) -> LayerRecord {
    let (mut index, mut whole) = (Index::default(), LayerRecord::default());
    for piece in pieces {
        let read = Arc::unwrap_or_clone(piece.index);
        index.entries.extend(read.entries);
        index.troubles.extend(read.troubles);
        whole.facts.extend(piece.facts);
        whole.secrets.extend(piece.secrets);
        whole.extras.files.extend(piece.extras.files);
        whole.extras.md5.extend(piece.extras.md5);
        whole.extras.runtimes.extend(piece.extras.runtimes);
    }
    LayerRecord { index: Arc::new(index), ..whole }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_one_layer_in_their_order() {
        let piece = |path: &str| {
            let mut record = LayerRecord::default();
            record.extras.files.push((ImagePath::parse(path.as_bytes()).expect("a path"), Vec::new()));
            record
        };
        let whole = together(["etc/passwd", "etc/group"].map(piece).into_iter());
        let paths: Vec<String> = whole.extras.files.iter().map(|(path, _)| path.to_string()).collect();
        assert_eq!(paths, ["etc/passwd", "etc/group"]);
    }
}

//! Asks an engine for what a plan must know beside the container. The only part of planning that asks anybody.

use engine::model::container::{FileChange, FileChangeKind};
use engine::model::system::EngineKind;
use engine::{Engine, EngineError};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use oci::Platform;
use serde_json::Value;

use super::{Around, Neighbour, NetworkName, WriteLayer};

/// Inspect calls in flight; an engine answers one in half a millisecond.
const AT_ONCE: usize = 8;

/// How closely to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Settings of the engine and of the containers around.
    Settings,
    /// The container's own files as well, which the engine has to search for.
    Files,
}

impl Around {
    /// Looks around a container, given its inspect answer.
    pub async fn look(engine: &Engine, container: &Value, depth: Depth) -> Result<Self, EngineError> {
        let info = engine.info();
        let podman = info.kind == EngineKind::Podman;
        let id = container["Id"].as_str().unwrap_or_default();
        let networks = engine.network_list().await?;
        let networks = networks.into_iter().map(|network| NetworkName { id: network.id, name: network.name });
        Ok(Self {
            api_version: version(&info.api_version),
            engine_version: info.version.clone(),
            podman,
            engine_platform: Platform::new(&info.os, &info.architecture, "").ok(),
            networks: networks.collect(),
            neighbours: neighbours(engine, id).await?,
            write_layer: match depth {
                Depth::Settings => None,
                Depth::Files => Some(write_layer(engine, id).await?),
            },
            libpod: if podman { Some(engine.libpod_inspect_raw(id).await?) } else { None },
            compose_hash: None,
        })
    }
}

/// `(1, 41)` of `1.41`.
fn version(text: &str) -> (u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or_default());
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

async fn neighbours(engine: &Engine, id: &str) -> Result<Vec<Neighbour>, EngineError> {
    let listed = engine.container_list().await?;
    let others = listed.into_iter().map(|listed| listed.id).filter(|other| other != id);
    let inspects = stream::iter(others).map(|other| async move {
        match engine.container_inspect_raw(&other).await {
            Ok(inspect) => Ok(Some(Neighbour::of_inspect(&inspect))),
            // Gone since it was listed.
            Err(EngineError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    });
    let found: Vec<Option<Neighbour>> = inspects.buffered(AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

async fn write_layer(engine: &Engine, id: &str) -> Result<WriteLayer, EngineError> {
    let changes = engine.container_changes(id).await?;
    let paths = |wanted: FileChangeKind| {
        let of_kind = changes.iter().filter(|change: &&FileChange| change.kind == wanted);
        of_kind.map(|change| change.path.clone()).collect()
    };
    let (added, changed) = (paths(FileChangeKind::Added), paths(FileChangeKind::Modified));
    Ok(WriteLayer { added, changed, bytes: Some(engine.container_size(id).await?) })
}

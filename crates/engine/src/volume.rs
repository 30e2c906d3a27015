//! Volumes.

use std::collections::{BTreeMap, HashMap};

use bollard::query_parameters::RemoveVolumeOptions;
use serde::Deserialize;

use crate::connection::SHORT;
use crate::model::system::Volume;
use crate::raw::{operation, within};
use crate::wire::{or_default, timestamp};
use crate::{Engine, EngineError};

/// Docker 23 and newer mark the volumes nobody named.
const ANONYMOUS_LABEL: &str = "com.docker.volume.anonymous";

impl Engine {
    /// Returns all volumes.
    pub async fn volume_list(&self) -> Result<Vec<Volume>, EngineError> {
        let listed: Listed = self.raw().get("/volumes", "list volumes", SHORT).await?;
        Ok(listed.volumes.into_iter().map(volume).collect())
    }

    /// Makes a volume of the engine's own disk and returns it. Docker answers with the one that is there when there is one
    /// of this name, with its own labels: look at them before you write into it.
    pub async fn volume_create(
        &self,
        name: &str,
        labels: &BTreeMap<String, String>,
    ) -> Result<Volume, EngineError> {
        let operation = operation("create volume", name)?;
        let body = serde_json::json!({ "Name": name, "Driver": "local", "Labels": labels });
        let made = self.raw().call_json("/volumes/create", &body, &operation);
        within(SHORT, &operation, made).await.map(volume)
    }

    /// Removes a volume and everything in it. One that a container uses is refused by the engine.
    pub async fn volume_remove(&self, name: &str) -> Result<(), EngineError> {
        let operation = operation("remove volume", name)?;
        self.patient().remove_volume(name, None::<RemoveVolumeOptions>).await.map_err(self.failed(&operation))
    }
}

/// Answer of `GET /volumes`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Listed {
    #[serde(deserialize_with = "or_default")]
    volumes: Vec<Row>,
}

/// One volume.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Row {
    name: String,
    driver: String,
    mountpoint: String,
    created_at: Option<String>,
    #[serde(deserialize_with = "or_default")]
    labels: BTreeMap<String, String>,
}

fn volume(row: Row) -> Volume {
    Volume {
        anonymous: is_anonymous(&row.name, &row.labels),
        name: row.name,
        driver: row.driver,
        mountpoint: row.mountpoint,
        created: row.created_at.as_deref().and_then(timestamp),
        labels: row.labels,
    }
}

/// Says whether nobody named a volume: the engine did, with 64 hexadecimal digits.
pub(crate) fn is_anonymous(name: &str, labels: &BTreeMap<String, String>) -> bool {
    let digits = name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    digits || labels.contains_key(ANONYMOUS_LABEL)
}

/// Returns labels in an order that stays.
pub(crate) fn sorted(map: HashMap<String, String>) -> BTreeMap<String, String> {
    map.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_nobody_named() {
        let hex = "0123456789abcdef".repeat(4);
        let none = BTreeMap::new();
        assert!(is_anonymous(&hex, &none));
        assert!(!is_anonymous("data", &none));
        assert!(!is_anonymous(&hex.to_uppercase(), &none));
        assert!(is_anonymous("data", &BTreeMap::from([(ANONYMOUS_LABEL.to_owned(), String::new())])));
    }
}

//! Networks.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::connection::SHORT;
use crate::model::system::Network;
use crate::raw::{operation, within};
use crate::wire::{or_default, timestamp};
use crate::{Engine, EngineError};

impl Engine {
    /// Returns all networks.
    pub async fn network_list(&self) -> Result<Vec<Network>, EngineError> {
        let rows: Option<Vec<Row>> = self.raw().get("/networks", "list networks", SHORT).await?;
        Ok(rows.unwrap_or_default().into_iter().map(network).collect())
    }

    /// Returns the engine's own answer about one network, by id or name. Names need not be unique: with two of one name
    /// Docker answers about either.
    pub async fn network_inspect_raw(&self, id_or_name: &str) -> Result<Value, EngineError> {
        let operation = operation("inspect network", id_or_name)?;
        self.raw().get(&format!("/networks/{id_or_name}"), &operation, SHORT).await
    }

    /// Puts a container on a further network, running or not. `endpoint` is the API's `EndpointSettings`, sent as it is
    /// (UPDATES.md 5: addresses wanted, aliases, links; never what the engine worked out).
    pub async fn network_connect(
        &self,
        network: &str,
        container: &str,
        endpoint: &Value,
    ) -> Result<(), EngineError> {
        let operation = format!("{} to network {network}", operation("connect container", container)?);
        let path = format!("/networks/{}/connect", checked(network)?);
        let body = json!({ "Container": container, "EndpointConfig": endpoint });
        self.tell(&path, &body, &operation).await
    }

    /// Takes a container off a network; a running one only with `force` when the engine is not sure of its state.
    pub async fn network_disconnect(
        &self,
        network: &str,
        container: &str,
        force: bool,
    ) -> Result<(), EngineError> {
        let operation = format!("{} from network {network}", operation("disconnect container", container)?);
        let path = format!("/networks/{}/disconnect", checked(network)?);
        self.tell(&path, &json!({ "Container": container, "Force": force }), &operation).await
    }

    async fn tell(&self, path: &str, body: &Value, operation: &str) -> Result<(), EngineError> {
        within(SHORT, operation, self.raw().send_json(path, &[], body, operation)).await?;
        Ok(())
    }
}

/// Refuses a network's name that would turn the request into another one.
fn checked(network: &str) -> Result<&str, EngineError> {
    operation("use network", network).map(|_| network)
}

/// One entry of `GET /networks`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Row {
    id: String,
    name: String,
    driver: String,
    scope: String,
    internal: bool,
    #[serde(rename = "IPAM", deserialize_with = "or_default")]
    ipam: Addresses,
    created: Option<String>,
    #[serde(deserialize_with = "or_default")]
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Addresses {
    #[serde(deserialize_with = "or_default")]
    config: Vec<Range>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Range {
    subnet: Option<String>,
}

fn network(row: Row) -> Network {
    Network {
        id: row.id,
        name: row.name,
        driver: row.driver,
        scope: row.scope,
        internal: row.internal,
        subnets: row.ipam.config.into_iter().filter_map(|range| range.subnet).collect(),
        created: row.created.as_deref().and_then(timestamp),
        labels: row.labels,
    }
}

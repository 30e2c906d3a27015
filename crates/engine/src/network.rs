//! Networks.

use bollard::query_parameters::ListNetworksOptions;
use serde_json::{Value, json};

use crate::connection::SHORT;
use crate::model::system::Network;
use crate::raw::{operation, within};
use crate::volume::sorted;
use crate::wire::timestamp;
use crate::{Engine, EngineError};

impl Engine {
    /// Returns all networks.
    pub async fn network_list(&self) -> Result<Vec<Network>, EngineError> {
        let listed = self.short().list_networks(None::<ListNetworksOptions>).await;
        Ok(listed.map_err(self.failed("list networks"))?.into_iter().map(network).collect())
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

fn network(network: bollard::models::Network) -> Network {
    let ranges = network.ipam.and_then(|ipam| ipam.config).unwrap_or_default();
    Network {
        id: network.id.unwrap_or_default(),
        name: network.name.unwrap_or_default(),
        driver: network.driver.unwrap_or_default(),
        scope: network.scope.unwrap_or_default(),
        internal: network.internal.unwrap_or_default(),
        subnets: ranges.into_iter().filter_map(|range| range.subnet).collect(),
        created: network.created.as_deref().and_then(timestamp),
        labels: sorted(network.labels.unwrap_or_default()),
    }
}

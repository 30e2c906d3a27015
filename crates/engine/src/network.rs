//! Networks.

use bollard::query_parameters::ListNetworksOptions;

use crate::model::system::Network;
use crate::volume::sorted;
use crate::wire::timestamp;
use crate::{Engine, EngineError};

impl Engine {
    /// Returns all networks.
    pub async fn network_list(&self) -> Result<Vec<Network>, EngineError> {
        let listed = self.short().list_networks(None::<ListNetworksOptions>).await;
        Ok(listed.map_err(self.failed("list networks"))?.into_iter().map(network).collect())
    }
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

//! The container list, whole or some of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::connection::SHORT;
use crate::model::container::{ContainerState, ContainerSummary, MountKind, MountPoint, PortBinding};
use crate::quirks::Quirks;
use crate::wire::{or_default, protocol, seconds};
use crate::{Engine, EngineError, raw};

/// Ids asked for in one request, so that its first line stays below what servers take (8 KiB).
const IDS_AT_ONCE: usize = 50;

impl Engine {
    /// Returns all containers, running or not.
    pub async fn container_list(&self) -> Result<Vec<ContainerSummary>, EngineError> {
        self.summaries("all=1").await
    }

    /// Returns the containers with these ids. One that is gone is just not there.
    pub async fn container_list_some(&self, ids: &[String]) -> Result<Vec<ContainerSummary>, EngineError> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(IDS_AT_ONCE) {
            let filters = serde_json::json!({ "id": some }).to_string();
            let query = raw::query(&[("all", "1"), ("filters", &filters)]);
            found.append(&mut self.summaries(&query).await?);
        }
        Ok(found)
    }

    async fn summaries(&self, query: &str) -> Result<Vec<ContainerSummary>, EngineError> {
        let path = format!("/containers/json?{query}");
        let rows: Option<Vec<Row>> = self.raw().get(&path, "list containers", SHORT).await?;
        let mut rows: Vec<_> = rows.unwrap_or_default().into_iter().map(summary).collect();
        if self.quirks().joins_neighboring_ports() && rows.iter().any(|row| !row.ports.is_empty()) {
            let mut whole = self.port_ranges(query).await?;
            rows.iter_mut().for_each(|row| row.ports = whole.remove(&row.id).unwrap_or_default());
        }
        Ok(rows)
    }
}

/// One entry of `GET /containers/json`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Row {
    id: String,
    #[serde(deserialize_with = "or_default")]
    names: Vec<String>,
    image: String,
    #[serde(rename = "ImageID")]
    image_id: String,
    #[serde(deserialize_with = "or_default")]
    command: String,
    created: i64,
    #[serde(deserialize_with = "or_default")]
    ports: Vec<RowPort>,
    #[serde(deserialize_with = "or_default")]
    labels: BTreeMap<String, String>,
    state: String,
    #[serde(deserialize_with = "or_default")]
    status: String,
    #[serde(deserialize_with = "or_default")]
    network_settings: RowNetworks,
    #[serde(deserialize_with = "or_default")]
    mounts: Vec<Mount>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RowPort {
    #[serde(rename = "IP")]
    ip: String,
    private_port: u16,
    public_port: u16,
    #[serde(rename = "Type")]
    protocol: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RowNetworks {
    /// The addresses are for inspecting; here only the names count.
    #[serde(deserialize_with = "or_default")]
    networks: BTreeMap<String, serde::de::IgnoredAny>,
}

/// A mount as listing and inspecting print it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Mount {
    #[serde(rename = "Type")]
    kind: String,
    name: String,
    source: String,
    destination: String,
    #[serde(rename = "RW")]
    writable: bool,
}

/// Reads mounts, in an order that stays; Docker shuffles them.
pub(super) fn mounts(all: Vec<Mount>) -> Vec<MountPoint> {
    let mut all: Vec<_> = all.into_iter().map(mount).collect();
    all.sort_by(|a, b| a.destination.cmp(&b.destination));
    all
}

fn mount(mount: Mount) -> MountPoint {
    let kind = match mount.kind.as_str() {
        "volume" => MountKind::Volume,
        "bind" => MountKind::Bind,
        "tmpfs" => MountKind::Tmpfs,
        _ => MountKind::Other,
    };
    let anonymous = kind == MountKind::Volume && crate::volume::is_anonymous(&mount.name, &BTreeMap::new());
    let source = match kind {
        MountKind::Volume => mount.name,
        MountKind::Tmpfs => String::new(),
        MountKind::Bind | MountKind::Other => mount.source,
    };
    MountPoint { kind, source, destination: mount.destination, read_only: !mount.writable, anonymous }
}

/// Reads a state; Podman has words of its own (`configured`, `stopped`, `stopping`).
pub(super) fn state(word: &str) -> ContainerState {
    match word {
        "created" | "configured" | "initialized" => ContainerState::Created,
        "running" => ContainerState::Running,
        "paused" => ContainerState::Paused,
        "restarting" => ContainerState::Restarting,
        "removing" => ContainerState::Removing,
        "exited" | "stopped" => ContainerState::Exited,
        "dead" => ContainerState::Dead,
        _ => ContainerState::Unknown,
    }
}

fn summary(row: Row) -> ContainerSummary {
    let name = row.names.first().map(|name| name.trim_start_matches('/').to_owned());
    ContainerSummary {
        id: row.id,
        name: name.unwrap_or_default(),
        image: row.image,
        image_id: Quirks::image_id(&row.image_id),
        state: state(&row.state),
        status: row.status,
        created: seconds(row.created),
        command: row.command,
        ports: ports(row.ports),
        labels: row.labels,
        mounts: mounts(row.mounts),
        networks: row.network_settings.networks.into_keys().collect(),
    }
}

fn ports(ports: Vec<RowPort>) -> Vec<PortBinding> {
    let binding = |port: RowPort| {
        Some(PortBinding {
            container_port: port.private_port,
            protocol: protocol(&port.protocol)?,
            host_ip: port.ip,
            host_port: (port.public_port != 0).then_some(port.public_port),
        })
    };
    let mut ports: Vec<_> = ports.into_iter().filter_map(binding).collect();
    ports.sort();
    ports.dedup();
    ports
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_nulls_and_strange_words_is_still_a_row() {
        let json = r#"[{"Id":"ab","Names":null,"Image":"x","ImageID":"sha256:1","Command":null,"Created":0,
            "Ports":null,"Labels":null,"State":"stopping","Status":null,"NetworkSettings":null,"Mounts":null,
            "NewField":{"a":1}}]"#;
        let rows: Vec<Row> = serde_json::from_str(json).expect("lenient");
        let rows: Vec<_> = rows.into_iter().map(summary).collect();
        assert_eq!((rows[0].id.as_str(), rows[0].state), ("ab", ContainerState::Unknown));
    }

    #[test]
    fn a_row_of_docker_20_10() {
        let json = r#"{"Id":"ab","Names":["/web"],"Image":"nginx","ImageID":"sha256:1","Command":"nginx -g",
            "Created":1700000000,"Ports":[{"IP":"::","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},
            {"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"PrivatePort":443,"Type":"tcp"}],
            "Labels":{"a":"b"},"State":"running","Status":"Up 3 hours","HostConfig":{"NetworkMode":"default"},
            "NetworkSettings":{"Networks":{"bridge":{"IPAddress":"172.17.0.2"}}},
            "Mounts":[{"Type":"volume","Name":"data","Source":"","Destination":"/d","Driver":"local","RW":true}]}"#;
        let row = summary(serde_json::from_str(json).expect("valid"));
        assert_eq!((row.name.as_str(), row.networks), ("web", vec!["bridge".to_owned()]));
        let shown: Vec<_> =
            row.ports.iter().map(|p| (p.container_port, p.host_ip.as_str(), p.host_port)).collect();
        assert_eq!(shown, [(80, "0.0.0.0", Some(8080)), (80, "::", Some(8080)), (443, "", None)]);
        assert_eq!((row.mounts[0].source.as_str(), row.mounts[0].anonymous), ("data", false));
    }
}

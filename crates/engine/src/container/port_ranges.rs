//! The published ports of containers, from Podman's own list.
//!
//! Podman joins ports that follow each other into ranges, and its Docker-like list tells only the first of each.

use std::collections::HashMap;

use serde::Deserialize;

use crate::connection::SHORT;
use crate::model::container::PortBinding;
use crate::wire::{or_default, protocol};
use crate::{Engine, EngineError};

impl Engine {
    /// Returns the ports of containers by id; `query` is the one of the list they belong to.
    pub(super) async fn port_ranges(
        &self,
        query: &str,
    ) -> Result<HashMap<String, Vec<PortBinding>>, EngineError> {
        let path = format!("/libpod/containers/json?{query}");
        let rows: Option<Vec<Row>> = self.raw().get(&path, "list containers", SHORT).await?;
        Ok(rows.unwrap_or_default().into_iter().map(|row| (row.id, ports(&row.ports))).collect())
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Row {
    id: String,
    #[serde(deserialize_with = "or_default")]
    ports: Vec<Range>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Range {
    host_ip: String,
    container_port: u16,
    host_port: u16,
    /// How many ports, counted from these two.
    range: u16,
    protocol: String,
}

fn ports(ranges: &[Range]) -> Vec<PortBinding> {
    let mut ports: Vec<_> = ranges.iter().flat_map(bindings).collect();
    ports.sort();
    ports.dedup();
    ports
}

/// A range with several protocols prints them as `tcp,udp`.
fn bindings(range: &Range) -> Vec<PortBinding> {
    let offsets = 0..range.range.max(1);
    let all = offsets.flat_map(|offset| range.protocol.split(',').map(move |name| (offset, name)));
    let binding = |(offset, name): (u16, &str)| {
        Some(PortBinding {
            container_port: range.container_port.checked_add(offset)?,
            protocol: protocol(name)?,
            host_ip: if range.host_ip.is_empty() { "0.0.0.0".to_owned() } else { range.host_ip.clone() },
            host_port: range.host_port.checked_add(offset).filter(|port| *port != 0),
        })
    };
    all.filter_map(binding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_all_of_its_ports() {
        let json = r#"[{"Id":"a","Ports":[{"host_ip":"","container_port":80,"host_port":8080,"range":2,"protocol":"tcp"},
            {"host_ip":"::1","container_port":65535,"host_port":1,"range":9,"protocol":"udp"}]},{"Id":"b","Ports":null}]"#;
        let rows: Vec<Row> = serde_json::from_str(json).expect("valid");
        let shown: Vec<_> = rows
            .into_iter()
            .flat_map(|row| ports(&row.ports))
            .map(|port| (port.container_port, port.host_ip, port.host_port))
            .collect();
        let any = || "0.0.0.0".to_owned();
        assert_eq!(
            shown,
            [(80, any(), Some(8080)), (81, any(), Some(8081)), (65535, "::1".to_owned(), Some(1))]
        );
    }
}

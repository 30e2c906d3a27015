//! The picture as rows for the screen.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use engine::model::container::{ContainerState, ContainerSummary, Health, PortBinding, Protocol, RunState};
use engine::model::image::{ImageDetail, ImageSummary};
use engine::model::system::{Network, Volume};
use jiff::Timestamp;

use super::{Inventory, Known, Picture};
use crate::wire;

/// Labels that Compose puts on what it makes; `podman-compose` writes its own as well.
const PROJECT: [&str; 2] = ["com.docker.compose.project", "io.podman.compose.project"];
const SERVICE: [&str; 2] = ["com.docker.compose.service", "io.podman.compose.service"];
/// Ports that speak something a browser does not.
const NOT_WEB: [u16; 18] =
    [21, 22, 23, 25, 53, 110, 143, 389, 1433, 1521, 3306, 5432, 5671, 5672, 6379, 11211, 27017, 33060];

impl Inventory {
    /// Lists containers by name.
    pub(crate) fn container_rows(&self, host: &str) -> Vec<wire::ContainerRow> {
        let picture = self.picture();
        // A container that is made for a look never runs, and is gone in a moment.
        let shown =
            picture.containers.values().filter(|known| !crate::inside::is_ours(&known.summary.labels));
        let mut rows: Vec<_> = shown.map(|known| row(&picture, known, host)).collect();
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        rows
    }

    /// Returns the row of one container.
    pub(crate) fn container_row(&self, id: &str, host: &str) -> Option<wire::ContainerRow> {
        let picture = self.picture();
        picture.containers.get(id).map(|known| row(&picture, known, host))
    }

    /// Lists images, newest first.
    pub(crate) fn image_rows(&self) -> Vec<wire::ImageRow> {
        let picture = self.picture();
        let mut images: Vec<&ImageSummary> = picture.images.iter().collect();
        images.sort_by(|a, b| b.created.cmp(&a.created).then_with(|| a.id.cmp(&b.id)));
        let users = users(&picture);
        images.into_iter().map(|image| image_row(&picture, &users, image)).collect()
    }

    /// Lists volumes by name.
    pub(crate) fn volume_rows(&self) -> Vec<wire::VolumeRow> {
        let picture = self.picture();
        let mut rows: Vec<_> = picture.volumes.iter().map(|volume| volume_row(&picture, volume)).collect();
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        rows
    }

    /// Lists networks by name.
    pub(crate) fn network_rows(&self) -> Vec<wire::NetworkRow> {
        let picture = self.picture();
        let mut rows: Vec<_> =
            picture.networks.iter().map(|network| network_row(&picture, network)).collect();
        rows.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        rows
    }
}

fn row(picture: &Picture, Known { summary, facts }: &Known, host: &str) -> wire::ContainerRow {
    let run = facts.as_ref().map(|facts| &facts.run);
    let ended =
        matches!(summary.state, ContainerState::Exited | ContainerState::Dead | ContainerState::Restarting);
    let label = |names: &[&str]| names.iter().find_map(|name| summary.labels.get(*name).cloned());
    wire::ContainerRow {
        id: summary.id.clone(),
        name: summary.name.clone(),
        image: image_name(picture, summary, facts.as_ref().map(|facts| facts.image.as_str())),
        image_id: summary.image_id.clone(),
        state: state(summary.state),
        health: run.and_then(|run| run.health.as_ref()).map(|report| health(report.health)),
        end: run.and_then(crate::doctor::end_kind),
        exit_code: run.filter(|_| ended).map(|run| run.exit_code),
        since: run.and_then(since).or(summary.created).map(|at| at.to_string()),
        created: summary.created.map(|at| at.to_string()),
        restarts: run.map(|run| run.restarts),
        command: summary.command.clone(),
        ports: ports(&summary.ports, host),
        project: label(&PROJECT),
        service: label(&SERVICE),
        auto_remove: facts.as_ref().is_some_and(|facts| facts.auto_remove),
        pending: picture.pending.get(&summary.id).map(|(_, pending)| *pending),
    }
}

/// Names the image the way a user would: what it was made from, else any name it has now, else its short id.
fn image_name(picture: &Picture, summary: &ContainerSummary, made_from: Option<&str>) -> String {
    let is_id = |name: &str| name.starts_with("sha256:") || summary.image_id.ends_with(name);
    if let Some(name) = made_from.into_iter().chain([summary.image.as_str()]).find(|name| !is_id(name)) {
        return oci::familiar(name);
    }
    let image = picture.images.iter().find(|image| image.id == summary.image_id);
    let named = image.and_then(|image| image.repo_tags.first());
    named.map_or_else(|| short_id(&summary.image_id), |name| oci::familiar(name))
}

/// Returns the twelve digits people know an id by.
pub(crate) fn short_id(id: &str) -> String {
    id.trim_start_matches("sha256:").chars().take(12).collect()
}

fn since(run: &RunState) -> Option<Timestamp> {
    match run.state {
        ContainerState::Running | ContainerState::Paused => run.started,
        ContainerState::Exited | ContainerState::Dead | ContainerState::Restarting => run.finished,
        _ => None,
    }
}

pub(crate) fn state(state: ContainerState) -> wire::ContainerState {
    match state {
        ContainerState::Created => wire::ContainerState::Created,
        ContainerState::Running => wire::ContainerState::Running,
        ContainerState::Paused => wire::ContainerState::Paused,
        ContainerState::Restarting => wire::ContainerState::Restarting,
        ContainerState::Removing => wire::ContainerState::Removing,
        ContainerState::Exited => wire::ContainerState::Exited,
        ContainerState::Dead => wire::ContainerState::Dead,
        ContainerState::Unknown => wire::ContainerState::Unknown,
    }
}

fn health(health: Health) -> wire::Health {
    match health {
        Health::Starting => wire::Health::Starting,
        Health::Healthy => wire::Health::Healthy,
        Health::Unhealthy => wire::Health::Unhealthy,
    }
}

/// Turns bindings into ports; IPv4 and IPv6 bindings of the same port are one to a reader.
pub(crate) fn ports(bindings: &[PortBinding], host: &str) -> Vec<wire::PortView> {
    let mut seen = BTreeSet::new();
    let new =
        |binding: &&PortBinding| seen.insert((binding.container_port, binding.protocol, binding.host_port));
    bindings.iter().filter(new).map(|binding| port(binding, host)).collect()
}

fn port(binding: &PortBinding, host: &str) -> wire::PortView {
    let PortBinding { container_port, protocol, host_ip, host_port } = binding;
    let web = *protocol == Protocol::Tcp && !NOT_WEB.contains(container_port);
    let scheme = if matches!(container_port, 443 | 8443 | 9443) { "https" } else { "http" };
    wire::PortView {
        container_port: *container_port,
        protocol: protocol.name().to_owned(),
        host_port: *host_port,
        host_ip: host_ip.clone(),
        url: host_port
            .filter(|_| web)
            .and_then(|port| Some(format!("{scheme}://{}:{port}", reached_at(host_ip, host)?))),
    }
}

/// Returns the host part that leads to a binding. One on a loopback address of another computer cannot be reached.
fn reached_at(host_ip: &str, host: &str) -> Option<String> {
    const USUAL: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    match host_ip.parse::<IpAddr>() {
        Ok(ip) if ip.is_loopback() && host != "localhost" => None,
        Ok(ip) if ip.is_unspecified() || USUAL.contains(&ip) => Some(host.to_owned()),
        Ok(IpAddr::V6(ip)) => Some(format!("[{ip}]")),
        Ok(ip) => Some(ip.to_string()),
        Err(_) => Some(host.to_owned()),
    }
}

fn image_row(
    picture: &Picture,
    users: &HashMap<&str, Vec<wire::ImageUser>>,
    image: &ImageSummary,
) -> wire::ImageRow {
    let ImageSummary { id, repo_tags, repo_digests, created, size, labels: _ } = image;
    let names: Vec<String> = repo_tags.iter().map(|name| oci::familiar(name)).collect();
    wire::ImageRow {
        id: id.clone(),
        dangling: names.is_empty(),
        names,
        digests: repo_digests.clone(),
        size: *size,
        created: created.map(|at| at.to_string()),
        platform: picture.platforms.get(id).cloned(),
        used_by: users.get(id.as_str()).cloned().unwrap_or_default(),
    }
}

/// Gathers the containers by the image they were made from, once for the whole list.
fn users(picture: &Picture) -> HashMap<&str, Vec<wire::ImageUser>> {
    let mut users: HashMap<&str, Vec<wire::ImageUser>> = HashMap::new();
    for Known { summary: one, .. } in picture.containers.values() {
        let running = matches!(
            one.state,
            ContainerState::Running | ContainerState::Paused | ContainerState::Restarting
        );
        let user = wire::ImageUser { id: one.id.clone(), name: one.name.clone(), running };
        users.entry(&one.image_id).or_default().push(user);
    }
    users
}

/// Prints a platform as the image-spec writes it: `linux/arm/v7`.
pub(crate) fn platform(detail: &ImageDetail) -> String {
    let ImageDetail { os, architecture, variant, .. } = detail;
    if variant.is_empty() { format!("{os}/{architecture}") } else { format!("{os}/{architecture}/{variant}") }
}

fn volume_row(picture: &Picture, volume: &Volume) -> wire::VolumeRow {
    let Volume { name, driver, mountpoint, created, labels: _, anonymous } = volume;
    let mounts = |one: &&ContainerSummary| one.mounts.iter().any(|mount| mount.source == *name);
    wire::VolumeRow {
        name: name.clone(),
        driver: driver.clone(),
        mountpoint: mountpoint.clone(),
        created: created.map(|at| at.to_string()),
        anonymous: *anonymous,
        used_by: names_where(picture, mounts),
    }
}

fn network_row(picture: &Picture, network: &Network) -> wire::NetworkRow {
    let Network { id, name, driver, scope: _, internal, subnets, created, labels: _ } = network;
    let on = |one: &&ContainerSummary| one.networks.contains(name);
    wire::NetworkRow {
        id: id.clone(),
        name: name.clone(),
        driver: driver.clone(),
        internal: *internal,
        subnets: subnets.clone(),
        created: created.map(|at| at.to_string()),
        used_by: names_where(picture, on),
    }
}

fn names_where(picture: &Picture, test: impl Fn(&&ContainerSummary) -> bool) -> Vec<String> {
    picture.containers.values().map(|known| &known.summary).filter(test).map(|one| one.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_where_the_port_is_bound() {
        let table = [
            ("", "localhost", Some("localhost")),
            ("0.0.0.0", "build.example", Some("build.example")),
            ("::", "localhost", Some("localhost")),
            ("127.0.0.1", "localhost", Some("localhost")),
            ("127.0.0.2", "localhost", Some("127.0.0.2")),
            ("127.0.0.1", "build.example", None),
            ("192.168.1.5", "localhost", Some("192.168.1.5")),
            ("fd00::1", "localhost", Some("[fd00::1]")),
            ("evil/@", "localhost", Some("localhost")),
        ];
        for (host_ip, host, expected) in table {
            assert_eq!(reached_at(host_ip, host).as_deref(), expected, "{host_ip} on {host}");
        }
    }
}

//! What is not an error and may surprise.

use engine::model::container::{ContainerDetail, ContainerState, Health, MountKind};
use engine::model::image::ImageDetail;

use super::{problem, text};
use crate::wire::Problem;

/// Says what may surprise about a container.
pub fn hints(detail: &ContainerDetail, image: Option<&ImageDetail>) -> Vec<Problem> {
    let health = health(detail);
    let ports = image.and_then(|image| ports(detail, image));
    health.into_iter().chain(ports).chain(anonymous_volumes(detail)).collect()
}

/// Compares the ports the app listens on with those that were opened.
fn ports(detail: &ContainerDetail, image: &ImageDetail) -> Option<Problem> {
    let network = detail.spec.network.as_deref().unwrap_or_default();
    if matches!(network, "host" | "none") || network.starts_with("container:") {
        return None;
    }
    let exposed = &image.config.exposed_ports;
    let (inside, _) = exposed.first()?;
    let opened =
        || detail.spec.ports.iter().chain(detail.ports.iter().filter(|port| port.host_port.is_some()));
    let inside = inside.to_string();
    let Some(first) = opened().next() else {
        return Some(problem("hint.nothingPublished", [named(detail), ("inside", inside)]));
    };
    if opened().any(|port| exposed.contains(&(port.container_port, port.protocol))) {
        return None;
    }
    let opened_port = first.container_port.to_string();
    let bound = detail.ports.iter().find(|port| port.container_port == first.container_port);
    let host =
        bound.and_then(|port| port.host_port).or(first.host_port).map_or_else(String::new, |p| p.to_string());
    let facts = [named(detail), ("inside", inside), ("opened", opened_port), ("host", host)];
    Some(problem("hint.wrongPort", facts))
}

/// Names the paths whose data nobody would find again.
fn anonymous_volumes(detail: &ContainerDetail) -> Option<Problem> {
    let paths: Vec<&str> = detail
        .mounts
        .iter()
        .filter(|mount| mount.kind == MountKind::Volume && mount.anonymous)
        .map(|mount| mount.destination.as_str())
        .collect();
    let facts = [named(detail), ("paths", paths.join(", "))];
    (!paths.is_empty()).then(|| problem("hint.anonymousVolume", facts))
}

fn named(detail: &ContainerDetail) -> (&'static str, String) {
    ("container", detail.name.clone())
}

fn health(detail: &ContainerDetail) -> Option<Problem> {
    let report = detail.run.health.as_ref().filter(|_| detail.run.state == ContainerState::Running)?;
    let failures = report.failing_streak.to_string();
    let output = text::fact(&report.last_output);
    match report.health {
        Health::Healthy => None,
        Health::Starting => Some(problem("hint.healthStarting", [named(detail)])),
        Health::Unhealthy if output.is_empty() => {
            Some(problem("hint.unhealthySilently", [named(detail), ("failures", failures)]))
        }
        Health::Unhealthy => {
            let told = problem("hint.unhealthy", [named(detail), ("output", output)]);
            Some(Problem { raw: text::bounded(&report.last_output), ..told })
        }
    }
}

//! What a plan must say before the click.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compose::{is_under, label, leaves};
use super::config::signal;
use super::host::is_random;
use super::image_facts::strings;
use super::mount::{bind_target, clean};
use super::recreate::{ExplicitVolume, Sides};
use super::{PlanError, Warning, dependants};

/// So many paths are named; the rest is counted.
const SAMPLE: usize = 50;

/// Compares both sides.
pub(crate) fn of(
    sides: &Sides<'_>,
    body: &Value,
    explicit: &[ExplicitVolume],
    copies: &[String],
) -> Result<Vec<Warning>, PlanError> {
    let mut found = Vec::new();
    found.extend(write_layer(sides, copies));
    if !copies.is_empty() {
        found.push(Warning::ComposeInjectedFiles { paths: copies.to_vec() });
    }
    if !sides.wish.keep_ports {
        found.extend(random_ports(sides.container, body));
    }
    found.extend(image_changes(sides, body));
    found.extend(volumes(sides, body, explicit));
    found.extend(compose_edited(sides));
    found.extend(kill(sides.container));
    found.extend(engine_socket(sides.container));
    for dependant in
        dependants(sides.container, sides.around)?.into_iter().filter(|dependant| dependant.running)
    {
        found.push(Warning::DependantRestarts { name: dependant.name, recreated: dependant.recreate });
    }
    Ok(found)
}

fn write_layer(sides: &Sides<'_>, copies: &[String]) -> Option<Warning> {
    let layer = sides.around.write_layer.as_ref();
    let bytes = layer.and_then(|layer| layer.bytes);
    if sides.container["HostConfig"]["AutoRemove"] == true {
        return Some(Warning::WriteLayerLost { bytes });
    }
    let all = [layer?.added.as_slice(), layer?.changed.as_slice()].concat();
    let mut paths = leaves(&all, sides.container);
    paths.retain(|path| !copies.contains(path));
    let count = paths.len() as u64;
    paths.truncate(SAMPLE);
    (count > 0).then_some(Warning::WriteLayerLeftBehind { paths, count, bytes })
}

fn random_ports(container: &Value, body: &Value) -> Vec<Warning> {
    let actual = &container["NetworkSettings"]["Ports"];
    let host = &body["HostConfig"];
    let wanted = host["PortBindings"].as_object();
    let mut ports: BTreeSet<String> = BTreeSet::new();
    for (port, bindings) in wanted.into_iter().flatten() {
        if bindings.as_array().is_some_and(|list| list.is_empty() || list.iter().any(is_random)) {
            ports.insert(port.clone());
        }
    }
    if host["PublishAllPorts"] == true {
        let published = actual.as_object().into_iter().flatten().filter(|(_, actual)| actual.is_array());
        ports.extend(
            published.map(|(port, _)| port.clone()).filter(|port| host["PortBindings"].get(port).is_none()),
        );
    }
    let current = |port: &str| actual[port][0]["HostPort"].as_str().and_then(|number| number.parse().ok());
    ports.into_iter().map(|port| Warning::RandomPortChanges { current: current(&port), port }).collect()
}

fn image_changes(sides: &Sides<'_>, body: &Value) -> Vec<Warning> {
    let Sides { container, old, new, .. } = sides;
    let mut found = Vec::new();
    let user = |config: &Value| config["User"].as_str().unwrap_or_default().to_owned();
    let after = sides.after(body);
    let (before, now) = (user(&container["Config"]), user(&after));
    if before != now {
        found.push(Warning::UserChanges { old: before, new: now });
    }
    if let (Some(before), Some(now)) = (&old.platform, &new.platform)
        && before != now
    {
        found.push(Warning::PlatformChanges { old: before.to_string(), new: now.to_string() });
    }
    if let (Some(before), Some(now)) = (old.created, new.created)
        && now < before
    {
        let (old_created, new_created) = (before.as_second(), now.as_second());
        found.push(Warning::OlderBuild { old_created, new_created });
    }
    if is_checked(&container["Config"]["Healthcheck"]) && !is_checked(&after["Healthcheck"]) {
        found.push(Warning::HealthCheckDisappears);
    }
    found
}

fn is_checked(health: &Value) -> bool {
    strings(&health["Test"]).first().is_some_and(|word| word != "NONE")
}

fn volumes(sides: &Sides<'_>, body: &Value, explicit: &[ExplicitVolume]) -> Vec<Warning> {
    let declared = |config: &Value| {
        let keys = config["Volumes"].as_object().into_iter().flatten();
        keys.map(|(path, _)| clean(path)).collect::<BTreeSet<_>>()
    };
    let (before, now) = (declared(&sides.old.config), declared(&sides.new.config));
    let mounted = mounted(&body["HostConfig"]);
    let layer = sides.around.write_layer.as_ref();
    let has_files =
        |path: &str| layer.is_some_and(|l| l.added.iter().chain(&l.changed).any(|file| is_under(file, path)));
    let newly = now.difference(&before).filter(|path| !mounted.contains(*path));
    let newly =
        newly.map(|path| Warning::VolumeNewlyDeclared { path: path.clone(), has_files: has_files(path) });
    let no_longer = before
        .difference(&now)
        .filter(|path| explicit.iter().any(|volume| clean(&volume.destination) == **path));
    newly.chain(no_longer.map(|path| Warning::VolumeNoLongerDeclared { path: path.clone() })).collect()
}

fn mounted(host: &Value) -> BTreeSet<String> {
    let mounts = host["Mounts"].as_array().into_iter().flatten();
    let mut paths: BTreeSet<String> =
        mounts.filter_map(|mount| mount["Target"].as_str()).map(clean).collect();
    paths.extend(strings(&host["Binds"]).iter().filter_map(|bind| bind_target(bind)).map(clean));
    paths.extend(host["Tmpfs"].as_object().into_iter().flatten().map(|(target, _)| clean(target)));
    paths
}

fn compose_edited(sides: &Sides<'_>) -> Option<Warning> {
    let now = sides.around.compose_hash.as_deref()?;
    let made_from = label(sides.container, "com.docker.compose.config-hash")?;
    let project = label(sides.container, "com.docker.compose.project")?;
    (now != made_from).then(|| Warning::ComposeFileEdited { project: project.to_owned() })
}

fn kill(container: &Value) -> Option<Warning> {
    let config = &container["Config"];
    let timeout = config["StopTimeout"].as_i64();
    let signal = signal(config["StopSignal"].as_str().unwrap_or_default());
    let may_be = signal == "KILL" || timeout == Some(0);
    (may_be && container["State"]["Running"] == true)
        .then(|| Warning::StopMayBeKill { signal: format!("SIG{signal}"), timeout })
}

fn engine_socket(container: &Value) -> Option<Warning> {
    let mounts = container["Mounts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_socket = |mount: &Value| {
        let name = mount["Source"].as_str().and_then(|source| source.rsplit('/').next());
        matches!(name, Some("docker.sock" | "podman.sock"))
    };
    mounts.iter().any(is_socket).then_some(Warning::HoldsEngineSocket)
}

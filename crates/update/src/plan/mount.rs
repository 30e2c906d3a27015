//! Volumes without a name get theirs written down, so that the successor has the same data.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::image_facts::strings;
use super::recreate::ExplicitVolume;
use super::{Around, Warning};

/// What becomes of a container's mounts.
#[derive(Debug, Default)]
pub(crate) struct Mounts {
    /// Volumes that are mounted by name from now on.
    pub(crate) explicit: Vec<ExplicitVolume>,
    /// What was found on the way.
    pub(crate) warnings: Vec<Warning>,
}

/// Writes real volume names into a `HostConfig`, and drops sources of volumes that are gone.
pub(crate) fn settle(container: &Value, host: &mut Map<String, Value>, around: &Around) -> Mounts {
    let mut found = Mounts::default();
    let from_others = volumes_from(host, around, &mut found);
    let mut mounts = host.get("Mounts").and_then(Value::as_array).cloned().unwrap_or_default();
    for mount in mounts.iter_mut().filter(|mount| is_nameless(mount)) {
        if let Some(volume) =
            volumes(container).find(|volume| same_path(volume, "Destination", &mount["Target"]))
        {
            name_it(mount, volume);
            found.explicit.push(explicit(volume));
        }
    }
    drop_nameless_binds(host);
    let covered = covered(host, &mounts, from_others);
    for volume in volumes(container).filter(|volume| !covered.contains(&path(&volume["Destination"]))) {
        let mut mount = json!({"Type": "volume", "Target": volume["Destination"]});
        name_it(&mut mount, volume);
        if volume["RW"] == false {
            mount["ReadOnly"] = json!(true);
        }
        mounts.push(mount);
        found.explicit.push(explicit(volume));
    }
    if !mounts.is_empty() {
        host.insert("Mounts".into(), Value::Array(mounts));
    }
    found
}

/// Takes out binds that are only a path: nameless volumes, which get their names among the mounts.
fn drop_nameless_binds(host: &mut Map<String, Value>) {
    if let Some(binds) = host.get_mut("Binds").and_then(Value::as_array_mut) {
        binds.retain(|bind| bind.as_str().is_none_or(|bind| bind_target(bind).is_some()));
    }
}

/// Keeps the containers that volumes are taken from while they exist, and returns where those have mounts.
fn volumes_from(host: &mut Map<String, Value>, around: &Around, found: &mut Mounts) -> BTreeSet<String> {
    let sources = host.get("VolumesFrom").map(strings).unwrap_or_default();
    let mut kept = Vec::new();
    let mut paths = BTreeSet::new();
    for source in &sources {
        let name = source.split(':').next().unwrap_or_default();
        match around.neighbours.iter().find(|neighbour| neighbour.is_called(name)) {
            Some(neighbour) => {
                kept.push(source.clone());
                paths.extend(neighbour.mounts.iter().map(|mount| clean(mount)));
            }
            None => found.warnings.push(Warning::VolumesFromGone { source: name.to_owned() }),
        }
    }
    if kept.len() < sources.len() {
        host.insert("VolumesFrom".into(), json!(kept));
    }
    paths
}

/// Paths that the settings already speak of.
fn covered(host: &Map<String, Value>, mounts: &[Value], from_others: BTreeSet<String>) -> BTreeSet<String> {
    let mut paths = from_others;
    let binds = host.get("Binds").map(strings).unwrap_or_default();
    paths.extend(binds.iter().filter_map(|bind| bind_target(bind)).map(clean));
    paths.extend(mounts.iter().map(|mount| path(&mount["Target"])));
    let tmpfs = host.get("Tmpfs").and_then(Value::as_object).into_iter().flatten();
    paths.extend(tmpfs.map(|(target, _)| clean(target)));
    paths
}

/// `/c` of `source:/c:ro`; a Windows source has a colon of its own.
pub(crate) fn bind_target(bind: &str) -> Option<&str> {
    let mut parts = bind.split(':');
    let first = parts.next()?;
    let is_drive = first.len() == 1 && first.chars().all(|letter| letter.is_ascii_alphabetic());
    if is_drive { parts.nth(1) } else { parts.next() }
}

fn volumes(container: &Value) -> impl Iterator<Item = &Value> {
    let mounts = container["Mounts"].as_array().map(Vec::as_slice).unwrap_or_default();
    mounts.iter().filter(|m| m["Type"] == "volume" && m["Name"].as_str().is_some_and(|name| !name.is_empty()))
}

fn is_nameless(mount: &Value) -> bool {
    mount["Type"] == "volume" && mount["Source"].as_str().unwrap_or_default().is_empty()
}

/// The volume has its content: nothing of the new image is to be copied into it.
fn name_it(mount: &mut Value, volume: &Value) {
    mount["Source"] = volume["Name"].clone();
    if !mount["VolumeOptions"].is_object() {
        mount["VolumeOptions"] = json!({});
    }
    mount["VolumeOptions"]["NoCopy"] = json!(true);
}

fn explicit(volume: &Value) -> ExplicitVolume {
    let text = |key: &str| volume[key].as_str().unwrap_or_default().to_owned();
    ExplicitVolume { name: text("Name"), destination: text("Destination") }
}

fn same_path(volume: &Value, key: &str, other: &Value) -> bool {
    path(&volume[key]) == path(other)
}

fn path(value: &Value) -> String {
    clean(value.as_str().unwrap_or_default())
}

/// Without the slash at the end, which people write and engines drop.
pub(crate) fn clean(path: &str) -> String {
    let cut = path.trim_end_matches('/');
    if cut.is_empty() { path } else { cut }.to_owned()
}

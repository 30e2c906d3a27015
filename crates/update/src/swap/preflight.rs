//! What must be so before anything is stopped (UPDATES.md 6.2, step 2).

use std::path::Path;

use engine::{Endpoint, Engine};
use serde_json::Value;

use super::SwapFailure;
use crate::journal::{Member, Was};
use crate::plan::{Around, NetworkName};

/// Least room wanted on the engine's disk; and most, because a tenth of a large disk is more than a swap ever needs.
const ROOM: std::ops::RangeInclusive<u64> = (1 << 30)..=(5 << 30);

/// Refuses a swap whose way back is not open.
pub(crate) async fn check(engine: &Engine, member: &Member, around: &Around) -> Result<(), SwapFailure> {
    room(engine)?;
    if member.was != Was::Stopped {
        way_back(engine, member, around).await?;
    }
    Ok(())
}

/// A full disk keeps even the old container from starting again (M16).
fn room(engine: &Engine) -> Result<(), SwapFailure> {
    let path = &engine.info().root_dir;
    if !is_here(engine) {
        return Ok(());
    }
    let Some((free, size)) = space(Path::new(path)) else { return Ok(()) };
    let needed = (size / 10).clamp(*ROOM.start(), *ROOM.end());
    if free >= needed {
        return Ok(());
    }
    Err(SwapFailure::NoSpace { free, needed, path: path.clone() })
}

/// Says whether the engine's files are this machine's.
pub(crate) fn is_here(engine: &Engine) -> bool {
    matches!(engine.endpoint(), Endpoint::Unix(_)) && Path::new(&engine.info().root_dir).is_dir()
}

/// Free bytes and size of the disk that holds a path.
#[cfg(unix)]
pub(crate) fn space(path: &Path) -> Option<(u64, u64)> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some((disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize)))
}

/// Not known here.
#[cfg(not(unix))]
pub(crate) fn space(_path: &Path) -> Option<(u64, u64)> {
    None
}

/// A running container does not prove that it could start again: what it needs may have gone since.
async fn way_back(engine: &Engine, member: &Member, around: &Around) -> Result<(), SwapFailure> {
    let no_way = |why: String| SwapFailure::NoWayBack { name: member.name.clone(), why };
    let host = &member.inspect["HostConfig"];
    for mode in ["NetworkMode", "IpcMode", "PidMode"] {
        let Some(other) = host[mode].as_str().and_then(|mode| mode.strip_prefix("container:")) else {
            continue;
        };
        let there =
            around.neighbours.iter().find(|neighbour| neighbour.name == other || neighbour.id == other);
        if !there.is_some_and(|neighbour| neighbour.running) {
            return Err(no_way(format!("container {other}, whose namespace it shares, does not run")));
        }
    }
    for (name, endpoint) in member.inspect["NetworkSettings"]["Networks"].as_object().into_iter().flatten() {
        let id = endpoint["NetworkID"].as_str().unwrap_or_default();
        // Podman has the name in place of the id.
        let is_it = |network: &NetworkName| network.id == id || network.name == *name;
        let known = around.networks.iter().any(is_it);
        if !known && !around.networks.is_empty() && !is_builtin(name) {
            return Err(no_way(format!("network {name} is gone")));
        }
    }
    match missing_bind(engine, host) {
        Some(path) => Err(no_way(format!("{path} on this machine is gone"))),
        None => Ok(()),
    }
}

fn is_builtin(network: &str) -> bool {
    matches!(network, "host" | "none" | "bridge" | "podman")
}

/// A folder or file of this machine that is mounted and no longer there. The older `Binds` would come back empty.
fn missing_bind(engine: &Engine, host: &Value) -> Option<String> {
    if !is_here(engine) {
        return None;
    }
    let mounts = host["Mounts"].as_array()?.iter().filter(|mount| mount["Type"] == "bind");
    let sources = mounts.filter_map(|mount| mount["Source"].as_str());
    sources.filter(|path| !Path::new(path).exists()).map(str::to_owned).next()
}

//! A plan's warnings as problems the faces have words for.

use update::plan::Warning;

use super::preview::is_told_apart;
use crate::doctor;
use crate::wire::Problem;

/// Puts a warning into words; none for what is told in another way.
pub(super) fn problem(warning: &Warning) -> Option<Problem> {
    if is_told_apart(warning) {
        return None;
    }
    let told = match warning {
        Warning::WriteLayerLeftBehind { count, bytes, .. } => doctor::problem(
            "update.warn.writtenFiles",
            [("count", count.to_string()), ("size", bytes.map(size).unwrap_or_default())],
        ),
        Warning::WriteLayerLost { .. } => doctor::problem("update.warn.removesItself", []),
        Warning::ComposeInjectedFiles { .. } => doctor::problem("update.warn.composeFiles", []),
        Warning::RandomPortChanges { port, current } => {
            let port = current.map_or_else(|| port.clone(), |number| number.to_string());
            doctor::problem("update.warn.portChanges", [("port", port)])
        }
        Warning::UserChanges { old, new } => {
            doctor::problem("update.warn.userChanges", [("old", user(old)), ("new", user(new))])
        }
        Warning::VolumeNewlyDeclared { path, .. } => {
            doctor::problem("update.warn.volumeAdded", [("path", path.clone())])
        }
        Warning::VolumeNoLongerDeclared { path } => {
            doctor::problem("update.warn.volumeRemoved", [("path", path.clone())])
        }
        Warning::PlatformChanges { old, new } => {
            doctor::problem("update.warn.architectureChanges", [("old", old.clone()), ("new", new.clone())])
        }
        Warning::HealthCheckDisappears => doctor::problem("update.warn.healthcheckGone", []),
        Warning::OlderBuild { new_created, .. } => {
            let at = jiff::Timestamp::from_second(*new_created).map(|at| at.to_string()).unwrap_or_default();
            doctor::problem("update.warn.olderBuild", [("created", at)])
        }
        Warning::SecondaryMacUnknown { network, .. } => {
            doctor::problem("update.warn.macUnknown", [("network", network.clone())])
        }
        Warning::StaticIpAssumed { network, address } => doctor::problem(
            "update.warn.addressAssumed",
            [("address", address.clone()), ("network", network.clone())],
        ),
        Warning::ComposeFileEdited { project, .. } => {
            doctor::problem("update.warn.composeEdited", [("project", project.clone())])
        }
        Warning::StopMayBeKill { signal, .. } => {
            doctor::problem("update.warn.stopIsKill", [("signal", signal.clone())])
        }
        Warning::NetworkReattached { network } => {
            doctor::problem("update.warn.networkReattached", [("network", network.clone())])
        }
        Warning::VolumesFromGone { source } => {
            doctor::problem("update.warn.volumesFromGone", [("container", source.clone())])
        }
        Warning::HoldsEngineSocket => doctor::problem("update.warn.socket", []),
        other => doctor::problem("update.warn.other", [("reason", format!("{other:?}"))]),
    };
    Some(told)
}

fn user(name: &str) -> String {
    if name.is_empty() { "root".to_owned() } else { name.to_owned() }
}

pub(super) fn size(bytes: u64) -> String {
    const STEPS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match STEPS.iter().find(|(step, _)| bytes >= *step) {
        Some((step, unit)) => format!("{} {unit}", bytes / step),
        None => format!("{bytes} B"),
    }
}

//! A preview as the wire has it.

use serde_json::Value;
use update::plan::{Owner, PlanError, SettingChange, Warning, What};
use update::preview::{Preview, PreviewError, Side};
use update::status::Managed;

use super::warning;
use crate::doctor;
use crate::wire::{self, ImageSide, NewerTags, Problem, SettingOwner, UpdateKind};

/// What the preview itself does not know.
#[derive(Debug)]
pub(crate) struct Surroundings {
    pub(crate) running: bool,
    pub(crate) new_tag: bool,
    pub(crate) newer: NewerTags,
    pub(crate) settings: wire::UpdateSettings,
    pub(crate) has_health_check: bool,
    /// Volumes with their size, when the engine tells.
    pub(crate) volumes: Vec<(String, Option<u64>)>,
    pub(crate) left_behind: wire::ChangeSummary,
    /// Who else updates containers here.
    pub(crate) watcher: Option<String>,
    pub(crate) command: String,
}

/// Puts a preview into the wire's words.
pub(crate) fn preview_view(preview: Preview, around: Surroundings) -> wire::UpdatePreview {
    let kind = kind(&preview, around.new_tag);
    let (kept, changes): (Vec<_>, Vec<_>) = preview.changes.iter().partition(|one| one.what == What::Kept);
    let mut warnings: Vec<Problem> = preview.warnings.iter().filter_map(warning::problem).collect();
    let database = preview.database.as_ref().is_some_and(|database| database.may_migrate);
    if database {
        warnings
            .insert(0, doctor::problem("update.warn.database", [("image", preview.new.reference.clone())]));
    }
    warnings.extend(dependants(&preview));
    warnings.extend(around.watcher.map(|name| doctor::problem("update.warn.watcher", [("container", name)])));
    wire::UpdatePreview {
        running: around.running,
        newer: around.newer,
        download: (!preview.download.already_here).then(|| download(&preview)),
        changes: changes.into_iter().map(change).collect(),
        kept: kept.into_iter().filter(|one| one.owner == Owner::User).map(change).collect(),
        warnings,
        blocked: preview.managed.as_ref().and_then(|by| blocked(by, around.new_tag)),
        restarts: preview.dependants.iter().map(|one| one.name.clone()).collect(),
        pause_seconds: pause(&preview),
        notes: preview.notes.map(|notes| wire::NotesLink { url: notes.url, host: notes.host }),
        managed: preview.managed.map(crate::freshness::managed_view),
        backup: backup(around.volumes, database),
        gate_seconds: (!around.has_health_check).then_some(around.settings.gate_seconds),
        keep_hours: around.settings.keep_hours,
        left_behind: around.left_behind,
        command: around.command,
        from: side(&preview.old),
        to: side(&preview.new),
        id: preview.id,
        name: preview.name,
        kind,
    }
}

fn kind(preview: &Preview, new_tag: bool) -> UpdateKind {
    if preview.same_image {
        UpdateKind::Nothing
    } else if new_tag {
        UpdateKind::NewTag
    } else if preview.download.already_here {
        UpdateKind::AlreadyHere
    } else {
        UpdateKind::SameTag
    }
}

/// Half of what a stop may take is a fair guess: most programs stop when asked.
fn pause(preview: &Preview) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a pause")]
    let swap = preview.outage.swap as f64 / 1000.0;
    if preview.outage.stop_limit == 0 { swap } else { swap + 0.5 }
}

fn dependants(preview: &Preview) -> Option<Problem> {
    let names: Vec<&str> = preview.dependants.iter().map(|one| one.name.as_str()).collect();
    (!names.is_empty()).then(|| doctor::problem("update.warn.dependants", [("containers", names.join(", "))]))
}

fn download(preview: &Preview) -> wire::Download {
    let download = &preview.download;
    let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    wire::Download {
        bytes: download.bytes,
        total_bytes: download.bytes_total,
        layers: small(download.layers_total),
        layers_here: small(download.layers_shared),
    }
}

fn backup(volumes: Vec<(String, Option<u64>)>, advised: bool) -> wire::BackupOffer {
    let bytes = volumes.iter().map(|(_, bytes)| *bytes).sum::<Option<u64>>();
    let volumes: Vec<String> = volumes.into_iter().map(|(name, _)| name).collect();
    wire::BackupOffer { advised: advised && !volumes.is_empty(), volumes, bytes }
}

pub(crate) fn side(side: &Side) -> ImageSide {
    ImageSide {
        reference: oci::familiar(&side.reference),
        digest: side.digest.clone().or_else(|| side.id.clone()).unwrap_or_default(),
        created: side.created.map(|at| at.to_string()),
        version: side.version.clone(),
        revision: side.revision.clone(),
        platform: side.platform.clone(),
    }
}

fn change(change: &SettingChange) -> wire::SettingChange {
    wire::SettingChange {
        field: field(&change.field),
        key: change.key.clone(),
        owner: match change.owner {
            Owner::User => SettingOwner::User,
            Owner::ImageDefault => SettingOwner::Image,
            Owner::Ambiguous => SettingOwner::Ambiguous,
        },
        old: change.old.as_ref().map(told),
        new: change.new.as_ref().map(told),
        secret: change.secret_like,
    }
}

/// The engine's field names in the words the faces know; an unknown one keeps the engine's.
fn field(name: &str) -> String {
    const WORDS: [(&str, &str); 15] = [
        ("Env", "env"),
        ("Cmd", "command"),
        ("Entrypoint", "entrypoint"),
        ("WorkingDir", "workingDir"),
        ("User", "user"),
        ("ExposedPorts", "ports"),
        ("HostConfig.PortBindings", "publishedPorts"),
        ("Volumes", "volumes"),
        ("HostConfig.Mounts", "mounts"),
        ("HostConfig.Binds", "mounts"),
        ("Healthcheck", "healthcheck"),
        ("StopSignal", "stopSignal"),
        ("Labels", "labels"),
        ("Networks", "network"),
        ("HostConfig.RestartPolicy", "restart"),
    ];
    let word = WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word);
    word.unwrap_or(name.trim_start_matches("HostConfig.")).to_owned()
}

/// A value as a line: text as it is, a list of texts as words, anything else as JSON.
fn told(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

/// Who keeps a container from being updated here, and what helps.
pub(crate) fn blocked(managed: &Managed, new_tag: bool) -> Option<Problem> {
    match managed {
        Managed::Compose { project, .. } if new_tag => {
            Some(doctor::problem("update.blocked.composeTag", [("project", project.clone())]))
        }
        Managed::Compose { .. } | Managed::Swarm { .. } => None,
        Managed::Quadlet { unit } => {
            let command = ("command", format!("systemctl --user restart {unit}"));
            Some(doctor::problem("update.blocked.quadlet", [("unit", unit.clone()), command]))
        }
        Managed::PodInfra => Some(doctor::problem("update.blocked.podInfra", [])),
        Managed::Kube => Some(doctor::problem("update.blocked.kube", [])),
    }
}

/// Says why there is no preview.
pub(crate) fn preview_problem(error: &PreviewError, container: &str, image: &str) -> Problem {
    match error {
        PreviewError::Engine(error) => {
            doctor::diagnose(error, &doctor::Case::new(doctor::Operation::Other, container))
        }
        PreviewError::Registry(error) => doctor::registry_problem(error, image),
        PreviewError::Name(_) => doctor::problem("update.blocked.localOnly", [("image", image.to_owned())]),
        PreviewError::Plan(error) => plan_problem(error, image),
    }
}

/// Says why there is no plan.
pub(crate) fn plan_problem(error: &PlanError, image: &str) -> Problem {
    match error {
        PlanError::OldImageUnknown => {
            doctor::problem("update.blocked.oldImageUnknown", [("image", image.to_owned())])
        }
        PlanError::Cycle(name) => doctor::problem("update.blocked.cycle", [("containers", name.clone())]),
        other => doctor::problem("update.blocked.other", [("reason", other.to_string())]),
    }
}

/// Dependants are told once for all of them.
pub(super) fn is_told_apart(warning: &Warning) -> bool {
    matches!(warning, Warning::DependantRestarts { .. })
}

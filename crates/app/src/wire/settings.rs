//! What the user set.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Follow, ScanSettings};

/// Settings, whole. Unknown values of a newer version fall back to the default of that one field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct Settings {
    /// Colors.
    pub theme: Theme,
    /// Words.
    pub language: Language,
    /// Engine chosen by hand; none takes the best that answers.
    pub engine: Option<String>,
    /// The first-run path was finished or put away.
    pub first_run_done: bool,
    /// Sidebar shows icons only.
    pub sidebar_collapsed: bool,
    /// Checking and updating.
    pub updates: UpdateSettings,
    /// Looking into images.
    pub scan: ScanSettings,
}

/// How checking and updating go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct UpdateSettings {
    /// Hours between two checks of everything; none checks only when asked.
    pub check_every_hours: Option<u32>,
    /// A notification when a check finds something new.
    pub notify: bool,
    /// No check by the schedule, and so no notification, from this hour of the day …
    pub quiet_from: Option<u8>,
    /// … to this one.
    pub quiet_to: Option<u8>,
    /// Seconds a new container without a health check has to stay well, 0 to 600.
    pub gate_seconds: u32,
    /// Also wait until published ports answer.
    pub probe_ports: bool,
    /// Hours the old container is kept, up to 720.
    pub keep_hours: u32,
    /// Remove the old image with the old container when nothing else uses it.
    pub remove_old_images: bool,
    /// How far one click follows versions.
    pub follow: Follow,
    /// Updating all stops at the first failure.
    pub stop_on_failure: bool,
    /// Back volumes up before every update.
    pub backup_volumes: bool,
    /// Go back by itself when a new container keeps crashing within ten minutes.
    pub watch_after: bool,
}

impl Default for UpdateSettings {
    fn default() -> Self {
        Self {
            check_every_hours: Some(24),
            notify: true,
            quiet_from: None,
            quiet_to: None,
            gate_seconds: 10,
            probe_ports: true,
            keep_hours: 24,
            remove_old_images: false,
            follow: Follow::Minor,
            stop_on_failure: true,
            backup_volumes: false,
            watch_after: false,
        }
    }
}

/// Colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Language {
    /// As the system.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
}

/// Where things lie and which version this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct About {
    /// Version of the app.
    pub version: String,
    /// Folder that holds everything we keep.
    pub data_dir: String,
}

//! What the user set.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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

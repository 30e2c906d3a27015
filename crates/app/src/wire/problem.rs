//! What could not be done, why, and what helps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A problem the faces have words for. The words (what, why, help) are looked up by `code` in `crates/app/words/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Problem {
    /// `run.portTaken`, `engine.notRunning`, …
    pub code: String,
    /// What the words need: `port` → `8080`, `owner` → `blog`.
    pub facts: BTreeMap<String, String>,
    /// The engine's or system's own words, for the details; may be hostile text.
    pub raw: String,
    /// Up to three buttons, the most useful first.
    pub actions: Vec<ProblemAction>,
}

/// A button under a problem. `id` says what it does; `value` is what it does it to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProblemAction {
    /// Which action.
    pub id: ActionId,
    /// A port, a container, a reference, a path, a web address.
    pub value: Option<String>,
}

/// Everything a problem's button can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ActionId {
    /// Start the engine that is installed.
    StartEngine,
    /// Look for engines again.
    SearchEngines,
    /// Open the engine switcher.
    ChooseEngine,
    /// Explain in the help what an engine is and how to get one.
    ExplainEngine,
    /// Use this host port instead.
    UsePort,
    /// Show a container.
    ShowContainer,
    /// Start a container.
    StartContainer,
    /// Stop a container.
    StopContainer,
    /// Show a container's log.
    ShowLog,
    /// Use this name instead.
    UseName,
    /// Pull or run this reference instead.
    UseReference,
    /// Make the missing folder.
    CreateFolder,
    /// Use a named volume instead of a folder.
    UseVolume,
    /// Ask for this environment variable.
    SetVariable,
    /// Raise the memory limit.
    RaiseMemory,
    /// Do the same thing again.
    Retry,
    /// Show what takes the disk.
    ShowDisk,
    /// Stop, then remove.
    StopAndRemove,
    /// Give the program `sh` instead of what was asked.
    UseShell,
    /// Run with a terminal attached.
    RunWithTerminal,
    /// Sign in to this registry.
    SignIn,
    /// Ask the registries again.
    CheckAgain,
    /// Show what an update would change.
    PreviewUpdate,
    /// Keep the secret until the app ends.
    KeepForSession,
    /// Keep the secret in a file.
    KeepInFile,
    /// Update although the old image's defaults are not known.
    KeepAllSettings,
}

//! Other settings for the same container: an overlay on what the user set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What to set differently. A field left out stays as it is.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SettingsEdit {
    /// Variables to set.
    pub env_set: BTreeMap<String, String>,
    /// Variables to remove, those of the image as well.
    pub env_unset: Vec<String>,
    /// The published ports, all of them, as `HostConfig.PortBindings` has them.
    pub ports: Option<Value>,
    /// Restart policy: `Name` and `MaximumRetryCount`.
    pub restart: Option<Value>,
    /// Memory limit in bytes; 0 is none.
    pub memory: Option<u64>,
    /// Processors in thousand-millionths; 0 is no limit.
    pub nano_cpus: Option<u64>,
    /// Command; empty goes back to the image's.
    pub command: Option<Vec<String>>,
}

impl std::fmt::Debug for SettingsEdit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&String> = self.env_set.keys().collect();
        f.debug_struct("SettingsEdit").field("env_set", &names).finish_non_exhaustive()
    }
}

//! Other settings for the same container: an overlay on what the user set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::image_facts::strings;

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

impl SettingsEdit {
    /// Lays the changes over a create body. `image` is the config of the image it is for.
    pub(crate) fn apply(&self, body: &mut Map<String, Value>, container: &Value, image: &Value) {
        self.apply_env(body, image);
        if let Some(ports) = &self.ports {
            set_ports(body, container, ports);
        }
        match self.command.as_deref() {
            Some([]) => drop(body.remove("Cmd")),
            Some(words) => drop(body.insert("Cmd".into(), json!(words))),
            None => {}
        }
        if let Some(host) = body.get_mut("HostConfig").and_then(Value::as_object_mut) {
            self.apply_limits(host);
        }
    }

    fn apply_env(&self, body: &mut Map<String, Value>, image: &Value) {
        let mut entries = body.get("Env").map(strings).unwrap_or_default();
        let name = |entry: &str| entry.split('=').next().unwrap_or_default().to_owned();
        entries.retain(|entry| {
            let name = name(entry);
            !self.env_set.contains_key(&name) && !self.env_unset.contains(&name)
        });
        entries.extend(self.env_set.iter().map(|(name, value)| format!("{name}={value}")));
        // A name alone is how the image's own variable is taken away.
        let of_image: Vec<String> = strings(&image["Env"]).iter().map(|entry| name(entry)).collect();
        entries.extend(self.env_unset.iter().filter(|name| of_image.contains(name)).cloned());
        if entries.is_empty() {
            body.remove("Env");
        } else {
            body.insert("Env".into(), json!(entries));
        }
    }

    fn apply_limits(&self, host: &mut Map<String, Value>) {
        if let Some(policy) = &self.restart {
            host.insert("RestartPolicy".into(), policy.clone());
        }
        if let Some(memory) = self.memory {
            // What the engine worked out from the old limit is worked out again.
            let number = |key: &str| host.get(key).and_then(Value::as_i64).unwrap_or_default();
            if memory == 0 || number("MemorySwap") == number("Memory").saturating_mul(2) {
                host.remove("MemorySwap");
            }
            host.insert("Memory".into(), json!(memory));
        }
        if let Some(cpus) = self.nano_cpus {
            // Two words for the same limit, which engines refuse together.
            host.remove("CpuPeriod");
            host.remove("CpuQuota");
            host.insert("NanoCpus".into(), json!(cpus));
        }
    }
}

/// Ports that were exposed only because they were published go with their publication.
fn set_ports(body: &mut Map<String, Value>, container: &Value, ports: &Value) {
    let before = &container["HostConfig"]["PortBindings"];
    let mut exposed = body.get("ExposedPorts").and_then(Value::as_object).cloned().unwrap_or_default();
    exposed.retain(|port, _| before.get(port).is_none());
    exposed.extend(ports.as_object().into_iter().flatten().map(|(port, _)| (port.clone(), json!({}))));
    body.insert("ExposedPorts".into(), Value::Object(exposed));
    if let Some(host) = body.get_mut("HostConfig").and_then(Value::as_object_mut) {
        host.insert("PortBindings".into(), ports.clone());
    }
}

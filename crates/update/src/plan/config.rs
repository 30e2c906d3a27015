//! The user's part of `Config`, one rule per field.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::image_facts::strings;
use super::mode::Mode;

/// Fields that no image has: set is set.
const PLAIN: [&str; 8] = [
    "Tty",
    "OpenStdin",
    "StdinOnce",
    "AttachStdin",
    "AttachStdout",
    "AttachStderr",
    "Domainname",
    "NetworkDisabled",
];
/// Fields of a health check, each merged by itself.
const HEALTH: [&str; 6] = ["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"];

/// Returns what of the container's `Config` its user set, given the `config` of its image.
pub(crate) fn intent(
    container: &Value,
    old: &Value,
    mode: Mode,
    keep_all: bool,
    podman: bool,
) -> Map<String, Value> {
    let config = &container["Config"];
    let mut body = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(key.to_owned(), value);
        }
    };
    put("Env", some_list(env(config, old)));
    let (entrypoint, cmd) = command(config, old, keep_all);
    put("Entrypoint", entrypoint);
    put("Cmd", cmd);
    put("WorkingDir", differs(config, old, "WorkingDir", |dir| if dir == "/" { "" } else { dir }.to_owned()));
    put("User", differs(config, old, "User", str::to_owned));
    put("StopSignal", differs(config, old, "StopSignal", signal));
    put("StopTimeout", config.get("StopTimeout").filter(|timeout| timeout.is_i64()).cloned());
    for key in PLAIN {
        put(key, config.get(key).filter(|value| is_set(value)).cloned());
    }
    put("Hostname", hostname(container, mode));
    put("Healthcheck", health(&config["Healthcheck"], &old["Healthcheck"], podman));
    put("Labels", some_map(labels(config, old)));
    if mode != Mode::Container {
        put("ExposedPorts", some_map(exposed(container, old)));
    }
    body
}

/// Entries that the old image does not have word for word, in their order; those without `=` unset a variable.
fn env(config: &Value, old: &Value) -> Vec<Value> {
    let defaults: BTreeSet<String> = strings(&old["Env"]).into_iter().collect();
    strings(&config["Env"]).into_iter().filter(|entry| !defaults.contains(entry)).map(Value::from).collect()
}

/// Entry point and command are one decision. `[""]` is the only word for "none, whatever the image says".
fn command(config: &Value, old: &Value, keep_all: bool) -> (Option<Value>, Option<Value>) {
    let words = |of: &Value, key: &str| strings(&of[key]);
    let (entrypoint, cmd) = (words(config, "Entrypoint"), words(config, "Cmd"));
    let (old_entrypoint, old_cmd) = (words(old, "Entrypoint"), words(old, "Cmd"));
    if entrypoint == old_entrypoint && !keep_all {
        if cmd == old_cmd {
            return (None, None);
        }
        if !cmd.is_empty() {
            return (None, Some(json!(cmd)));
        }
    }
    let entrypoint = if entrypoint.is_empty() { json!([""]) } else { json!(entrypoint) };
    (Some(entrypoint), (!cmd.is_empty()).then(|| json!(cmd)))
}

fn differs(config: &Value, old: &Value, key: &str, canonical: impl Fn(&str) -> String) -> Option<Value> {
    let word = |of: &Value| of[key].as_str().unwrap_or_default().to_owned();
    let (now, before) = (word(config), word(old));
    (!now.is_empty() && canonical(&now) != canonical(&before)).then(|| json!(now))
}

/// A signal's name without `SIG`, whichever way it is written; numbers as on Linux's usual processors.
pub(crate) fn signal(text: &str) -> String {
    const NUMBERS: [(&str, &str); 10] = [
        ("1", "HUP"),
        ("2", "INT"),
        ("3", "QUIT"),
        ("6", "ABRT"),
        ("9", "KILL"),
        ("10", "USR1"),
        ("12", "USR2"),
        ("15", "TERM"),
        ("28", "WINCH"),
        ("", "TERM"),
    ];
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").unwrap_or(&upper);
    NUMBERS.iter().find(|(number, _)| *number == bare).map_or(bare, |(_, name)| name).to_owned()
}

/// The engine takes the first of the id for a name; and with somebody else's namespace it must not be sent at all.
fn hostname(container: &Value, mode: Mode) -> Option<Value> {
    let name = container["Config"]["Hostname"].as_str().filter(|name| !name.is_empty())?;
    let id = container["Id"].as_str().unwrap_or_default();
    let is_private = mode.has_own_hostname() && container["HostConfig"]["UTSMode"] != "host";
    (is_private && !(name.len() == 12 && id.starts_with(name))).then(|| json!(name))
}

/// Only the fields that differ, where the engine merges health checks field by field and 0 means "the image's". Podman
/// takes all of it from one side, so there it goes whole or not at all.
fn health(now: &Value, old: &Value, podman: bool) -> Option<Value> {
    if strings(&now["Test"]).first().is_some_and(|word| word == "NONE") {
        return Some(json!({"Test": ["NONE"]}));
    }
    let is_own = |key: &str| is_set(&now[key]) && now[key] != old[key];
    let whole = podman && HEALTH.iter().any(|key| is_own(key));
    let sent = HEALTH.iter().filter(|key| is_own(key) || (whole && is_set(&now[**key])));
    some_map(sent.map(|key| ((*key).to_owned(), now[*key].clone())).collect())
}

fn labels(config: &Value, old: &Value) -> Map<String, Value> {
    let labels = config["Labels"].as_object().cloned().unwrap_or_default();
    labels.into_iter().filter(|(name, value)| old["Labels"].get(name) != Some(value)).collect()
}

fn exposed(container: &Value, old: &Value) -> Map<String, Value> {
    let keys =
        |of: &Value| of.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect::<Vec<_>>();
    let own = keys(&container["Config"]["ExposedPorts"]);
    let own = own.into_iter().filter(|port| old["ExposedPorts"].get(port).is_none());
    own.chain(keys(&container["HostConfig"]["PortBindings"])).map(|port| (port, json!({}))).collect()
}

/// Whether a value says something: not null, false, 0, or empty.
pub(crate) fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

fn some_list(list: Vec<Value>) -> Option<Value> {
    (!list.is_empty()).then_some(Value::Array(list))
}

fn some_map(map: Map<String, Value>) -> Option<Value> {
    (!map.is_empty()).then_some(Value::Object(map))
}

//! What the engine makes of a create body and an image: a model of Docker's own merge, held to the real one by tests.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::config::is_set;
use super::image_facts::strings;

/// Returns the `Config` that inspect will show for a container made from `body` on an image with `image` as its config,
/// as far as both speak of it.
pub fn merged(body: &Value, image: &Value) -> Value {
    let mut config = body.as_object().cloned().unwrap_or_default();
    for key in ["HostConfig", "NetworkingConfig"] {
        config.remove(key);
    }
    config.insert("Env".into(), env(body, image));
    command(&mut config, image);
    for key in ["User", "WorkingDir", "StopSignal"] {
        if !is_set(&body[key]) && is_set(&image[key]) {
            config.insert(key.into(), image[key].clone());
        }
    }
    for key in ["Labels", "ExposedPorts", "Volumes", "Healthcheck"] {
        config.insert(key.into(), union(&body[key], &image[key]));
    }
    Value::Object(config)
}

/// The body's entries first, then the image's for variables the body does not name.
fn env(body: &Value, image: &Value) -> Value {
    let name = |entry: &str| entry.split('=').next().unwrap_or_default().to_owned();
    let mut entries = strings(&body["Env"]);
    let named: BTreeSet<String> = entries.iter().map(|entry| name(entry)).collect();
    entries.extend(strings(&image["Env"]).into_iter().filter(|entry| !named.contains(&name(entry))));
    json!(entries)
}

fn command(config: &mut Map<String, Value>, image: &Value) {
    let words = |value: Option<&Value>| value.map(strings).unwrap_or_default();
    let mut entrypoint = words(config.get("Entrypoint"));
    let mut cmd = words(config.get("Cmd"));
    if entrypoint.is_empty() {
        if cmd.is_empty() {
            cmd = strings(&image["Cmd"]);
        }
        entrypoint = strings(&image["Entrypoint"]);
    }
    if entrypoint == [""] {
        entrypoint.clear();
    }
    config.insert("Entrypoint".into(), json!(entrypoint));
    config.insert("Cmd".into(), json!(cmd));
}

/// Both maps; what is set in the body wins.
fn union(body: &Value, image: &Value) -> Value {
    let mut map = image.as_object().cloned().unwrap_or_default();
    for (key, value) in body.as_object().into_iter().flatten() {
        // An empty label is a value; only in health checks does empty mean "the image's", and there it is not sent.
        map.insert(key.clone(), value.clone());
    }
    Value::Object(map)
}

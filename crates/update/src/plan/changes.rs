//! Every setting before and after: what the container's inspect says now, and what its successor's will.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::config::{is_set, signal};
use super::image_facts::strings;
use super::recreate::Sides;
use super::{Owner, SettingChange, What};

/// Fields compared as a whole.
const WHOLE: [&str; 14] = [
    "Image",
    "Entrypoint",
    "Cmd",
    "WorkingDir",
    "User",
    "StopSignal",
    "StopTimeout",
    "Tty",
    "OpenStdin",
    "StdinOnce",
    "Domainname",
    "NetworkDisabled",
    "MacAddress",
    "Hostname",
];
/// Fields compared key by key.
const KEYED: [&str; 4] = ["Labels", "ExposedPorts", "Volumes", "Healthcheck"];

/// Lists what the user set, kept or not, and what else changes. Defaults of the image that stay are no news.
pub(crate) fn of(sides: &Sides<'_>, body: &Value) -> Vec<SettingChange> {
    let (before, old) = (&sides.container["Config"], &sides.old.config);
    let after = sides.after(body);
    let mut changes = env(sides, &after);
    for field in WHOLE {
        // A hostname or address that is not sent was the engine's own choice.
        if body.get(field).is_some() || !matches!(field, "Hostname" | "MacAddress") {
            let same = |of: &Value| canonical(field, &of[field]);
            push(&mut changes, field, None, [same(old), same(before), same(&after)]);
        }
    }
    for field in KEYED {
        let keys = [old, before, &after].map(|of| of[field].as_object().cloned().unwrap_or_default());
        keyed(&mut changes, field, &keys);
    }
    host(&mut changes, &sides.container["HostConfig"], &body["HostConfig"]);
    changes.retain(|change| change.owner != Owner::ImageDefault || change.what != What::Kept);
    changes
}

fn env(sides: &Sides<'_>, after: &Value) -> Vec<SettingChange> {
    let before = strings(&sides.container["Config"]["Env"]);
    let default = strings(&sides.old.config["Env"]);
    let maps = [&default, &before, &strings(&after["Env"])].map(|entries| variables(entries));
    let mut changes = Vec::new();
    keyed(&mut changes, "Env", &maps);
    let written = if sides.around.podman { BTreeSet::new() } else { written_by_user(&before, &default) };
    for change in &mut changes {
        let is_written = change.key.as_ref().is_some_and(|key| written.contains(key));
        if change.owner == Owner::ImageDefault && change.what != What::Kept && is_written {
            change.owner = Owner::Ambiguous;
        }
    }
    changes
}

/// A variable without a value is one that is unset: null.
fn variables(entries: &[String]) -> Map<String, Value> {
    let pair = |entry: &String| match entry.split_once('=') {
        Some((name, value)) => (name.to_owned(), value.into()),
        None => (entry.clone(), Value::Null),
    };
    entries.iter().map(pair).collect()
}

/// Docker puts what the user wrote before what the image adds, in the image's order: a default that stands before
/// something of the user's, or out of the image's order, was written by the user.
fn written_by_user(before: &[String], default: &[String]) -> BTreeSet<String> {
    let places: BTreeMap<&String, usize> = default.iter().enumerate().map(|(n, entry)| (entry, n)).collect();
    let mut smallest_behind = usize::MAX;
    let mut written = BTreeSet::new();
    for entry in before.iter().rev() {
        match places.get(entry) {
            Some(place) if *place < smallest_behind => smallest_behind = *place,
            Some(_) => drop(written.insert(entry.split('=').next().unwrap_or_default().to_owned())),
            None => smallest_behind = 0,
        }
    }
    written
}

/// `[default, before, after]` of every key.
fn keyed(changes: &mut Vec<SettingChange>, field: &str, maps: &[Map<String, Value>; 3]) {
    let [_, before, after] = maps;
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        push(changes, field, Some(key), maps.each_ref().map(|map| map.get(key).cloned()));
    }
}

fn push(changes: &mut Vec<SettingChange>, field: &str, key: Option<&str>, values: [Option<Value>; 3]) {
    let [default, before, after] = values;
    // No image has a word in how a container stands on its machine.
    let is_of_image = !field.starts_with("HostConfig.") && (before.is_none() || before == default);
    let owner = if is_of_image { Owner::ImageDefault } else { Owner::User };
    changes.extend(SettingChange::between(field, key, owner, before.as_ref(), after.as_ref()));
}

/// Two ways of writing the same are the same; nothing set is `None`.
fn canonical(field: &str, value: &Value) -> Option<Value> {
    let value = match (field, value) {
        ("StopSignal", Value::String(text)) if !text.is_empty() => format!("SIG{}", signal(text)).into(),
        ("WorkingDir", Value::String(text)) if text == "/" => Value::Null,
        ("Entrypoint", Value::Array(words)) if *words == [""] => Value::Null,
        _ => value.clone(),
    };
    Some(value).filter(|value| is_set(value) || (field == "StopTimeout" && value.is_i64()))
}

/// `HostConfig` is all the user's. Ports and mounts are listed one by one, the rest when it changes.
fn host(changes: &mut Vec<SettingChange>, before: &Value, after: &Value) {
    const LISTED: [&str; 2] = ["PortBindings", "Mounts"];
    let maps = |of: &Value| [by_key(&of["PortBindings"], ""), by_key(&of["Mounts"], "Target")];
    for ((name, before), after) in LISTED.into_iter().zip(maps(before)).zip(maps(after)) {
        keyed(changes, &format!("HostConfig.{name}"), &[Map::new(), before, after]);
    }
    let fields = |of: &Value| of.as_object().cloned().unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names.into_iter().filter(|name| !LISTED.contains(&name.as_str())) {
        let value = |of: &Map<String, Value>| of.get(name).filter(|value| is_set(value)).cloned();
        let (old, new) = (value(&before), value(&after));
        if old != new {
            push(changes, &format!("HostConfig.{name}"), None, [None, old, new]);
        }
    }
}

/// A map as it is, a list by what names its items.
fn by_key(value: &Value, key: &str) -> Map<String, Value> {
    let items = value.as_array().into_iter().flatten();
    let named = items.filter_map(|item| Some((item[key].as_str()?.to_owned(), item.clone())));
    value.as_object().cloned().unwrap_or_else(|| named.collect())
}

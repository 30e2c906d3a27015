//! Two inspect answers, setting by setting.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use update::plan::{Owner, What};

use crate::stage::Replaced;

/// Settings that may be written otherwise and mean the same volumes and links.
const WRITTEN_OUT: [&str; 5] =
    ["Image", "Volumes", "HostConfig.Mounts", "HostConfig.Links", "HostConfig.VolumesFrom"];

impl Replaced {
    /// Returns every difference that the plan does not list with the value it now has, and everything of the user's that
    /// is not as it was, listed or not.
    pub(crate) fn unexplained(&self) -> Vec<String> {
        let mut odd = Vec::new();
        for part in ["Config", "HostConfig"] {
            self.compare_fields(part, &mut odd);
        }
        self.compare_owners(&mut odd);
        self.compare_mounts(&mut odd);
        let (before, after) = (endpoints(&self.before), endpoints(&self.after));
        if before != after {
            odd.push(format!("networks: {before:?} became {after:?}"));
        }
        odd
    }

    fn compare_fields(&self, part: &str, odd: &mut Vec<String>) {
        let (before, after) = (flat(&self.before, part), flat(&self.after, part));
        let places: BTreeSet<&Place> = before.keys().chain(after.keys()).collect();
        for place @ (field, key) in places {
            let (old, new) = (before.get(place), after.get(place));
            let listed = self.plan.changes.iter().find(|c| c.field == *field && c.key == *key);
            let promised = listed.map(|change| change.new.as_ref().map(|value| as_flat(field, value)));
            // Podman lists the image's volumes among the binds.
            let is_new_volume =
                field == "HostConfig.Binds" && old.is_none() && self.is_new_volume(key.as_deref());
            if old != new && promised != Some(new.cloned()) && !is_new_volume {
                odd.push(format!("{field} {key:?}: {old:?} became {new:?}, listed: {listed:?}"));
            }
        }
    }

    fn compare_owners(&self, odd: &mut Vec<String>) {
        let is_changed = |what: What| matches!(what, What::Changed | What::Removed);
        let changed = self.plan.changes.iter().filter(|c| c.owner == Owner::User && is_changed(c.what));
        let changed = changed.filter(|change| !WRITTEN_OUT.contains(&change.field.as_str()));
        odd.extend(changed.map(|change| format!("the user's own: {change:?}")));
    }

    fn compare_mounts(&self, odd: &mut Vec<String>) {
        let (before, after) = (mounts(&self.before), mounts(&self.after));
        for (path, mount) in before.iter().filter(|(path, mount)| after.get(*path) != Some(mount)) {
            odd.push(format!("mount {path}: {mount} became {:?}", after.get(path)));
        }
        let new = after.keys().filter(|path| !before.contains_key(*path) && !self.is_new_volume(Some(path)));
        odd.extend(new.map(|path| format!("mount {path} is new")));
    }

    fn is_new_volume(&self, path: Option<&str>) -> bool {
        self.plan.changes.iter().any(|change| change.field == "Volumes" && change.key.as_deref() == path)
    }
}

/// Field and key.
type Place = (String, Option<String>);

/// Every setting by its place, without what engines make up or fill in by themselves.
fn flat(container: &Value, part: &str) -> BTreeMap<Place, Value> {
    let mut places = BTreeMap::new();
    for (field, value) in container[part].as_object().expect("an object") {
        let name = if part == "Config" { field.clone() } else { format!("{part}.{field}") };
        match keyed(field, value) {
            Some(map) => {
                places.extend(map.into_iter().map(|(key, value)| ((name.clone(), Some(key)), value)));
            }
            None => drop(places.insert((name, None), plain(field, value))),
        }
    }
    let unset = [json!(null), json!(false), json!(0), json!(""), json!([])];
    places.retain(|place, value| !unset.contains(value) && !is_made_up(container, place, value));
    places
}

/// One way of writing for what has several.
fn plain(field: &str, value: &Value) -> Value {
    const SIGNALS: [(&str, &str); 4] =
        [("9", "SIGKILL"), ("2", "SIGINT"), ("10", "SIGUSR1"), ("15", "SIGTERM")];
    match field {
        // Podman prints the number.
        "StopSignal" => {
            let name = SIGNALS.iter().find(|(number, _)| value == number);
            name.map_or(value.clone(), |(_, name)| json!(name))
        }
        // Programs start at the root when nobody says anything.
        "WorkingDir" if value == "/" => Value::Null,
        "Entrypoint" if *value == json!([""]) => Value::Null,
        _ => value.clone(),
    }
}

fn is_made_up(container: &Value, (field, key): &Place, value: &Value) -> bool {
    let short_id = container["Id"].as_str().and_then(|id| id.get(..12)).expect("an id");
    match (field.as_str(), key.as_deref()) {
        ("Hostname", _) => value == short_id,
        ("Env", Some("HOSTNAME")) => *value == json!(format!("={short_id}")),
        // Podman takes it from the user's entry in the image.
        ("Env", Some("HOME")) => value == "=/" || value == "=/root",
        // Podman's word for a signal that nobody chose, and what it fills into a health check.
        ("StopSignal", _) => value == "SIGTERM",
        ("Healthcheck", _) => *value == json!(30_000_000_000_u64) || *value == json!(3),
        _ => false,
    }
}

/// A field as a map, where it is one or means one.
fn keyed(field: &str, value: &Value) -> Option<Map<String, Value>> {
    let texts = || value.as_array().into_iter().flatten().filter_map(Value::as_str);
    match field {
        "Env" => Some(texts().map(variable).collect()),
        "Binds" => Some(texts().map(bind).collect()),
        "Mounts" => {
            let mounts = value.as_array()?.iter();
            Some(mounts.map(|m| (m["Target"].as_str().expect("a path").to_owned(), m.clone())).collect())
        }
        "Labels" | "ExposedPorts" | "Volumes" | "Healthcheck" | "PortBindings" => value.as_object().cloned(),
        _ => None,
    }
}

/// How a variable without a value is written here, so that it is not taken for no variable; an empty one likewise.
const UNSET: &str = "(unset)";

fn variable(entry: &str) -> (String, Value) {
    let (name, value) = entry
        .split_once('=')
        .map_or((entry, json!(UNSET)), |(name, value)| (name, json!(format!("={value}"))));
    (name.to_owned(), value)
}

/// A value of the plan as `flat` has it.
fn as_flat(field: &str, value: &Value) -> Value {
    match (field, value) {
        ("Env", Value::String(text)) => json!(format!("={text}")),
        ("Env", _) => json!(UNSET),
        _ => plain(field, value),
    }
}

/// A bind by its target, its options in any order; `exec` goes without saying.
fn bind(text: &str) -> (String, Value) {
    let words: BTreeSet<&str> = text.split([':', ',']).filter(|word| *word != "exec").collect();
    (text.split(':').nth(1).expect("a target").to_owned(), json!(words))
}

/// What was wanted on each network.
pub(crate) fn endpoints(container: &Value) -> BTreeMap<String, Value> {
    let id = container["Id"].as_str().expect("an id");
    let hostname = &container["Config"]["Hostname"];
    let intent = |settings: &Value| {
        let aliases = settings["Aliases"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let aliases: BTreeSet<&str> =
            aliases.filter(|alias| !id.starts_with(alias) && hostname != alias).collect();
        let mut intent =
            json!({"Aliases": aliases, "DriverOpts": settings["DriverOpts"], "Links": settings["Links"]});
        if !settings["IPAMConfig"].is_null() && settings["IPAMConfig"] != json!({}) {
            intent["IPAMConfig"] = settings["IPAMConfig"].clone();
            intent["IPAddress"] = settings["IPAddress"].clone();
        }
        intent
    };
    let networks = container["NetworkSettings"]["Networks"].as_object().into_iter().flatten();
    networks.map(|(name, settings)| (name.clone(), intent(settings))).collect()
}

/// What is mounted where; `Mode` says how it was asked for, which is the settings' affair.
pub(crate) fn mounts(container: &Value) -> BTreeMap<String, Value> {
    let mounts = container["Mounts"].as_array().expect("mounts").iter();
    let facts =
        |m: &Value| json!([m["Type"], m["Name"], m["Source"], m["RW"], m["Propagation"], m["Driver"]]);
    mounts.map(|m| (m["Destination"].as_str().expect("a path").to_owned(), facts(m))).collect()
}

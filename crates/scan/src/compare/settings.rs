//! Settings that differ.

use std::collections::BTreeMap;

use super::SettingChange;
use crate::inside::Settings;

/// What stands for a secret's value, which is never shown. That one changed to another is not told either.
const WITHHELD: &str = "(secret)";

/// Settings that differ, in the order of a Dockerfile's importance: user, command, network, volumes, variables, labels.
#[must_use]
pub fn settings(before: &Settings, after: &Settings) -> Vec<SettingChange> {
    let mut changes = Vec::new();
    let mut one = |setting: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(SettingChange { setting: setting.to_owned(), before, after });
        }
    };
    one("user", text(&before.user), text(&after.user));
    one("entrypoint", words(&before.entrypoint), words(&after.entrypoint));
    one("command", words(&before.command), words(&after.command));
    one("workdir", text(&before.working_dir), text(&after.working_dir));
    one("healthcheck", before.healthcheck.clone(), after.healthcheck.clone());
    one("stopsignal", before.stop_signal.clone(), after.stop_signal.clone());
    changes.extend(sets("port", &before.ports, &after.ports));
    changes.extend(sets("volume", &before.volumes, &after.volumes));
    changes.extend(maps("env", &variables(before), &variables(after)));
    changes.extend(maps("label", &labels(before), &labels(after)));
    changes
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn words(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| crate::inside::command_line(words))
}

fn sets(setting: &str, before: &[String], after: &[String]) -> Vec<SettingChange> {
    let gone = before.iter().filter(|one| !after.contains(one)).map(|one| (Some(one.clone()), None));
    let new = after.iter().filter(|one| !before.contains(one)).map(|one| (None, Some(one.clone())));
    gone.chain(new)
        .map(|(before, after)| SettingChange { setting: setting.to_owned(), before, after })
        .collect()
}

fn variables(settings: &Settings) -> BTreeMap<&str, &str> {
    settings.env.iter().map(|(name, value)| (name.as_str(), value.as_deref().unwrap_or(WITHHELD))).collect()
}

fn labels(settings: &Settings) -> BTreeMap<&str, &str> {
    settings.labels.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn maps(setting: &str, before: &BTreeMap<&str, &str>, after: &BTreeMap<&str, &str>) -> Vec<SettingChange> {
    let mut names: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    let of = |map: &BTreeMap<&str, &str>, name| map.get(name).map(|value| (*value).to_owned());
    names
        .into_iter()
        .map(|name| (name, of(before, name), of(after, name)))
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| SettingChange { setting: format!("{setting} {name}"), before, after })
        .collect()
}

//! What the user set, kept in the store as one JSON document per key.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;
use store::{Schema, Store};

use crate::wire::Settings;

/// Tables of this capability.
pub(crate) const SCHEMA: Schema = Schema {
    name: "settings",
    steps: &["CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"],
};

/// Reads the settings. A field that cannot be read, such as one of a newer version, has its default; the others stay.
pub(crate) fn read(store: &Store) -> Settings {
    let stored: Option<String> = store
        .connection()
        .query_row("SELECT value FROM setting WHERE name = 'app'", [], |row| row.get(0))
        .optional()
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "settings could not be read");
            None
        });
    stored.map_or_else(Settings::default, |text| lenient(&text))
}

/// Writes the settings.
pub(crate) fn write(store: &Store, settings: &Settings) -> Result<(), rusqlite::Error> {
    let text =
        serde_json::to_string(settings).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    store.connection().execute("INSERT OR REPLACE INTO setting VALUES ('app', ?1)", [text]).map(|_| ())
}

/// Keeps a moment under a name.
pub(crate) fn remember_time(store: &Store, name: &str, at: Timestamp) {
    let kept = store
        .connection()
        .execute("INSERT OR REPLACE INTO setting VALUES (?1, ?2)", [format!("time {name}"), at.to_string()]);
    if let Err(error) = kept {
        tracing::warn!(%error, name, "a moment could not be kept");
    }
}

/// Returns a moment that was kept.
pub(crate) fn remembered_time(store: &Store, name: &str) -> Option<Timestamp> {
    let kept: Option<String> = store
        .connection()
        .query_row("SELECT value FROM setting WHERE name = ?1", [format!("time {name}")], |row| row.get(0))
        .optional()
        .unwrap_or_default();
    kept?.parse().ok()
}

/// Keeps a set of words under a name.
pub(crate) fn remember_words(store: &Store, name: &str, words: &BTreeSet<String>) {
    let text = serde_json::to_string(words).unwrap_or_default();
    let kept = store
        .connection()
        .execute("INSERT OR REPLACE INTO setting VALUES (?1, ?2)", [format!("words {name}"), text]);
    if let Err(error) = kept {
        tracing::warn!(%error, name, "words could not be kept");
    }
}

/// Returns a set of words that was kept; an empty one if none was.
pub(crate) fn remembered_words(store: &Store, name: &str) -> BTreeSet<String> {
    let kept: Option<String> = store
        .connection()
        .query_row("SELECT value FROM setting WHERE name = ?1", [format!("words {name}")], |row| row.get(0))
        .optional()
        .unwrap_or_default();
    kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Forgets a moment.
pub(crate) fn forget_time(store: &Store, name: &str) {
    let gone = store.connection().execute("DELETE FROM setting WHERE name = ?1", [format!("time {name}")]);
    if let Err(error) = gone {
        tracing::warn!(%error, name, "a moment could not be forgotten");
    }
}

fn lenient(text: &str) -> Settings {
    let Ok(serde_json::Value::Object(stored)) = serde_json::from_str(text) else {
        return Settings::default();
    };
    stored.into_iter().fold(Settings::default(), |settings, (key, value)| with(&settings, &key, value))
}

/// Sets one field if its value can be read, by trying the whole with it.
fn with(settings: &Settings, key: &str, value: serde_json::Value) -> Settings {
    let Ok(serde_json::Value::Object(mut fields)) = serde_json::to_value(settings) else {
        return settings.clone();
    };
    fields.insert(key.to_owned(), value);
    serde_json::from_value(fields.into()).unwrap_or_else(|_| settings.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Language, Theme};

    #[test]
    fn written_settings_are_read_again() {
        let store = Store::in_memory(&[SCHEMA]).expect("opens");
        assert_eq!(read(&store), Settings::default());
        let set = Settings { theme: Theme::Dark, language: Language::De, ..Settings::default() };
        write(&store, &set).expect("writes");
        assert_eq!(read(&store), set);
    }

    #[test]
    fn an_unknown_value_costs_only_its_own_field() {
        let settings = lenient(r#"{"theme":"sepia","language":"de","surprise":1}"#);
        assert_eq!(settings, Settings { language: Language::De, ..Settings::default() });
    }
}

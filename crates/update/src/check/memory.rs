//! The tables: registries' answers, lists of tags, pauses, marks and choices.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Schema, Store};

use super::choice::Choice;
use super::entry::{Entry, Key, Repository, TagEntry};
use super::facts::Facts;
use crate::status::LocalReason;

/// Tables of this capability.
pub const SCHEMA: Schema = Schema {
    name: "freshness",
    steps: &["
    CREATE TABLE freshness (    -- what registries answered
        registry TEXT NOT NULL, repository TEXT NOT NULL, tag TEXT NOT NULL, platform TEXT NOT NULL, account TEXT NOT NULL,
        entry TEXT NOT NULL,
        written INTEGER NOT NULL,   -- day since 1970
        PRIMARY KEY (registry, repository, tag, platform, account)
    ) STRICT;
    CREATE TABLE freshness_tags (
        registry TEXT NOT NULL, repository TEXT NOT NULL, account TEXT NOT NULL,
        entry TEXT NOT NULL,
        written INTEGER NOT NULL,   -- day since 1970
        PRIMARY KEY (registry, repository, account)
    ) STRICT;
    CREATE TABLE freshness_pause (  -- registries that said when to come again
        registry TEXT PRIMARY KEY,
        until TEXT NOT NULL
    ) STRICT;
    CREATE TABLE freshness_mark (   -- images that nobody is asked about
        engine TEXT NOT NULL, image TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (engine, image)
    ) STRICT;
    CREATE TABLE freshness_choice ( -- what the user chose
        engine TEXT NOT NULL, container TEXT NOT NULL,
        choice TEXT NOT NULL,
        PRIMARY KEY (engine, container)
    ) STRICT;"],
};

/// Days that an answer is kept after the last time it was asked for.
const KEPT_DAYS: i64 = 90;

/// What is remembered could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("remember what is known about updates: {0}")]
pub struct MemoryError(#[from] rusqlite::Error);

/// The tables of one store.
pub(super) struct Memory {
    store: Arc<Store>,
}

impl Memory {
    pub(super) fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    pub(super) fn entry(&self, key: &Key) -> Option<Entry> {
        let Key { registry, repository, tag, platform, account } = key;
        self.document(
            "SELECT entry FROM freshness WHERE registry = ?1 AND repository = ?2 AND tag = ?3 AND platform = ?4 AND account = ?5",
            (registry, repository, tag, platform, account),
        )
    }

    pub(super) fn put(&self, key: &Key, entry: &Entry) {
        let Key { registry, repository, tag, platform, account } = key;
        self.write(
            "INSERT OR REPLACE INTO freshness VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (registry, repository, tag, platform, account, json(entry), entry.asked_at.map_or(0, day)),
        );
    }

    pub(super) fn tags(&self, of: &Repository) -> Option<TagEntry> {
        self.document(
            "SELECT entry FROM freshness_tags WHERE registry = ?1 AND repository = ?2 AND account = ?3",
            (&of.registry, &of.name, &of.account),
        )
    }

    pub(super) fn put_tags(&self, of: &Repository, entry: &TagEntry) {
        self.write(
            "INSERT OR REPLACE INTO freshness_tags VALUES (?1, ?2, ?3, ?4, ?5)",
            (&of.registry, &of.name, &of.account, json(entry), day(entry.checked_at)),
        );
    }

    /// Until when a registry is left alone.
    pub(super) fn pause(&self, registry: &str) -> Option<Timestamp> {
        let until = self.text("SELECT until FROM freshness_pause WHERE registry = ?1", [registry])?;
        until.parse().ok()
    }

    pub(super) fn set_pause(&self, registry: &str, until: Timestamp) {
        self.write("INSERT OR REPLACE INTO freshness_pause VALUES (?1, ?2)", (registry, until.to_string()));
    }

    pub(super) fn forget(&self, registry: &str) -> Result<(), MemoryError> {
        let mut connection = self.store.connection();
        let transaction = connection.transaction()?;
        for table in ["freshness", "freshness_tags", "freshness_pause"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE registry = ?1"), [registry])?;
        }
        Ok(transaction.commit()?)
    }

    /// Lets go of answers about names that nobody has asked for in a long time, and of marks on images that are gone.
    pub(super) fn prune(&self, facts: &Facts, now: Timestamp) {
        for table in ["freshness", "freshness_tags"] {
            self.write(&format!("DELETE FROM {table} WHERE written < ?1"), [day(now) - KEPT_DAYS]);
        }
        let ids: Vec<&str> = facts.images.iter().map(|image| image.id.as_str()).collect();
        self.write(
            "DELETE FROM freshness_mark WHERE engine = ?1 AND image NOT IN (SELECT value FROM json_each(?2))",
            (&facts.engine, json(&ids)),
        );
    }

    pub(super) fn mark_of(&self, engine: &str, image: &str) -> Option<LocalReason> {
        self.document("SELECT reason FROM freshness_mark WHERE engine = ?1 AND image = ?2", (engine, image))
    }

    pub(super) fn mark(
        &self,
        engine: &str,
        image: &str,
        reason: Option<LocalReason>,
    ) -> Result<(), MemoryError> {
        let connection = self.store.connection();
        match reason {
            Some(reason) => connection.execute(
                "INSERT OR REPLACE INTO freshness_mark VALUES (?1, ?2, ?3)",
                (engine, image, json(&reason)),
            ),
            None => connection
                .execute("DELETE FROM freshness_mark WHERE engine = ?1 AND image = ?2", (engine, image)),
        }?;
        Ok(())
    }

    /// One that cannot be read, such as of a newer version, is the default.
    pub(super) fn choice(&self, engine: &str, container: &str) -> Result<Choice, MemoryError> {
        let text: Option<String> = self
            .store
            .connection()
            .prepare("SELECT choice FROM freshness_choice WHERE engine = ?1 AND container = ?2")?
            .query_row((engine, container), |row| row.get(0))
            .optional()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    pub(super) fn set_choice(
        &self,
        engine: &str,
        container: &str,
        choice: &Choice,
    ) -> Result<(), MemoryError> {
        let connection = self.store.connection();
        if *choice == Choice::default() {
            connection.execute(
                "DELETE FROM freshness_choice WHERE engine = ?1 AND container = ?2",
                (engine, container),
            )?;
        } else {
            connection.execute(
                "INSERT OR REPLACE INTO freshness_choice VALUES (?1, ?2, ?3)",
                (engine, container, json(choice)),
            )?;
        }
        Ok(())
    }

    /// A document that cannot be read is as if it were not there: it is asked for again.
    fn document<T: DeserializeOwned>(&self, sql: &str, key: impl rusqlite::Params) -> Option<T> {
        serde_json::from_str(&self.text(sql, key)?).ok()
    }

    fn text(&self, sql: &str, key: impl rusqlite::Params) -> Option<String> {
        let connection = self.store.connection();
        let read = || connection.prepare(sql)?.query_row(key, |row| row.get(0)).optional();
        read().unwrap_or_else(|error| {
            tracing::warn!(%error, "what is known about updates could not be read");
            None
        })
    }

    /// A check is worth its answers although they cannot be kept.
    fn write(&self, sql: &str, values: impl rusqlite::Params) {
        let connection = self.store.connection();
        let written = connection.prepare(sql).and_then(|mut statement| statement.execute(values));
        if let Err(error) = written {
            tracing::warn!(%error, "what is known about updates could not be kept");
        }
    }
}

fn day(time: Timestamp) -> i64 {
    time.as_second().div_euclid(24 * 60 * 60)
}

fn json(document: &impl Serialize) -> String {
    // These types have no map with other keys than texts, which is all that could fail.
    serde_json::to_string(document).unwrap_or_default()
}

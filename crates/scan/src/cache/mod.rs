//! What is kept between looks: records of layers, settings of images, the latest judgements.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Schema, Store};

use crate::record::{FORMAT, LayerRecord};

/// Tables of this capability.
pub const SCHEMA: Schema = Schema {
    name: "scan",
    steps: &["
    CREATE TABLE scan_layer (   -- what layers hold
        diff_id TEXT PRIMARY KEY,
        format INTEGER NOT NULL,
        record BLOB NOT NULL,
        used INTEGER NOT NULL   -- second since 1970
    ) STRICT;
    CREATE INDEX scan_layer_used ON scan_layer (used);
    CREATE TABLE scan_image (   -- what images set
        image TEXT PRIMARY KEY,
        config BLOB NOT NULL
    ) STRICT;
    CREATE TABLE scan_judgement ( -- figures for lists
        image TEXT PRIMARY KEY,
        judgement TEXT NOT NULL
    ) STRICT;"],
};

/// What is kept could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("keep what is known of images: {0}")]
pub struct CacheError(#[from] rusqlite::Error);

/// What is kept between looks. All of it can be made again from the images.
#[derive(Debug, Clone)]
pub struct Cache {
    store: Arc<Store>,
}

impl Cache {
    /// The cache in a store that was opened with [`SCHEMA`].
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Which of these layers are kept in today's format. Says nothing about whether they can be read.
    ///
    /// # Errors
    /// When the store fails.
    pub fn known(&self, diff_ids: &[String]) -> Result<Vec<String>, CacheError> {
        let connection = self.store.connection();
        let mut find = connection.prepare("SELECT 1 FROM scan_layer WHERE diff_id = ?1 AND format = ?2")?;
        let mut known = Vec::new();
        for diff_id in diff_ids {
            if find.exists((diff_id, format()))? {
                known.push(diff_id.clone());
            }
        }
        Ok(known)
    }

    /// The records of layers, those that are kept. A damaged one, or one of another format, is dropped: it is to be made anew.
    ///
    /// # Errors
    /// When the store fails.
    pub fn layers(
        &self,
        diff_ids: &[String],
        now: Timestamp,
    ) -> Result<HashMap<String, Arc<LayerRecord>>, CacheError> {
        let mut records = HashMap::new();
        for diff_id in diff_ids {
            if records.contains_key(diff_id) {
                continue;
            }
            // Decoded without the lock: a large record takes a while.
            let Some(bytes) = self.bytes_of(diff_id, now)? else { continue };
            match LayerRecord::decode(&bytes) {
                Ok(record) => {
                    records.insert(diff_id.clone(), Arc::new(record));
                }
                Err(_) => self.drop_layer(diff_id)?,
            }
        }
        Ok(records)
    }

    fn bytes_of(&self, diff_id: &str, now: Timestamp) -> Result<Option<Vec<u8>>, CacheError> {
        let connection = self.store.connection();
        connection.execute(
            "UPDATE scan_layer SET used = ?3 WHERE diff_id = ?1 AND format = ?2 AND used < ?3",
            (diff_id, format(), now.as_second()),
        )?;
        let read = connection
            .prepare("SELECT record FROM scan_layer WHERE diff_id = ?1 AND format = ?2")?
            .query_row((diff_id, format()), |row| row.get(0))
            .optional();
        Ok(read?)
    }

    fn drop_layer(&self, diff_id: &str) -> Result<(), CacheError> {
        self.store.connection().execute("DELETE FROM scan_layer WHERE diff_id = ?1", [diff_id])?;
        Ok(())
    }

    /// Keeps what was read of a layer.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_layer(&self, diff_id: &str, record: &LayerRecord, now: Timestamp) -> Result<(), CacheError> {
        let bytes = record.encode();
        self.store.connection().execute(
            "INSERT OR REPLACE INTO scan_layer VALUES (?1, ?2, ?3, ?4)",
            (diff_id, format(), bytes, now.as_second()),
        )?;
        Ok(())
    }

    /// The config of an image, JSON as it was handed in; nothing when it is not kept.
    ///
    /// # Errors
    /// When the store fails.
    pub fn config(&self, image: &str) -> Result<Option<Vec<u8>>, CacheError> {
        let connection = self.store.connection();
        let read = connection
            .prepare("SELECT config FROM scan_image WHERE image = ?1")?
            .query_row([image], |row| row.get(0))
            .optional();
        Ok(read?)
    }

    /// Keeps the config of an image.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_config(&self, image: &str, config: &[u8]) -> Result<(), CacheError> {
        self.store
            .connection()
            .execute("INSERT OR REPLACE INTO scan_image VALUES (?1, ?2)", (image, config))?;
        Ok(())
    }

    /// The latest judgements, by image. One that cannot be read, such as of another version, is left out.
    ///
    /// # Errors
    /// When the store fails.
    pub fn judgements<T: DeserializeOwned>(&self) -> Result<HashMap<String, T>, CacheError> {
        let connection = self.store.connection();
        let mut read = connection.prepare("SELECT image, judgement FROM scan_judgement")?;
        let rows = read.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut judgements = HashMap::new();
        for row in rows {
            let (image, text) = row?;
            if let Ok(judgement) = serde_json::from_str(&text) {
                judgements.insert(image, judgement);
            }
        }
        Ok(judgements)
    }

    /// Keeps the latest judgement of an image: figures for lists, no more.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_judgement(&self, image: &str, judgement: &impl Serialize) -> Result<(), CacheError> {
        // A judgement has no map with other keys than texts, which is all that could fail.
        let text = serde_json::to_string(judgement).unwrap_or_default();
        self.store
            .connection()
            .execute("INSERT OR REPLACE INTO scan_judgement VALUES (?1, ?2)", (image, text))?;
        Ok(())
    }

    /// Lets go of configs and judgements of all images but these: of those that are gone.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_images(&self, images: &[String]) -> Result<(), CacheError> {
        let images = serde_json::to_string(images).unwrap_or_default();
        let connection = self.store.connection();
        for table in ["scan_image", "scan_judgement"] {
            let sql = format!("DELETE FROM {table} WHERE image NOT IN (SELECT value FROM json_each(?1))");
            connection.execute(&sql, [&images])?;
        }
        Ok(())
    }

    /// Lets go of records of another format, and of those used longest ago until at most `limit` bytes are left.
    ///
    /// # Errors
    /// When the store fails.
    pub fn trim(&self, limit: u64) -> Result<(), CacheError> {
        let mut connection = self.store.connection();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM scan_layer WHERE format <> ?1", [format()])?;
        transaction.execute(
            "DELETE FROM scan_layer WHERE diff_id IN (SELECT diff_id FROM
                (SELECT diff_id, sum(length(record)) OVER (ORDER BY used DESC, diff_id) AS total FROM scan_layer)
                WHERE total > ?1)",
            [i64::try_from(limit).unwrap_or(i64::MAX)],
        )?;
        Ok(transaction.commit()?)
    }

    /// What it takes, in bytes.
    ///
    /// # Errors
    /// When the store fails.
    pub fn bytes(&self) -> Result<u64, CacheError> {
        let connection = self.store.connection();
        let sum = |sql| sum(&connection, sql);
        Ok(sum("SELECT total(length(record)) FROM scan_layer")?
            .saturating_add(sum("SELECT total(length(config)) FROM scan_image")?)
            .saturating_add(sum("SELECT total(length(judgement)) FROM scan_judgement")?))
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// When the store fails.
    pub fn clear(&self) -> Result<(), CacheError> {
        self.store
            .connection()
            .execute_batch("DELETE FROM scan_layer; DELETE FROM scan_image; DELETE FROM scan_judgement;")?;
        Ok(())
    }
}

/// The format as SQLite has numbers.
fn format() -> i64 {
    i64::try_from(FORMAT).unwrap_or(i64::MAX)
}

fn sum(connection: &Connection, sql: &str) -> Result<u64, CacheError> {
    let total: f64 = connection.query_row(sql, [], |row| row.get(0))?;
    // Sums of lengths: whole, not negative, and far below where a float loses bytes.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(total as u64)
}

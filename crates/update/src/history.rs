//! What was updated, by whom, and how it ended (UPDATES.md 6). Kept in the store, without settings and so without secrets.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};
use store::{Schema, Store};

use crate::journal::Transaction;
use crate::swap::{Actor, FailureNote, SwapKind};

/// Tables of this capability.
pub const SCHEMA: Schema = Schema {
    name: "update_history",
    steps: &["CREATE TABLE update_history (
        tx TEXT PRIMARY KEY,      -- grows with time
        container TEXT NOT NULL,  -- name
        format INTEGER NOT NULL,  -- version of the document
        entry TEXT NOT NULL
    ) STRICT"],
};

/// Version of the documents; a reader skips rows of a newer one.
const FORMAT: u32 = 1;
/// Entries kept.
const KEPT: u32 = 500;

/// One update, undo or edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// The transaction.
    pub tx: String,
    /// Engine it happened on, as `EngineInfo::id` has it.
    pub engine: String,
    /// Container's name.
    pub container: String,
    /// Id before, and after once there is one.
    pub old_id: String,
    /// Id of the new container; of its twin when what removed itself was put back.
    pub new_id: Option<String>,
    /// What it was.
    pub kind: SwapKind,
    /// Who asked.
    pub by: Actor,
    /// What the new container is made from.
    pub reference: String,
    /// What the old one was made from.
    pub old_reference: String,
    /// Image before.
    pub old_image: String,
    /// Digests that image had.
    pub old_digests: Vec<String>,
    /// Image after.
    pub new_image: Option<String>,
    /// Its digest. After a swap that was put back this is the one to skip.
    pub new_digest: Option<String>,
    /// How it ended.
    pub result: HistoryResult,
    /// Why it failed, with the last lines of the container's log.
    pub failure: Option<FailureNote>,
    /// What wants a look.
    pub attention: Option<String>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Option<Timestamp>,
    /// Copies of volumes that were made: file, and volume.
    pub backups: BTreeMap<String, String>,
}

/// How a swap ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HistoryResult {
    /// Is at work, or was interrupted and waits for recovery.
    Open,
    /// The new one runs.
    Done,
    /// The old one was never touched.
    Aborted,
    /// Tried, and the old one was put back.
    PutBack,
    /// Something wants a look.
    Attention,
    /// Undone later.
    Undone,
}

/// Returns the last entries, newest first; of one container, or of all.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    store: &Store,
    container: Option<&str>,
    limit: u32,
) -> Result<Vec<HistoryEntry>, rusqlite::Error> {
    let connection = store.connection();
    let mut statement = connection.prepare(
        "SELECT entry FROM update_history WHERE format <= ?1 AND (?2 IS NULL OR container = ?2)
         ORDER BY tx DESC LIMIT ?3",
    )?;
    let rows = statement.query_map((FORMAT, container, limit), |row| row.get::<_, String>(0))?;
    rows.filter_map(|text| text.map(|text| serde_json::from_str(&text).ok()).transpose()).collect()
}

/// Returns one entry.
///
/// # Errors
/// When the store cannot be read.
pub fn get(store: &Store, tx: &str) -> Result<Option<HistoryEntry>, rusqlite::Error> {
    let read = |row: &Row<'_>| row.get::<_, String>(0);
    let found = store
        .connection()
        .query_row("SELECT entry FROM update_history WHERE tx = ?1 AND format <= ?2", (tx, FORMAT), read)
        .optional()?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Says whether a swap, however long ago, made a container. A store that fails knows none.
pub(crate) fn has_made(store: &Store, id: &str) -> bool {
    let entries = list(store, None, KEPT).unwrap_or_default();
    entries.iter().any(|entry| entry.new_id.as_deref() == Some(id))
}

/// Writes that a swap has begun. A store that fails costs the history, not the swap.
pub(crate) fn begin(store: &Store, tx: &Transaction) {
    put(store, &entry(tx, HistoryResult::Open));
}

/// Writes how it ended.
pub(crate) fn end(store: &Store, tx: &Transaction, result: HistoryResult) {
    let mut entry = entry(tx, result);
    entry.finished = (result != HistoryResult::Open).then_some(tx.last);
    put(store, &entry);
}

/// Writes that it was undone.
pub(crate) fn undone(store: &Store, tx: &str) {
    if let Ok(Some(mut entry)) = get(store, tx) {
        entry.result = HistoryResult::Undone;
        put(store, &entry);
    }
}

/// Takes out a swap that had nothing to do.
pub(crate) fn forget(store: &Store, tx: &str) {
    let done = store.connection().execute("DELETE FROM update_history WHERE tx = ?1", [tx]);
    if let Err(error) = done {
        tracing::warn!(%error, tx, "an entry of the update history could not be removed");
    }
}

fn put(store: &Store, entry: &HistoryEntry) {
    if let Err(error) = try_put(store, entry) {
        tracing::warn!(%error, tx = entry.tx, "the update history could not be written");
    }
}

fn try_put(store: &Store, entry: &HistoryEntry) -> Result<(), rusqlite::Error> {
    let text = serde_json::to_string(entry)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let connection = store.connection();
    connection.execute(
        "INSERT OR REPLACE INTO update_history VALUES (?1, ?2, ?3, ?4)",
        (&entry.tx, &entry.container, FORMAT, text),
    )?;
    connection.execute(
        "DELETE FROM update_history WHERE tx NOT IN (SELECT tx FROM update_history ORDER BY tx DESC LIMIT ?1)",
        [KEPT],
    )?;
    Ok(())
}

fn entry(tx: &Transaction, result: HistoryResult) -> HistoryEntry {
    let header = &tx.header;
    let main = tx.main();
    let successor = main.and_then(|member| Some(member.successor.as_ref()?.id.clone()));
    // What removed itself is put back as its twin.
    let twin = tx.stand_by.get(&0).filter(|_| result == HistoryResult::PutBack);
    let old_reference = main.and_then(|member| member.inspect["Config"]["Image"].as_str());
    let complete = tx.backups.iter().filter_map(|(file, volume)| Some((file.clone(), volume.clone()?)));
    HistoryEntry {
        tx: header.tx.clone(),
        engine: header.engine.clone(),
        container: main.map(|member| member.name.clone()).unwrap_or_default(),
        old_id: main.map(|member| member.id.clone()).unwrap_or_default(),
        new_id: twin.or(tx.created.get(&0)).cloned().or(successor),
        kind: header.kind,
        by: header.by,
        reference: header.reference.clone(),
        old_reference: old_reference.unwrap_or_default().to_owned(),
        old_image: header.old_image.clone(),
        old_digests: header.old_digests.clone(),
        new_image: tx.new_image.clone(),
        new_digest: tx.new_digest.clone(),
        result,
        failure: tx.failure.clone(),
        attention: tx.attention.clone(),
        started: tx.began,
        finished: None,
        backups: complete.collect(),
    }
}

//! The job history in the store. The snapshot is kept as JSON with its schema version beside it.

use jiff::Timestamp;
use job::{Failure, JobId, JobLine, JobSnapshot, JobStatus};
use rusqlite::{OptionalExtension as _, Row};
use store::{Schema, Store};

use super::owner::Owner;

/// Tables of this capability.
pub(crate) const SCHEMA: Schema = Schema {
    name: "jobs",
    steps: &["CREATE TABLE job (
        id TEXT PRIMARY KEY,      -- grows with time
        owner TEXT NOT NULL,      -- process that runs it
        final INTEGER NOT NULL,   -- 1 when nothing more will happen
        format INTEGER NOT NULL,  -- version of the two documents
        snapshot TEXT NOT NULL,
        lines TEXT NOT NULL
    ) STRICT"],
};

/// Version of the documents; a reader skips rows of a newer one.
const FORMAT: u32 = 1;
/// Jobs kept.
const KEPT: u32 = 200;
/// Output lines kept of each.
const LINES_KEPT: usize = 1_000;

/// Writes a job as it is now and lets the oldest ended ones go.
pub(crate) fn write(
    store: &Store,
    owner: &Owner,
    snapshot: &JobSnapshot,
    lines: &[JobLine],
) -> Result<(), rusqlite::Error> {
    let tail = &lines[lines.len().saturating_sub(LINES_KEPT)..];
    let connection = store.connection();
    connection.execute(
        "INSERT OR REPLACE INTO job VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (snapshot.id.as_str(), owner.id(), snapshot.status.is_final(), FORMAT, json(snapshot)?, json(tail)?),
    )?;
    connection.execute(
        "DELETE FROM job WHERE final AND id NOT IN (SELECT id FROM job ORDER BY id DESC LIMIT ?1)",
        [KEPT],
    )?;
    Ok(())
}

/// Reads all jobs, newest first. Rows that cannot be read are left alone and left out.
pub(crate) fn read_all(store: &Store) -> Result<Vec<JobSnapshot>, rusqlite::Error> {
    let connection = store.connection();
    let mut statement = connection.prepare("SELECT snapshot FROM job WHERE format <= ?1 ORDER BY id DESC")?;
    let rows = statement.query_map([FORMAT], |row| row.get::<_, String>(0))?;
    rows.filter_map(|text| text.map(|text| serde_json::from_str(&text).ok()).transpose()).collect()
}

/// Reads one job with its output.
pub(crate) fn read(
    store: &Store,
    id: &JobId,
) -> Result<Option<(JobSnapshot, Vec<JobLine>)>, rusqlite::Error> {
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let found = store
        .connection()
        .query_row(
            "SELECT snapshot, lines FROM job WHERE id = ?1 AND format <= ?2",
            (id.as_str(), FORMAT),
            read,
        )
        .optional()?;
    Ok(found.and_then(|(snapshot, lines)| {
        Some((serde_json::from_str(&snapshot).ok()?, serde_json::from_str(&lines).unwrap_or_default()))
    }))
}

/// Forgets an ended job.
pub(crate) fn forget(store: &Store, id: &JobId) -> Result<(), rusqlite::Error> {
    store.connection().execute("DELETE FROM job WHERE id = ?1 AND final", [id.as_str()]).map(|_| ())
}

/// Writes the truth about jobs whose process is gone: they were interrupted.
pub(crate) fn interrupt_orphans(store: &Store, me: &Owner, now: Timestamp) {
    if let Err(error) = try_interrupt(store, me, now) {
        tracing::warn!(%error, "interrupted jobs could not be marked");
    }
}

fn try_interrupt(store: &Store, me: &Owner, now: Timestamp) -> Result<(), rusqlite::Error> {
    let connection = store.connection();
    let mut statement = connection.prepare("SELECT id, owner, snapshot FROM job WHERE NOT final")?;
    let open = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (id, owner, snapshot) in open.collect::<Result<Vec<(String, String, String)>, _>>()? {
        let Ok(mut snapshot) = serde_json::from_str::<JobSnapshot>(&snapshot) else { continue };
        if me.is_gone(&owner) {
            interrupt(&mut snapshot, now);
            connection
                .execute("UPDATE job SET final = 1, snapshot = ?2 WHERE id = ?1", (id, json(&snapshot)?))?;
        }
    }
    Ok(())
}

fn interrupt(snapshot: &mut JobSnapshot, now: Timestamp) {
    snapshot.status = JobStatus::Interrupted;
    snapshot.finished = Some(now);
    snapshot.sequence += 1;
    snapshot.failure =
        Some(Failure { code: "job.interrupted".to_owned(), facts: Default::default(), raw: String::new() });
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, rusqlite::Error> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

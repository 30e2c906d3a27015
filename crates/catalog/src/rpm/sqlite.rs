//! Today's form, `rpmdb.sqlite`: a table `Packages` of numbered blobs.
//!
//! The database is hostile like everything in an image. It is opened as bytes, read-only, with nothing of its own allowed
//! to run, and one plain statement is asked; how long that may take and what it may return is limited.

use std::io::Read as _;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB};

use super::{Damaged, Each};

/// Largest header in bytes; rpm refuses more than this too.
const MAX_HEADER: i32 = 256 << 20;

/// Steps of SQLite's machine for each question whether to go on, and how many times the answer is yes. Ten steps are one
/// package.
const STEPS: i32 = 1000;
const MAX_ROUNDS: usize = 20_000;

/// Bytes 18 and 19 of the file say whether a log stands beside it (2) or not (1).
const VERSIONS: std::ops::Range<usize> = 18..20;

pub(super) fn is(content: &[u8]) -> bool {
    content.starts_with(b"SQLite format 3\0")
}

/// Shows every blob of the table.
pub(super) fn blobs(content: &[u8], each: Each<'_>) -> Result<(), Damaged> {
    let connection = open(content).map_err(|_| Damaged)?;
    let mut shown = Ok(());
    let result = rows(&connection, content.len(), &mut |blob| {
        let result = each(blob);
        if shown.is_ok() {
            shown = result;
        }
        Ok(())
    });
    match result {
        Ok(true) => shown,
        Ok(false) | Err(_) => Err(Damaged),
    }
}

fn open(content: &[u8]) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_HEADER)?;
    connection.set_limit(Limit::SQLITE_LIMIT_COLUMN, 16)?;
    connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 16)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    let mut rounds = 0;
    connection.progress_handler(
        STEPS,
        Some(move || {
            rounds += 1;
            rounds > MAX_ROUNDS
        }),
    )?;
    // A log that is not there would keep SQLite from opening the file.
    let (head, rest) = content.split_at(VERSIONS.end.min(content.len()));
    let (head, _) = head.split_at(VERSIONS.start.min(head.len()));
    let patched = head.chain(&[1, 1][..]).chain(rest);
    connection.deserialize_read_exact(MAIN_DB, patched, content.len(), true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// Returns whether there is such a table and its rows were no more than the file can hold.
fn rows(
    connection: &Connection,
    bytes: usize,
    each: &mut dyn FnMut(&[u8]) -> rusqlite::Result<()>,
) -> rusqlite::Result<bool> {
    let is_table: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema
         WHERE type = 'table' AND name = 'Packages' AND rootpage > 0)",
        [],
        |row| row.get(0),
    )?;
    if !is_table {
        return Ok(false);
    }
    let mut statement = connection.prepare("SELECT blob FROM Packages")?;
    let mut rows = statement.query([])?;
    let mut left = bytes;
    while let Some(row) = rows.next()? {
        let ValueRef::Blob(blob) = row.get_ref(0)? else { return Ok(false) };
        let Some(rest) = left.checked_sub(blob.len()) else { return Ok(false) };
        left = rest;
        each(blob)?;
    }
    Ok(true)
}

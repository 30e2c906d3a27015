//! One SQLite file: opens it, migrates it, hands out connections. Each capability owns its own tables.
//!
//! A capability brings a [`Schema`]: a name and a list of steps, applied once each and in order. A file that a newer
//! version wrote is refused rather than guessed at. This crate knows no table but its own `schema_version`.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _};

/// How long a writer waits for another process (the command line beside the window).
const BUSY: Duration = Duration::from_secs(10);

/// The tables of one capability.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Name, unique for ever.
    pub name: &'static str,
    /// SQL of each version; only ever appended to.
    pub steps: &'static [&'static str],
}

/// The file could not be opened or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder could not be made.
    #[error("create the data folder {}: {source}", path.display())]
    Folder {
        /// Folder.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("open {}: {source}", path.display())]
    Open {
        /// File.
        path: PathBuf,
        /// SQLite's words.
        source: rusqlite::Error,
    },
    /// A table could not be brought up to date.
    #[error("update the tables of {schema}: {source}")]
    Migrate {
        /// Whose tables.
        schema: &'static str,
        /// SQLite's words.
        source: rusqlite::Error,
    },
    /// A newer version wrote this file.
    #[error(
        "read the tables of {schema}: version {found} was written by a newer Mooring, this one knows {known}"
    )]
    Newer {
        /// Whose tables.
        schema: &'static str,
        /// Version in the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
}

/// The open file. Shared by reference; short statements only, since they take turns.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the file, creating it and its folder (readable by this user only) when missing.
    ///
    /// # Errors
    /// When the folder or file cannot be made, or a newer version wrote it.
    pub fn open(path: &Path, schemas: &[Schema]) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            create_private(folder)
                .map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        }
        let open = |source| StoreError::Open { path: path.to_owned(), source };
        Self::prepare(Connection::open(path).map_err(open)?, schemas, open)
    }

    /// Opens a store that is gone when dropped.
    ///
    /// # Errors
    /// When a schema is wrong.
    pub fn in_memory(schemas: &[Schema]) -> Result<Self, StoreError> {
        let open = |source| StoreError::Open { path: PathBuf::from(":memory:"), source };
        Self::prepare(Connection::open_in_memory().map_err(open)?, schemas, open)
    }

    /// Hands out the connection until the guard is dropped.
    pub fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn prepare(
        mut connection: Connection,
        schemas: &[Schema],
        open: impl Fn(rusqlite::Error) -> StoreError,
    ) -> Result<Self, StoreError> {
        connection.busy_timeout(BUSY).map_err(&open)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(&open)?;
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(&open)?;
        connection.pragma_update(None, "foreign_keys", "ON").map_err(&open)?;
        connection
            .execute_batch("CREATE TABLE IF NOT EXISTS schema_version (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT")
            .map_err(&open)?;
        for schema in schemas {
            migrate(&mut connection, *schema)?;
        }
        Ok(Self { connection: Mutex::new(connection) })
    }
}

/// Applies the steps a file lacks, all or none. `IMMEDIATE` keeps two processes from doing it at once.
fn migrate(connection: &mut Connection, schema: Schema) -> Result<(), StoreError> {
    let fail = |source| StoreError::Migrate { schema: schema.name, source };
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(fail)?;
    let known = u32::try_from(schema.steps.len()).unwrap_or(u32::MAX);
    let found: u32 = transaction
        .query_row("SELECT version FROM schema_version WHERE name = ?1", [schema.name], |row| row.get(0))
        .optional()
        .map_err(fail)?
        .unwrap_or(0);
    let Some(missing) = schema.steps.get(found as usize..) else {
        return Err(StoreError::Newer { schema: schema.name, found, known });
    };
    for step in missing {
        transaction.execute_batch(step).map_err(fail)?;
    }
    transaction
        .execute("INSERT OR REPLACE INTO schema_version VALUES (?1, ?2)", (schema.name, known))
        .map_err(fail)?;
    transaction.commit().map_err(fail)
}

/// Makes a folder that only this user can read: it will hold what containers are called and did.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Schema = Schema { name: "things", steps: &["CREATE TABLE thing (name TEXT) STRICT"] };
    const TWO: Schema =
        Schema { name: "things", steps: &[ONE.steps[0], "ALTER TABLE thing ADD COLUMN size INTEGER"] };

    fn things(store: &Store) -> i64 {
        store.connection().query_row("SELECT count(*) FROM thing", [], |row| row.get(0)).expect("counts")
    }

    #[test]
    fn a_newer_version_adds_to_what_is_there() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("deep/er/mooring.db");
        let old = Store::open(&file, &[ONE]).expect("opens");
        old.connection().execute("INSERT INTO thing VALUES ('a')", []).expect("inserts");
        drop(old);
        let new = Store::open(&file, &[TWO]).expect("opens");
        new.connection().execute("INSERT INTO thing VALUES ('b', 1)", []).expect("has the new column");
        assert_eq!(things(&new), 2);
    }

    #[test]
    fn a_file_of_a_newer_version_is_refused_and_kept() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("mooring.db");
        drop(Store::open(&file, &[TWO]).expect("opens"));
        let refused = Store::open(&file, &[ONE]);
        assert!(matches!(refused, Err(StoreError::Newer { found: 2, known: 1, .. })), "{refused:?}");
        assert_eq!(things(&Store::open(&file, &[TWO]).expect("still opens")), 0);
    }

    #[test]
    fn a_failing_step_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("mooring.db");
        drop(Store::open(&file, &[ONE]).expect("opens"));
        const BAD: Schema = Schema { name: "things", steps: &[ONE.steps[0], "CREATE TABLE x (a); NONSENSE"] };
        assert!(matches!(Store::open(&file, &[BAD]), Err(StoreError::Migrate { .. })));
        assert_eq!(things(&Store::open(&file, &[TWO]).expect("opens")), 0);
    }

    #[test]
    fn two_processes_open_it_at_once() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("mooring.db");
        let openers: Vec<_> = (0..8)
            .map(|_| {
                let file = file.clone();
                std::thread::spawn(move || Store::open(&file, &[TWO]).map(|_| ()))
            })
            .collect();
        for opener in openers {
            opener.join().expect("no panic").expect("opens");
        }
    }

    #[test]
    fn garbage_is_an_error_and_is_not_touched() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("mooring.db");
        let garbage = "not a database ".repeat(100);
        std::fs::write(&file, &garbage).expect("writes");
        assert!(matches!(Store::open(&file, &[ONE]), Err(StoreError::Open { .. })));
        assert_eq!(std::fs::read_to_string(&file).expect("reads"), garbage);
    }
}

//! The journal of swaps: what was about to be done, on disk before it is done (UPDATES.md 6.1).
//!
//! One file per transaction, each line flushed to the disk before the engine is asked for anything. Files and not rows of
//! the store, because the header holds the containers' environment: a file has its own mode (0600) and is really gone when
//! it is removed, where a database keeps deleted rows in free pages; and because a store that is damaged or was restored
//! must not cost anybody a container. A torn last line is what a crash leaves and is ignored.
//!
//! A file exists as long as the engine holds something of the transaction: until it was put back, or, once committed,
//! until the parked container is cleaned away.

mod lock;
mod record;

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use job::Clock;

pub(crate) use lock::{Held, LockError, Locks};
pub(crate) use record::{FORMAT, Header, Line, Member, Parked, Record, Role, Step, Transaction, Was};

/// Ending of a journal's name.
const ENDING: &str = "journal";
/// Longest line that is read: an inspect answer is a few ten kilobytes.
const LONGEST_LINE: u64 = 16 << 20;

/// An open journal.
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    clock: Clock,
    /// The last line may be there in part only: the next one must not be swallowed by it.
    torn: bool,
    pub(crate) tx: Transaction,
}

impl Journal {
    /// Begins a journal; its header is on the disk when this returns.
    pub(crate) fn begin(folder: &Path, header: Header, clock: Clock) -> io::Result<Self> {
        let path = folder.join(format!("{}.{ENDING}", header.tx));
        let mut options = OpenOptions::new();
        options.create_new(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        let tx = Transaction::begun(header.clone(), clock());
        let mut journal = Self { file, path, clock, torn: false, tx };
        let written = journal.write(Record::Begin { header: Box::new(header) });
        match written.and_then(|()| sync_folder(folder)) {
            Ok(()) => Ok(journal),
            Err(error) => {
                // On a full disk half a header would stay, and be in everybody's way.
                drop_file(journal);
                Err(error)
            }
        }
    }

    /// Opens a journal that an earlier process left.
    pub(crate) fn reopen(path: &Path, clock: Clock) -> io::Result<Self> {
        let tx = read(path)?;
        let file = OpenOptions::new().append(true).open(path)?;
        Ok(Self { file, path: path.to_owned(), clock, torn: true, tx })
    }

    /// Writes a line; it is on the disk when this returns.
    pub(crate) fn write(&mut self, record: Record) -> io::Result<()> {
        let line = Line { at: (self.clock)(), record };
        let mut bytes = if self.torn { vec![b'\n'] } else { Vec::new() };
        serde_json::to_writer(&mut bytes, &line)?;
        bytes.push(b'\n');
        self.torn = true;
        self.file.write_all(&bytes)?;
        self.file.sync_data()?;
        self.torn = false;
        self.tx.take(line);
        Ok(())
    }

    /// Writes a line if it can. On the way back the engine's state says enough, and stopping there would be worse.
    pub(crate) fn note(&mut self, record: Record) {
        if let Err(error) = self.write(record) {
            tracing::warn!(%error, tx = self.tx.header.tx, "the journal could not be written");
        }
    }

    /// Removes the journal and the secrets in it.
    pub(crate) fn remove(self) -> io::Result<()> {
        drop(self.file);
        remove(&self.path)
    }
}

fn drop_file(journal: Journal) {
    if let Err(error) = journal.remove() {
        tracing::warn!(%error, "a journal that could not be begun could not be removed");
    }
}

/// Removes a journal's file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => path.parent().map_or(Ok(()), sync_folder),
    }
}

/// Reads a journal. A line that cannot be read was never acted upon; those after it were written by whoever went on.
pub(crate) fn read(path: &Path) -> io::Result<Transaction> {
    let mut lines = BufReader::new(File::open(path)?);
    let mut tx: Option<Transaction> = None;
    while let Some(line) = next_line(&mut lines)? {
        let Ok(line) = serde_json::from_str::<Line>(&line) else { continue };
        match (&mut tx, line) {
            (None, Line { at, record: Record::Begin { header } }) if header.format <= FORMAT => {
                tx = Some(Transaction::begun(*header, at));
            }
            (None, _) => break,
            (Some(tx), line) => tx.take(line),
        }
    }
    tx.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the journal has no readable beginning"))
}

fn next_line(lines: &mut BufReader<File>) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = io::Read::take(&mut *lines, LONGEST_LINE).read_until(b'\n', &mut line)?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}

/// Lists the journals of a folder, oldest first. Unreadable ones are named in the log and left where they are.
pub(crate) fn all(folder: &Path) -> Vec<(PathBuf, Transaction)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
    paths.sort();
    let read = |path: PathBuf| match read(&path) {
        Ok(tx) => Some((path, tx)),
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "a journal could not be read");
            None
        }
    };
    paths.into_iter().filter_map(read).collect()
}

/// A file's name is only safe on the disk once its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests;

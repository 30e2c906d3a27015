//! Which process runs a job, and whether it still lives.
//!
//! Each process holds a lock on a file of its own for as long as it lives. The system lets go of it at any end, so a file
//! that can be locked belongs to nobody: no process numbers, which come round again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// This process, as the history names it.
#[derive(Debug)]
pub(crate) struct Owner {
    id: String,
    folder: PathBuf,
    _lock: File,
}

impl Owner {
    /// Takes a name nobody has.
    pub(crate) fn claim(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let id = uuid::Uuid::now_v7().to_string();
        let file = OpenOptions::new().create_new(true).write(true).open(path(folder, &id))?;
        file.lock()?;
        Ok(Self { id, folder: folder.to_owned(), _lock: file })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Returns whether another owner is gone, and tidies up after it.
    pub(crate) fn is_gone(&self, other: &str) -> bool {
        if other == self.id || other.contains(['/', '\\', '.']) {
            return false;
        }
        let path = path(&self.folder, other);
        let Ok(file) = File::open(&path) else { return true };
        let gone = !matches!(file.try_lock(), Err(TryLockError::WouldBlock));
        if gone {
            let _ = std::fs::remove_file(path);
        }
        gone
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(path(&self.folder, &self.id));
    }
}

fn path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_living_are_told_from_the_dead() {
        let folder = tempfile::tempdir().expect("folder");
        let me = Owner::claim(folder.path()).expect("claims");
        let other = Owner::claim(folder.path()).expect("claims");
        assert!(!me.is_gone(other.id()));
        assert!(!me.is_gone(me.id()));
        let id = other.id().to_owned();
        drop(other);
        assert!(me.is_gone(&id));
    }

    #[test]
    fn a_crash_leaves_a_file_that_nobody_holds() {
        let folder = tempfile::tempdir().expect("folder");
        let me = Owner::claim(folder.path()).expect("claims");
        std::fs::write(path(folder.path(), "dead"), "").expect("writes");
        assert!(me.is_gone("dead"));
        assert!(!path(folder.path(), "dead").exists());
    }
}

//! Who may change containers of an engine: one process at a time, and in it one swap per container.
//!
//! The process holds a lock on a file for as long as a swap of it runs. The system lets go of it at any end of the process,
//! so a crash never leaves one behind.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedMutexGuard;

/// Why a swap may not run now.
#[derive(Debug)]
pub(crate) enum LockError {
    /// A swap of this container runs in this process.
    Container,
    /// Another process changes containers of this engine.
    Process,
    /// The lock's file cannot be used.
    File(io::Error),
}

/// What this process has locked.
pub(crate) struct Locks {
    folder: PathBuf,
    engines: Mutex<HashMap<String, Weak<File>>>,
    containers: Mutex<HashSet<(String, String)>>,
    references: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl Locks {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, engines: Mutex::default(), containers: Mutex::default(), references: Mutex::default() }
    }

    /// Takes the engine for this process, and containers of it for one swap.
    pub(crate) fn take(self: &Arc<Self>, engine: &str, containers: &[String]) -> Result<Held, LockError> {
        let keys: Vec<_> = containers.iter().map(|id| (engine.to_owned(), id.clone())).collect();
        let mut taken = lock(&self.containers);
        if keys.iter().any(|key| taken.contains(key)) {
            return Err(LockError::Container);
        }
        let file = self.engine(engine)?;
        taken.extend(keys.iter().cloned());
        Ok(Held { locks: Arc::clone(self), keys, _file: file })
    }

    /// Waits until no other swap of this process moves the name of an image.
    pub(crate) async fn reference(&self, engine: &str, name: &str) -> OwnedMutexGuard<()> {
        let mutex = Arc::clone(lock(&self.references).entry(format!("{engine} {name}")).or_default());
        mutex.lock_owned().await
    }

    fn engine(&self, engine: &str) -> Result<Arc<File>, LockError> {
        let mut engines = lock(&self.engines);
        if let Some(file) = engines.get(engine).and_then(Weak::upgrade) {
            return Ok(file);
        }
        // The same for every version of this program: two of them may run.
        let name: String = Sha256::digest(engine).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = self.folder.join(format!("{name}.lock"));
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(LockError::File)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Process),
            Err(TryLockError::Error(error)) => return Err(LockError::File(error)),
        }
        let file = Arc::new(file);
        engines.insert(engine.to_owned(), Arc::downgrade(&file));
        Ok(file)
    }
}

/// A locked engine and containers; free when dropped.
pub(crate) struct Held {
    locks: Arc<Locks>,
    keys: Vec<(String, String)>,
    _file: Arc<File>,
}

impl Held {
    /// Takes further containers.
    pub(crate) fn also(&mut self, engine: &str, containers: &[String]) -> Result<(), LockError> {
        let mut taken = lock(&self.locks.containers);
        let new: Vec<_> = containers.iter().map(|id| (engine.to_owned(), id.clone())).collect();
        if new.iter().any(|key| taken.contains(key)) {
            return Err(LockError::Container);
        }
        taken.extend(new.iter().cloned());
        drop(taken);
        self.keys.extend(new);
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut taken = lock(&self.locks.containers);
        for key in &self.keys {
            taken.remove(key);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_swap_per_container_and_one_process_per_engine() {
        let folder = tempfile::tempdir().expect("folder");
        let ours = Arc::new(Locks::new(folder.path().to_owned()));
        let theirs = Arc::new(Locks::new(folder.path().to_owned()));
        let (a, b) = (["a".to_owned()], ["b".to_owned()]);
        let held = ours.take("engine", &a).map_err(|_| "free").expect("free");
        assert!(matches!(ours.take("engine", &a), Err(LockError::Container)));
        assert!(ours.take("engine", &b).is_ok());
        assert!(matches!(theirs.take("engine", &b), Err(LockError::Process)));
        assert!(theirs.take("another", &a).is_ok());
        drop(held);
        assert!(theirs.take("engine", &a).is_ok());
    }
}

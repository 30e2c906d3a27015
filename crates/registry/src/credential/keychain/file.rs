//! Secrets in a plain file, for servers without a keychain, by somebody's explicit will.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::{SecretStore, StoreKind};
use crate::credential::{Asked, CredentialError, Secret};

/// Longer files are not read.
const LONGEST: u64 = 1024 * 1024;

const FORMAT: u32 = 1;

/// What whoever opens the file reads first.
const NOTICE: &str = "These credentials are not encrypted. `mooring logout` removes them.";

/// A file that its owner alone may read (mode 0600), and that is not encrypted. Made only for somebody who said so.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Contents {
    format: u32,
    #[serde(default)]
    notice: String,
    #[serde(default)]
    secrets: BTreeMap<String, String>,
}

impl Default for Contents {
    fn default() -> Self {
        Self { format: FORMAT, notice: NOTICE.to_owned(), secrets: BTreeMap::new() }
    }
}

impl FileStore {
    /// A store in this file. Nothing is written before the first secret is.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    fn read(&self) -> Result<Contents, CredentialError> {
        let unreadable = |error: std::io::Error| CredentialError::Unreadable {
            path: self.path.clone(),
            kind: error.kind(),
        };
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Contents::default()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut text = String::new();
        file.take(LONGEST).read_to_string(&mut text).map_err(unreadable)?;
        let broken = |line| CredentialError::Broken { path: self.path.clone(), line };
        let contents: Contents = serde_json::from_str(&text).map_err(|error| broken(error.line()))?;
        // A newer format is not guessed at, and above all not written over.
        if contents.format == FORMAT { Ok(contents) } else { Err(broken(1)) }
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<(), CredentialError> {
        let unwritable = |error: std::io::Error| CredentialError::Unwritable {
            path: self.path.clone(),
            kind: error.kind(),
        };
        let _lock = self.lock().map_err(unwritable)?;
        let mut contents = self.read()?;
        change(&mut contents.secrets);
        self.write(&contents).map_err(unwritable)
    }

    /// Two processes that sign in at once both succeed.
    fn lock(&self) -> std::io::Result<File> {
        std::fs::create_dir_all(self.dir())?;
        let lock = File::create(self.path.with_extension("lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    /// Whole or not at all; the temporary file is its owner's alone from its first byte on.
    fn write(&self, contents: &Contents) -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(self.dir())?;
        serde_json::to_writer_pretty(&mut file, contents)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(&self.path)?;
        Ok(())
    }

    fn dir(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    async fn blocking<R: Send + 'static>(
        &self,
        work: impl FnOnce(Self) -> Result<R, CredentialError> + Send + 'static,
    ) -> Result<R, CredentialError> {
        let store = self.clone();
        let interrupted =
            CredentialError::Unreadable { path: self.path.clone(), kind: ErrorKind::Interrupted };
        tokio::task::spawn_blocking(move || work(store)).await.unwrap_or(Err(interrupted))
    }
}

impl SecretStore for FileStore {
    fn kind(&self) -> StoreKind {
        StoreKind::PlainFile
    }

    fn get<'a>(
        &'a self,
        name: &'a str,
        _asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Secret>, CredentialError>> {
        let name = name.to_owned();
        Box::pin(self.blocking(move |store| Ok(store.read()?.secrets.remove(&name).map(Secret::new))))
    }

    fn set<'a>(&'a self, name: &'a str, secret: &'a Secret) -> BoxFuture<'a, Result<(), CredentialError>> {
        let (name, secret) = (name.to_owned(), secret.expose().to_owned());
        Box::pin(self.blocking(move |store| {
            store.change(|secrets| {
                secrets.insert(name, secret);
            })
        }))
    }

    fn remove<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), CredentialError>> {
        let name = name.to_owned();
        Box::pin(self.blocking(move |store| {
            // A file that nobody wanted is not made by looking for something to remove.
            if !store.read()?.secrets.contains_key(&name) {
                return Ok(());
            }
            store.change(|secrets| {
                secrets.remove(&name);
            })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, FileStore) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("below/credentials.json");
        (dir, FileStore::at(path))
    }

    #[tokio::test]
    async fn keeps_and_forgets() {
        let (_dir, store) = store();
        assert_eq!(store.get("a.io", Asked::ByUser).await, Ok(None));
        store.remove("a.io").await.unwrap();
        assert!(!store.path.exists(), "looking made a file");
        store.set("a.io", &Secret::new("one")).await.unwrap();
        store.set("b.io", &Secret::new("two")).await.unwrap();
        store.set("a.io", &Secret::new("three")).await.unwrap();
        assert_eq!(store.get("a.io", Asked::Background).await, Ok(Some(Secret::new("three"))));
        store.remove("a.io").await.unwrap();
        assert_eq!(store.get("a.io", Asked::ByUser).await, Ok(None));
        assert_eq!(store.get("b.io", Asked::ByUser).await, Ok(Some(Secret::new("two"))));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn its_owner_alone_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_dir, store) = store();
        store.set("a.io", &Secret::new("one")).await.unwrap();
        assert_eq!(store.path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::read_to_string(&store.path).unwrap().contains("not encrypted"));
    }

    #[tokio::test]
    async fn what_is_broken_or_newer_is_neither_guessed_at_nor_overwritten() {
        let (_dir, store) = store();
        std::fs::create_dir_all(store.dir()).unwrap();
        for text in ["", "{", r#"{"format": 2, "secrets": {}}"#] {
            std::fs::write(&store.path, text).unwrap();
            assert!(matches!(
                store.set("a.io", &Secret::new("x")).await,
                Err(CredentialError::Broken { .. })
            ));
            assert_eq!(std::fs::read_to_string(&store.path).unwrap(), text);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_at_once_lose_nothing() {
        let (_dir, store) = store();
        let writers = (0..16).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.set(&format!("{number}.io"), &Secret::new("x")).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap().unwrap();
        }
        assert_eq!(store.read().unwrap().secrets.len(), 16);
    }
}

//! Puts the copies of volumes that an update made back (UPDATES.md 8), when somebody asks for it after going back.
//!
//! What is in the volumes now is copied first, so that nothing is lost either way; then they are emptied, by a helper made
//! from the container's own image, and filled from the archives. A checksum that does not fit, an image without a shell,
//! too little room, somebody else at work in the volume: all of that is found before anything is emptied.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use engine::{Engine, EngineError};
use futures_util::{Stream, stream};
use job::JobContext;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use super::backup::{beside, copy_out, partly_mounted};
use super::seen::{Seen, is_nameless};
use super::{Updater, begin};

/// Where the helper sees the volume.
const INSIDE: &str = "/mooring-restore";
/// Empties it without leaving the folder; a shell and `rm` are all it takes.
const EMPTY: &str = "cd /mooring-restore && rm -rf -- ..?* .[!.]* *";
/// Bytes handed on at once.
const PIECE: usize = 256 << 10;

/// Volumes were not put back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is no such container, or it is being changed.
    #[error("container {0} is not there or is being changed")]
    NotNow(String),
    /// Its volumes cannot be put back without harm.
    #[error("volumes of {container} cannot be put back: {why}")]
    Unsafe {
        /// Container.
        container: String,
        /// Why.
        why: String,
    },
    /// A copy is not there or is not what was written.
    #[error("the copy {} cannot be used: {why}", path.display())]
    BadCopy {
        /// File.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The engine or the disk failed. `safe` holds what was in the volumes before.
    #[error("put volume {volume} back: {why}")]
    Failed {
        /// Volume.
        volume: String,
        /// Why.
        why: String,
        /// Copies of what was there, made before anything was emptied.
        safe: Vec<PathBuf>,
    },
}

impl Updater {
    /// Puts volumes of a container back from copies (file, volume), as `HistoryEntry::backups` names them. The container is
    /// stopped for it and started again if it ran. Returns the copies of what was in the volumes before.
    ///
    /// # Errors
    /// When a copy is damaged, or a step fails; the error names what was made safe before.
    pub async fn restore(
        &self,
        engine: &Engine,
        container: &str,
        copies: &BTreeMap<String, String>,
        job: &JobContext,
    ) -> Result<Vec<PathBuf>, RestoreError> {
        job.step("restore");
        let not_now = || RestoreError::NotNow(container.to_owned());
        let seen = begin::find(engine, container).await.map_err(|_| not_now())?;
        let _held = self.take(engine, &seen).map_err(|_| not_now())?;
        must_be_safe(engine, &seen, copies).await?;
        for file in copies.keys() {
            proven(Path::new(file)).await?;
        }
        let mut restore = Restore { engine, seen: &seen, safe: Vec::new() };
        let done = restore.all(copies).await;
        let started = start_again(engine, &seen).await;
        done?;
        started.map_err(|error| restore.failed(container, &error.to_string()))?;
        Ok(restore.safe)
    }
}

struct Restore<'a> {
    engine: &'a Engine,
    seen: &'a Seen,
    safe: Vec<PathBuf>,
}

impl Restore<'_> {
    async fn all(&mut self, copies: &BTreeMap<String, String>) -> Result<(), RestoreError> {
        let stopped = stop(self.engine, self.seen).await;
        stopped.map_err(|error| self.failed(&self.seen.name, &error.to_string()))?;
        for (file, volume) in copies {
            self.make_safe(Path::new(file), volume).await?;
        }
        for (file, volume) in copies {
            let done = self.one(Path::new(file), volume).await;
            done.map_err(|error| self.failed(volume, &error.to_string()))?;
        }
        Ok(())
    }

    /// Copies what is in a volume now, beside the copy that is about to take its place.
    async fn make_safe(&mut self, file: &Path, volume: &str) -> Result<(), RestoreError> {
        let mounts = self.seen.raw["Mounts"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mount = mounts.iter().find(|mount| mount["Name"] == *volume);
        let path = mount.and_then(|mount| mount["Destination"].as_str());
        let path = path.ok_or_else(|| self.failed(volume, "the container does not use it any more"))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let to = file.with_file_name(format!("before-{}-{name}", uuid::Uuid::now_v7().simple()));
        let copied = copy_out(self.engine, &self.seen.id, path, &to, &JobContext::detached()).await;
        copied.map_err(|why| self.failed(volume, &why))?;
        self.safe.push(to);
        Ok(())
    }

    async fn one(&self, file: &Path, volume: &str) -> Result<(), EngineError> {
        let name = format!("{}.rs-{}", self.seen.name, short());
        let helper = self.engine.container_create_raw(&name, &self.helper(volume), None).await?.id;
        let filled = self.empty_and_fill(&helper, file).await;
        filled.and(self.remove(&helper, volume).await)
    }

    /// Removes the helper, and the volumes that its image had made for it.
    async fn remove(&self, helper: &str, volume: &str) -> Result<(), EngineError> {
        let made = Seen::look(self.engine, helper).await?.map(|seen| seen.volumes()).unwrap_or_default();
        self.engine.container_remove(helper, false).await?;
        for made in made.iter().filter(|made| is_nameless(made) && *made != volume) {
            if let Err(error) = self.engine.volume_remove(made).await {
                tracing::warn!(%error, volume = made, "a volume of a helper could not be removed");
            }
        }
        Ok(())
    }

    async fn empty_and_fill(&self, helper: &str, file: &Path) -> Result<(), EngineError> {
        self.engine.container_start(helper).await?;
        let code = self.engine.container_wait(helper).await?;
        if code != 0 {
            let operation = "empty the volume".to_owned();
            return Err(EngineError::Local {
                operation,
                cause: format!("the helper ended with code {code}"),
            });
        }
        self.engine.archive_put(helper, INSIDE, unpacked(file.to_owned())).await
    }

    fn helper(&self, volume: &str) -> Value {
        json!({
            "Image": self.seen.image,
            "Entrypoint": ["/bin/sh", "-c"],
            "Cmd": [EMPTY],
            "User": "0",
            "HostConfig": {
                "NetworkMode": "none",
                "Mounts": [{ "Type": "volume", "Source": volume, "Target": INSIDE }],
            },
        })
    }

    fn failed(&self, volume: &str, why: &str) -> RestoreError {
        RestoreError::Failed { volume: volume.to_owned(), why: why.to_owned(), safe: self.safe.clone() }
    }
}

/// Refuses what would be lost: a container that removes itself when it stops, a volume of which it sees a part only, one
/// that somebody else is writing to.
async fn must_be_safe(
    engine: &Engine,
    seen: &Seen,
    copies: &BTreeMap<String, String>,
) -> Result<(), RestoreError> {
    let no = |why: String| Err(RestoreError::Unsafe { container: seen.name.clone(), why });
    if seen.auto_remove {
        return no("it removes itself when it stops".to_owned());
    }
    if let Some(volume) = partly_mounted(&seen.raw) {
        return no(format!("it mounts only a folder of volume {volume}"));
    }
    let listed = engine
        .container_list()
        .await
        .map_err(|error| RestoreError::Unsafe { container: seen.name.clone(), why: error.to_string() })?;
    for other in listed.iter().filter(|other| other.id != seen.id) {
        let Ok(Some(other)) = Seen::look(engine, &other.id).await else { continue };
        let shared =
            other.volumes().into_iter().find(|volume| copies.values().any(|copied| copied == volume));
        if let Some(volume) = shared.filter(|_| other.running) {
            return no(format!("container {} uses volume {volume}, too", other.name));
        }
    }
    Ok(())
}

/// Stops it, thawed if need be: what is frozen cannot end.
async fn stop(engine: &Engine, seen: &Seen) -> Result<(), EngineError> {
    if seen.paused {
        engine.container_unpause(&seen.id).await?;
    }
    if seen.running || seen.paused { engine.container_stop(&seen.id, None).await } else { Ok(()) }
}

/// Starts it if it ran, and freezes it again if it was frozen.
async fn start_again(engine: &Engine, seen: &Seen) -> Result<(), EngineError> {
    if seen.running || seen.paused {
        engine.container_start(&seen.id).await?;
    }
    if seen.paused { engine.container_pause(&seen.id).await } else { Ok(()) }
}

fn short() -> String {
    uuid::Uuid::now_v7().simple().to_string().chars().rev().take(6).collect()
}

/// Compares a copy with its checksum.
async fn proven(path: &Path) -> Result<(), RestoreError> {
    let file = path.to_owned();
    let compared = tokio::task::spawn_blocking(move || compare(&file)).await;
    let why = match compared {
        Ok(Ok(true)) => return Ok(()),
        Ok(Ok(false)) => "its checksum does not fit".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Err(RestoreError::BadCopy { path: path.to_owned(), why })
}

fn compare(path: &Path) -> io::Result<bool> {
    let written = std::fs::read_to_string(beside(path))?;
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    io::copy(&mut file, &mut hash)?;
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(written.split_whitespace().next() == Some(digits.as_str()))
}

/// Unpacks a copy as it is read, on a thread of its own.
fn unpacked(path: PathBuf) -> impl Stream<Item = Result<Bytes, EngineError>> + Send + 'static {
    let (sender, receiver) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let local = |error: &io::Error| EngineError::Local {
            operation: format!("read {}", path.display()),
            cause: error.to_string(),
        };
        let mut decoder = match File::open(&path).and_then(zstd::Decoder::new) {
            Ok(decoder) => decoder,
            Err(error) => return drop(sender.blocking_send(Err(local(&error)))),
        };
        let mut piece = vec![0; PIECE];
        loop {
            let sent = match decoder.read(&mut piece) {
                Ok(0) => return,
                Ok(read) => {
                    sender.blocking_send(Ok(Bytes::copy_from_slice(piece.get(..read).unwrap_or_default())))
                }
                Err(error) => return drop(sender.blocking_send(Err(local(&error)))),
            };
            if sent.is_err() {
                return;
            }
        }
    });
    stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) })
}

//! Copies of a container's volumes, made while it is stopped and before its successor starts (UPDATES.md 8).
//!
//! One `tar.zst` per volume with its SHA-256 beside it, in the form that `sha256sum -c` checks. A copy that was not
//! finished has no line of completion in the journal and is deleted on the way back. Nothing is restored by itself; see
//! `restore`. The files are plain archives.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use engine::Engine;
use futures_util::StreamExt as _;
use job::{JobContext, Progress, Unit};
use sha2::{Digest as _, Sha256};

use super::SwapFailure;
use super::preflight::space;
use super::seen::Seen;
use super::work::Work;
use crate::journal::Record;

/// A volume and where it is mounted.
struct Mounted {
    volume: String,
    path: String,
}

impl Work<'_> {
    /// Refuses a copy that will not fit, while there is still nothing to lose. Without sizes of volumes it is let pass.
    pub(super) async fn room_for_backup(&self, folder: &Path) -> Result<(), SwapFailure> {
        if !self.engine.archive_keeps_owners() {
            let why = "this engine forgets who owns the files it copies".to_owned();
            return Err(SwapFailure::Backup { volume: self.member(0)?.name.clone(), why });
        }
        if let Some(volume) = partly_mounted(&self.member(0)?.inspect) {
            return Err(SwapFailure::Backup { volume, why: "only a folder of it is mounted".to_owned() });
        }
        let sizes = self.engine.disk_usage().await?.volume_sizes;
        let needed: u64 = self.mounted()?.iter().filter_map(|one| sizes.get(&one.volume)).sum();
        match space(folder) {
            Some((free, _)) if free < needed => {
                Err(SwapFailure::NoSpace { free, needed, path: folder.display().to_string() })
            }
            _ => Ok(()),
        }
    }

    /// Copies every volume of the container into a folder.
    pub(super) async fn back_up(&mut self, folder: &Path) -> Result<(), SwapFailure> {
        self.job.step("backup");
        let source = self.volumes_readable_in().await?;
        for one in self.mounted()? {
            let path = folder.join(self.file_name(&one.volume)?);
            let file = path.display().to_string();
            self.journal.write(Record::BackingUp { file: file.clone() })?;
            let copied = self.copy_volume(&source, &one, &path).await;
            copied.map_err(|why| SwapFailure::Backup { volume: one.volume.clone(), why })?;
            self.journal.write(Record::BackedUp { file, volume: one.volume })?;
        }
        Ok(())
    }

    /// Deletes copies that were begun and not finished.
    pub(super) fn drop_unfinished_backups(&self) {
        let unfinished = self.journal.tx.backups.iter().filter(|(_, volume)| volume.is_none());
        for (file, _) in unfinished {
            for path in [PathBuf::from(file), beside(Path::new(file))] {
                match std::fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        tracing::warn!(%error, path = %path.display(), "an unfinished backup could not be removed");
                    }
                    _ => {}
                }
            }
        }
    }

    fn mounted(&self) -> Result<Vec<Mounted>, SwapFailure> {
        let mounts = self.member(0)?.inspect["Mounts"].as_array().map(Vec::as_slice).unwrap_or_default();
        let text = |mount: &serde_json::Value, key: &str| mount[key].as_str().map(str::to_owned);
        let volumes = mounts.iter().filter(|mount| mount["Type"] == "volume");
        let mut all: Vec<Mounted> = volumes
            .filter_map(|mount| {
                Some(Mounted { volume: text(mount, "Name")?, path: text(mount, "Destination")? })
            })
            .collect();
        // One that is mounted twice is one volume.
        all.sort_by(|a, b| a.volume.cmp(&b.volume));
        all.dedup_by(|a, b| a.volume == b.volume);
        Ok(all)
    }

    /// The old container, or the twin of one that removed itself: both have its volumes.
    async fn volumes_readable_in(&self) -> Result<String, SwapFailure> {
        let member = self.member(0)?;
        if Seen::look(self.engine, &member.id).await?.is_some() {
            return Ok(member.id.clone());
        }
        let twin = self.journal.tx.stand_by.get(&0).cloned();
        twin.ok_or_else(|| SwapFailure::NoContainer(member.name.clone()))
    }

    /// `web-data-0a1b2c.tar.zst`. Names come from the engine: nothing in them leads out of the folder.
    fn file_name(&self, volume: &str) -> Result<String, SwapFailure> {
        let short: String = volume.chars().take(40).collect();
        let name = format!("{}-{short}-{}.tar.zst", self.member(0)?.name, self.journal.tx.short());
        let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        Ok(name.chars().map(|c| if harmless(c) { c } else { '_' }).collect())
    }

    async fn copy_volume(&self, container: &str, from: &Mounted, to: &Path) -> Result<(), String> {
        copy_out(self.engine, container, &from.path, to, self.job).await
    }
}

/// A volume of which a container sees only a folder. A copy taken there would not be the volume, and could not be put back
/// without losing the rest of it.
pub(super) fn partly_mounted(inspect: &serde_json::Value) -> Option<String> {
    let mounts = inspect["HostConfig"]["Mounts"].as_array().into_iter().flatten();
    let mut parts = mounts
        .filter(|mount| mount["VolumeOptions"]["Subpath"].as_str().is_some_and(|path| !path.is_empty()));
    Some(parts.next()?["Source"].as_str().unwrap_or_default().to_owned())
}

/// Copies what is in a folder of a container into a packed archive with its checksum beside it.
pub(super) async fn copy_out(
    engine: &Engine,
    container: &str,
    folder: &str,
    to: &Path,
    job: &JobContext,
) -> Result<(), String> {
    let words = |error: io::Error| error.to_string();
    let mut copy = Copy::create(to).map_err(words)?;
    // The dot: only then is the archive the same on every engine, and can be unpacked into a folder of any name.
    let mut archive = std::pin::pin!(engine.archive_get(container, &format!("{folder}/.")));
    let mut read = 0;
    while let Some(piece) = job.unless_cancelled(archive.next()).await.ok_or("cancelled")? {
        let piece = piece.map_err(|error| error.to_string())?;
        read += piece.len() as u64;
        copy.encoder.write_all(&piece).map_err(words)?;
        job.progress(Progress::of(Unit::Bytes, read, None));
    }
    copy.finish(to).map_err(words)
}

/// A copy that is being written.
struct Copy {
    encoder: zstd::Encoder<'static, Hashed>,
}

impl Copy {
    fn create(path: &Path) -> io::Result<Self> {
        let file = Hashed { file: private(path)?, hash: Sha256::new() };
        Ok(Self { encoder: zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)? })
    }

    /// Ends the archive and writes its checksum; both are on the disk when this returns.
    fn finish(self, path: &Path) -> io::Result<()> {
        let Hashed { file, hash } = self.encoder.finish()?;
        file.sync_all()?;
        let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut sum = private(&beside(path))?;
        writeln!(sum, "{digits}  {name}")?;
        sum.sync_all()
    }
}

/// A file that is hashed as it is written.
struct Hashed {
    file: File,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Makes a file that only its user reads: volumes hold what containers know.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Where the checksum of a file is.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".sha256");
    PathBuf::from(name)
}

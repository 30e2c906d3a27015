//! A list on its way: into a file beside the lists, from where an earlier try broke off, only if it changed.

use std::io;
use std::path::{Path, PathBuf};

use registry::{Body, Registry, RegistryError, Wanted};
use serde::{Deserialize, Serialize};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt as _;

/// No list is larger; the largest of the public export has some hundred megabytes.
const LARGEST: u64 = 4 << 30;

/// Why a list could not be fetched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    /// The server.
    #[error(transparent)]
    Server(#[from] RegistryError),
    /// The disk.
    #[error("write {}: {source}", path.display())]
    Disk {
        /// File.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// What came is not what was promised.
    #[error("{came} bytes came where {promised} were promised")]
    Short {
        /// Bytes that came.
        came: u64,
        /// Bytes that were promised.
        promised: u64,
    },
    /// It is larger than a list can be.
    #[error("it is larger than {LARGEST} bytes")]
    TooLarge,
}

/// A file that came whole.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// Where it is; whoever has read it removes it.
    pub(crate) path: PathBuf,
    /// What the server calls this version.
    pub(crate) tag: Option<String>,
}

/// What is known of a file that broke off.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    url: String,
    tag: String,
}

/// Fetches a file to `part`, unless the server still has the version called `known`. `count` hears the bytes that are
/// here and the size, if told.
pub(crate) async fn fetch(
    registry: &Registry,
    url: &str,
    known: Option<&str>,
    part: &Path,
    mut count: impl FnMut(u64, Option<u64>),
) -> Result<Option<Fetched>, FetchError> {
    let begun = begun(url, part).await;
    let begun = begun.as_ref().map(|(tag, bytes)| (tag.as_str(), *bytes));
    let wanted = Wanted { url, known, begun };
    let Some(mut body) = registry.download(&wanted).await? else { return Ok(None) };
    let disk = |source| FetchError::Disk { path: part.to_owned(), source };
    let mut file = open(part, body.from).await.map_err(disk)?;
    note(url, body.tag.as_deref(), part).await.map_err(disk)?;
    let came = receive(&mut body, &mut file, part, &mut count).await?;
    file.sync_all().await.map_err(disk)?;
    if let Some(promised) = body.size.filter(|size| *size != came) {
        return Err(FetchError::Short { came, promised });
    }
    let _ = fs::remove_file(note_path(part)).await;
    Ok(Some(Fetched { path: part.to_owned(), tag: body.tag }))
}

async fn receive(
    body: &mut Body,
    file: &mut File,
    part: &Path,
    count: &mut impl FnMut(u64, Option<u64>),
) -> Result<u64, FetchError> {
    let disk = |source| FetchError::Disk { path: part.to_owned(), source };
    let mut came = body.from;
    while let Some(piece) = body.next().await? {
        came += piece.len() as u64;
        if came > LARGEST {
            return Err(FetchError::TooLarge);
        }
        file.write_all(&piece).await.map_err(disk)?;
        count(came, body.size);
    }
    Ok(came)
}

/// Opens the part to go on behind its first bytes, or anew.
async fn open(part: &Path, from: u64) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let options =
        if from > 0 { options.append(true) } else { options.write(true).create(true).truncate(true) };
    options.open(part).await
}

/// Says of which version how many bytes are here. The length on disk may be behind a crash, never ahead of what was sent.
async fn begun(url: &str, part: &Path) -> Option<(String, u64)> {
    let note: Note = serde_json::from_slice(&fs::read(note_path(part)).await.ok()?).ok()?;
    let bytes = fs::metadata(part).await.ok()?.len();
    (note.url == url && bytes > 0).then_some((note.tag, bytes))
}

/// A version without a name, or with a weak one, cannot be continued.
async fn note(url: &str, tag: Option<&str>, part: &Path) -> io::Result<()> {
    let path = note_path(part);
    match tag.filter(|tag| !tag.starts_with("W/")) {
        Some(tag) => {
            let note = Note { url: url.to_owned(), tag: tag.to_owned() };
            fs::write(path, serde_json::to_vec(&note)?).await
        }
        None => match fs::remove_file(path).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}

fn note_path(part: &Path) -> PathBuf {
    let mut name = part.as_os_str().to_owned();
    name.push(".note");
    name.into()
}

//! One file out of an image, to be read or saved.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::Engine;
use futures_util::StreamExt as _;
use layer::{Entry, ExtractError, ImagePath, Limits, Spot};
use scan::inside::Anatomy;

use super::document::unwritable;
use super::files::decoded;
use crate::App;
use crate::doctor::{self, Operation};
use crate::inside::{Subject, feed};
use crate::wire::{FileContents, Problem};

/// Largest file that is opened.
const OPENED: u64 = 1 << 20;
/// Largest file that is saved.
const SAVED: u64 = 64 << 30;

/// A file that is meant, with where it is.
struct Meant {
    entry: Entry,
    spot: Spot,
    /// It is the one that is seen from inside the image.
    visible: bool,
    shown: String,
}

impl App {
    /// Opens a file of a layer, or of the image as it is seen from inside. One that holds a secret shows it only with `reveal`.
    ///
    /// # Errors
    /// When there is no such file, it is too large to be shown, or it cannot be read.
    pub async fn image_file(
        &self,
        id: String,
        layer: Option<u32>,
        path: String,
        reveal: bool,
    ) -> Result<FileContents, Problem> {
        let anatomy = self.anatomy(&id).await?;
        let meant = meant(&anatomy, layer, &path)?;
        let bytes = meant.entry.bytes;
        let secret = holds_secret(&anatomy, &meant);
        if secret && !reveal {
            return Ok(FileContents { bytes, text: None, cut: false, secret });
        }
        if bytes > OPENED {
            let size = |bytes: u64| format!("{} MB", bytes.div_ceil(1_000_000));
            let facts = [("path", meant.shown), ("size", size(bytes)), ("limit", "1 MB".to_owned())];
            return Err(doctor::problem("inside.fileTooLarge", facts));
        }
        let contents = self.contents_of(&id, &anatomy, &meant, OPENED, Vec::new()).await?;
        let is_text = !contents.contains(&0);
        let text = String::from_utf8(contents).ok().filter(|_| is_text);
        Ok(FileContents { bytes, text, cut: false, secret })
    }

    /// The name a file is saved under.
    #[must_use]
    pub fn image_file_name(&self, path: &str) -> String {
        let path = decoded(path).unwrap_or_default();
        let name = String::from_utf8_lossy(path.name());
        let safe = |c: char| if c.is_control() || "\\/:*?\"<>|".contains(c) { '_' } else { c };
        name.chars().map(safe).collect()
    }

    /// Writes a file of an image to the disk, whole or not at all.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read or written.
    pub async fn image_file_write(
        &self,
        id: String,
        layer: Option<u32>,
        path: String,
        target: PathBuf,
    ) -> Result<(), Problem> {
        let anatomy = self.anatomy(&id).await?;
        let meant = meant(&anatomy, layer, &path)?;
        let part = part_of(&target);
        let file = std::fs::File::create(&part).map_err(|error| unwritable(&target, &error))?;
        let written = self.contents_of(&id, &anatomy, &meant, SAVED, io::BufWriter::new(file)).await;
        let written = written.and_then(|mut file| {
            let done = file.flush().and_then(|()| std::fs::rename(&part, &target));
            done.map_err(|error| unwritable(&target, &error))
        });
        if written.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        written
    }

    /// Gets the contents from where they are quickest to be had.
    async fn contents_of<W: Write + Send + 'static>(
        &self,
        id: &str,
        anatomy: &Arc<Anatomy>,
        meant: &Meant,
        most: u64,
        out: W,
    ) -> Result<W, Problem> {
        match Subject::parse(id) {
            Subject::Local(id) => self.out_of_engine(&id, meant, most, out).await,
            Subject::File(path) => from_archive(path, meant, most, out).await,
            Subject::Remote(reference) => {
                let registry = self.any_registry();
                let image = registry.image(&reference, &self.platform()).await;
                let image =
                    image.map_err(|error| doctor::registry_problem(&error, &reference.to_string()))?;
                let layer = image.layers.get(meant.spot.layer as usize);
                let layer = layer.filter(|_| image.layers.len() == anatomy.image().layers.len());
                let Some(layer) = layer else { return Err(gone(&meant.shown)) };
                let blob = registry.blob(&reference, &layer.digest, layer.size, None).await;
                let blob = blob.map_err(|error| doctor::registry_problem(&error, &reference.to_string()))?;
                extract_from(blob, meant.entry.clone(), most, out).await.map_err(|why| unread(meant, &why))
            }
        }
    }

    /// A file that is seen from inside comes out of a container that is made for it; one that is hidden, out of the packed image.
    async fn out_of_engine<W: Write + Send + 'static>(
        &self,
        id: &str,
        meant: &Meant,
        most: u64,
        out: W,
    ) -> Result<W, Problem> {
        let engine = self.engine().await?;
        if meant.visible && self.settings_get().scan.first_verdict {
            return self.out_of_container(&engine, id, meant, most, out).await;
        }
        let (filler, feed) = feed();
        let (entry, shown) = (meant.entry.clone(), meant.shown.clone());
        let mut out = Some(out);
        let reading = tokio::task::spawn_blocking(move || {
            let limits = Limits::default();
            let mut spool = || tempfile::tempfile();
            let mut file = layer::extract_from_archive(feed, &entry, most, &limits, &mut spool)?;
            copy_out(&mut file, out.take()).map_err(ExtractError::Write)
        });
        let filled = filler.fill(engine.image_save(id), |_| {}).await;
        let read = reading.await.map_err(|_panic| doctor::problem("internal", []))?;
        match (read, filled) {
            (Ok(Some(out)), _) => Ok(out),
            (_, Err(error)) => Err(self.diagnose(&error, Operation::Other, &shown)),
            (Err(error), _) => Err(unread(meant, &error.to_string())),
            (Ok(None), Ok(())) => Err(gone(&shown)),
        }
    }

    async fn out_of_container<W: Write + Send + 'static>(
        &self,
        engine: &Engine,
        id: &str,
        meant: &Meant,
        most: u64,
        out: W,
    ) -> Result<W, Problem> {
        let inspected = self.inspected(id).await?;
        let looking = crate::inside::LookContainer::make(engine, &inspected).await;
        let looking = looking.map_err(|error| self.diagnose(&error, Operation::Other, &meant.shown))?;
        let name = ImagePath::parse(meant.entry.path.name()).unwrap_or_default();
        let path = String::from_utf8_lossy(meant.entry.path.as_bytes());
        let archive = engine.archive_get(looking.id(), &format!("/{path}"));
        let entry = Entry { path: name, ..meant.entry.clone() };
        let got = extract_from(archive.boxed(), entry, most, out).await;
        looking.remove(engine).await;
        got.map_err(|why| unread(meant, &why))
    }
}

/// Finds the file that is meant, and the entry that has its contents.
fn meant(anatomy: &Anatomy, layer: Option<u32>, path: &str) -> Result<Meant, Problem> {
    let (stack, wanted) = (anatomy.stack(), decoded(path)?);
    let spot = match layer {
        None => stack.resolve(&wanted).map(|found| found.spot),
        Some(layer) => in_layer(anatomy, layer, &wanted),
    };
    let shown = wanted.to_string();
    let spot = spot.and_then(|spot| stack.content(spot)).ok_or_else(|| gone(&shown))?;
    let entry = stack.entry(spot).filter(|entry| entry.kind == layer::Kind::File);
    let entry = entry.cloned().ok_or_else(|| gone(&shown))?;
    let visible = stack.find(&entry.path).is_some_and(|found| found.spot == spot);
    Ok(Meant { entry, spot, visible, shown })
}

fn in_layer(anatomy: &Anatomy, layer: u32, path: &ImagePath) -> Option<Spot> {
    let index = anatomy.stack().layers().get(layer as usize)?;
    let position = index.entries.iter().position(|entry| entry.path == *path)?;
    Some(Spot { layer, entry: u32::try_from(position).ok()? })
}

fn holds_secret(anatomy: &Anatomy, meant: &Meant) -> bool {
    let record = anatomy.image().layers.get(meant.spot.layer as usize);
    let is_account = meant.entry.path.as_bytes() == b"etc/shadow";
    is_account || record.is_some_and(|record| record.secrets.iter().any(|hit| hit.path == meant.entry.path))
}

async fn from_archive<W: Write + Send + 'static>(
    path: PathBuf,
    meant: &Meant,
    most: u64,
    out: W,
) -> Result<W, Problem> {
    let entry = meant.entry.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let archive = std::fs::File::open(&path).map_err(ExtractError::Source)?;
        let mut spool = || tempfile::tempfile();
        let limits = Limits::default();
        let archive = io::BufReader::new(archive);
        let mut file = layer::extract_from_archive(archive, &entry, most, &limits, &mut spool)?;
        copy_out(&mut file, Some(out)).map_err(ExtractError::Write)
    });
    match reading.await.map_err(|_panic| doctor::problem("internal", []))? {
        Ok(Some(out)) => Ok(out),
        Ok(None) => Err(gone(&meant.shown)),
        Err(error) => Err(unread(meant, &error.to_string())),
    }
}

/// Copies what was found to where it is wanted.
fn copy_out<W: Write>(file: &mut std::fs::File, out: Option<W>) -> io::Result<Option<W>> {
    let Some(mut out) = out else { return Ok(None) };
    io::Seek::rewind(file)?;
    io::copy(file, &mut out)?;
    Ok(Some(out))
}

/// Reads one file out of a layer that comes as a stream; says why when it cannot.
async fn extract_from<W: Write + Send + 'static, E: std::fmt::Display + Send>(
    stream: impl futures_util::Stream<Item = Result<bytes::Bytes, E>>,
    entry: Entry,
    most: u64,
    mut out: W,
) -> Result<W, String> {
    let (filler, feed) = feed();
    let reading = tokio::task::spawn_blocking(move || {
        layer::extract(feed, &entry, most, &Limits::default(), &mut out).map(|_| out)
    });
    let filled = filler.fill(stream, |_| {}).await;
    let read = reading.await.map_err(|_panic| "it could not be read".to_owned())?;
    match (read, filled) {
        (Ok(out), _) => Ok(out),
        (Err(_), Err(error)) => Err(error.to_string()),
        (Err(error), Ok(())) => Err(error.to_string()),
    }
}

fn gone(shown: &str) -> Problem {
    doctor::problem("inside.fileGone", [("path", shown.to_owned())])
}

fn unread(meant: &Meant, why: &str) -> Problem {
    doctor::problem("inside.fileUnread", [("path", meant.shown.clone()), ("reason", why.to_owned())])
}

/// A name beside the one that is wanted, for what is not whole yet.
pub(super) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", uuid::Uuid::now_v7()));
    path.with_file_name(name)
}

//! An archive on a disk: its documents first, then only the layers that images name, on all processors.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::gather::{Found, gather};
use super::plan::{PlannedImage, PlannedLayer, clean, plan};
use super::stream::{follow, read_archive, resolved};
use super::{Archive, ArchiveError, Wanted};
use crate::read::{read_layer, read_summed};
use crate::tar::Members;
use crate::unpack::Packing;
use crate::window::Window;
use crate::{LayerError, Limits, Look};

/// Layers read at the same time, at most: each has a looker in memory.
const MOST_THREADS: usize = 4;

/// Members of an archive that are listed; engines write four a layer.
const MOST_MEMBERS: usize = 100_000;

/// Reads an archive file or the folder of an OCI layout. Where it can be read from any place, only the layers that images name
/// are read, on all processors.
///
/// # Errors
/// As [`read_archive`].
pub fn open_archive<L: Look + Send>(
    path: &Path,
    make: &mut dyn FnMut() -> L,
    wanted: &Wanted<'_>,
    limits: &Limits,
) -> Result<Archive<L>, ArchiveError> {
    if path.is_dir() {
        let root = path.canonicalize().map_err(ArchiveError::Source)?;
        return read_places(&Folder { root }, make, wanted, limits);
    }
    let mut file = File::open(path).map_err(ArchiveError::Source)?;
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(4).read_to_end(&mut start).map_err(ArchiveError::Source)?;
    file.rewind().map_err(ArchiveError::Source)?;
    if Packing::of(&start) != Packing::Plain || !file.metadata().is_ok_and(|data| data.is_file()) {
        return read_archive(file, make, wanted, limits);
    }
    read_places(&TarFile::list(path, &file)?, make, wanted, limits)
}

/// Something whose members can be read from any place.
trait Places: Sync {
    /// Opens a member; nothing when it is not there.
    fn open(&self, member: &str) -> io::Result<Option<io::Take<File>>>;
}

/// A folder. What its links say is followed within it.
struct Folder {
    root: PathBuf,
}

impl Places for Folder {
    fn open(&self, member: &str) -> io::Result<Option<io::Take<File>>> {
        let Ok(path) = self.root.join(member).canonicalize() else { return Ok(None) };
        if !path.starts_with(&self.root) || !path.is_file() {
            return Ok(None);
        }
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Some(file.take(length)))
    }
}

/// A plain tar. Members by name, each with its place and size.
struct TarFile {
    path: PathBuf,
    members: HashMap<String, (u64, u64)>,
    links: HashMap<String, String>,
}

impl TarFile {
    fn list(path: &Path, file: &File) -> Result<Self, ArchiveError> {
        let length = file.metadata().map_err(ArchiveError::Source)?.len();
        let mut listed = Self { path: path.to_owned(), members: HashMap::new(), links: HashMap::new() };
        let mut members = Members::new(Window::over(file));
        while members.advance()? {
            let start = members.window().passed();
            let member = members.member();
            if member.stored > length.saturating_sub(start) {
                return Err(ArchiveError::CutShort);
            }
            if listed.members.len() + listed.links.len() > MOST_MEMBERS {
                return Err(ArchiveError::TooLarge);
            }
            let Some(name) = std::str::from_utf8(&member.name).ok().and_then(clean) else { continue };
            if member.is_file() && member.sparse.is_none() {
                listed.members.insert(name, (start, member.stored));
            } else if matches!(member.flag, b'1' | b'2') {
                let folder = name.rsplit_once('/').map(|(folder, _)| folder).filter(|_| member.flag == b'2');
                if let Some(target) = resolved(folder.unwrap_or_default(), &member.link) {
                    listed.links.insert(name, target);
                }
            }
        }
        Ok(listed)
    }
}

impl Places for TarFile {
    fn open(&self, member: &str) -> io::Result<Option<io::Take<File>>> {
        let Some((start, size)) = self.members.get(follow(&self.links, member)) else { return Ok(None) };
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(*start))?;
        Ok(Some(file.take(*size)))
    }
}

fn read_places<L: Look + Send>(
    places: &dyn Places,
    make: &mut dyn FnMut() -> L,
    wanted: &Wanted<'_>,
    limits: &Limits,
) -> Result<Archive<L>, ArchiveError> {
    let images = plan(&|member| document(places, member, limits), wanted, limits)?;
    let mut jobs = jobs(&images, wanted, make);
    read_all(places, &jobs, wanted, limits);
    let mut read: HashMap<String, Option<Found<L>>> = HashMap::new();
    for job in jobs.drain(..) {
        let outcome = job.outcome.into_inner().unwrap_or_default();
        read.insert(job.diff_id, outcome.transpose()?);
    }
    Ok(gather(images, &mut |layer| take(layer, wanted, &mut read)))
}

fn take<L>(
    layer: &PlannedLayer,
    wanted: &Wanted<'_>,
    read: &mut HashMap<String, Option<Found<L>>>,
) -> Option<Found<L>> {
    if is_known(layer, wanted) { Some(Found::Known) } else { read.remove(layer.diff_id.as_str()).flatten() }
}

fn is_known(layer: &PlannedLayer, wanted: &Wanted<'_>) -> bool {
    (wanted.known)(&layer.diff_id) || layer.blob.as_ref().is_some_and(|blob| (wanted.known)(blob))
}

fn document(places: &dyn Places, member: &str, limits: &Limits) -> Option<Vec<u8>> {
    let file = places.open(member).ok()??;
    if file.limit() > limits.document as u64 {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(limits.document as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A layer to read, once.
struct Job<L> {
    diff_id: String,
    member: String,
    look: Mutex<Option<L>>,
    outcome: Mutex<Option<Result<Found<L>, ArchiveError>>>,
}

fn jobs<L>(images: &[PlannedImage], wanted: &Wanted<'_>, make: &mut dyn FnMut() -> L) -> Vec<Job<L>> {
    let mut jobs: Vec<Job<L>> = Vec::new();
    let mut listed = std::collections::HashSet::new();
    for layer in images.iter().flat_map(|image| &image.layers) {
        if is_known(layer, wanted) || !listed.insert(&layer.diff_id) {
            continue;
        }
        let (diff_id, member) = (layer.diff_id.to_string(), layer.member.clone());
        jobs.push(Job { diff_id, member, look: Mutex::new(Some(make())), outcome: Mutex::new(None) });
    }
    jobs
}

fn read_all<L: Look + Send>(places: &dyn Places, jobs: &[Job<L>], wanted: &Wanted<'_>, limits: &Limits) {
    let next = AtomicUsize::new(0);
    let left = AtomicUsize::new(limits.archive_entries);
    let verify = wanted.verify;
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let limits =
                Limits { entries: limits.entries.min(left.load(Ordering::Relaxed)), ..limits.clone() };
            let outcome = read_one(places, job, verify, &limits);
            if let Some(Ok(Found::Read(index, ..))) = &outcome {
                let count = index.entries.len();
                let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    Some(left.saturating_sub(count))
                });
            }
            if let Ok(mut slot) = job.outcome.lock() {
                *slot = outcome;
            }
        }
    };
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 1..processors.min(MOST_THREADS).min(jobs.len()) {
            scope.spawn(work);
        }
        work();
    });
}

fn read_one<L: Look>(
    places: &dyn Places,
    job: &Job<L>,
    verify: bool,
    limits: &Limits,
) -> Option<Result<Found<L>, ArchiveError>> {
    let mut look = job.look.lock().ok()?.take()?;
    let file = match places.open(&job.member) {
        Ok(file) => file?,
        Err(error) => return Some(Err(ArchiveError::Source(error))),
    };
    let read: Result<_, LayerError> = if verify {
        read_summed(file, &mut look, limits).map(|(index, sum)| (index, Some(sum)))
    } else {
        read_layer(file, &mut look, limits).map(|index| (index, None))
    };
    Some(read.map(|(index, sum)| Found::Read(index, look, sum)).map_err(ArchiveError::from))
}

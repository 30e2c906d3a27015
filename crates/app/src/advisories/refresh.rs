//! Making a list as new as its source: only what changed if that is little, else all of it.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use advisory::{Imported, Index, Limits};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use job::{JobContext, Progress, Unit};
use registry::{ErrorKind, Registry, RegistryError, Wanted};

use super::fetch::{FetchError, fetch};
use super::{Advisories, Note, Source};
use crate::doctor;
use crate::jobs::Stop;
use crate::wire::Problem;

/// More changes than this come faster as the whole list.
const MOST_CHANGES: usize = 200;
/// Changes say nothing of records that are gone: every so often all of it is fetched.
const WHOLE_EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Bytes of a list of changes or of a record.
const DOCUMENT: usize = 128 << 20;
/// Records asked for at once.
const AT_ONCE: usize = 8;

/// What became of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refreshed {
    /// It was as new as its source.
    Unchanged,
    /// It has so many records now.
    New {
        /// How many.
        records: u64,
        /// Records of the source that could not be read.
        skipped: u64,
    },
}

/// Who is asked, and for which list.
struct One<'a> {
    registry: &'a Registry,
    address: &'a str,
    ecosystem: &'a str,
    context: &'a JobContext,
}

impl Advisories {
    /// Refreshes the list of one ecosystem by its base name. What was there stays until the new one is whole.
    pub(crate) async fn refresh(
        &self,
        registry: &Registry,
        source: &Source,
        ecosystem: &str,
        context: &JobContext,
    ) -> Result<Refreshed, Stop> {
        let made = std::fs::create_dir_all(&self.folder);
        made.map_err(|error| unwritable(&self.folder, &error))?;
        let done = match source {
            Source::Folder(folder) => self.read_folder(folder, ecosystem).await,
            Source::Web(address) => {
                let one = One { registry, address, ecosystem, context };
                let fetching = self.ask_web(&one);
                context.unless_cancelled(fetching).await.ok_or(Stop::Cancelled)?
            }
        };
        let problem = done.as_ref().err().cloned();
        let mut known = self.known();
        match problem {
            Some(problem) => known.problems.insert(ecosystem.to_owned(), problem),
            None => known.problems.remove(ecosystem),
        };
        known.lists = None;
        Ok(done?)
    }

    async fn read_folder(&self, folder: &Path, ecosystem: &str) -> Result<Refreshed, Problem> {
        let missing = || not_there(ecosystem, &folder.display().to_string());
        // In a folder, a name with a space is that name.
        let path = advisory::index_file(ecosystem).map(|_| folder.join(ecosystem).join("all.zip"));
        let path = path.filter(|path| path.is_file()).ok_or_else(missing)?;
        let note = self.whole_note(path.display().to_string(), None);
        self.import(ecosystem, path, note, false).await
    }

    async fn ask_web(&self, one: &One<'_>) -> Result<Refreshed, Problem> {
        let note = Note::read(&self.folder, one.ecosystem);
        let index = self.index(one.ecosystem);
        if let (Some(note), Some(index)) = (note, index) {
            let recent = self.now().duration_since(note.whole) < WHOLE_EVERY;
            if note.origin == self.address(one)? && recent {
                return self.changes(one, note, index).await;
            }
        }
        self.whole(one, None).await
    }

    /// Fetches what changed since the newest record that is here, if that is little.
    async fn changes(&self, one: &One<'_>, note: Note, index: Index) -> Result<Refreshed, Problem> {
        let Some(since) = index.provenance().newest else { return self.whole(one, Some(&note)).await };
        let Some(changes) = self.document(one, advisory::changes_path(one.ecosystem)).await? else {
            return self.whole(one, Some(&note)).await;
        };
        let changed = advisory::changed_since(&String::from_utf8_lossy(&changes), since);
        if changed.len() > MOST_CHANGES {
            return self.whole(one, Some(&note)).await;
        }
        let note = Note { fetched: self.now(), ..note };
        if changed.is_empty() {
            self.keep_note(one.ecosystem, &note)?;
            return Ok(Refreshed::Unchanged);
        }
        let total = changed.len() as u64;
        let records: Vec<Option<Vec<u8>>> = stream::iter(changed.into_iter().enumerate())
            .map(|(position, change)| async move {
                one.context.progress(Progress::of(Unit::Items, position as u64, Some(total)));
                self.document(one, advisory::record_path(one.ecosystem, &change.id)).await
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        // A record that is listed and not there: the export is being written just now, or has no single records.
        let Some(records) = records.into_iter().collect::<Option<Vec<_>>>() else {
            return self.whole(one, None).await;
        };
        self.apply(one.ecosystem, index, records, note).await
    }

    /// Fetches a small document; nothing when it is not there.
    async fn document(&self, one: &One<'_>, path: Option<String>) -> Result<Option<Vec<u8>>, Problem> {
        let Some(path) = path else { return Ok(None) };
        let url = format!("{}/{path}", one.address);
        let wanted = Wanted { url: &url, known: None, begun: None };
        let failed = |error: RegistryError| fetch_problem(one.ecosystem, one.address, &error.into());
        let mut body = match one.registry.download(&wanted).await {
            Ok(Some(body)) => body,
            Ok(None) => return Ok(None),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = Vec::new();
        while let Some(piece) = body.next().await.map_err(failed)? {
            if bytes.len() + piece.len() > DOCUMENT {
                return Err(fetch_problem(one.ecosystem, one.address, &FetchError::TooLarge));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Some(bytes))
    }

    async fn whole(&self, one: &One<'_>, known: Option<&Note>) -> Result<Refreshed, Problem> {
        let url = self.address(one)?;
        let part =
            advisory::index_file(one.ecosystem).map(|file| self.folder.join(file).with_extension("zip"));
        let part = part.ok_or_else(|| not_there(one.ecosystem, one.address))?;
        let count = |bytes, size| one.context.progress(Progress::of(Unit::Bytes, bytes, size));
        let tag = known.and_then(|note| note.tag.as_deref());
        let fetched = match fetch(one.registry, &url, tag, &part, count).await {
            Ok(fetched) => fetched,
            Err(FetchError::Server(error)) if matches!(error.kind(), ErrorKind::NotFound(_)) => {
                return Err(not_there(one.ecosystem, one.address));
            }
            Err(error) => return Err(fetch_problem(one.ecosystem, one.address, &error)),
        };
        match (fetched, known) {
            (Some(fetched), _) => {
                let note = self.whole_note(url, fetched.tag);
                self.import(one.ecosystem, fetched.path, note, true).await
            }
            (None, Some(note)) => {
                let now = self.now();
                self.keep_note(one.ecosystem, &Note { fetched: now, whole: now, ..note.clone() })?;
                Ok(Refreshed::Unchanged)
            }
            (None, None) => Ok(Refreshed::Unchanged),
        }
    }

    /// Makes a list of an archive and puts it in place. A fetched archive is removed, whatever comes of it: if it is damaged,
    /// going on with it would be no better.
    async fn import(
        &self,
        ecosystem: &str,
        archive: PathBuf,
        note: Note,
        fetched: bool,
    ) -> Result<Refreshed, Problem> {
        let (name, source) = (ecosystem.to_owned(), origin(&note));
        let imported = blocking(move || {
            let opened = File::open(&archive).map_err(|error| damaged(&name, &error.to_string()));
            let imported = opened.and_then(|file| {
                let read = advisory::import(&name, io::BufReader::new(file), source, &Limits::default());
                read.map_err(|error| damaged(&name, &error.to_string()))
            });
            if fetched {
                let _ = std::fs::remove_file(&archive);
            }
            imported
        });
        self.put(ecosystem, imported.await?, note).await
    }

    async fn apply(
        &self,
        ecosystem: &str,
        index: Index,
        records: Vec<Vec<u8>>,
        note: Note,
    ) -> Result<Refreshed, Problem> {
        let (name, source) = (ecosystem.to_owned(), origin(&note));
        let applied = blocking(move || {
            let applied = index.apply(records, source, &Limits::default());
            applied.map_err(|error| damaged(&name, &error.to_string()))
        });
        self.put(ecosystem, applied.await?, note).await
    }

    /// Writes a list beside the old one and puts it in its place.
    async fn put(&self, ecosystem: &str, imported: Imported, note: Note) -> Result<Refreshed, Problem> {
        let Some(file) = advisory::index_file(ecosystem) else { return Err(not_there(ecosystem, "")) };
        let (path, folder, name) = (self.folder.join(file), self.folder.clone(), ecosystem.to_owned());
        blocking(move || {
            let written = write(&path, &imported.index).and_then(|()| note.write(&folder, &name));
            written.map_err(|error| unwritable(&path, &error))?;
            let records = imported.index.provenance().records;
            Ok(Refreshed::New { records, skipped: imported.skipped })
        })
        .await
    }

    fn index(&self, ecosystem: &str) -> Option<Index> {
        let path = self.folder.join(advisory::index_file(ecosystem)?);
        Index::read(io::BufReader::new(File::open(path).ok()?)).ok()
    }

    fn address(&self, one: &One<'_>) -> Result<String, Problem> {
        let path = advisory::archive_path(one.ecosystem);
        let path = path.ok_or_else(|| not_there(one.ecosystem, one.address))?;
        Ok(format!("{}/{path}", one.address))
    }

    fn whole_note(&self, origin: String, tag: Option<String>) -> Note {
        let now = self.now();
        Note { origin, tag, fetched: now, whole: now }
    }

    fn keep_note(&self, ecosystem: &str, note: &Note) -> Result<(), Problem> {
        note.write(&self.folder, ecosystem).map_err(|error| unwritable(&self.folder, &error))
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

fn origin(note: &Note) -> advisory::Source {
    advisory::Source { origin: note.origin.clone(), fetched: note.fetched }
}

fn write(path: &Path, index: &Index) -> io::Result<()> {
    let new = path.with_extension("idx.new");
    let file = File::create(&new)?;
    let mut file = BufWriter::new(file);
    index.write(&mut file).map_err(io::Error::other)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(new, path)
}

/// Runs what takes long on a thread of its own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_panic| Err(doctor::problem("internal", [])))
}

fn fetch_problem(ecosystem: &str, address: &str, error: &FetchError) -> Problem {
    let (host, reason) = match error {
        FetchError::Server(error) => (error.host().to_owned(), error.kind().to_string()),
        other => (address.to_owned(), other.to_string()),
    };
    let ecosystem = ecosystem.to_owned();
    doctor::problem("advisories.fetchFailed", [("ecosystem", ecosystem), ("host", host), ("reason", reason)])
}

fn damaged(ecosystem: &str, reason: &str) -> Problem {
    let facts = [("ecosystem", ecosystem.to_owned()), ("reason", reason.to_owned())];
    doctor::problem("advisories.damaged", facts)
}

fn not_there(ecosystem: &str, source: &str) -> Problem {
    let facts = [("ecosystem", ecosystem.to_owned()), ("source", source.to_owned())];
    doctor::problem("advisories.notThere", facts)
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    let facts = [("path", path.display().to_string()), ("reason", error.to_string())];
    doctor::problem("advisories.unwritable", facts)
}

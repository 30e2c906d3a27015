//! Replacing a container so that it cannot be lost (UPDATES.md of the plan, section 6).
//!
//! The successor is created while the old container still runs; then the old one is stopped, gives up its name and its
//! restart policy, and the successor starts. Only when that one is well is the swap committed, and even then the old
//! container stays, parked, for a day. Until the commit every failure, also the death of this process, leads back to the
//! old container: [`crate::journal`] is written before each step, and [`Updater::recover`] reads it.
//!
//! `forward` is the way there, `back` the way back, `recover` decides between the two. Nothing is ever removed by force,
//! and no volume that the old container mounts is ever removed.

mod back;
mod backup;
mod begin;
mod error;
mod forward;
mod gate;
mod holder;
mod image;
mod make;
mod patience;
mod preflight;
mod probation;
mod recover;
mod request;
mod restore;
mod seen;
mod undo;
mod work;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::Engine;
use jiff::{SignedDuration, Timestamp};
use job::{Clock, JobContext};
use oci::Reference;
use store::Store;

pub use error::{Aftermath, Evidence, FailureNote, GateFailure, GateKind, SwapFailure, UpdateError};
pub use probation::{PROBATION, Relapse};
pub use recover::{Recovered, RecoveredState};
pub use request::{Actor, Gate, KEEP, LONGEST_KEEP, Outcome, Request, SwapKind, Swapped};
pub use restore::RestoreError;
pub(crate) use seen::{Seen, image_raw};

use crate::failpoint;
use crate::history;
use crate::journal::{self, FORMAT, Header, Held, Journal, LockError, Locks, Member, Record};
use crate::plan::{Around, Depth};
use work::Work;

/// Steps of an update as its job shows them; `putBack` comes in when one fails.
pub const STEPS: [&str; 5] = ["pull", "prepare", "stop", "start", "check"];

/// Folder of the journals, in the data folder.
const FOLDER: &str = "updates";

/// Changes containers and brings them back. Clones share their locks; every process makes one.
#[derive(Clone)]
pub struct Updater {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<Store>,
    folder: PathBuf,
    locks: Arc<Locks>,
    clock: Clock,
}

impl fmt::Debug for Updater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updater").field("folder", &self.shared.folder).finish_non_exhaustive()
    }
}

impl Updater {
    /// Prepares the folder of the journals, readable by this user only. The store must have [`history::SCHEMA`].
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(store: Arc<Store>, data_dir: &Path, clock: Clock) -> std::io::Result<Self> {
        let folder = data_dir.join(FOLDER);
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        let locks = Arc::new(Locks::new(folder.clone()));
        Ok(Self { shared: Arc::new(Shared { store, folder, locks, clock }) })
    }

    /// Updates one container, or changes its settings. Steps of the job: [`STEPS`]. Cancelling leads back to the old
    /// container; dropping the future leaves an open journal to [`Updater::recover`].
    pub async fn update(
        &self,
        engine: &Engine,
        request: &Request,
        job: &JobContext,
    ) -> Result<Outcome, UpdateError> {
        Box::pin(self.run(engine, request, job)).await
    }

    async fn run(
        &self,
        engine: &Engine,
        request: &Request,
        job: &JobContext,
    ) -> Result<Outcome, UpdateError> {
        let refused = UpdateError::refused;
        let seen = begin::find(engine, &request.container).await.map_err(refused)?;
        let (reference, words) = begin::reference(&seen, request).map_err(refused)?;
        begin::must_be_ours(engine, &seen, words != seen.reference).await.map_err(refused)?;
        let mut held = self.take(engine, &seen).map_err(refused)?;
        let free = self.name_of(engine, &words);
        let Some(_name) = job.unless_cancelled(free).await else {
            return Err(refused(SwapFailure::Cancelled));
        };
        let begun = self.begin(engine, request, &seen, words, &mut held).await.map_err(refused)?;
        let (journal, around) = begun;
        failpoint::hit("begin");
        let mut work = Work { engine, job, journal };
        history::begin(&self.shared.store, &work.journal.tx);
        match Box::pin(go(&mut work, request, &reference, &around)).await {
            Ok(true) => Ok(Outcome::Swapped(self.commit(work).await)),
            Ok(false) => {
                history::forget(&self.shared.store, &work.journal.tx.header.tx);
                drop_journal(work.journal);
                Ok(Outcome::Nothing)
            }
            Err(failure) => Err(Box::pin(self.give_up(work, failure)).await),
        }
    }

    /// Writes the journal's header.
    async fn begin(
        &self,
        engine: &Engine,
        request: &Request,
        seen: &Seen,
        reference: String,
        held: &mut Held,
    ) -> Result<(Journal, Around), SwapFailure> {
        let around = Around::look(engine, &seen.raw, Depth::Settings).await?;
        let members = begin::members(engine, seen, &around).await?;
        let others: Vec<String> = members.iter().skip(1).map(|member| member.id.clone()).collect();
        held.also(&engine.info().id, &others).map_err(|error| locked(error, &seen.name))?;
        let mut header = self.header(engine, members);
        header.kind = if request.is_edit() { SwapKind::Edit } else { SwapKind::Update };
        header.by = request.by;
        header.reference = reference;
        header.digest = request.digest.as_ref().map(ToString::to_string);
        header.old_image.clone_from(&seen.image);
        header.old_digests = begin::digests(engine, &seen.image).await?;
        header.gate = request.gate.clone();
        if header.gate.probe_ports {
            header.gate.answering = gate::answering(engine, &seen.raw).await;
        }
        header.keep_seconds = request.keep.min(LONGEST_KEEP).as_secs();
        header.drop_image = request.drop_image;
        let journal = Journal::begin(&self.shared.folder, header, Arc::clone(&self.shared.clock))?;
        Ok((journal, around))
    }

    /// A header with what is the same for all.
    fn header(&self, engine: &Engine, members: Vec<Member>) -> Header {
        Header {
            format: FORMAT,
            tx: uuid::Uuid::now_v7().simple().to_string(),
            kind: SwapKind::Update,
            engine: engine.info().id.clone(),
            endpoint: engine.endpoint().to_string(),
            by: Actor::Person,
            reference: String::new(),
            digest: None,
            old_image: String::new(),
            old_digests: Vec::new(),
            gate: Gate::default(),
            keep_seconds: KEEP.as_secs(),
            drop_image: false,
            members,
            undoes: None,
        }
    }

    /// Takes the container for us, unless somebody has it or an interrupted swap of it is still to be recovered.
    fn take(&self, engine: &Engine, seen: &Seen) -> Result<Held, SwapFailure> {
        let held = self.shared.locks.take(&engine.info().id, std::slice::from_ref(&seen.id));
        let held = held.map_err(|error| locked(error, &seen.name))?;
        let open = self.transactions(engine).into_iter().map(|(_, tx)| tx).find(|tx| {
            tx.committed.is_none()
                && tx.header.members.iter().any(|member| member.id == seen.id || member.name == seen.name)
        });
        match open {
            Some(tx) if tx.undone_by.is_none() => {
                let name = seen.name.clone();
                Err(SwapFailure::Unfinished { name, tx: tx.header.tx })
            }
            _ => Ok(held),
        }
    }

    /// Waits until no other swap of this process moves the name of an image.
    async fn name_of(&self, engine: &Engine, reference: &str) -> tokio::sync::OwnedMutexGuard<()> {
        let name = Reference::parse(reference).map_or(reference.to_owned(), |parsed| parsed.canonical());
        self.shared.locks.reference(&engine.info().id, &name).await
    }

    /// Journals of this engine, oldest first.
    pub(crate) fn transactions(&self, engine: &Engine) -> Vec<(PathBuf, journal::Transaction)> {
        let mut all = journal::all(&self.shared.folder);
        all.retain(|(_, tx)| tx.header.engine == engine.info().id);
        all
    }

    /// The point of no automatic return.
    async fn commit(&self, mut work: Work<'_>) -> Swapped {
        let now = (self.shared.clock)();
        let keep = i64::try_from(work.journal.tx.header.keep_seconds).unwrap_or(i64::MAX);
        let until = now.checked_add(SignedDuration::from_secs(keep)).unwrap_or(Timestamp::MAX);
        // Should this line not reach the disk, recovery finds a passed gate and commits again.
        work.journal.note(Record::Committed { until });
        failpoint::hit("commit");
        self.after_commit(&mut work).await;
        swapped(&work.journal.tx, until)
    }

    /// What a commit brings with it; done again by recovery when it was interrupted.
    async fn after_commit(&self, work: &mut Work<'_>) {
        history::end(&self.shared.store, &work.journal.tx, history::HistoryResult::Done);
        if let Some(undone) = work.journal.tx.header.undoes.clone() {
            self.finish_undo(work, &undone).await;
        }
        work.let_go_of_armed().await;
    }

    /// Puts everything back and says how that went.
    async fn give_up(&self, mut work: Work<'_>, failure: SwapFailure) -> UpdateError {
        let note = failure.note();
        work.journal.note(Record::PuttingBack { failure: note });
        let state = Box::pin(work.put_back()).await;
        let tx = Some(work.journal.tx.header.tx.clone());
        self.close(work, &state);
        UpdateError { failure, state, tx }
    }

    /// Keeps the result, and the journal as long as there is something left to do.
    fn close(&self, work: Work<'_>, state: &Aftermath) {
        let result = match state {
            Aftermath::Untouched => history::HistoryResult::Aborted,
            Aftermath::PutBack => history::HistoryResult::PutBack,
            Aftermath::Attention(_) => history::HistoryResult::Attention,
            Aftermath::Pending(_) => history::HistoryResult::Open,
        };
        history::end(&self.shared.store, &work.journal.tx, result);
        if matches!(state, Aftermath::Untouched | Aftermath::PutBack) {
            drop_journal(work.journal);
        }
    }
}

async fn go(
    work: &mut Work<'_>,
    request: &Request,
    reference: &Reference,
    around: &Around,
) -> Result<bool, SwapFailure> {
    if !Box::pin(work.prepare(request, reference, around)).await? {
        return Ok(false);
    }
    Box::pin(work.swap(request.backup.as_deref())).await?;
    Ok(true)
}

fn swapped(tx: &journal::Transaction, until: Timestamp) -> Swapped {
    let main = tx.main();
    let new = tx.created.get(&0).cloned().or_else(|| Some(main?.successor.as_ref()?.id.clone()));
    Swapped {
        tx: tx.header.tx.clone(),
        name: main.map(|member| member.name.clone()).unwrap_or_default(),
        container: new.unwrap_or_default(),
        old_image: tx.header.old_image.clone(),
        new_image: tx.new_image.clone().unwrap_or_default(),
        kept_until: until,
        restarted: tx.header.members.iter().skip(1).map(|member| member.name.clone()).collect(),
        backups: tx
            .backups
            .iter()
            .filter(|(_, volume)| volume.is_some())
            .map(|(file, _)| file.into())
            .collect(),
    }
}

fn drop_journal(journal: Journal) {
    if let Err(error) = journal.remove() {
        tracing::warn!(%error, "a journal that is done could not be removed");
    }
}

fn locked(error: LockError, name: &str) -> SwapFailure {
    match error {
        LockError::Container => SwapFailure::Busy(name.to_owned()),
        LockError::Process => SwapFailure::OtherProcess,
        LockError::File(error) => SwapFailure::Journal(error),
    }
}

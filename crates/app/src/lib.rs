//! What a user can do: use cases, live state, jobs, error codes, wire types. No window, no terminal.
//!
//! [`App`] is the door: one method per button or command, named as in `ui/src/lib/ipc/commands.ts`. A method that fails
//! answers with a [`wire::Problem`], for which [`words`] has the sentences.

mod advisories;
mod announce;
pub mod doctor;
mod freshness;
mod inside;
mod inventory;
mod jobs;
mod link;
mod readings;
mod registries;
pub mod run;
mod security;
mod settings;
pub mod typed;
mod updates;
mod usecase;
pub mod wire;
pub mod words;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use job::Clock;
use store::{Schema, Store, StoreError};
use tokio::task::JoinHandle;
use update::swap::Updater;

pub use announce::Changes;
pub use engine::discover::Environment;
pub use freshness::{Conditions, Notice, Watch};

use advisories::Advisories;
use announce::Announcer;
use freshness::Freshness;
use inside::Insides;
use inventory::Inventory;
use jobs::Jobs;
use link::Link;
use readings::Readings;
use registries::Registries;
use security::Safety;
use wire::{JobUpdate, JobView, Problem};

/// How long jobs may take to stop when the app ends, and after them the engine that was started for it.
const FAREWELL: Duration = Duration::from_secs(5);

/// The tables of every capability.
const SCHEMAS: [Schema; 7] = [
    settings::SCHEMA,
    jobs::SCHEMA,
    update::check::SCHEMA,
    update::history::SCHEMA,
    scan::cache::SCHEMA,
    scan::ignore::SCHEMA,
    scan::trust::SCHEMA,
];

/// What an app is opened with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder that holds everything we keep.
    pub data_dir: PathBuf,
    /// This computer: where engines are looked for.
    pub environment: Environment,
    /// Engine to use, by id, name or address, in place of the one in the settings.
    pub engine: Option<String>,
}

/// Makes this program kill itself at a named point of a swap: for the crash tests.
#[cfg(feature = "failpoints")]
pub fn arm_failpoint(name: &str) {
    update::failpoint::arm(name);
}

/// The app could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// What we keep cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data folder cannot be written.
    #[error("write to {}: {source}", path.display())]
    Folder {
        /// Folder.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
}

/// The app without a face. Clones are the same one.
#[derive(Debug, Clone)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Arc<Store>,
    data_dir: PathBuf,
    advisories: Advisories,
    environment: Environment,
    freshness: Freshness,
    announcer: Announcer,
    insides: Insides,
    inventory: Inventory,
    jobs: Jobs,
    link: Link,
    readings: Readings,
    registries: Registries,
    safety: Safety,
    updater: Updater,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl App {
    /// Opens what we keep and starts looking for an engine. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// When the data folder cannot be used; nothing in it was changed then.
    pub fn open(options: Options) -> Result<Self, StartError> {
        let Options { data_dir, environment, engine } = options;
        let store = Arc::new(Store::open(&data_dir.join("mooring.db"), &SCHEMAS)?);
        let announcer = Announcer::new();
        let clock: Clock = Arc::new(jiff::Timestamp::now);
        let jobs = Jobs::open(Arc::clone(&store), &data_dir, announcer.clone(), Arc::clone(&clock));
        let jobs = jobs.map_err(|source| StartError::Folder { path: data_dir.clone(), source })?;
        let inventory = Inventory::new(announcer.clone());
        let updater = Updater::open(Arc::clone(&store), &data_dir, Arc::clone(&clock));
        let updater = updater.map_err(|source| StartError::Folder { path: data_dir.clone(), source })?;
        let freshness = Freshness::new(Arc::clone(&store), Arc::clone(&clock));
        let advisories = Advisories::at(&data_dir, Arc::clone(&clock));
        let insides = Insides::new(Arc::clone(&store), Arc::clone(&clock));
        let safety = Safety::at(&data_dir);
        let known_environment = environment.clone();
        let registries = Registries::new(&environment, &data_dir, Arc::clone(&clock));
        let (link, keeper) = Link::start(link::Start {
            preferred: engine.or_else(|| remembered(&store, &environment)),
            runtime_dir: data_dir.join("podman"),
            environment,
            inventory: inventory.clone(),
            announcer: announcer.clone(),
            clock,
        });
        let keeper = Mutex::new(Some(keeper));
        let readings = Readings::default();
        Ok(Self {
            inner: Arc::new(Inner {
                store,
                data_dir,
                advisories,
                environment: known_environment,
                freshness,
                announcer,
                insides,
                inventory,
                jobs,
                link,
                readings,
                registries,
                safety,
                updater,
                keeper,
            }),
        })
    }

    /// Listens to what changes.
    #[must_use]
    pub fn changes(&self) -> Changes {
        self.inner.announcer.listen()
    }

    /// Ends the app: stops its jobs, so that the history is true, and the Podman service it started.
    pub async fn close(&self) {
        self.inner.jobs.wind_down(FAREWELL).await;
        self.inner.readings.close_all();
        self.inner.link.quit();
        let keeper = self.inner.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut keeper) = keeper
            && tokio::time::timeout(FAREWELL, &mut keeper).await.is_err()
        {
            keeper.abort();
            let _ = keeper.await;
        }
    }

    /// Lists jobs, newest first.
    #[must_use]
    pub fn job_list(&self) -> Vec<JobView> {
        self.inner.jobs.list()
    }

    /// Sends a job now and at every change until it ends.
    ///
    /// # Errors
    /// When there is no such job.
    pub async fn job_watch(
        &self,
        id: String,
        send: impl FnMut(JobUpdate) -> bool + Send,
    ) -> Result<(), Problem> {
        self.inner.jobs.watch(&id, send).await
    }

    /// Asks a job to stop.
    pub fn job_cancel(&self, id: &str) {
        self.inner.jobs.cancel(id);
    }

    /// Forgets a job that has ended.
    pub fn job_dismiss(&self, id: &str) {
        self.inner.jobs.dismiss(id);
    }

    /// Returns a link if it is one that was shown; nothing else is opened.
    ///
    /// # Errors
    /// When it was not.
    pub fn offered_link(&self, url: String) -> Result<String, Problem> {
        self.inner.registries.offered_link(url)
    }

    async fn engine(&self) -> Result<engine::Engine, Problem> {
        self.inner.link.engine().await
    }
}

/// Returns the engine chosen in an earlier session. A variable that names one speaks for this session and comes first.
fn remembered(store: &Store, environment: &Environment) -> Option<String> {
    let is_set = |name: &&str| environment.variables.get(*name).is_some_and(|value| !value.is_empty());
    let named = ["DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST"].iter().any(is_set);
    if named { None } else { settings::read(store).engine }
}

/// Returns the folder that holds everything we keep: the one that was asked for, else the platform's.
#[must_use]
pub fn data_dir(wanted: Option<PathBuf>) -> PathBuf {
    let platform =
        || directories::ProjectDirs::from("", "", "mooring").map(|dirs| dirs.data_dir().to_owned());
    wanted
        .filter(|path| !path.as_os_str().is_empty())
        .or_else(platform)
        .unwrap_or_else(|| PathBuf::from(".mooring"))
}

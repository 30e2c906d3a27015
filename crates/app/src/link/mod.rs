//! The one engine in use: found, connected, lost, found again.
//!
//! One task owns the connection. It searches, chooses, connects, loads the picture, follows the events, and when the
//! engine goes away it says so and tries again with growing pauses. Everybody else asks [`Link::engine`].

mod backoff;
mod choose;
mod keeper;
mod view;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use engine::discover::{Environment, Found};
use engine::{Endpoint, Engine};
use job::Clock;
use tokio::sync::{Notify, mpsc, watch};

use crate::announce::Announcer;
use crate::doctor;
use crate::inventory::Inventory;
use crate::wire::{self, EngineFound, EngineState, EngineView, Problem, Resource};
use keeper::Keeper;

/// What the window or the command line wants of the connection.
#[derive(Debug)]
enum Wish {
    Search,
    Select(Option<String>),
    Start,
    Quit,
}

/// The connection as everybody else sees it. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Link {
    shared: Arc<Shared>,
}

struct Shared {
    stand: watch::Sender<Stand>,
    found: Mutex<Vec<Found>>,
    wishes: mpsc::UnboundedSender<Wish>,
    announcer: Announcer,
    /// Somebody wants something of an engine.
    wanted: Notify,
}

/// How we stand with the engine.
#[derive(Clone)]
enum Stand {
    Searching,
    None(Problem),
    /// The lists may still be on their way.
    Connected(Box<InUse>, Loaded),
    Lost(Box<InUse>, Problem, String),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Loaded {
    /// The lists are on their way.
    NotYet,
    /// The lists are here; what only an inspect tells is on its way.
    Rows,
    /// Everything is here.
    Whole,
}

#[derive(Clone)]
struct InUse {
    engine: Engine,
    id: String,
    name: String,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

/// What the connection's task needs.
pub(crate) struct Start {
    pub(crate) environment: Environment,
    /// Engine to use: an id, a name or an address; none takes the best that answers.
    pub(crate) preferred: Option<String>,
    /// Where our own Podman service puts its socket.
    pub(crate) runtime_dir: PathBuf,
    pub(crate) inventory: Inventory,
    pub(crate) announcer: Announcer,
    pub(crate) clock: Clock,
}

impl Link {
    /// Starts the task. It looks for an engine as soon as somebody asks for one or about one: a look into a file needs none, and
    /// shall not start one.
    pub(crate) fn start(start: Start) -> (Self, tokio::task::JoinHandle<()>) {
        let (wishes, receiver) = mpsc::unbounded_channel();
        let shared = Shared {
            stand: watch::Sender::new(Stand::Searching),
            found: Mutex::default(),
            wishes,
            announcer: start.announcer.clone(),
            wanted: Notify::new(),
        };
        let link = Self { shared: Arc::new(shared) };
        let keeper = Keeper { link: link.clone(), start, wishes: receiver, service: None };
        (link, tokio::spawn(keeper.keep()))
    }

    /// Returns the engine as soon as there is one to use, or why there is none.
    pub(crate) async fn engine(&self) -> Result<Engine, Problem> {
        self.settled(|stand| match stand {
            Stand::Connected(used, _) => Some(Ok(used.engine.clone())),
            _ => None,
        })
        .await
    }

    /// Waits until the lists are loaded, or says why they cannot be. While the engine is lost the last picture counts.
    pub(crate) async fn loaded(&self) -> Result<(), Problem> {
        self.loaded_to(Loaded::Rows).await
    }

    /// Waits until also the details of every row are here.
    pub(crate) async fn loaded_whole(&self) -> Result<(), Problem> {
        self.loaded_to(Loaded::Whole).await
    }

    async fn loaded_to(&self, wanted: Loaded) -> Result<(), Problem> {
        self.settled(|stand| match stand {
            Stand::Connected(_, loaded) if *loaded >= wanted => Some(Ok(())),
            Stand::Lost(..) => Some(Ok(())),
            _ => None,
        })
        .await
    }

    async fn settled<T>(&self, pick: impl Fn(&Stand) -> Option<Result<T, Problem>>) -> Result<T, Problem> {
        self.shared.wanted.notify_one();
        let mut stands = self.shared.stand.subscribe();
        let answer = |stand: &Stand| match (pick(stand), stand) {
            (Some(answer), _) => Some(answer),
            (None, Stand::None(problem) | Stand::Lost(_, problem, _)) => Some(Err(problem.clone())),
            (None, _) => None,
        };
        let settled = stands.wait_for(|stand| answer(stand).is_some()).await;
        settled
            .ok()
            .and_then(|stand| answer(&stand))
            .unwrap_or_else(|| Err(doctor::problem("engine.none", [])))
    }

    /// Returns how we stand, for the screen.
    pub(crate) fn state(&self) -> EngineState {
        self.shared.wanted.notify_one();
        match &*self.shared.stand.borrow() {
            Stand::Searching => EngineState::Searching,
            Stand::None(problem) => EngineState::None { problem: problem.clone(), found: self.found() },
            Stand::Connected(used, _) => EngineState::Connected { engine: used.view() },
            Stand::Lost(used, problem, since) => {
                EngineState::Lost { engine: used.view(), problem: problem.clone(), since: since.clone() }
            }
        }
    }

    /// Returns every candidate of the last search.
    pub(crate) fn found(&self) -> Vec<EngineFound> {
        let selected = self.in_use().map(|used| used.id);
        let found = self.shared.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.iter().map(|one| view::found(one, selected.as_deref())).collect()
    }

    /// Returns the engine in use, if there is one, without waiting.
    pub(crate) fn connected(&self) -> Option<Engine> {
        self.in_use().map(|used| used.engine)
    }

    /// Returns the family of the engine in use.
    pub(crate) fn engine_kind(&self) -> Option<engine::model::system::EngineKind> {
        self.in_use().map(|used| used.engine.info().kind)
    }

    /// Returns the host part of addresses that reach published ports.
    pub(crate) fn host(&self) -> String {
        self.in_use().map_or_else(|| "localhost".to_owned(), |used| view::host(used.engine.endpoint()))
    }

    /// Returns whether the engine shares this computer's files and ports.
    pub(crate) fn is_local(&self) -> bool {
        self.in_use()
            .is_some_and(|used| matches!(used.engine.endpoint(), Endpoint::Unix(_) | Endpoint::Pipe(_)))
    }

    /// Looks for engines again and waits for the result.
    pub(crate) async fn search(&self) -> Vec<EngineFound> {
        let mut changes = self.shared.announcer.listen();
        self.wish(Wish::Search);
        while let Some(changed) = changes.next().await {
            if changed.resources.contains(&Resource::Engine) {
                break;
            }
        }
        self.found()
    }

    /// Changes to another engine; none goes back to the best that answers.
    pub(crate) fn select(&self, id: Option<String>) {
        self.wish(Wish::Select(id));
    }

    /// Starts what is installed and waits for what comes of it.
    pub(crate) async fn start_installed(&self) -> Result<(), Problem> {
        let mut stands = self.shared.stand.subscribe();
        stands.mark_unchanged();
        self.wish(Wish::Start);
        let _ = stands.changed().await;
        self.engine().await.map(|_| ())
    }

    /// Ends the task, and the Podman service it started.
    pub(crate) fn quit(&self) {
        self.wish(Wish::Quit);
    }

    fn wish(&self, wish: Wish) {
        // The task ends only with the app; then there is nobody left to wish for.
        let _ = self.shared.wishes.send(wish);
    }

    fn in_use(&self) -> Option<InUse> {
        match &*self.shared.stand.borrow() {
            Stand::Connected(used, _) | Stand::Lost(used, ..) => Some((**used).clone()),
            _ => None,
        }
    }

    fn set(&self, stand: Stand) {
        self.shared.stand.send_replace(stand);
        self.shared.announcer.changed(Resource::Engine);
    }
}

impl InUse {
    fn view(&self) -> EngineView {
        view::engine(&self.engine, &self.id, &self.name)
    }
}

impl From<engine::model::system::EngineKind> for wire::EngineKind {
    fn from(kind: engine::model::system::EngineKind) -> Self {
        match kind {
            engine::model::system::EngineKind::Docker => Self::Docker,
            engine::model::system::EngineKind::Podman => Self::Podman,
        }
    }
}

//! The one engine in use: found, connected, lost, found again.
//!
//! One task owns the connection. It searches, chooses, connects, loads the picture, follows the events, and when the
//! engine goes away it says so and tries again with growing pauses. Everybody else asks [`Link::engine`].

mod backoff;
mod choose;
mod view;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use engine::discover::{Environment, Found, Installed, Outcome, Platform, PodmanService, TroubleKind};
use engine::{Endpoint, Engine, EngineError};
use job::Clock;
use tokio::sync::{mpsc, watch};

use crate::announce::Announcer;
use crate::doctor;
use crate::inventory::Inventory;
use crate::wire::{self, EngineFound, EngineState, EngineView, Problem, Resource};
use backoff::Backoff;

/// How long one candidate may take to answer.
const PING: Duration = Duration::from_secs(3);

/// How long an engine may take that is being started.
const SERVICE: Duration = Duration::from_secs(15);

/// What the window or the command line wants of the connection.
#[derive(Debug)]
enum Wish {
    Search,
    Select(Option<String>),
    Start,
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
        f.debug_struct("Link").field("state", &self.state()).finish_non_exhaustive()
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
    /// Starts the task.
    pub(crate) fn start(start: Start) -> (Self, tokio::task::JoinHandle<()>) {
        let (wishes, receiver) = mpsc::unbounded_channel();
        let shared = Shared {
            stand: watch::Sender::new(Stand::Searching),
            found: Mutex::default(),
            wishes,
            announcer: start.announcer.clone(),
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
        self.in_use().is_some_and(|used| matches!(used.engine.endpoint(), Endpoint::Unix(_)))
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

/// The task that owns the connection.
struct Keeper {
    link: Link,
    start: Start,
    wishes: mpsc::UnboundedReceiver<Wish>,
    /// Podman, started by us; ends with us.
    service: Option<PodmanService>,
}

/// Why an engine is no longer served.
enum Leave {
    /// Another one is wanted.
    Reselect,
    /// The app ends.
    Quit,
}

impl Keeper {
    async fn keep(mut self) {
        let mut pauses = Backoff::default();
        loop {
            let left = match self.find().await {
                Some(used) => {
                    pauses = Backoff::default();
                    Box::pin(self.serve(used)).await
                }
                None => self.wait(pauses.next()).await,
            };
            if matches!(left, Leave::Quit) {
                return;
            }
        }
    }

    /// Searches and chooses. When nothing answers and Podman is installed, starts it as the user's own service.
    async fn find(&mut self) -> Option<InUse> {
        let mut found = self.survey().await;
        if self.may_start_podman(&found) && self.start_podman().await {
            found = self.survey().await;
        }
        let chosen = self.start.preferred.as_deref();
        let wanted = choose::choose(&found, chosen).cloned();
        let nothing = choose::nothing(&found, chosen, &self.start.environment);
        *self.link.shared.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
        let connected = match wanted {
            Some(wanted) => connect(&wanted).await,
            None => Err(nothing),
        };
        connected.map_err(|problem| self.link.set(Stand::None(problem))).ok()
    }

    /// Our own service is for when nobody answers and nobody was named, or when it is the one that was chosen before.
    fn may_start_podman(&self, found: &[Found]) -> bool {
        let chosen = self.start.preferred.as_deref();
        let own = Endpoint::Unix(self.start.runtime_dir.join("podman.sock")).to_string();
        match chosen {
            Some(chosen) => chosen == own && self.service.is_none(),
            None => !found.iter().any(Found::answers) && !choose::is_decided(found, None),
        }
    }

    async fn survey(&self) -> Vec<Found> {
        let mut candidates = engine::discover::candidates(&self.start.environment);
        candidates.extend(self.service.as_ref().map(choose::own_service));
        candidates.extend(choose::address(self.start.preferred.as_deref(), &candidates));
        engine::discover::survey(&self.start.environment, &candidates, PING).await
    }

    /// Starts Podman as the user's own service where there is one to start; only Linux runs it without a machine.
    async fn start_podman(&mut self) -> bool {
        let Some(program) = Installed::on(&self.start.environment).podman else { return false };
        if self.start.environment.platform != Platform::Linux {
            return false;
        }
        match PodmanService::start(&program, &self.start.runtime_dir, SERVICE).await {
            Ok(service) => {
                self.service = Some(service);
                true
            }
            Err(error) => {
                tracing::info!(%error, "podman was not started");
                false
            }
        }
    }

    /// Waits for a wish or until it is time to search again.
    async fn wait(&mut self, pause: Duration) -> Leave {
        match tokio::time::timeout(pause, self.wishes.recv()).await {
            Err(_elapsed) => Leave::Reselect,
            Ok(wish) => self.heed(wish).await,
        }
    }

    /// Follows a wish. Every wish leads to a new search.
    async fn heed(&mut self, wish: Option<Wish>) -> Leave {
        match wish {
            None => return Leave::Quit,
            Some(Wish::Search) => {}
            Some(Wish::Select(preferred)) => self.start.preferred = preferred,
            Some(Wish::Start) => {
                self.service = None;
                self.start_podman().await;
            }
        }
        Leave::Reselect
    }

    /// Serves one engine until another is wanted; losses in between are mended here.
    async fn serve(&mut self, mut used: InUse) -> Leave {
        self.start.inventory.clear();
        loop {
            let lost = tokio::select! {
                error = attend(&self.link, &self.start, &used) => error,
                wish = self.wishes.recv() => match wish {
                    Some(Wish::Search) => {
                        self.search_beside().await;
                        continue;
                    }
                    other => return self.heed(other).await,
                },
            };
            tracing::warn!(error = %lost, "engine lost");
            let problem = doctor::diagnose(&lost, &doctor::Case::new(doctor::Operation::Connect, &used.name));
            self.link.set(Stand::Lost(Box::new(used.clone()), problem, (self.start.clock)().to_string()));
            match self.reconnect(&used).await {
                Ok(engine) => used.engine = engine,
                Err(leave) => return leave,
            }
        }
    }

    /// Looks at the other engines while one is in use.
    async fn search_beside(&mut self) {
        let found = self.survey().await;
        *self.link.shared.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
        self.link.shared.announcer.changed(Resource::Engine);
    }

    /// Tries to reach a lost engine again until it answers or another is wanted.
    async fn reconnect(&mut self, used: &InUse) -> Result<Engine, Leave> {
        let mut pauses = Backoff::default();
        let ours = self.service.as_ref().is_some_and(|service| service.endpoint() == *used.engine.endpoint());
        loop {
            match tokio::time::timeout(pauses.next(), self.wishes.recv()).await {
                Ok(wish) => return Err(self.heed(wish).await),
                Err(_elapsed) if ours && !self.revive(used).await => continue,
                Err(_elapsed) => {}
            }
            if let Ok(engine) = Engine::connect(used.engine.endpoint(), PING).await {
                return Ok(engine);
            }
        }
    }

    /// Starts our own Podman service again when it has died.
    async fn revive(&mut self, used: &InUse) -> bool {
        if Engine::connect(used.engine.endpoint(), PING).await.is_ok() {
            return true;
        }
        self.service = None;
        self.start_podman().await
    }
}

/// Loads the picture and follows the events. Listening starts first, so nothing falls between the two.
async fn attend(link: &Link, start: &Start, used: &InUse) -> EngineError {
    let set = |loaded| link.set(Stand::Connected(Box::new(used.clone()), loaded));
    let already = matches!(&*link.shared.stand.borrow(), Stand::Connected(..));
    if !already {
        set(Loaded::NotYet);
    }
    let inventory = &start.inventory;
    let events = used.engine.events(Some((start.clock)()));
    let load = async {
        inventory.load(&used.engine).await?;
        set(Loaded::Rows);
        inventory.deepen(&used.engine).await?;
        set(Loaded::Whole);
        Ok(())
    };
    let follow = inventory.follow(&used.engine, events);
    futures_util::pin_mut!(load, follow);
    match futures_util::future::select(load, follow).await {
        futures_util::future::Either::Left((Ok(()), follow)) => follow.await,
        futures_util::future::Either::Left((Err(error), _)) => error,
        futures_util::future::Either::Right((error, _)) => error,
    }
}

/// Connects. One that was too slow for the search gets more time: a service that the system starts on demand, a virtual
/// machine that wakes up.
async fn connect(found: &Found) -> Result<InUse, Problem> {
    let Found { candidate, outcome } = found;
    let patience = match outcome {
        Outcome::Answering(_) => PING,
        Outcome::Silent(trouble) if trouble.kind == TroubleKind::Silent => SERVICE,
        Outcome::Silent(_) => {
            return Err(view::trouble(found).unwrap_or_else(|| doctor::problem("engine.none", [])));
        }
    };
    let engine = Engine::connect(&candidate.endpoint, patience).await;
    let engine = engine.map_err(|error| {
        doctor::diagnose(&error, &doctor::Case::new(doctor::Operation::Connect, &candidate.name))
    })?;
    Ok(InUse { engine, id: candidate.id.clone(), name: candidate.name.clone() })
}

impl From<engine::model::system::EngineKind> for wire::EngineKind {
    fn from(kind: engine::model::system::EngineKind) -> Self {
        match kind {
            engine::model::system::EngineKind::Docker => Self::Docker,
            engine::model::system::EngineKind::Podman => Self::Podman,
        }
    }
}

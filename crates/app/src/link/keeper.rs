//! The task that owns the connection: searches, chooses, connects, follows, and mends what breaks.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use engine::discover::{Found, Installed, Outcome, Platform, PodmanService, TroubleKind};
use engine::{Endpoint, Engine, EngineError};
use tokio::sync::mpsc;

use super::backoff::Backoff;
use super::{InUse, Link, Loaded, Stand, Start, Wish, choose, view};
use crate::doctor;
use crate::wire::{Problem, Resource};

/// How long one candidate may take to answer.
const PING: Duration = Duration::from_secs(3);
/// How long an engine may take that is being started.
const SERVICE: Duration = Duration::from_secs(15);

/// A connection that held this long was a good one; after a shorter one the pauses go on growing.
const STEADY: Duration = Duration::from_secs(10);

/// The task that owns the connection.
pub(super) struct Keeper {
    pub(super) link: Link,
    pub(super) start: Start,
    pub(super) wishes: mpsc::UnboundedReceiver<Wish>,
    /// Podman, started by us; ends with us.
    pub(super) service: Option<PodmanService>,
}

/// Why an engine is no longer served.
enum Leave {
    /// Another one is wanted.
    Reselect,
    /// The app ends.
    Quit,
}

impl Keeper {
    pub(super) async fn keep(mut self) {
        let first = tokio::select! {
            () = self.link.shared.wanted.notified() => Leave::Reselect,
            wish = self.wishes.recv() => self.heed(wish).await,
        };
        if matches!(first, Leave::Quit) {
            return;
        }
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
                break;
            }
        }
        if let Some(service) = self.service {
            service.stop().await;
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

    /// Follows a wish. Every wish but the last leads to a new search.
    async fn heed(&mut self, wish: Option<Wish>) -> Leave {
        match wish {
            None | Some(Wish::Quit) => return Leave::Quit,
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
        self.start.inventory.show(&used.engine);
        let mut pauses = Backoff::default();
        loop {
            let since = Instant::now();
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
            if since.elapsed() > STEADY {
                pauses = Backoff::default();
            }
            match self.reconnect(&used, &mut pauses).await {
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

    /// Tries to reach a lost engine again until it answers or another is wanted. A search meanwhile only looks: what was
    /// lost is not quietly replaced.
    async fn reconnect(&mut self, used: &InUse, pauses: &mut Backoff) -> Result<Engine, Leave> {
        let ours = self.service.as_ref().is_some_and(|service| service.endpoint() == *used.engine.endpoint());
        loop {
            match tokio::time::timeout(pauses.next(), self.wishes.recv()).await {
                Err(_elapsed) => {}
                Ok(Some(Wish::Search)) => self.search_beside().await,
                Ok(wish) => return Err(self.heed(wish).await),
            }
            if ours && !self.revive(used).await {
                continue;
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
        Box::pin(inventory.load(&used.engine)).await?;
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
    let name = view::title(candidate, engine.info());
    Ok(InUse { engine, id: candidate.id.clone(), name })
}

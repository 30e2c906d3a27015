//! A registry that lies: it stands in front of a real one, counts what is asked, and answers slowly, wrongly or not at
//! all as a test wants. It also plays what the real one lacks: tokens, rate limits, endless lists, referrers, Docker Hub.
//!
//! ```no_run
//! # async fn example() {
//! use std::time::Duration;
//! use testkit::{Kind, LyingRegistry, RateLimit, Rule, Then, image};
//!
//! let registry = testkit::registry().await;
//! image::versioned_web("1").push_to(&registry, "app:1").await;
//! let liar = LyingRegistry::before(&registry).latency(Duration::from_millis(50)).token_auth().alias("many/", "app").start();
//! // … the code under test asks for liar.reference("app:1"), liar.reference("many/17:1") …
//! assert_eq!((liar.count(Kind::Token), liar.count(Kind::GetManifest)), (1, 0));
//! liar.add(Rule::on("HEAD /v2/app/").skip(1).times(2).then(Then::status(503).with_header("Retry-After", "2")));
//! liar.change(|behavior| behavior.limit = Some(RateLimit::new(100, Duration::from_secs(5))));
//! assert!(liar.too_early(Duration::from_millis(200)).is_empty());
//! assert!(liar.figures().most_open <= 17);
//! # }
//! ```

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::JoinHandle;

use crate::TestRegistry;

mod auth;
mod behavior;
mod body;
mod harm;
mod hub;
mod own;
mod record;
mod rule;
mod serve;
mod tls;
mod upstream;

pub use auth::{Auth, ManyScopes, TokenAuth, TokenField};
pub use behavior::{Behavior, Hub, RateLimit, RetryAfter, Tags};
pub use hub::{hub_repository, hub_tag};
pub use record::{Figures, Heard, Kind};
pub use rule::{Rule, Then};

use auth::Tokens;
use record::Record;
use upstream::Upstream;

/// The registry that lies; stops when dropped. Built by `before` or `alone` and the methods of `Plan`.
#[derive(Debug)]
pub struct LyingRegistry {
    address: SocketAddr,
    certificate: Option<String>,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// What is decided before the start; every part of `behavior` can also be changed later.
#[derive(Debug, Clone)]
pub struct Plan {
    behavior: Behavior,
    upstream: Option<Upstream>,
    address: SocketAddr,
    tls: bool,
}

#[derive(Debug)]
struct Shared {
    behavior: Mutex<Behavior>,
    record: Arc<Record>,
    tokens: Tokens,
    upstream: Option<Upstream>,
    /// `http://127.0.0.1:41234`.
    base: String,
}

impl Shared {
    fn behavior(&self) -> MutexGuard<'_, Behavior> {
        self.behavior.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LyingRegistry {
    /// Plans one in front of a real registry (signing in there by itself when that wants a password).
    #[must_use]
    pub fn before(registry: &TestRegistry) -> Plan {
        Plan::new(Some(Upstream::new(registry.host(), registry.authorization().map(str::to_owned))))
    }

    /// Plans one with nothing behind it: whatever it does not play itself is not found.
    #[must_use]
    pub fn alone() -> Plan {
        Plan::new(None)
    }

    /// `127.0.0.1:41234`, the first part of a reference.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Port; `Plan::port` takes it for one that comes back after this one was stopped.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// `http://127.0.0.1:41234`, or `https:` over TLS.
    #[must_use]
    pub fn url(&self) -> String {
        self.shared.base.clone()
    }

    /// Full reference of a repository and tag here.
    #[must_use]
    pub fn reference(&self, name_and_tag: &str) -> String {
        format!("{}/{name_and_tag}", self.host())
    }

    /// PEM of the certificate it shows, signed by nobody but itself; `None` without TLS.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// Changes how it behaves from the next request on.
    pub fn change(&self, how: impl FnOnce(&mut Behavior)) {
        how(&mut self.shared.behavior());
    }

    /// Adds a rule after those that are there; the first that matches wins.
    pub fn add(&self, rule: Rule) {
        self.change(|behavior| behavior.rules.push(rule));
    }

    /// Takes all rules away.
    pub fn clear_rules(&self) {
        self.change(|behavior| behavior.rules.clear());
    }

    /// Makes every token given so far worthless, as when it expired.
    pub fn expire_tokens(&self) {
        self.shared.tokens.clear();
    }

    /// Requests so far in the order they came.
    #[must_use]
    pub fn requests(&self) -> Vec<Heard> {
        self.shared.record.requests()
    }

    /// Number of requests of a kind so far.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.requests().iter().filter(|heard| heard.kind == kind).count()
    }

    /// Connections and requests in flight, now and at most.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.shared.record.figures()
    }

    /// Requests that came although an earlier answer had said when to come back, and that time was not over. What
    /// arrived less than `grace` after that answer had left may have been on its way and does not count.
    #[must_use]
    pub fn too_early(&self, grace: std::time::Duration) -> Vec<Heard> {
        record::too_early(&self.requests(), grace)
    }

    /// Stops and waits until nobody listens any more; dropping does the same a moment later.
    pub async fn stop(mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }

    /// Forgets requests and figures (open connections stay counted).
    pub fn forget(&self) {
        self.shared.record.forget();
    }
}

impl Drop for LyingRegistry {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

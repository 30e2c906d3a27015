//! How it behaves, and the words a test plans it with.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::auth::{Auth, TokenAuth};
use super::rule::{Rule, Then};
use super::upstream::Upstream;
use super::{LyingRegistry, Plan};

/// Everything that can be changed while it runs (`LyingRegistry::change`). Starts as honest and as fast as it can.
#[derive(Debug, Clone, Default)]
pub struct Behavior {
    /// Time each request takes more.
    pub latency: Duration,
    /// Time the first request of each connection takes more than the others, as a handshake would.
    pub handshake: Duration,
    /// Who may ask.
    pub auth: Auth,
    /// Faults; the first that matches wins. They see requests that were let in, and all to `/token`.
    pub rules: Vec<Rule>,
    /// Headers on every answer, over those of the real registry.
    pub headers: Vec<(String, String)>,
    /// Limit on requests for manifests.
    pub limit: Option<RateLimit>,
    pub(super) window: Window,
    /// Where lists of tags come from.
    pub tags: Tags,
    /// Descriptors by subject digest: with a map the referrers API is there, without it answers 404 (Debian's registry
    /// has none), so that clients turn to the tag `sha256-…`.
    pub referrers: Option<BTreeMap<String, Vec<Value>>>,
    /// Repositories whose name begins with the first word are answered from the second: one pushed image is many.
    pub aliases: Vec<(String, String)>,
    /// What Docker Hub's search finds (`hub_repository`), and its tags by `namespace/name` (`hub_tag`).
    pub hub: Hub,
}

/// Content of the part that plays Docker Hub.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    /// Results of the search, best first.
    pub repositories: Vec<Value>,
    /// Tags of a repository, newest first.
    pub tags: BTreeMap<String, Vec<Value>>,
}

/// Where `/tags/list` comes from.
#[derive(Debug, Clone, Default)]
pub enum Tags {
    /// The real registry, in one page whatever `n` says.
    #[default]
    Real,
    /// These tags for every repository, in pages of at most so many, with opaque cursors.
    Paged {
        /// All tags in the order given.
        tags: Vec<String>,
        /// Largest page, whatever `n` says.
        page: usize,
    },
    /// Pages of so many tags that never end.
    Endless {
        /// Tags of a page.
        page: usize,
    },
}

impl Tags {
    /// `count` tags `1.0.0`, `1.0.1`, … in pages.
    #[must_use]
    pub fn many(count: usize, page: usize) -> Self {
        let tags = (0..count).map(|n| format!("{}.{}.{}", 1 + n / 10_000, n / 100 % 100, n % 100));
        Self::Paged { tags: tags.collect(), page }
    }
}

/// So many requests for manifests in each window; the window begins with the first of them.
#[derive(Debug, Clone)]
pub struct RateLimit {
    /// Requests that are let through.
    pub manifests: usize,
    /// Length of a window.
    pub window: Duration,
    /// How a refusal says when to come back.
    pub retry_after: RetryAfter,
    /// Whether HEAD counts too; Docker Hub counts GET only.
    pub counts_head: bool,
}

/// Form of `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// `5`, rounded up.
    Seconds,
    /// An HTTP date, rounded up to a full second.
    Date,
    /// No header.
    Missing,
}

impl RateLimit {
    /// Counts HEAD and GET, and says when to come back in seconds.
    #[must_use]
    pub fn new(manifests: usize, window: Duration) -> Self {
        Self { manifests, window, retry_after: RetryAfter::Seconds, counts_head: true }
    }
}

/// The window that runs: when it began and what it has counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window(Option<(Instant, usize)>);

impl Window {
    /// Counts a request; tells how long the window still lasts when it is one too many.
    pub(super) fn refuses(&mut self, limit: &RateLimit, now: Instant) -> Option<Duration> {
        let running = self.0.filter(|(begun, _)| now.duration_since(*begun) < limit.window);
        let (begun, count) = running.unwrap_or((now, 0));
        self.0 = Some((begun, count + 1));
        (count >= limit.manifests).then(|| limit.window.saturating_sub(now.duration_since(begun)))
    }
}

impl Plan {
    pub(super) fn new(upstream: Option<Upstream>) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { behavior: Behavior::default(), upstream, address, tls: false }
    }

    /// Each request takes so much longer, and the first of a connection that much again.
    #[must_use]
    pub fn latency(self, time: Duration) -> Self {
        self.with(|behavior| {
            behavior.latency = time;
            behavior.handshake = time;
        })
    }

    /// Wants bearer tokens, which it gives to everybody.
    #[must_use]
    pub fn token_auth(self) -> Self {
        self.auth(TokenAuth::default())
    }

    /// Wants a name and a password with each request.
    #[must_use]
    pub fn basic_auth(self, user: &str, password: &str) -> Self {
        self.auth(Auth::Basic { user: user.into(), password: password.into() })
    }

    /// Wants what is said here.
    #[must_use]
    pub fn auth(self, auth: impl Into<Auth>) -> Self {
        self.with(|behavior| behavior.auth = auth.into())
    }

    /// Adds a fault.
    #[must_use]
    pub fn rule(self, rule: Rule) -> Self {
        self.with(|behavior| behavior.rules.push(rule))
    }

    /// Never says `Docker-Content-Digest`.
    #[must_use]
    pub fn without_digest_header(self) -> Self {
        self.rule(Rule::on("(HEAD|GET) /v2/.*/manifests/").then(Then::NoDigestHeader))
    }

    /// Adds a header to every answer.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|behavior| behavior.headers.push((name.into(), value.into())))
    }

    /// Limits requests for manifests.
    #[must_use]
    pub fn limit(self, limit: RateLimit) -> Self {
        self.with(|behavior| behavior.limit = Some(limit))
    }

    /// Sets where lists of tags come from.
    #[must_use]
    pub fn tags(self, tags: Tags) -> Self {
        self.with(|behavior| behavior.tags = tags)
    }

    /// Has the referrers API, and this refers to `subject` (`push_referrer` makes descriptors).
    #[must_use]
    pub fn referrer(self, subject: &str, descriptor: Value) -> Self {
        self.with(|behavior| {
            let all = behavior.referrers.get_or_insert_default();
            all.entry(subject.into()).or_default().push(descriptor);
        })
    }

    /// Answers all repositories whose name begins with `prefix` from `repository`.
    #[must_use]
    pub fn alias(self, prefix: &str, repository: &str) -> Self {
        self.with(|behavior| behavior.aliases.push((prefix.into(), repository.into())))
    }

    /// Sets anything.
    #[must_use]
    pub fn with(mut self, how: impl FnOnce(&mut Behavior)) -> Self {
        how(&mut self.behavior);
        self
    }

    /// Listens on another address of this machine, for engines with a network of their own (`TestEngine::gateway`).
    #[must_use]
    pub fn listen_on(mut self, address: IpAddr) -> Self {
        self.address.set_ip(address);
        self
    }

    /// Listens on a port that an earlier one had; otherwise on any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Speaks TLS (HTTP/2 and 1.1) with a certificate for its address and `localhost` that nobody trusts yet.
    #[must_use]
    pub fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Starts it.
    #[must_use]
    pub fn start(self) -> LyingRegistry {
        super::serve::start(self)
    }
}

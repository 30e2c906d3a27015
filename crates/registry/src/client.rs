//! The client's door: what it is made of, and the questions about one reference.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use oci::{Digest, Platform, Reference};

use crate::credential::{Anonymous, Asked, Credentials};
use crate::error::{ErrorKind, RegistryError};
use crate::image::RemoteImage;
use crate::manifest::{Descriptor, Manifest};
use crate::proxy::Proxies;
use crate::rate::RateLimit;
use crate::rules::HostRules;
use crate::tags::TagList;

/// Tells the time; handed in so that tests can stand still.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a client is made with.
#[derive(Clone)]
pub struct Options {
    /// How we introduce ourselves, `mooring/0.1.0`.
    pub user_agent: String,
    /// Which hosts are asked without TLS or have authorities of their own.
    pub hosts: HostRules,
    /// The way out.
    pub proxies: Proxies,
    /// Where credentials come from.
    pub credentials: Arc<dyn Credentials>,
    /// The time of day.
    pub clock: Clock,
    /// How long and how much.
    pub limits: Limits,
}

impl Options {
    /// The usual ones: no credentials, no proxy, no special host.
    #[must_use]
    pub fn new(user_agent: &str, clock: Clock) -> Self {
        Self {
            user_agent: user_agent.to_owned(),
            hosts: HostRules::default(),
            proxies: Proxies::None,
            credentials: Arc::new(Anonymous),
            clock,
            limits: Limits::default(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("user_agent", &self.user_agent).finish_non_exhaustive()
    }
}

/// Times and numbers (UPDATES.md section 11); the defaults are right.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a connection to stand.
    pub connect: Duration,
    /// For a HEAD, all in all.
    pub head: Duration,
    /// For a manifest, a config, a page of tags or a token, all in all.
    pub body: Duration,
    /// Requests in flight at one host that speaks HTTP/1.1, and so connections to it.
    pub per_host: usize,
    /// Requests in flight at one host that speaks HTTP/2.
    pub per_host_h2: usize,
    /// Requests in flight everywhere.
    pub everywhere: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            head: Duration::from_secs(15),
            body: Duration::from_secs(60),
            per_host: 16,
            per_host_h2: 32,
            everywhere: 64,
        }
    }
}

/// The answer to "what is under this name today", without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Content address of the manifest or index.
    pub digest: Digest,
    /// Its type; empty when the registry did not say.
    pub media_type: String,
    /// Its length in bytes, if told.
    pub size: Option<u64>,
    /// How it was found out.
    pub how: How,
    /// What the registry still allows, if it said so.
    pub rate: Option<RateLimit>,
}

/// How a digest was found out; a GET may count as a pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The header of a HEAD.
    Head,
    /// The manifest was fetched and hashed: the registry sends no digest.
    Get,
}

/// A client of every registry. Clones share connections, tokens and what is known about hosts.
#[derive(Clone)]
pub struct Registry {
    options: Arc<Options>,
    asked: Asked,
    patience: Duration,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("asked", &self.asked).field("patience", &self.patience).finish()
    }
}

impl Registry {
    /// Makes a client; connects to nothing.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options: Arc::new(options), asked: Asked::Background, patience: Duration::ZERO }
    }

    /// The same client for somebody who sits there: looking for credentials may ask.
    #[must_use]
    pub fn asked(&self, asked: Asked) -> Self {
        Self { asked, ..self.clone() }
    }

    /// The same client, waiting for at most `patience` when a registry says when to come again. Without patience a
    /// limited registry answers [`crate::ErrorKind::RateLimited`] at once.
    #[must_use]
    pub fn patient(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Returns what is under a name today, by HEAD.
    pub async fn head(&self, reference: &Reference) -> Result<Head, RegistryError> {
        Err(self.unable(reference))
    }

    /// Returns the manifest or index under a name, checked against its digest.
    pub async fn manifest(&self, reference: &Reference) -> Result<Manifest, RegistryError> {
        Err(self.unable(reference))
    }

    /// Returns the image under a name for a platform: index, manifest and config, nothing more.
    pub async fn image(&self, reference: &Reference, _: &Platform) -> Result<RemoteImage, RegistryError> {
        Err(self.unable(reference))
    }

    /// Asks for many names at once, and yields each answer with its place in `references` as it comes. Nothing is asked
    /// twice less often than it stands there: the caller takes out doubles. Dropping the stream ends the requests.
    pub fn head_many(
        &self,
        references: Vec<Reference>,
    ) -> impl Stream<Item = (usize, Result<Head, RegistryError>)> + Send + 'static {
        let registry = self.clone();
        stream::iter(references.into_iter().enumerate())
            .then(move |(place, reference)| {
                let registry = registry.clone();
                async move { (place, registry.head(&reference).await) }
            })
            .boxed()
    }

    /// Returns the tags of a repository, in the registry's order.
    pub async fn tags(&self, reference: &Reference) -> Result<TagList, RegistryError> {
        Err(self.unable(reference))
    }

    /// Returns what is attached to a digest: signatures, bills of materials.
    pub async fn referrers(
        &self,
        reference: &Reference,
        _artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        Err(self.unable(reference))
    }

    /// What a host last said it still allows.
    #[must_use]
    pub fn budget(&self, _host: &str) -> Option<RateLimit> {
        None
    }

    fn unable(&self, reference: &Reference) -> RegistryError {
        let cause = self.options.user_agent.clone();
        RegistryError::new(reference.registry(), &reference.to_string(), ErrorKind::ConnectFailed { cause })
    }
}

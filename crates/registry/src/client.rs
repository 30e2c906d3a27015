//! The client's door: what it is made of, and the questions about one reference.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use oci::{Digest, Reference};
use reqwest::Method;
use tokio::sync::Semaphore;

use crate::ask::{Ask, Scope};
use crate::cache::Cache;
use crate::content::{self, Hasher};
use crate::credential::{Anonymous, Asked, Credentials};
use crate::error::{BadAnswer, ErrorKind, Missing, RegistryError};
use crate::exchange::Answer;
use crate::host::Hosts;
use crate::manifest::{self, Manifest};
use crate::many::Group;
use crate::proxy::Proxies;
use crate::rate::RateLimit;
use crate::rules::HostRules;
use crate::token::Tokens;
use crate::wire::Wire;
use crate::words;

/// No manifest is larger (UPDATES.md section 3.2).
const MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;

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
    pub(crate) shared: Arc<Shared>,
    pub(crate) asked: Asked,
    pub(crate) patience: Duration,
}

/// What clones share.
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) wire: Wire,
    pub(crate) hosts: Hosts,
    pub(crate) tokens: Tokens,
    pub(crate) cache: Cache,
    /// Requests in flight at all hosts together.
    pub(crate) everywhere: Arc<Semaphore>,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("asked", &self.asked)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

impl Registry {
    /// Makes a client; connects to nothing.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let shared = Shared {
            wire: Wire::new(&options.proxies),
            hosts: Hosts::new(&options.limits),
            tokens: Tokens::default(),
            cache: Cache::default(),
            everywhere: Arc::new(Semaphore::new(options.limits.everywhere)),
            options,
        };
        Self { shared: Arc::new(shared), asked: Asked::Background, patience: Duration::ZERO }
    }

    /// The same client for somebody who sits there: looking for credentials may ask.
    #[must_use]
    pub fn asked(&self, asked: Asked) -> Self {
        Self { asked, ..self.clone() }
    }

    /// The same client, waiting for at most `patience` when a registry says when to come again. Without patience a
    /// limited registry answers [`ErrorKind::RateLimited`] at once.
    #[must_use]
    pub fn patient(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Returns what is under a name today, by HEAD. A name with a digest is asked for by its digest.
    pub async fn head(&self, reference: &Reference) -> Result<Head, RegistryError> {
        self.head_together(reference, None, Instant::now()).await
    }

    pub(crate) async fn head_together(
        &self,
        reference: &Reference,
        group: Option<&Group>,
        began: Instant,
    ) -> Result<Head, RegistryError> {
        if self.shared.hosts.get(reference.registry()).sends_no_digest() {
            return self.head_by_get(reference, group, began).await;
        }
        let ask = self.manifest_ask(Method::HEAD, reference, group, began);
        let answer = match self.ask(&ask).await {
            Ok(answer) => answer,
            // A HEAD has no body that could say what is missing, and some registries know no HEAD.
            Err(error) if needs_words(error.kind()) => {
                return self.head_by_get(reference, group, began).await;
            }
            Err(error) => return Err(error),
        };
        match read_head(reference, &answer).map_err(|bad| ask.error(ErrorKind::BadAnswer(bad)))? {
            Some(head) => Ok(head),
            None => {
                drop(answer);
                self.head_by_get(reference, group, began).await
            }
        }
    }

    async fn head_by_get(
        &self,
        reference: &Reference,
        group: Option<&Group>,
        began: Instant,
    ) -> Result<Head, RegistryError> {
        let manifest = self.fetch_manifest(reference, group, began).await?;
        let size = Some(manifest.bytes.len() as u64);
        let Manifest { digest, media_type, rate, .. } = manifest;
        Ok(Head { digest, media_type, size, how: How::Get, rate })
    }

    /// Returns the manifest or index under a name, checked against its digest. By digest it is asked for once.
    pub async fn manifest(&self, reference: &Reference) -> Result<Manifest, RegistryError> {
        if let Some(digest) = reference.digest()
            && let Some((media_type, bytes)) = self.shared.cache.get(digest)
            && let Ok((media_type, kind)) = manifest::read(&media_type, &bytes)
        {
            return Ok(Manifest { digest: digest.clone(), media_type, bytes, kind, rate: None });
        }
        self.fetch_manifest(reference, None, Instant::now()).await
    }

    async fn fetch_manifest(
        &self,
        reference: &Reference,
        group: Option<&Group>,
        began: Instant,
    ) -> Result<Manifest, RegistryError> {
        let ask = self.manifest_ask(Method::GET, reference, group, began);
        let answer = self.ask(&ask).await?;
        let header = answer.header("content-type").unwrap_or_default().to_owned();
        let (told, rate) = (digest_header(&answer), answer.rate.clone());
        self.shared.hosts.get(reference.registry()).note_digest(told.is_some());
        let bytes = answer.body(MANIFEST_LIMIT).await.map_err(|kind| ask.error(kind))?;
        let bad = |bad| ask.error(ErrorKind::BadAnswer(bad));
        let digest = checked(&bytes, reference.digest().cloned().or(told)).map_err(bad)?;
        let (media_type, kind) = manifest::read(&header, &bytes).map_err(bad)?;
        self.shared.cache.put(&digest, &media_type, &bytes);
        Ok(Manifest { digest, media_type, bytes, kind, rate })
    }

    fn manifest_ask<'a>(
        &self,
        method: Method,
        reference: &'a Reference,
        group: Option<&'a Group>,
        began: Instant,
    ) -> Ask<'a> {
        let object = reference.digest().map(Digest::as_str).or(reference.tag()).unwrap_or("latest");
        let limits = &self.shared.options.limits;
        Ask {
            time: if method == Method::HEAD { limits.head } else { limits.body },
            path: format!("/v2/{}/manifests/{object}", reference.repository()),
            accept: &manifest::TYPES,
            group,
            began,
            ..self.pull_ask(method, reference, reference.to_string())
        }
    }

    /// A question about a repository; what is asked exactly is filled in by the caller.
    pub(crate) fn pull_ask<'a>(&self, method: Method, reference: &'a Reference, asked: String) -> Ask<'a> {
        Ask {
            host: reference.registry(),
            asked,
            method,
            path: String::new(),
            accept: &[],
            scope: Scope::Pull(reference.repository()),
            range: None,
            time: self.shared.options.limits.body,
            group: None,
            began: Instant::now(),
        }
    }

    /// What a host last said it still allows.
    #[must_use]
    pub fn budget(&self, host: &str) -> Option<RateLimit> {
        self.shared.hosts.get(host).rate()
    }

    /// Whether a host sends no digests, so that looking costs as much as pulling.
    #[must_use]
    pub fn sends_no_digest(&self, host: &str) -> bool {
        self.shared.hosts.get(host).sends_no_digest()
    }

    /// Until when a host wants to be left alone, if it does.
    #[must_use]
    pub fn paused_until(&self, host: &str) -> Option<Timestamp> {
        self.shared.hosts.get(host).pause((self.shared.options.clock)()).map(|pause| pause.until)
    }
}

/// Nothing if the registry sends no digest.
fn read_head(reference: &Reference, answer: &Answer) -> Result<Option<Head>, BadAnswer> {
    let media_type = manifest::essence(answer.header("content-type").unwrap_or_default());
    let is_known = manifest::is_manifest(&media_type)?;
    let Some(digest) = digest_header(answer) else { return Ok(None) };
    if !is_known && !manifest::is_general(&media_type) {
        return Err(BadAnswer::WrongMediaType { found: words::cleaned(&media_type, 100) });
    }
    if let Some(expected) = reference.digest().filter(|expected| **expected != digest) {
        return Err(BadAnswer::WrongDigest { expected: expected.clone() });
    }
    let size = answer.header("content-length").and_then(|length| length.parse().ok());
    Ok(Some(Head { digest, media_type, size, how: How::Head, rate: answer.rate.clone() }))
}

/// Whether only a GET can say more.
fn needs_words(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound(Missing::Unknown) | ErrorKind::Refused(400 | 405) | ErrorKind::Server(501)
    )
}

/// The digest a registry sends, if it is one that can be checked.
fn digest_header(answer: &Answer) -> Option<Digest> {
    let digest = Digest::parse(answer.header("docker-content-digest")?.trim()).ok()?;
    Hasher::of(&digest).is_ok().then_some(digest)
}

/// The digest that was asked for or promised, once the bytes are what it says; without one, theirs.
fn checked(bytes: &[u8], expected: Option<Digest>) -> Result<Digest, BadAnswer> {
    match expected {
        Some(expected) => content::check(bytes, &expected).map(|()| expected),
        None => content::digest(bytes),
    }
}

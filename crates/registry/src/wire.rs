//! HTTP: clients for all ordinary hosts, and more for each that has certificates or rules of its own; failures by kind;
//! bodies that end.

use std::collections::HashMap;
use std::error::Error as _;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::redirect::Policy;
use reqwest::{Client, NoProxy, Proxy, Response};
use tokio_rustls::rustls;

use crate::client::Options;
use crate::error::ErrorKind;
use crate::proxy::Proxies;
use crate::rules::{Approach, is_local};
use crate::{tls, words};

/// Connections that nobody used for so long are closed, before a registry or a router in between does.
const IDLE: Duration = Duration::from_secs(60);

/// Never through a proxy, whatever the settings say.
const LOCAL: &str = "localhost,127.0.0.0/8,::1";

/// All HTTP clients.
#[derive(Debug)]
pub(crate) struct Wire {
    /// One client for each connection that a host may have (see `lane`).
    clients: Mutex<HashMap<Kind, Arc<[Client]>>>,
    proxied: Option<Matcher>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    /// Checked by the system's authorities.
    Common,
    /// Not checked.
    Unchecked,
    /// On this machine: not checked, and no proxy.
    Local,
    /// With a folder of its own.
    Own { host: String, checked: bool },
}

/// Why nothing was answered.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    pub(crate) kind: ErrorKind,
    /// How far it got.
    pub(crate) at: Stage,
}

/// How far a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It was not sent: there is no use, or it is not the time.
    Kept,
    /// No connection came about.
    Connecting,
    /// The connection stood.
    Connected,
}

impl Wire {
    pub(crate) fn new(proxies: &Proxies) -> Self {
        let proxied = match proxies {
            Proxies::None => None,
            Proxies::System => Some(Matcher::from_system()),
            Proxies::Named { http, https, no_proxy } => {
                let builder = Matcher::builder()
                    .http(http.clone().unwrap_or_default())
                    .https(https.clone().unwrap_or_default());
                Some(builder.no(no_proxy.clone()).build())
            }
        };
        Self { clients: Mutex::default(), proxied }
    }

    /// Returns the client for a connection to a host (`ghcr.io`, `host.example:5000`).
    pub(crate) async fn client(
        &self,
        options: &Options,
        host: &str,
        connection: usize,
    ) -> Result<Client, Broken> {
        let clients = self.clients_of(options, host).await?;
        let place = connection % clients.len().max(1);
        clients.get(place).cloned().ok_or_else(|| Broken::kept("there is no client"))
    }

    async fn clients_of(&self, options: &Options, host: &str) -> Result<Arc<[Client]>, Broken> {
        let checked = options.hosts.approach(host) == Approach::Secure;
        let folders = tls::folders(&options.hosts, host);
        let kind = match (folders.is_empty(), checked) {
            (false, _) => Kind::Own { host: host.to_owned(), checked },
            (true, true) => Kind::Common,
            (true, false) if is_local(host) => Kind::Local,
            (true, false) => Kind::Unchecked,
        };
        if let Some(clients) = self.clients.lock().unwrap_or_else(PoisonError::into_inner).get(&kind) {
            return Ok(clients.clone());
        }
        let (options, local) = (options.clone(), is_local(host));
        // Reads the system's authorities and our files.
        let made = tokio::task::spawn_blocking(move || {
            let tls = tls::config(&options.hosts.authorities, &folders, checked)
                .map_err(|cause| ErrorKind::TlsUntrusted { cause })?;
            // Of all that goes in, only the proxies' addresses are somebody's words.
            let clients = (0..options.limits.per_host.max(1)).map(|_| client(&options, tls.clone(), local));
            clients
                .collect::<reqwest::Result<Arc<[Client]>>>()
                .map_err(|error| ErrorKind::ProxyFailed { cause: words::cleaned(&last_cause(&error), 200) })
        });
        let failed = |error: tokio::task::JoinError| ErrorKind::ConnectFailed { cause: error.to_string() };
        let made = made.await.map_err(failed).and_then(|clients| clients);
        let made = made.map_err(|kind| Broken { kind, at: Stage::Connecting })?;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(clients.entry(kind).or_insert(made).clone())
    }

    /// Makes the next request to a host with files of its own read them again.
    pub(crate) fn forget(&self, host: &str) {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.retain(|kind, _| !matches!(kind, Kind::Own { host: own, .. } if own == host));
    }

    /// Says why a request to `url` was not answered.
    pub(crate) fn broken(&self, url: &str, error: &reqwest::Error) -> Broken {
        let at = if error.is_connect() { Stage::Connecting } else { Stage::Connected };
        let is_proxied = || {
            let uri = url.parse().ok();
            uri.is_some_and(|uri| self.proxied.as_ref().is_some_and(|rules| rules.intercept(&uri).is_some()))
        };
        let kind = match kind(error) {
            ErrorKind::ConnectFailed { cause } if at == Stage::Connecting && is_proxied() => {
                ErrorKind::ProxyFailed { cause }
            }
            ErrorKind::NameNotResolved if is_proxied() => {
                ErrorKind::ProxyFailed { cause: "its name cannot be resolved".to_owned() }
            }
            kind => kind,
        };
        Broken { kind, at }
    }
}

fn client(options: &Options, tls: rustls::ClientConfig, local: bool) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(&options.user_agent)
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(options.limits.connect)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(1);
    let builder = match &options.proxies {
        Proxies::System if !local => builder,
        Proxies::Named { http, https, no_proxy } if !local => {
            let exceptions = NoProxy::from_string(&format!("{LOCAL},{no_proxy}"));
            let mut builder = builder.no_proxy();
            if let Some(address) = http {
                builder = builder.proxy(Proxy::http(address)?.no_proxy(exceptions.clone()));
            }
            if let Some(address) = https {
                builder = builder.proxy(Proxy::https(address)?.no_proxy(exceptions));
            }
            builder
        }
        _ => builder.no_proxy(),
    };
    builder.build()
}

/// Reads a body of at most `limit` bytes.
pub(crate) async fn body(mut response: Response, limit: u64) -> Result<Bytes, ErrorKind> {
    let too_large = ErrorKind::TooLarge { limit };
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(too_large);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| kind(&error))? {
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(too_large);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Says why something went wrong on the way.
pub(crate) fn kind(error: &reqwest::Error) -> ErrorKind {
    if error.is_dns() {
        return ErrorKind::NameNotResolved;
    }
    if let Some(tls) = tls_error(error) {
        let cause = words::cleaned(&tls.to_string(), 200);
        return match tls {
            rustls::Error::InvalidCertificate(_) => ErrorKind::TlsUntrusted { cause },
            _ => ErrorKind::ConnectFailed { cause: format!("TLS: {cause}") },
        };
    }
    if error.is_timeout() {
        return ErrorKind::Timeout;
    }
    ErrorKind::ConnectFailed { cause: words::cleaned(&last_cause(error), 200) }
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut source = error.source();
    while let Some(mut error) = source {
        // An io::Error does not count what it wraps among its sources.
        while let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            error = inner;
        }
        if let Some(tls) = error.downcast_ref() {
            return Some(tls);
        }
        source = error.source();
    }
    None
}

/// The innermost error says what happened; those around it say that something did.
fn last_cause(error: &reqwest::Error) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(source) = last.source() {
        last = source;
    }
    // reqwest's own words end with the address, which the caller names anyway.
    if last.is::<reqwest::Error>() { "the connection broke".to_owned() } else { last.to_string() }
}

//! One request, one answer: the right scheme, a place in the lane, a few more tries when the connection fails.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Response, StatusCode, Url, Version};
use tokio::sync::OwnedSemaphorePermit;

use crate::client::Shared;
use crate::error::ErrorKind;
use crate::host::Host;
use crate::lane::Pass;
use crate::rate::{self, RateLimit};
use crate::rules::{Approach, http_host};
use crate::wire::{self, Broken, Stage};

/// More tries after a connection that failed.
const RETRIES: u32 = 2;

/// Before the first of them, in milliseconds; doubled for the second, and up to twice as long by chance.
const FIRST_WAIT: u64 = 100;

/// A request as it will be sent.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) to: To,
    pub(crate) headers: HeaderMap,
    /// Fields of a form, written out.
    pub(crate) form: Option<String>,
    /// For everything, the body included.
    pub(crate) time: Duration,
    /// When the whole undertaking began: what was found out about the host since then is not found out again.
    pub(crate) began: Instant,
}

impl fmt::Debug for Call {
    /// Leaves out the form: it holds an identity token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("method", &self.method).field("to", &self.to).finish_non_exhaustive()
    }
}

/// Where a request goes.
#[derive(Debug, Clone)]
pub(crate) enum To {
    /// A path at the host, by whatever scheme it speaks.
    Path(String),
    /// Exactly there.
    Url(Url),
}

/// The head of an answer. While this lives, the request is in flight.
#[derive(Debug)]
pub(crate) struct Answer {
    response: Response,
    /// What the registry said it still allows.
    pub(crate) rate: Option<RateLimit>,
    _passes: (Pass, OwnedSemaphorePermit),
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn url(&self) -> &Url {
        self.response.url()
    }

    /// The body, if it is not larger than `limit` bytes.
    pub(crate) async fn body(self, limit: u64) -> Result<Bytes, ErrorKind> {
        wire::body(self.response, limit).await
    }

    /// The next piece of the body.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, ErrorKind> {
        self.response.chunk().await.map_err(|error| wire::kind(&error))
    }
}

impl Shared {
    /// Sends a request and waits for the head of its answer, whatever its status.
    pub(crate) async fn exchange(&self, host: &Arc<Host>, call: &Call) -> Result<Answer, ErrorKind> {
        let mut tries = 0;
        loop {
            let broken = match self.by_any_scheme(host, call).await {
                Ok(answer) => return Ok(answer),
                Err(broken) => broken,
            };
            if broken.at == Stage::Kept {
                return Err(broken.kind);
            }
            self.unlearn(host, &broken);
            if tries == RETRIES || !matches!(broken.kind, ErrorKind::ConnectFailed { .. }) {
                host.failed(&broken);
                return Err(broken.kind);
            }
            tokio::time::sleep(wait_before(tries)).await;
            tries += 1;
        }
    }

    async fn by_any_scheme(&self, host: &Arc<Host>, call: &Call) -> Result<Answer, Broken> {
        let To::Path(path) = &call.to else { return self.once(host, call, None).await };
        let schemes: &[_] = match (host.scheme(), self.options.hosts.approach(&host.name)) {
            (Some("http"), _) | (None, Approach::Plain) => &["http"],
            (Some(_), _) | (None, Approach::Secure) => &["https"],
            (None, Approach::Insecure) => &["https", "http"],
        };
        let mut last = None;
        for scheme in schemes {
            let url = Url::parse(&format!("{scheme}://{}{path}", http_host(&host.name))).ok();
            match self.once(host, call, url).await {
                Ok(answer) => {
                    host.found_scheme(scheme);
                    return Ok(answer);
                }
                Err(broken) if broken.at == Stage::Connecting => last = Some(broken),
                Err(broken) => return Err(broken),
            }
        }
        Err(last.unwrap_or_else(|| Broken::kept("there is no way to speak to it")))
    }

    async fn once(&self, host: &Arc<Host>, call: &Call, url: Option<Url>) -> Result<Answer, Broken> {
        let passes = self.enter(host).await?;
        self.may_go(host, call)?;
        let url = match &call.to {
            To::Url(url) => url.clone(),
            To::Path(_) => url.ok_or_else(|| Broken::kept("its address is not one"))?,
        };
        let client = self.wire.client(&self.options, &host.name, passes.0.connection()).await?;
        let mut request = client.request(call.method.clone(), url.clone()).headers(call.headers.clone());
        if let Some(form) = &call.form {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.clone());
        }
        let sent = request.timeout(call.time).send().await;
        let response = sent.map_err(|error| self.wire.broken(url.as_str(), &error))?;
        let rate = self.learn(host, &response);
        Ok(Answer { response, rate, _passes: passes })
    }

    async fn enter(&self, host: &Arc<Host>) -> Result<(Pass, OwnedSemaphorePermit), Broken> {
        let pass = host.lane.enter().await;
        let everywhere = self.everywhere.clone().acquire_owned().await;
        Ok((pass, everywhere.map_err(|_| Broken::kept("the client is closed"))?))
    }

    /// Somebody else may have learned meanwhile that there is no use, or that the host wants a rest.
    fn may_go(&self, host: &Host, call: &Call) -> Result<(), Broken> {
        let stop = |kind| Err(Broken { kind, at: Stage::Kept });
        if let Some(pause) = host.pause((self.options.clock)()) {
            return stop(ErrorKind::RateLimited {
                until: pause.told.then_some(pause.until),
                limit: host.rate(),
            });
        }
        host.trouble_since(call.began).map_or(Ok(()), stop)
    }

    /// What was true before may not be any more: a registry gets TLS, a file gets the right authority.
    fn unlearn(&self, host: &Host, broken: &Broken) {
        if broken.at == Stage::Connecting && self.options.hosts.approach(&host.name) == Approach::Insecure {
            host.forget_scheme();
        }
        if matches!(broken.kind, ErrorKind::TlsUntrusted { .. }) {
            self.wire.forget(&host.name);
        }
    }

    fn learn(&self, host: &Host, response: &Response) -> Option<RateLimit> {
        let now = (self.options.clock)();
        let rate = RateLimit::read(response.headers(), now);
        host.answered(rate.clone());
        if response.version() == Version::HTTP_2 {
            host.lane.widen(self.options.limits.per_host_h2);
        }
        if is_complaint(response.status(), response.headers()) {
            host.complained(rate::retry_at(response.headers(), now), now);
        } else {
            host.lane.good();
        }
        rate
    }
}

impl Broken {
    pub(crate) fn kept(cause: &str) -> Self {
        Self { kind: ErrorKind::ConnectFailed { cause: cause.to_owned() }, at: Stage::Kept }
    }
}

/// 429 always is a complaint, 503 is one if it says when to come again.
pub(crate) fn is_complaint(status: StatusCode, headers: &HeaderMap) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS
        || (status == StatusCode::SERVICE_UNAVAILABLE && headers.contains_key("retry-after"))
}

fn wait_before(tries: u32) -> Duration {
    let base = FIRST_WAIT << tries;
    // A new hasher is seeded at random, which is all the chance that is needed here.
    Duration::from_millis(base + RandomState::new().hash_one(tries) % base)
}

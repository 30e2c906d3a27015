//! One question to a registry, from the first request to the answer that counts: redirects, one round of signing in,
//! waiting while a host rests, refusals turned into errors with the registry's own words.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, LOCATION, RANGE};
use reqwest::{Method, StatusCode, Url};
use serde_json::Value;

use crate::auth::Proof;
use crate::challenge::Demand;
use crate::client::Registry;
use crate::error::{BadAnswer, ErrorKind, Missing, RegistryError};
use crate::exchange::{Answer, Call, To, is_complaint};
use crate::host::Host;
use crate::many::Group;
use crate::{rate, words};

/// Redirects followed for one question.
pub(crate) const MOST_HOPS: u32 = 5;

/// Bytes of a refusal that are read for the registry's words.
const WORDS_LIMIT: u64 = 64 * 1024;

/// A question.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    /// The registry, as references name it.
    pub(crate) host: &'a str,
    /// What is asked, for errors.
    pub(crate) asked: String,
    pub(crate) method: Method,
    /// `/v2/…`, with its query.
    pub(crate) path: String,
    pub(crate) accept: &'a [&'a str],
    pub(crate) scope: Scope<'a>,
    /// First and last byte.
    pub(crate) range: Option<(u64, u64)>,
    pub(crate) time: Duration,
    /// The questions asked together with this one.
    pub(crate) group: Option<&'a Group>,
    pub(crate) began: Instant,
}

/// What a token must be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope<'a> {
    /// Nothing in particular: that the account is right.
    Nothing,
    /// Reading a repository.
    Pull(&'a str),
    /// Reading the list of repositories.
    Catalog,
}

impl Scope<'_> {
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Scope::Nothing => None,
            Scope::Pull(repository) => Some(pull(repository)),
            Scope::Catalog => Some("registry:catalog:*".to_owned()),
        }
    }

    /// For looking up the account.
    pub(crate) fn repository(&self) -> &str {
        match self {
            Scope::Pull(repository) => repository,
            Scope::Nothing | Scope::Catalog => "",
        }
    }
}

pub(crate) fn pull(repository: &str) -> String {
    format!("repository:{repository}:pull")
}

impl Ask<'_> {
    pub(crate) fn error(&self, kind: ErrorKind) -> RegistryError {
        RegistryError::new(self.host, &self.asked, kind)
    }

    fn headers(&self, proof: &Proof) -> HeaderMap {
        let accept = HeaderValue::try_from(self.accept.join(", ")).ok().filter(|value| !value.is_empty());
        let range =
            self.range.and_then(|(first, last)| HeaderValue::try_from(format!("bytes={first}-{last}")).ok());
        let all = [(ACCEPT, accept), (RANGE, range), (AUTHORIZATION, proof.header.clone())];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// Where a question has got to.
struct Stop {
    host: Arc<Host>,
    to: To,
}

impl Stop {
    fn is_secure(&self) -> bool {
        match &self.to {
            To::Url(url) => url.scheme() == "https",
            To::Path(_) => self.host.scheme() == Some("https"),
        }
    }
}

impl Registry {
    /// Asks until there is an answer that counts (2xx), waiting as long as patience lasts.
    pub(crate) async fn ask(&self, ask: &Ask<'_>) -> Result<Answer, RegistryError> {
        let end = Instant::now() + self.patience;
        loop {
            let error = match self.attempt(ask).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(at) = error.retry_at() else { return Err(error) };
            let wait = at.duration_since((self.shared.options.clock)());
            let wait = Duration::try_from(wait).unwrap_or_default();
            if Instant::now() + wait > end {
                return Err(error);
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn attempt(&self, ask: &Ask<'_>) -> Result<Answer, RegistryError> {
        let mut stop = Stop { host: self.shared.hosts.get(ask.host), to: To::Path(ask.path.clone()) };
        let mut hops = 0;
        loop {
            let answer = self.answer_at(ask, &stop).await?;
            let Some(url) = location(&answer) else { return Ok(answer) };
            hops += 1;
            let next = self.next_stop(&stop, url).filter(|_| hops <= MOST_HOPS);
            stop = next.ok_or_else(|| ask.error(ErrorKind::BadAnswer(BadAnswer::Redirect)))?;
        }
    }

    /// What one host says, after at most one round of signing in. Nothing that was shown to one host is shown to another.
    async fn answer_at(&self, ask: &Ask<'_>, stop: &Stop) -> Result<Answer, RegistryError> {
        let host = &stop.host;
        let lead = host.lead().await;
        let mut proof = self.proof_in_advance(ask, host, stop.is_secure()).await?;
        let mut answer = self.send(ask, stop, &proof).await?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            let demand =
                Demand::read(answer.headers()).map_err(|bad| ask.error(ErrorKind::BadAnswer(bad)))?;
            host.demands(&demand);
            drop(lead);
            proof = self.proof_after(ask, host, &demand, answer, &proof).await?;
            answer = self.send(ask, stop, &proof).await?;
        }
        if answer.status().is_success() || location(&answer).is_some() {
            return Ok(answer);
        }
        Err(self.refusal(ask, host, answer, &proof).await)
    }

    async fn send(&self, ask: &Ask<'_>, stop: &Stop, proof: &Proof) -> Result<Answer, RegistryError> {
        let call = Call {
            method: ask.method.clone(),
            to: stop.to.clone(),
            headers: ask.headers(proof),
            form: None,
            time: ask.time,
            began: ask.began,
        };
        self.shared.exchange(&stop.host, &call).await.map_err(|kind| ask.error(kind))
    }

    /// Meets the demand of a 401, unless all we have was refused already.
    async fn proof_after(
        &self,
        ask: &Ask<'_>,
        host: &Arc<Host>,
        demand: &Demand,
        answer: Answer,
        refused: &Proof,
    ) -> Result<Proof, RegistryError> {
        let is_secure = answer.url().scheme() == "https";
        let (code, message) = said(answer).await;
        let proof = self.proof(ask, host, demand, is_secure, Some(refused)).await?;
        // A fresh token may well read like the old one, a password that was refused stays refused.
        let is_worth_it = proof.header.is_some() && (proof.is_token || proof.header != refused.header);
        if is_worth_it { Ok(proof) } else { Err(unauthorized(ask, &proof).with_words(code, message)) }
    }

    /// Where a redirect leads: never from TLS to plain HTTP.
    fn next_stop(&self, stop: &Stop, url: Url) -> Option<Stop> {
        if stop.is_secure() && url.scheme() != "https" {
            return None;
        }
        Some(Stop { host: self.shared.hosts.get(&host_of(&url)?), to: To::Url(url) })
    }

    async fn refusal(&self, ask: &Ask<'_>, host: &Host, answer: Answer, proof: &Proof) -> RegistryError {
        let status = answer.status();
        let complains = is_complaint(status, answer.headers());
        let until = rate::retry_at(answer.headers(), (self.shared.options.clock)());
        let (code, message) = said(answer).await;
        let limited = || ErrorKind::RateLimited { until, limit: host.rate() };
        let error = match status.as_u16() {
            _ if complains || code.as_deref() == Some("TOOMANYREQUESTS") => ask.error(limited()),
            401 => unauthorized(ask, proof),
            403 if proof.is_account => ask.error(ErrorKind::Forbidden),
            403 => ask.error(ErrorKind::Forbidden).or_missing(),
            404 => ask.error(ErrorKind::NotFound(missing(code.as_deref()))),
            status @ 500.. => ask.error(ErrorKind::Server(status)),
            status @ 400..500 => ask.error(ErrorKind::Refused(status)),
            status => ask.error(ErrorKind::BadAnswer(BadAnswer::Status(status))),
        };
        error.with_words(code, message)
    }
}

/// The registry wants somebody else, or somebody at all.
fn unauthorized(ask: &Ask<'_>, proof: &Proof) -> RegistryError {
    let kind = match &proof.trouble {
        _ if proof.is_account => ErrorKind::AuthRejected,
        Some(trouble) => ErrorKind::Credential(trouble.clone()),
        None => ErrorKind::AuthRequired,
    };
    let error = ask.error(kind);
    // Whoever got a token and is refused with it asks for something that is not there, or not theirs.
    if proof.is_token { error.or_missing() } else { error }
}

fn missing(code: Option<&str>) -> Missing {
    match code {
        Some("MANIFEST_UNKNOWN" | "TAG_INVALID" | "BLOB_UNKNOWN") => Missing::Tag,
        Some("NAME_UNKNOWN" | "NAME_INVALID") => Missing::Repository,
        _ => Missing::Unknown,
    }
}

/// Where an answer sends us.
pub(crate) fn location(answer: &Answer) -> Option<Url> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let to = answer.headers().get(LOCATION)?.to_str().ok()?;
    answer.url().join(to).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// `host.example:5000`, as references name hosts.
pub(crate) fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// The first code and message of a refusal. Codes nobody knows pass; control characters do not.
async fn said(answer: Answer) -> (Option<String>, Option<String>) {
    let body = answer.body(WORDS_LIMIT).await.unwrap_or_default();
    let Ok(body) = serde_json::from_slice::<Value>(&body) else { return (None, None) };
    let first = body.get("errors").and_then(|errors| errors.get(0)).unwrap_or(&body);
    let text = |names: &[&str], most| {
        let found = names.iter().find_map(|name| first.get(name)?.as_str());
        found.map(|text| words::cleaned(text, most)).filter(|text| !text.is_empty())
    };
    (text(&["code"], 64), text(&["message", "details", "error"], 300))
}

//! A plain file over HTTP, by the same rules for TLS, proxies, retries and resting hosts as everything else: only if it
//! changed, and from where an earlier try ended.

use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE, RANGE};
use reqwest::{Method, Url};

use crate::ask::{MOST_HOPS, host_of, location};
use crate::client::Registry;
use crate::error::{BadAnswer, ErrorKind, Missing, RegistryError};
use crate::exchange::{Answer, Call, To};

/// For a whole file; whoever waits can stop it any time.
const PATIENCE: Duration = Duration::from_secs(2 * 60 * 60);

/// The file that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// `https://…`
    pub url: &'a str,
    /// What the server called the version that is here whole: it is not sent again.
    pub known: Option<&'a str>,
    /// What the server called the version of which the first bytes are here, and how many: only the rest is sent.
    pub begun: Option<(&'a str, u64)>,
}

/// A file on its way.
#[derive(Debug)]
pub struct Body {
    answer: Answer,
    host: String,
    asked: String,
    /// What the server calls this version.
    pub tag: Option<String>,
    /// Bytes that are not sent because they are here: as asked for, or 0.
    pub from: u64,
    /// Size of the whole file in bytes, if told.
    pub size: Option<u64>,
}

impl Body {
    /// The next piece; nothing at the end.
    ///
    /// # Errors
    /// When the connection breaks or is too slow.
    pub async fn next(&mut self) -> Result<Option<Bytes>, RegistryError> {
        self.answer.chunk().await.map_err(|kind| RegistryError::new(&self.host, &self.asked, kind))
    }
}

impl Registry {
    /// Asks for a file; nothing comes back when it is the version that is here. No credentials are sent. A redirect away from TLS is refused.
    ///
    /// # Errors
    /// When the address is none, nobody answers, or the server refuses.
    pub async fn download(&self, wanted: &Wanted<'_>) -> Result<Option<Body>, RegistryError> {
        let error = |host: &str, kind| RegistryError::new(host, wanted.url, kind);
        let refused = || error("", ErrorKind::BadAnswer(BadAnswer::Status(0)));
        let mut url = Url::parse(wanted.url).map_err(|_| refused())?;
        let headers = headers(wanted);
        for _ in 0..=MOST_HOPS {
            let name =
                host_of(&url).filter(|_| matches!(url.scheme(), "http" | "https")).ok_or_else(refused)?;
            let call = Call {
                method: Method::GET,
                to: To::Url(url.clone()),
                headers: headers.clone(),
                form: None,
                time: PATIENCE,
                began: Instant::now(),
            };
            let host = self.shared.hosts.get(&name);
            let answer = self.shared.exchange(&host, &call).await.map_err(|kind| error(&name, kind))?;
            match location(&answer) {
                Some(next) if url.scheme() == "https" && next.scheme() != "https" => {
                    return Err(error(
                        &name,
                        ErrorKind::BadAnswer(BadAnswer::Status(answer.status().as_u16())),
                    ));
                }
                Some(next) => url = next,
                None => return read(answer, wanted, &name).map_err(|kind| error(&name, kind)),
            }
        }
        Err(error(&host_of(&url).unwrap_or_default(), ErrorKind::BadAnswer(BadAnswer::Status(310))))
    }
}

fn headers(wanted: &Wanted<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    if let Some(tag) = wanted.known {
        set(IF_NONE_MATCH, tag);
    }
    if let Some((tag, bytes)) = wanted.begun.filter(|(_, bytes)| *bytes > 0) {
        set(RANGE, &format!("bytes={bytes}-"));
        set(IF_RANGE, tag);
    }
    headers
}

fn read(answer: Answer, wanted: &Wanted<'_>, host: &str) -> Result<Option<Body>, ErrorKind> {
    let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<u64>().ok());
    let length = number(answer.header("content-length"));
    let (from, size) = match (answer.status().as_u16(), wanted.begun) {
        (200, _) => (0, length),
        (304, _) if wanted.known.is_some() => return Ok(None),
        (206, Some((_, begun))) if begins_at(&answer, begun) => (begun, length.map(|rest| rest + begun)),
        (401 | 403, _) => return Err(ErrorKind::Forbidden),
        (404 | 410, _) => return Err(ErrorKind::NotFound(Missing::Unknown)),
        (status @ 500.., _) => return Err(ErrorKind::Server(status)),
        (status, _) => return Err(ErrorKind::Refused(status)),
    };
    let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let (host, asked) = (host.to_owned(), wanted.url.to_owned());
    Ok(Some(Body { answer, host, asked, tag, from, size }))
}

/// `bytes 100-199/200` must begin where we end.
fn begins_at(answer: &Answer, begun: u64) -> bool {
    let told = answer.header("content-range").and_then(|text| text.trim().strip_prefix("bytes "));
    told.and_then(|text| text.split('-').next()?.trim().parse().ok()) == Some(begun)
}

//! From a connection to an answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::behavior::{Behavior, RetryAfter};
use super::body::{AnswerBody, BrokenOff, Way};
use super::harm::{Sending, harm, set_length};
use super::own::{Own, error};
use super::record::{Connected, Heard, Kind, Record};
use super::rule::{self, Then};
use super::{LyingRegistry, Plan, Shared, auth, own, tls};

/// Most of a request's body that is kept.
const KEPT_BODY: usize = 64 * 1024;

/// Listens and serves until the value is dropped.
pub(super) fn start(plan: Plan) -> LyingRegistry {
    let listener = crate::port::listen(plan.address);
    let address = listener.local_addr().expect("an address");
    listener.set_nonblocking(true).expect("a socket");
    let listener = TcpListener::from_std(listener).expect("a runtime");
    let (acceptor, certificate) =
        if plan.tls { Some(tls::acceptor(plan.address.ip())) } else { None }.unzip();
    let base = format!("{}://{address}", if plan.tls { "https" } else { "http" });
    let shared = Arc::new(Shared {
        behavior: plan.behavior.into(),
        record: Arc::new(Record::default()),
        tokens: auth::Tokens::default(),
        upstream: plan.upstream,
        base,
    });
    let accepting = tokio::spawn(accept(listener, acceptor, shared.clone()));
    LyingRegistry { address, certificate, shared, accepting }
}

/// Connections end with this task: they are its own.
async fn accept(listener: TcpListener, acceptor: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        while connections.try_join_next().is_some() {}
        let (shared, acceptor) = (shared.clone(), acceptor.clone());
        let connected = shared.record.connect();
        connections.spawn(async move {
            match acceptor {
                None => serve(stream, shared, connected).await,
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, shared, connected).await;
                    }
                }
            }
        });
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    shared: Arc<Shared>,
    connected: Connected,
) {
    let connection = Arc::new((connected.number, AtomicBool::new(true)));
    let service = service_fn(move |request: Request<Incoming>| {
        let (shared, connection) = (shared.clone(), connection.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(|_| BrokenOff)?.to_bytes();
            let is_first = connection.1.swap(false, Ordering::Relaxed);
            Box::pin(answer(&shared, connection.0, is_first, Request::from_parts(head, body))).await
        }
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
    drop(connected);
}

/// Answers one request, or breaks its connection.
async fn answer(
    shared: &Shared,
    connection: u64,
    is_first: bool,
    request: Request<Bytes>,
) -> Result<Response<AnswerBody>, BrokenOff> {
    let heard = hear(connection, &request);
    let (kind, line) = (heard.kind, heard.line());
    let in_flight = shared.record.begin(heard);
    let delay = delay(&shared.behavior(), is_first);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let is_head = request.method() == "HEAD";
    let (mut response, sending) = match judge(shared, kind, &line, &request) {
        Verdict::Answer(own) => (own.into(), Sending::default()),
        Verdict::Then(Then::Hang) => std::future::pending().await,
        Verdict::Then(Then::Close) => return Err(BrokenOff),
        Verdict::Then(then) => harm(then, honest(shared, kind, request).await).await,
        Verdict::Pass => (honest(shared, kind, request).await, Sending::default()),
    };
    set_headers(response.headers_mut(), &shared.behavior().headers);
    set_length(&mut response, is_head, sending);
    in_flight.answered(response.status().as_u16(), retry_after(response.headers()));
    let way = if is_head { Way::Whole } else { sending.way };
    Ok(response.map(|body| AnswerBody::new(if is_head { Bytes::new() } else { body }, way, in_flight)))
}

fn delay(behavior: &Behavior, is_first: bool) -> Duration {
    behavior.latency + if is_first { behavior.handshake } else { Duration::ZERO }
}

fn hear(connection: u64, request: &Request<Bytes>) -> Heard {
    let (method, target) = (request.method().to_string(), request.uri().path_and_query());
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Heard {
        kind: Kind::of(&method, request.uri().path()),
        target: target.map_or_else(|| "/".into(), ToString::to_string),
        method,
        headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: request.body().slice(..request.body().len().min(KEPT_BODY)).to_vec(),
        connection,
        at: Instant::now(),
        answered: None,
        status: None,
        retry_at: None,
        sent: 0,
    }
}

/// What is done with a request.
enum Verdict {
    /// It gets an answer of ours.
    Answer(Own),
    /// It meets a fault.
    Then(Then),
    /// It gets the right answer.
    Pass,
}

/// First who asks, then the faults, then the limit.
fn judge(shared: &Shared, kind: Kind, line: &str, request: &Request<Bytes>) -> Verdict {
    let mut behavior = shared.behavior();
    if !matches!(kind, Kind::Token | Kind::Hub)
        && let Some(refusal) = auth::refusal(&behavior.auth, &shared.tokens, &shared.base, request)
    {
        return Verdict::Answer(refusal);
    }
    match rule::find(&mut behavior.rules, line) {
        Some(Then::Status { code, headers, body }) => return Verdict::Answer(injected(code, headers, body)),
        Some(then) => return Verdict::Then(then),
        None => {}
    }
    over_limit(&mut behavior, kind).map_or(Verdict::Pass, Verdict::Answer)
}

fn injected(status: u16, mut headers: Vec<(String, String)>, body: Vec<u8>) -> Own {
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.push(("Content-Type".into(), "application/json".into()));
    }
    Own { status, headers, body }
}

fn over_limit(behavior: &mut Behavior, kind: Kind) -> Option<Own> {
    let limit = behavior.limit.as_ref()?;
    if kind != Kind::GetManifest && !(kind == Kind::HeadManifest && limit.counts_head) {
        return None;
    }
    let left = behavior.window.refuses(limit, Instant::now())?;
    let answer = error(429, "TOOMANYREQUESTS", "you have reached your pull rate limit");
    let value = match limit.retry_after {
        RetryAfter::Missing => return Some(answer),
        RetryAfter::Seconds => left.as_millis().div_ceil(1000).to_string(),
        RetryAfter::Date => http_date(left),
    };
    Some(answer.with("Retry-After", &value))
}

/// A moment from now, rounded up to a full second.
fn http_date(from_now: Duration) -> String {
    let at =
        jiff::Timestamp::now().as_millisecond() + i64::try_from(from_now.as_millis()).unwrap_or(i64::MAX / 2);
    let second = jiff::Timestamp::from_second(at.div_euclid(1000) + 1).expect("a time near now");
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    printer.timestamp_to_rfc9110_string(&second).expect("a time near now")
}

/// How long an answer tells the client to stay away.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("retry-after")?.to_str().ok()?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(Duration::try_from(date - jiff::Timestamp::now()).unwrap_or_default())
}

/// The right answer: ours where the real registry has none.
async fn honest(shared: &Shared, kind: Kind, mut request: Request<Bytes>) -> Response<Bytes> {
    {
        let behavior = shared.behavior();
        if kind == Kind::Token {
            return auth::token(&behavior.auth, &shared.tokens, &request).into();
        }
        if let Some(own) = own::answer(&behavior, &shared.base, &request) {
            return own.into();
        }
        resolve_alias(&behavior.aliases, &mut request);
    }
    match &shared.upstream {
        None if kind == Kind::Ping => Own::json(200, &serde_json::json!({})).into(),
        None => error(404, "NAME_UNKNOWN", "repository name not known to registry").into(),
        Some(upstream) => match upstream.ask(request).await {
            Ok(mut response) => {
                response.headers_mut().remove(CONNECTION);
                response.headers_mut().remove(TRANSFER_ENCODING);
                response
            }
            Err(e) => error(502, "UNKNOWN", &format!("the registry behind: {e}")).into(),
        },
    }
}

fn resolve_alias(aliases: &[(String, String)], request: &mut Request<Bytes>) {
    let Some(target) = request.uri().path_and_query().map(ToString::to_string) else { return };
    for (prefix, repository) in aliases {
        let Some(rest) = target.strip_prefix(&format!("/v2/{prefix}")) else { continue };
        let parts = ["/manifests/", "/blobs/", "/tags/"];
        if let Some(at) = parts.iter().find_map(|part| rest.find(part)) {
            *request.uri_mut() = format!("/v2/{repository}{}", &rest[at..]).parse().expect("a path");
            return;
        }
    }
}

/// Sets headers over those that are there.
pub(super) fn set_headers(headers: &mut HeaderMap, new: &[(String, String)]) {
    for (name, value) in new {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
    }
}

//! Carries requests to an engine: one connection per request over a socket, a pipe, TCP or TLS.
//!
//! Everything goes through here, `bollard`'s requests (as its custom transport) and our own, so that there is one place
//! that pins the API version, and one that knows why a connection failed. Dropping a response closes its connection,
//! which is how pulls and builds are cancelled.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bollard::BollardRequest;
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue};
use hyper::{Response, Uri};
use hyper_util::rt::TokioIo;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::tls::Tls;
use crate::{Endpoint, EngineError, UnreachableKind};

/// How long a connection over the network may be silent before the system looks whether it still stands.
const PROBE_AFTER: Duration = Duration::from_secs(20);
/// How often it looks then, until it gives up.
const PROBE_EVERY: Duration = Duration::from_secs(5);

/// The way to one engine. Clones share it.
#[derive(Clone)]
pub(crate) struct Transport {
    endpoint: Endpoint,
    tls: Option<Arc<Tls>>,
    /// `/v1.41`, put before every path once the version is agreed.
    prefix: Arc<str>,
}

/// Both ways of bytes, whatever carries them.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

impl Transport {
    /// Prepares the way; reads certificates and connects to nothing yet.
    pub(crate) fn prepare(endpoint: &Endpoint) -> Result<Self, EngineError> {
        let tls = match endpoint {
            Endpoint::Tls(address, files) => Some(Arc::new(Tls::load(endpoint, address, files)?)),
            Endpoint::Ssh(_) => return Err(not_yet(endpoint)),
            _ => None,
        };
        Ok(Self { endpoint: endpoint.clone(), tls, prefix: Arc::from("") })
    }

    /// Returns the same way with every path pinned to an API version, `1.41`.
    pub(crate) fn pinned(&self, version: &str) -> Self {
        Self { prefix: format!("/v{version}").into(), ..self.clone() }
    }

    /// Returns where this leads.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn send(
        &self,
        request: BollardRequest,
    ) -> Result<Response<Incoming>, bollard::errors::Error> {
        let request = self.addressed(request)?;
        let wire = TokioIo::new(self.connect().await?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(wire).await?;
        // Ends by itself: when the answer is read to its end, or when either side of it is dropped.
        tokio::spawn(connection);
        Ok(sender.send_request(request).await?)
    }

    /// Rewrites the address to what goes on the wire: a path, with the version in front unless it has one.
    fn addressed(&self, mut request: BollardRequest) -> Result<BollardRequest, bollard::errors::Error> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let versioned = if has_version(path) { path.to_owned() } else { format!("{}{path}", self.prefix) };
        *request.uri_mut() = versioned.parse::<Uri>()?;
        let host = match &self.endpoint {
            Endpoint::Tcp(address) | Endpoint::Tls(address, _) => HeaderValue::try_from(address.as_str()),
            _ => Ok(HeaderValue::from_static("localhost")),
        };
        let host = host.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        request.headers_mut().insert(HOST, host);
        Ok(request)
    }

    async fn connect(&self) -> io::Result<Box<dyn Wire>> {
        match &self.endpoint {
            #[cfg(unix)]
            Endpoint::Unix(path) => Ok(Box::new(tokio::net::UnixStream::connect(path).await?)),
            #[cfg(windows)]
            Endpoint::Pipe(path) => Ok(Box::new(crate::pipe::open(path).await?)),
            Endpoint::Tcp(address) => Ok(Box::new(tcp(address).await?)),
            Endpoint::Tls(address, _) => {
                let tcp = tcp(address).await?;
                let tls = self.tls.as_ref().ok_or(io::ErrorKind::InvalidInput)?;
                Ok(Box::new(tls.wrap(tcp).await?))
            }
            _ => Err(io::Error::new(io::ErrorKind::Unsupported, "not reachable from this operating system")),
        }
    }
}

/// Connects so that the system notices when the other computer or the way to it is gone: nobody asks the engine anything
/// while nothing happens, and its silence alone says nothing.
async fn tcp(address: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    let probes = TcpKeepalive::new().with_time(PROBE_AFTER).with_interval(PROBE_EVERY);
    SockRef::from(&stream).set_tcp_keepalive(&probes)?;
    Ok(stream)
}

/// Says whether a path begins with an API version, as a `bollard` that sends one would make it (its issue 736), or as our
/// own requests for Podman's other API do (`/v4.0.0/libpod/…`).
fn has_version(path: &str) -> bool {
    let Some((version, _)) = path.strip_prefix("/v").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    version.contains('.') && version.split('.').all(|part| part.parse::<u16>().is_ok())
}

fn not_yet(endpoint: &Endpoint) -> EngineError {
    EngineError::Unreachable {
        endpoint: endpoint.to_string(),
        kind: UnreachableKind::SshLater,
        cause: "engines behind ssh are listed, not yet spoken to".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_sent(prefix: &str, uri: &str) -> String {
        let transport = Transport::prepare(&Endpoint::Tcp("127.0.0.1:1".into())).expect("nothing is opened");
        let request = hyper::Request::get(uri).body(bollard::body_full(bytes::Bytes::new())).expect("valid");
        transport.pinned(prefix).addressed(request).expect("valid").uri().to_string()
    }

    #[test]
    fn the_version_is_put_in_front_once() {
        let table = [
            ("http://engine/images/json?all=1", "/v1.41/images/json?all=1"),
            ("http://engine/v1.44/images/json", "/v1.44/images/json"),
            ("http://engine/v4.0.0/libpod/info", "/v4.0.0/libpod/info"),
            ("http://engine/v1.d/json", "/v1.41/v1.d/json"),
            ("http://engine/v1/json", "/v1.41/v1/json"),
        ];
        for (uri, expected) in table {
            assert_eq!(path_sent("1.41", uri), expected);
        }
    }
}

//! The real registry behind.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderValue, TRANSFER_ENCODING};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Where it is, with connections to be used again.
#[derive(Debug, Clone)]
pub(super) struct Upstream {
    host: String,
    authorization: Option<String>,
    idle: Arc<Mutex<Vec<SendRequest<Full<Bytes>>>>>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Upstream {
    pub(super) fn new(host: String, authorization: Option<String>) -> Self {
        Self { host, authorization, idle: Arc::default() }
    }

    /// Passes a request on and takes the whole answer. The client's `Host` goes along, so that the places a push is sent
    /// to lead here again; its credentials are ours, not the real registry's.
    pub(super) async fn ask(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        let host = request.uri().authority().map(ToString::to_string);
        if let Some(path) = request.uri().path_and_query() {
            *request.uri_mut() = path.as_str().parse()?;
        }
        let headers = request.headers_mut();
        for name in [CONNECTION, AUTHORIZATION, TRANSFER_ENCODING, CONTENT_LENGTH] {
            headers.remove(name);
        }
        if !headers.contains_key(HOST) {
            headers.insert(HOST, HeaderValue::from_str(&host.unwrap_or_else(|| self.host.clone()))?);
        }
        if let Some(value) = &self.authorization {
            headers.insert(AUTHORIZATION, HeaderValue::from_str(value)?);
        }
        *request.version_mut() = hyper::Version::HTTP_11;
        let mut sender = self.sender().await?;
        let (head, body) = sender.send_request(request.map(Full::new)).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        Ok(Response::from_parts(head, body))
    }

    async fn sender(&self) -> Result<SendRequest<Full<Bytes>>, Failure> {
        while let Some(mut sender) = self.take_idle() {
            if sender.ready().await.is_ok() {
                return Ok(sender);
            }
        }
        let stream = TcpStream::connect(&self.host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    fn take_idle(&self) -> Option<SendRequest<Full<Bytes>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

//! Plain HTTP for what `bollard` types too narrowly: disk usage (its model only knows the newest shape), containers and
//! events (one word it does not know fails the whole answer), logs (a terminal's bytes are taken for frames), and for what
//! must arrive as it was said: a container made again from its own inspect answer, with fields no model has.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bollard::BollardRequest;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use http_body_util::{BodyDataStream, BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::{Method, Request, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::quirks::Quirks;
use crate::transport::Transport;
use crate::{Engine, EngineError, failure};

/// Largest answer that is held in memory. 10,000 containers take about 20 MB.
const LARGEST_ANSWER: usize = 256 << 20;
/// Largest error text.
const LARGEST_ERROR: usize = 64 << 10;

/// Our own requests to one engine. Clones share the way.
#[derive(Clone)]
pub(crate) struct Raw {
    pub(crate) transport: Transport,
    pub(crate) quirks: Arc<Quirks>,
}

impl Engine {
    /// Asks for something that is too large to hold and returns it as it comes. What cannot be asked for is the stream's
    /// only item.
    pub(crate) fn stream_of(
        &self,
        path: String,
        operation: Result<String, EngineError>,
    ) -> impl Stream<Item = Result<Bytes, EngineError>> + Send + use<> {
        let (engine, endpoint) = (self.clone(), self.endpoint().clone());
        let opening = async move {
            let response = engine.raw().open(&path, &operation?).await?;
            Ok(BodyDataStream::new(response.into_body()))
        };
        stream::once(opening).flat_map(move |opened| {
            let endpoint = endpoint.clone();
            match opened {
                Ok(body) => body.map_err(move |error| failure::broken(&endpoint, &error)).left_stream(),
                Err(error) => stream::once(async { Err(error) }).right_stream(),
            }
        })
    }
}

impl Raw {
    /// Asks and reads the whole answer as JSON.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        operation: &str,
        limit: Duration,
    ) -> Result<T, EngineError> {
        within(limit, operation, self.call(Method::GET, path, operation)).await
    }

    /// Sends a request without a body and reads the whole answer as JSON, however long it takes.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        operation: &str,
    ) -> Result<T, EngineError> {
        self.read_json(self.send(method, path, operation).await?, operation).await
    }

    /// Asks and returns the answer once its head says that it went well; the body is the caller's to read.
    pub(crate) async fn open(&self, path: &str, operation: &str) -> Result<Response<Incoming>, EngineError> {
        self.send(Method::GET, path, operation).await
    }

    /// Sends a request without a body.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        operation: &str,
    ) -> Result<Response<Incoming>, EngineError> {
        self.carry(request(method, path, &[], bollard::body_full(Bytes::new()), operation)?, operation).await
    }

    /// Sends JSON as it is, with further headers.
    pub(crate) async fn send_json(
        &self,
        path: &str,
        headers: &[(HeaderName, String)],
        body: &Value,
        operation: &str,
    ) -> Result<Response<Incoming>, EngineError> {
        let mut headers = headers.to_vec();
        headers.push((CONTENT_TYPE, "application/json".to_owned()));
        let body = bollard::body_full(body.to_string().into());
        self.carry(request(Method::POST, path, &headers, body, operation)?, operation).await
    }

    /// Sends JSON as it is and reads the whole answer as JSON, however long it takes.
    pub(crate) async fn call_json<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        operation: &str,
    ) -> Result<T, EngineError> {
        self.read_json(self.send_json(path, &[], body, operation).await?, operation).await
    }

    /// Sends a whole request and returns the answer once its head says that it went well.
    pub(crate) async fn carry(
        &self,
        request: BollardRequest,
        operation: &str,
    ) -> Result<Response<Incoming>, EngineError> {
        let response = self.transport.send(request).await;
        let response = response.map_err(|error| self.failed(error, operation))?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(self.refused(response, operation).await)
        }
    }

    /// Names a failure of the transport.
    pub(crate) fn failed(&self, error: bollard::errors::Error, operation: &str) -> EngineError {
        failure::of_call(error, operation, self.transport.endpoint(), &self.quirks)
    }

    /// Reads the whole of an answer as JSON.
    pub(crate) async fn read_json<T: DeserializeOwned>(
        &self,
        response: Response<Incoming>,
        operation: &str,
    ) -> Result<T, EngineError> {
        let bad = |cause: String| EngineError::BadAnswer { operation: operation.to_owned(), cause };
        let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await;
        let bytes = body.map_err(|error| match error.downcast::<hyper::Error>() {
            Ok(error) => failure::broken(self.transport.endpoint(), &error),
            Err(error) => bad(error.to_string()),
        })?;
        serde_json::from_slice(&bytes.to_bytes()).map_err(|error| bad(error.to_string()))
    }

    async fn refused(&self, response: Response<Incoming>, operation: &str) -> EngineError {
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), LARGEST_ERROR).collect().await;
        let message = message(&body.map(|body| body.to_bytes()).unwrap_or_default());
        EngineError::Refused {
            operation: operation.to_owned(),
            status: self.quirks.status(status, &message),
            message,
        }
    }
}

/// Gives up on an answer after `limit`; the engine may still be at work.
pub(crate) async fn within<T>(
    limit: Duration,
    operation: &str,
    answer: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, EngineError> {
    let late = || EngineError::Timeout { operation: operation.to_owned(), limit };
    tokio::time::timeout(limit, answer).await.map_err(|_| late())?
}

/// Makes a request; the path is one of ours, with names and values already made safe.
pub(crate) fn request<B>(
    method: Method,
    path: &str,
    headers: &[(HeaderName, String)],
    body: B,
    operation: &str,
) -> Result<Request<B>, EngineError> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let local = |cause| EngineError::Local { operation: operation.to_owned(), cause };
    request.body(body).map_err(|error| local(error.to_string()))
}

/// Returns the words of an error answer: `{"message": …}`, or whatever text stands there.
fn message(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Body {
        message: String,
    }
    match serde_json::from_slice::<Body>(body) {
        Ok(body) => body.message,
        Err(_) => String::from_utf8_lossy(body).trim().to_owned(),
    }
}

/// Returns `key=value&…` with the values escaped.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Names an operation on a thing, and refuses a name that would turn the request into another one.
pub(crate) fn operation(verb: &str, name: &str) -> Result<String, EngineError> {
    let operation = format!("{verb} {name}");
    let outside = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '?' | '#' | '%' | '\\');
    let odd_part = |part: &str| part.is_empty() || part == "." || part == "..";
    if name.contains(outside) || name.split('/').any(odd_part) {
        return Err(EngineError::Refused {
            operation,
            status: 400,
            message: "this is not a valid name".to_owned(),
        });
    }
    Ok(operation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_an_error_answer() {
        assert_eq!(message(br#"{"message":"No such container: x"}"#), "No such container: x");
        assert_eq!(message(br#"{"cause":"a","message":"b","response":500}"#), "b");
        assert_eq!(message(b"404 page not found\n"), "404 page not found");
        assert_eq!(message(b""), "");
    }

    #[test]
    fn names_that_would_be_another_request_are_refused() {
        for name in ["", "a/../b", "..", "a?force=1", "a b", "a#b", "a%2f", "/a", "a//b"] {
            assert!(operation("remove container", name).is_err(), "{name:?}");
        }
        for name in ["web", "docker.io/library/nginx:1.27", "a@sha256:00", "localhost:5000/x"] {
            assert!(operation("inspect image", name).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn queries_are_escaped() {
        assert_eq!(query(&[("a", "1&2"), ("b", "{}")]), "a=1%262&b=%7B%7D");
    }
}

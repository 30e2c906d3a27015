//! What an engine says while it pulls or pushes: one JSON object a line, of which an error may be the last word although
//! the status was 200.

use std::collections::VecDeque;

use futures_util::StreamExt;
use http_body_util::BodyDataStream;
use hyper::Method;
use hyper::body::Incoming;
use hyper::header::HeaderName;
use serde::Deserialize;

use crate::lines::Lines;
use crate::raw::request;
use crate::wire::{count, or_default};
use crate::{Engine, EngineError, failure};

/// Longest message. The words of an error may hold a whole page that a proxy answered.
const LONGEST_MESSAGE: usize = 1 << 20;

/// One message.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Message {
    /// Layer, or tag of a pull's first line.
    #[serde(deserialize_with = "or_default")]
    pub(super) id: String,
    #[serde(deserialize_with = "or_default")]
    pub(super) status: String,
    #[serde(deserialize_with = "or_default")]
    progress_detail: Detail,
    /// What came of a push.
    #[serde(deserialize_with = "or_default")]
    pub(super) aux: Aux,
    #[serde(deserialize_with = "or_default")]
    error: String,
    #[serde(deserialize_with = "or_default")]
    error_detail: Trouble,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Detail {
    current: Option<i64>,
    total: Option<i64>,
}

/// What Docker says of a push that went well.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Aux {
    pub(super) digest: Option<String>,
    pub(super) size: Option<u64>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Trouble {
    #[serde(deserialize_with = "or_default")]
    message: String,
}

impl Message {
    /// Returns bytes done of bytes in all, as far as told.
    pub(super) fn bytes(&self) -> (Option<u64>, Option<u64>) {
        let Detail { current, total } = self.progress_detail;
        (current.map(count), total.map(count).filter(|total| *total > 0))
    }

    /// Returns the engine's words when this is the message of a failure.
    fn trouble(&self) -> Option<&str> {
        let words = [&self.error, &self.error_detail.message];
        words.into_iter().map(|words| words.trim()).find(|words| !words.is_empty())
    }
}

/// The messages of one pull or push. Dropping them ends it.
pub(super) struct Messages {
    engine: Engine,
    operation: String,
    body: BodyDataStream<Incoming>,
    lines: Lines,
    ready: VecDeque<String>,
}

impl Engine {
    /// Begins a pull or push.
    pub(super) async fn messages(
        &self,
        path: &str,
        headers: &[(HeaderName, String)],
        operation: &str,
    ) -> Result<Messages, EngineError> {
        let empty = bollard::body_full(bytes::Bytes::new());
        let request = request(Method::POST, path, headers, empty, operation)?;
        let body = BodyDataStream::new(self.raw().carry(request, operation).await?.into_body());
        let lines = Lines::new(LONGEST_MESSAGE);
        let (engine, operation) = (self.clone(), operation.to_owned());
        Ok(Messages { engine, operation, body, lines, ready: VecDeque::new() })
    }
}

impl Messages {
    /// Returns the next message, `None` at the end. A message of failure comes as the error it is.
    pub(super) async fn next(&mut self) -> Result<Option<Message>, EngineError> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return read(&line, &self.operation).map(Some);
            }
            match self.body.next().await {
                Some(Ok(piece)) => self.lines.take(&piece, |line| keep(&mut self.ready, line)),
                Some(Err(error)) => return Err(failure::broken(self.engine.endpoint(), &error)),
                None => {
                    self.lines.end(|line| keep(&mut self.ready, line));
                    if self.ready.is_empty() {
                        return Ok(None);
                    }
                }
            }
        }
    }
}

fn keep(ready: &mut VecDeque<String>, line: String) {
    if !line.trim().is_empty() {
        ready.push_back(line);
    }
}

fn read(line: &str, operation: &str) -> Result<Message, EngineError> {
    let bad = |error: serde_json::Error| EngineError::BadAnswer {
        operation: operation.to_owned(),
        cause: error.to_string(),
    };
    let message: Message = serde_json::from_str(line).map_err(bad)?;
    match message.trouble() {
        Some(words) => Err(EngineError::Refused {
            operation: operation.to_owned(),
            status: 200,
            message: words.to_owned(),
        }),
        None => Ok(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_an_error_whatever_its_shape() {
        let table = [
            r#"{"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}"#,
            r#"{"errorDetail":{"code":1,"message":"manifest unknown"}}"#,
            r#"{"error":"manifest unknown\n"}"#,
            r#"{"status":"","id":null,"progressDetail":null,"error":"manifest unknown"}"#,
        ];
        for line in table {
            let error = read(line, "pull web").err().expect("a failure");
            assert_eq!(error.to_string(), "pull web: manifest unknown", "{line}");
            assert!(matches!(error, EngineError::Refused { status: 200, .. }));
        }
        assert!(matches!(read("{\"status\":", "pull web"), Err(EngineError::BadAnswer { .. })));
    }

    #[test]
    fn nulls_and_unknown_words_are_read() {
        let line = r#"{"status":"Pushed","progressDetail":{},"id":"aa","error":null,"aux":null,"new":[1]}"#;
        let message = read(line, "push web").expect("a message");
        assert_eq!((message.id.as_str(), message.status.as_str()), ("aa", "Pushed"));
        assert_eq!(message.bytes(), (None, None));
    }
}

//! The engine's event stream.

use std::collections::{BTreeMap, VecDeque};

use futures_util::{Stream, StreamExt, stream};
use http_body_util::BodyDataStream;
use hyper::body::Incoming;
use jiff::Timestamp;
use serde::Deserialize;

use crate::lines::Lines;
use crate::model::event::{EngineEvent, EventKind};
use crate::wire::or_default;
use crate::{Engine, EngineError, failure, raw};

/// Longest event. Attributes hold all labels of an image, which may be long; a longer event is not understood.
const LONGEST_EVENT: usize = 1 << 20;

impl Engine {
    /// Returns what happens from now on, or from `since` on. The stream ends when the engine stops.
    ///
    /// It is open as soon as the first poll of the stream has had an answer of the engine; Podman answers only with the
    /// first event. Read the lists after asking with the time before you asked, and nothing falls in between.
    pub fn events(
        &self,
        since: Option<Timestamp>,
    ) -> impl Stream<Item = Result<EngineEvent, EngineError>> + Send + use<> {
        let engine = self.clone();
        stream::once(async move { engine.open_events(since).await }).flat_map(|opened| match opened {
            Ok(reader) => stream::try_unfold(reader, Reader::next).left_stream(),
            Err(error) => stream::once(async { Err(error) }).right_stream(),
        })
    }

    async fn open_events(&self, since: Option<Timestamp>) -> Result<Reader, EngineError> {
        let path = match since {
            Some(time) => {
                let since = format!("{}.{:09}", time.as_second(), time.subsec_nanosecond());
                format!("/events?{}", raw::query(&[("since", &since)]))
            }
            None => "/events".to_owned(),
        };
        let response = self.raw().open(&path, "follow the engine's events").await?;
        let body = BodyDataStream::new(response.into_body());
        Ok(Reader { engine: self.clone(), body, lines: Lines::new(LONGEST_EVENT), ready: VecDeque::new() })
    }
}

struct Reader {
    engine: Engine,
    body: BodyDataStream<Incoming>,
    lines: Lines,
    ready: VecDeque<EngineEvent>,
}

impl Reader {
    async fn next(mut self) -> Result<Option<(EngineEvent, Self)>, EngineError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some((event, self)));
            }
            match self.body.next().await {
                Some(Ok(piece)) => self.lines.take(&piece, |line| self.ready.extend(event(&line))),
                Some(Err(error)) => return Err(failure::broken(self.engine.endpoint(), &error)),
                None => return Ok(None),
            }
        }
    }
}

/// One line of `GET /events`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Message {
    #[serde(rename = "Type")]
    kind: String,
    action: String,
    #[serde(deserialize_with = "or_default")]
    actor: Actor,
    #[serde(rename = "timeNano")]
    time_nano: i64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Actor {
    #[serde(rename = "ID")]
    id: String,
    #[serde(deserialize_with = "or_default")]
    attributes: BTreeMap<String, String>,
}

/// Reads one event; a line that is none is passed over, because missing it costs less than missing all that follow.
fn event(line: &str) -> Option<EngineEvent> {
    if line.trim().is_empty() {
        return None;
    }
    let message: Message = match serde_json::from_str(line) {
        Ok(message) => message,
        Err(error) => {
            tracing::warn!(%error, "an event could not be read");
            return None;
        }
    };
    let kind = match message.kind.as_str() {
        "container" => EventKind::Container,
        "image" => EventKind::Image,
        "volume" => EventKind::Volume,
        "network" => EventKind::Network,
        _ => EventKind::Other,
    };
    let at = Timestamp::from_nanosecond(i128::from(message.time_nano)).ok().filter(|_| message.time_nano > 0);
    let Actor { id, attributes } = message.actor;
    Some(EngineEvent { kind, action: message.action, actor: id, attributes, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_both_engines() {
        let docker = r#"{"status":"die","id":"ab","from":"nginx","Type":"container","Action":"die","Actor":{"ID":"ab",
            "Attributes":{"exitCode":"0","name":"web"}},"scope":"local","time":1700000000,"timeNano":1700000000000000001}"#;
        let event_of = |text: &str| event(&text.replace('\n', "")).expect("an event");
        let die = event_of(docker);
        assert_eq!((die.kind, die.action.as_str(), die.actor.as_str()), (EventKind::Container, "die", "ab"));
        assert_eq!(die.attributes["exitCode"], "0");
        let podman = r#"{"status":"start","id":"p","Type":"pod","Action":"start","Actor":{"ID":"p","Attributes":null}}"#;
        assert_eq!(event_of(podman).kind, EventKind::Other);
    }

    #[test]
    fn what_is_no_event_is_passed_over() {
        assert_eq!(event("{\"Type\":"), None);
        assert_eq!(event(""), None);
    }
}

//! Following a log without losing lines, which no engine does by itself.
//!
//! Docker 20.10 ends the stream when the container does, whatever a slow reader has still to come. So what is missing
//! then is read once more, from the last line on.
//!
//! Podman 4.3.1 skips lines in the middle when a program writes fast; reading without following has them all. So its
//! stream is only a bell: at each ring the log is read from the last line on.
//!
//! Lines written in one go may share one time, which is why the last time is read again and counted off.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::logs::Reader;
use crate::model::log::{LogLine, LogQuery};
use crate::{Engine, EngineError};

/// After a ring, so much is waited for what comes close behind: each reading starts at the log's beginning.
const PAUSE: Duration = Duration::from_millis(150);

/// A log that is being followed.
pub(super) struct Follower {
    engine: Engine,
    id: String,
    tty: bool,
    query: LogQuery,
    /// The engine's own followed stream.
    stream: Reader,
    /// Its lines are only a bell.
    rings_only: bool,
    ended: bool,
    /// A reading without following.
    round: Option<Reader>,
    seen: Seen,
}

impl Follower {
    /// Listens first and reads then, so that nothing falls between the two.
    pub(super) async fn open(
        engine: &Engine,
        id: &str,
        query: LogQuery,
        tty: bool,
    ) -> Result<Self, EngineError> {
        // "Only what is new" has no first line to count from, so there the stream itself has to do.
        let rings_only = query.tail != Some(0) && engine.raw().quirks.skips_followed_lines();
        let listened = if rings_only { LogQuery { tail: Some(0), ..query } } else { query };
        let stream = engine.open_logs(id, listened, tty).await?;
        let (engine, id, seen) = (engine.clone(), id.to_owned(), Seen::default());
        let mut follower =
            Self { engine, id, tty, query, stream, rings_only, ended: false, round: None, seen };
        if rings_only {
            follower.begin_round().await?;
        }
        Ok(follower)
    }

    /// Returns the next line; `None` once the container has ended and everything was read.
    pub(super) async fn line(&mut self) -> Result<Option<LogLine>, EngineError> {
        loop {
            while let Some(round) = &mut self.round {
                match round.line().await? {
                    Some(line) if self.seen.is_new(&line) => return Ok(Some(line)),
                    Some(_) => {}
                    None => self.round = None,
                }
            }
            if self.ended {
                return Ok(None);
            }
            if self.rings_only {
                self.wait_for_ring().await?;
            } else if let Some(line) = self.stream.line().await? {
                self.seen.is_new(&line);
                return Ok(Some(line));
            } else {
                self.ended = true;
            }
            self.begin_round().await?;
        }
    }

    /// Reads without following, from the last line on.
    async fn begin_round(&mut self) -> Result<(), EngineError> {
        let query = match self.seen.read_from() {
            Some(since) => LogQuery { follow: false, tail: None, since: Some(since) },
            None => LogQuery { follow: false, ..self.query },
        };
        self.seen.begin_round();
        self.round = Some(self.engine.open_logs(&self.id, query, self.tty).await?);
        Ok(())
    }

    /// Waits until something was written or the container has ended.
    async fn wait_for_ring(&mut self) -> Result<(), EngineError> {
        self.ended = self.stream.line().await?.is_none();
        let more = async {
            while !self.ended {
                self.ended = self.stream.line().await?.is_none();
            }
            Ok(())
        };
        tokio::time::timeout(PAUSE, more).await.unwrap_or(Ok(()))
    }
}

/// What was handed out already: the newest time, and how many lines bear it.
#[derive(Debug, Default)]
struct Seen {
    at: Option<Timestamp>,
    with_it: usize,
    to_skip: usize,
}

impl Seen {
    /// A log without a line yet is read from its beginning.
    fn read_from(&self) -> Option<Timestamp> {
        self.at.and_then(|at| at.checked_sub(SignedDuration::from_nanos(1)).ok())
    }

    fn begin_round(&mut self) {
        self.to_skip = self.with_it;
    }

    fn is_new(&mut self, line: &LogLine) -> bool {
        let Some(at) = line.at else { return true };
        if Some(at) > self.at {
            *self = Self { at: Some(at), with_it: 1, to_skip: 0 };
            return true;
        }
        if Some(at) < self.at {
            return false;
        }
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return false;
        }
        self.with_it += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::log::LogStream;

    fn line(second: i64, text: &str) -> LogLine {
        let at = Timestamp::from_second(second).expect("in range");
        LogLine { stream: LogStream::Stdout, at: Some(at), text: text.to_owned() }
    }

    fn round(seen: &mut Seen, lines: &[LogLine]) -> Vec<String> {
        seen.begin_round();
        lines.iter().filter(|line| seen.is_new(line)).map(|line| line.text.clone()).collect()
    }

    #[test]
    fn lines_of_one_time_are_told_apart_by_counting() {
        let mut seen = Seen::default();
        assert_eq!(round(&mut seen, &[line(1, "a"), line(2, "b"), line(2, "c")]), ["a", "b", "c"]);
        assert_eq!(round(&mut seen, &[line(2, "b"), line(2, "c"), line(2, "d"), line(3, "e")]), ["d", "e"]);
        assert_eq!(round(&mut seen, &[line(3, "e")]), [""; 0]);
        assert_eq!(round(&mut seen, &[line(3, "e"), line(3, "f")]), ["f"]);
    }
}

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
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::logs::Reader;
use crate::model::log::{LogLine, LogQuery};
use crate::{Engine, EngineError};

/// After a ring, so much is waited for what comes close behind: each reading starts at the log's beginning.
const PAUSE: Duration = Duration::from_millis(150);

/// Podman says nothing at all until something is written, not even that it listens. So the first ring is not waited for
/// longer than this: it may have been for what was written just before.
const FIRST_RING: Duration = Duration::from_secs(1);

/// A log that is being followed.
pub(super) struct Follower {
    engine: Engine,
    id: String,
    tty: bool,
    query: LogQuery,
    lead: Lead,
    ended: bool,
    /// A reading without following.
    round: Option<Reader>,
    seen: Seen,
}

/// The engine's own followed stream.
enum Lead {
    /// Hands out the lines.
    Lines(Box<Reader>),
    /// Only tells that there are some.
    Bell(Bell),
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
        let lead = if query.tail != Some(0) && engine.raw().quirks.skips_followed_lines() {
            Lead::Bell(Bell::hang(engine.clone(), id.to_owned(), tty))
        } else {
            Lead::Lines(Box::new(engine.open_logs(id, query, tty).await?))
        };
        let rings = matches!(lead, Lead::Bell(_));
        let (engine, id, seen) = (engine.clone(), id.to_owned(), Seen::default());
        let mut follower = Self { engine, id, tty, query, lead, ended: false, round: None, seen };
        if rings {
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
            match &mut self.lead {
                Lead::Bell(bell) => self.ended = bell.wait().await? == Ring::Last,
                Lead::Lines(lines) => match lines.line().await? {
                    Some(line) => {
                        self.seen.is_new(&line);
                        return Ok(Some(line));
                    }
                    None => self.ended = true,
                },
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
}

/// A followed stream that is listened to by a task of its own; the task ends with the bell.
struct Bell {
    rings: mpsc::Receiver<Result<(), EngineError>>,
    _listening: AbortOnDrop,
    rang: bool,
}

struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What a wait brought.
#[derive(Debug, PartialEq, Eq)]
enum Ring {
    /// There may be something to read.
    Again,
    /// The container has ended.
    Last,
}

impl Bell {
    fn hang(engine: Engine, id: String, tty: bool) -> Self {
        // One ring may wait; further ones before it is heard say nothing new.
        let (sender, rings) = mpsc::channel(1);
        let listening = tokio::spawn(async move {
            if let Err(error) = listen(&engine, &id, tty, &sender).await {
                let _ = sender.send(Err(error)).await;
            }
        });
        Self { rings, _listening: AbortOnDrop(listening), rang: false }
    }

    /// Waits until something was written or the container has ended.
    async fn wait(&mut self) -> Result<Ring, EngineError> {
        let first = if self.rang { Duration::MAX } else { FIRST_RING };
        self.rang = true;
        match tokio::time::timeout(first, self.rings.recv()).await {
            Err(_silent) => return Ok(Ring::Again),
            Ok(None) => return Ok(Ring::Last),
            Ok(Some(ring)) => ring?,
        }
        tokio::time::sleep(PAUSE).await;
        Ok(Ring::Again)
    }
}

async fn listen(
    engine: &Engine,
    id: &str,
    tty: bool,
    rings: &mpsc::Sender<Result<(), EngineError>>,
) -> Result<(), EngineError> {
    let query = LogQuery { follow: true, tail: Some(0), since: None };
    let mut lines = engine.open_logs(id, query, tty).await?;
    while lines.line().await?.is_some() {
        // A full channel rings already.
        let _ = rings.try_send(Ok(()));
    }
    Ok(())
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

//! Logs on their way to a reader: in batches, and never more than the reader can take.
//!
//! The channel to the window has no limit of its own, so the limit is here: when [`AHEAD`] batches are not acknowledged,
//! nothing more is read from the engine, which in turn slows the engine's own stream.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use engine::EngineError;
use engine::model::log::{LogLine, LogStream};
use futures_util::{Stream, StreamExt as _, pin_mut};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::wire::{LogLineView, LogMessage, Problem};

/// Lines in one message; larger ones freeze a window for longer than they save.
const BATCH: usize = 2_000;
/// Text in one message: lines may be long.
const BATCH_BYTES: usize = 1 << 20;
/// Messages that may be under way unacknowledged.
const AHEAD: u64 = 4;
/// A trickle is gathered this long, about one frame of the screen.
const FRAME: Duration = Duration::from_millis(16);

/// All logs being read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readings {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    last: AtomicU32,
    open: Mutex<HashMap<u32, Reading>>,
}

#[derive(Debug)]
struct Reading {
    acknowledged: watch::Sender<u64>,
    stop: CancellationToken,
}

impl Readings {
    /// Starts sending lines; returns the id of the reading. It ends with the stream, with `close`, or when `send` says
    /// that nobody listens any more.
    pub(crate) fn open(
        &self,
        lines: impl Stream<Item = Result<LogLine, EngineError>> + Send + 'static,
        problem: impl Fn(&EngineError) -> Problem + Send + 'static,
        send: impl FnMut(LogMessage) -> bool + Send + 'static,
    ) -> u32 {
        let id = self.shared.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (acknowledged, seen) = watch::channel(0);
        let stop = CancellationToken::new();
        self.all().insert(id, Reading { acknowledged, stop: stop.clone() });
        let readings = self.clone();
        tokio::spawn(async move {
            stop.run_until_cancelled(pump(lines, problem, send, seen)).await;
            readings.close(id);
        });
        id
    }

    /// Takes note that the reader has shown a batch.
    pub(crate) fn acknowledge(&self, id: u32, batch: u64) {
        if let Some(reading) = self.all().get(&id) {
            reading.acknowledged.send_if_modified(|seen| {
                let newer = batch > *seen;
                *seen = batch.max(*seen);
                newer
            });
        }
    }

    /// Ends a reading. One that has ended is fine.
    pub(crate) fn close(&self, id: u32) {
        if let Some(reading) = self.all().remove(&id) {
            reading.stop.cancel();
        }
    }

    /// Ends all readings.
    pub(crate) fn close_all(&self) {
        self.all().drain().for_each(|(_, reading)| reading.stop.cancel());
    }

    fn all(&self) -> MutexGuard<'_, HashMap<u32, Reading>> {
        self.shared.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn pump(
    lines: impl Stream<Item = Result<LogLine, EngineError>>,
    problem: impl Fn(&EngineError) -> Problem,
    mut send: impl FnMut(LogMessage) -> bool,
    mut seen: watch::Receiver<u64>,
) {
    pin_mut!(lines);
    let mut number = 0;
    let end = loop {
        let (batch, end) = gather(&mut lines).await;
        number += 1;
        if !batch.is_empty() && !send(LogMessage::Lines { batch: number, lines: batch }) {
            return;
        }
        if let Some(end) = end {
            break end;
        }
        if seen.wait_for(|seen| number.saturating_sub(*seen) < AHEAD).await.is_err() {
            return;
        }
    };
    send(LogMessage::End { problem: end.err().map(|error| problem(&error)) });
}

/// Waits for a line and takes what follows within a frame; says how the log ended, when it did.
async fn gather(
    lines: &mut (impl Stream<Item = Result<LogLine, EngineError>> + Unpin),
) -> (Vec<LogLineView>, Option<Result<(), EngineError>>) {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut next = lines.next().await;
    let frame = tokio::time::sleep(FRAME);
    pin_mut!(frame);
    loop {
        match next {
            Some(Ok(line)) => {
                bytes += line.text.len();
                batch.push(view(line));
            }
            Some(Err(error)) => return (batch, Some(Err(error))),
            None => return (batch, Some(Ok(()))),
        }
        if batch.len() == BATCH || bytes >= BATCH_BYTES {
            return (batch, None);
        }
        next = tokio::select! {
            biased;
            next = lines.next() => next,
            () = &mut frame => return (batch, None),
        };
    }
}

pub(crate) fn view(line: LogLine) -> LogLineView {
    let LogLine { stream, at, text } = line;
    LogLineView { err: stream == LogStream::Stderr, at: at.map(|at| at.to_string()), text }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use tokio::sync::mpsc;

    use super::*;

    fn numbered(count: usize) -> impl Stream<Item = Result<LogLine, EngineError>> + Send + 'static {
        let line = |n: usize| LogLine { stream: LogStream::Stdout, at: None, text: n.to_string() };
        stream::iter(0..count).map(move |n| Ok(line(n)))
    }

    fn internal(_: &EngineError) -> Problem {
        crate::doctor::problem("internal", [])
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_lost_and_nothing_runs_ahead() {
        let readings = Readings::default();
        let (sender, mut messages) = mpsc::unbounded_channel();
        let id = readings.open(numbered(100_000), internal, move |message| sender.send(message).is_ok());
        let mut next = 0;
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            assert!(messages.len() as u64 <= AHEAD, "{} messages under way", messages.len());
            match messages.recv().await.expect("open") {
                LogMessage::Lines { batch, lines } => {
                    for line in lines {
                        assert_eq!(line.text, next.to_string());
                        next += 1;
                    }
                    readings.acknowledge(id, batch);
                }
                LogMessage::End { problem } => break assert_eq!(problem, None),
            }
        }
        assert_eq!(next, 100_000);
    }

    #[tokio::test(start_paused = true)]
    async fn long_lines_come_in_small_batches() {
        let line = || LogLine { stream: LogStream::Stdout, at: None, text: "x".repeat(64 << 10) };
        let (mut lines, mut counts) = (stream::iter(0..40).map(|_| Ok(line())), Vec::new());
        loop {
            let (batch, end) = gather(&mut lines).await;
            counts.push(batch.len());
            if end.is_some() {
                break;
            }
        }
        assert_eq!(counts, [16, 16, 8]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_reading_stops() {
        let readings = Readings::default();
        let (sender, mut messages) = mpsc::unbounded_channel();
        let id = readings.open(stream::pending(), internal, move |message| sender.send(message).is_ok());
        readings.close(id);
        assert_eq!(messages.recv().await, None, "the task is gone and with it the sender");
    }

    #[tokio::test(start_paused = true)]
    async fn lines_before_an_error_arrive() {
        let readings = Readings::default();
        let (sender, mut messages) = mpsc::unbounded_channel();
        let cut = EngineError::Cancelled { operation: "read".to_owned() };
        readings.open(numbered(2).chain(stream::iter([Err(cut)])), internal, move |m| sender.send(m).is_ok());
        assert!(matches!(messages.recv().await, Some(LogMessage::Lines { lines, .. }) if lines.len() == 2));
        assert!(matches!(messages.recv().await, Some(LogMessage::End { problem: Some(_) })));
    }
}

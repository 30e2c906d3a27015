//! What a container wrote, as lines.
//!
//! Without a terminal the engine sends frames, each with a stream and one line or a part of one, the time in front. With
//! a terminal it sends plain bytes, the time in front of every line.

use std::collections::VecDeque;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use http_body_util::BodyDataStream;
use hyper::body::Incoming;
use jiff::Timestamp;

use super::follow::Follower;
use crate::lines::Lines;
use crate::model::log::{LogLine, LogQuery, LogStream};
use crate::{Engine, EngineError, failure, raw};

/// Longest line; the rest follows as further lines.
const LONGEST_LINE: usize = 64 << 10;
/// Longest frame we hold. Docker writes at most 16 KiB and a time into one.
const LONGEST_FRAME: usize = 1 << 20;
/// Stream, three zeros, length.
const HEADER: usize = 8;

impl Engine {
    /// Returns the lines of a container's log. `tty` says whether it was made with a terminal.
    ///
    /// With `follow` the stream ends when the container does or the engine stops in an orderly way. Nothing is read
    /// ahead of the reader, so a slow one slows the engine and not the memory.
    pub fn container_logs(
        &self,
        id: &str,
        query: LogQuery,
        tty: bool,
    ) -> impl Stream<Item = Result<LogLine, EngineError>> + Send + use<> {
        let (engine, id) = (self.clone(), id.to_owned());
        stream::once(async move { Source::open(&engine, &id, query, tty).await }).flat_map(|opened| {
            match opened {
                Ok(source) => stream::try_unfold(source, Source::next).left_stream(),
                Err(error) => stream::once(async { Err(error) }).right_stream(),
            }
        })
    }

    pub(super) async fn open_logs(
        &self,
        id: &str,
        query: LogQuery,
        tty: bool,
    ) -> Result<Reader, EngineError> {
        let operation = raw::operation("read the log of container", id)?;
        let response = self.raw().open(&path(id, query), &operation).await?;
        let body = BodyDataStream::new(response.into_body());
        Ok(Reader {
            engine: self.clone(),
            operation,
            body: Some(body),
            log: Log::new(tty),
            ready: VecDeque::new(),
        })
    }
}

fn path(id: &str, query: LogQuery) -> String {
    let tail = query.tail.map_or("all".to_owned(), |lines| lines.to_string());
    let since = query.since.map(|time| format!("{}.{:09}", time.as_second(), time.subsec_nanosecond()));
    let follow = if query.follow { "1" } else { "0" };
    let mut pairs =
        vec![("stdout", "1"), ("stderr", "1"), ("timestamps", "1"), ("follow", follow), ("tail", &tail)];
    if let Some(since) = &since {
        pairs.push(("since", since));
    }
    format!("/containers/{id}/logs?{}", raw::query(&pairs))
}

/// Where lines come from.
enum Source {
    /// What is there now.
    Whole(Box<Reader>),
    /// What is there and what comes.
    Followed(Box<Follower>),
}

impl Source {
    async fn open(engine: &Engine, id: &str, query: LogQuery, tty: bool) -> Result<Self, EngineError> {
        if query.follow {
            return Ok(Self::Followed(Box::new(Follower::open(engine, id, query, tty).await?)));
        }
        Ok(Self::Whole(Box::new(engine.open_logs(id, query, tty).await?)))
    }

    async fn next(mut self) -> Result<Option<(LogLine, Self)>, EngineError> {
        let line = match &mut self {
            Self::Whole(reader) => reader.line().await?,
            Self::Followed(follower) => follower.line().await?,
        };
        Ok(line.map(|line| (line, self)))
    }
}

/// An open log.
pub(super) struct Reader {
    engine: Engine,
    operation: String,
    /// `None` once it has ended.
    body: Option<BodyDataStream<Incoming>>,
    log: Log,
    ready: VecDeque<LogLine>,
}

impl Reader {
    /// Returns the next line. Nothing is lost when the waiting is given up.
    pub(super) async fn line(&mut self) -> Result<Option<LogLine>, EngineError> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Ok(Some(line));
            }
            let Some(body) = &mut self.body else { return Ok(None) };
            match body.next().await {
                Some(Ok(piece)) => self.take(&piece)?,
                Some(Err(error)) => return Err(failure::broken(self.engine.endpoint(), &error)),
                None => {
                    self.body = None;
                    self.log.end(&mut self.ready);
                }
            }
        }
    }

    fn take(&mut self, piece: &Bytes) -> Result<(), EngineError> {
        self.log.take(piece, &mut self.ready).map_err(|cause| EngineError::BadAnswer {
            operation: self.operation.clone(),
            cause: cause.to_owned(),
        })
    }
}

/// Turns the bytes of a log into lines.
struct Log {
    tty: bool,
    frames: BytesMut,
    out: Side,
    err: Side,
}

impl Log {
    fn new(tty: bool) -> Self {
        let side =
            |stream| Side { stream, lines: Lines::new(LONGEST_LINE), at: None, time: Some(Vec::new()) };
        Self { tty, frames: BytesMut::new(), out: side(LogStream::Stdout), err: side(LogStream::Stderr) }
    }

    fn take(&mut self, piece: &[u8], ready: &mut VecDeque<LogLine>) -> Result<(), &'static str> {
        if self.tty {
            self.out.take(piece, ready);
            return Ok(());
        }
        self.frames.extend_from_slice(piece);
        while let Some((stream, frame)) = next_frame(&mut self.frames)? {
            let side = if stream == 2 { &mut self.err } else { &mut self.out };
            side.take_frame(&frame, ready);
        }
        Ok(())
    }

    fn end(&mut self, ready: &mut VecDeque<LogLine>) {
        self.out.end(ready);
        self.err.end(ready);
    }
}

/// Cuts the next whole frame off.
fn next_frame(bytes: &mut BytesMut) -> Result<Option<(u8, Bytes)>, &'static str> {
    let Some([stream, 0, 0, 0, a, b, c, d]) = bytes.first_chunk::<HEADER>().copied() else {
        return if bytes.len() < HEADER { Ok(None) } else { Err("a log frame has no proper head") };
    };
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if length > LONGEST_FRAME {
        return Err("a log frame is too long");
    }
    if bytes.len() < HEADER + length {
        return Ok(None);
    }
    bytes.advance(HEADER);
    Ok(Some((stream, bytes.split_to(length).freeze())))
}

/// One of the two streams.
struct Side {
    stream: LogStream,
    lines: Lines,
    /// Time of the line that is being collected.
    at: Option<Timestamp>,
    /// At the start of a terminal's line: bytes of a time that has not arrived whole. `None` inside a line.
    time: Option<Vec<u8>>,
}

impl Side {
    /// Longest time the engines print: `2026-11-26T18:00:00.123456789+01:00` and a space.
    const LONGEST_TIME: usize = 36;

    /// Takes a frame: its time comes first, also when it continues a line.
    fn take_frame(&mut self, frame: &[u8], ready: &mut VecDeque<LogLine>) {
        let (at, text) = split_time(frame);
        if self.lines.at_start() {
            self.at = at;
        }
        self.push(text, ready);
    }

    /// Takes plain bytes: a time stands in front of every line and may arrive in pieces.
    fn take(&mut self, piece: &[u8], ready: &mut VecDeque<LogLine>) {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            match &mut self.time {
                None => self.push(part, ready),
                Some(start) => {
                    start.extend_from_slice(part);
                    self.take_start(ready);
                }
            }
            if part.ends_with(b"\n") {
                self.time = Some(Vec::new());
            }
        }
    }

    /// Reads the time in front of a line once all of it is there.
    fn take_start(&mut self, ready: &mut VecDeque<LogLine>) {
        let whole = |start: &Vec<u8>| {
            start.iter().any(|b| matches!(b, b' ' | b'\n')) || start.len() > Self::LONGEST_TIME
        };
        if let Some(start) = self.time.take_if(|start| whole(start)) {
            let (at, text) = split_time(&start);
            self.at = at;
            self.push(text, ready);
        }
    }

    fn push(&mut self, text: &[u8], ready: &mut VecDeque<LogLine>) {
        let (stream, at) = (self.stream, self.at);
        self.lines.take(text, |text| ready.push_back(LogLine { stream, at, text }));
    }

    fn end(&mut self, ready: &mut VecDeque<LogLine>) {
        if let Some(rest) = self.time.take().filter(|rest| !rest.is_empty()) {
            self.at = None;
            self.push(&rest, ready);
        }
        let (stream, at) = (self.stream, self.at);
        self.lines.end(|text| ready.push_back(LogLine { stream, at, text }));
    }
}

/// Splits `TIME text`; without a time all of it is text.
fn split_time(bytes: &[u8]) -> (Option<Timestamp>, &[u8]) {
    let end = bytes.iter().take(Side::LONGEST_TIME + 1).position(|byte| *byte == b' ');
    let time = end.and_then(|end| std::str::from_utf8(&bytes[..end]).ok()?.parse().ok());
    match (time, end) {
        (Some(time), Some(end)) => (Some(time), &bytes[end + 1..]),
        _ => (None, bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(stream: u8, text: &str) -> Vec<u8> {
        let length = u32::try_from(text.len()).expect("short").to_be_bytes();
        [&[stream, 0, 0, 0], &length[..], text.as_bytes()].concat()
    }

    /// Feeds bytes in pieces of every size and returns stream, time and text of what comes out.
    fn read(tty: bool, bytes: &[u8]) -> Vec<(LogStream, Option<String>, String)> {
        let read_in = |size: usize| {
            let (mut log, mut ready) = (Log::new(tty), VecDeque::new());
            for piece in bytes.chunks(size) {
                log.take(piece, &mut ready).expect("well formed");
            }
            log.end(&mut ready);
            ready.into_iter().map(|l| (l.stream, l.at.map(|at| at.to_string()), l.text)).collect::<Vec<_>>()
        };
        let whole = read_in(bytes.len().max(1));
        for size in 1..bytes.len() {
            assert_eq!(read_in(size), whole, "in pieces of {size}");
        }
        whole
    }

    const NOON: &str = "2026-11-26T12:00:00.000000001Z";

    fn line(stream: LogStream, text: &str) -> (LogStream, Option<String>, String) {
        (stream, Some(NOON.to_owned()), text.to_owned())
    }

    #[test]
    fn two_streams_in_frames() {
        let bytes = [
            frame(1, &format!("{NOON} hello\n")),
            frame(2, &format!("{NOON} oh dear\n")),
            frame(1, &format!("{NOON} \n")),
        ]
        .concat();
        let expected = [
            line(LogStream::Stdout, "hello"),
            line(LogStream::Stderr, "oh dear"),
            line(LogStream::Stdout, ""),
        ];
        assert_eq!(read(false, &bytes), expected);
    }

    #[test]
    fn a_line_in_parts_has_its_time_in_every_part() {
        let later = "2026-11-26T12:00:01Z";
        let bytes = [frame(1, &format!("{NOON} one ")), frame(1, &format!("{later} two\n"))].concat();
        assert_eq!(read(false, &bytes), [line(LogStream::Stdout, "one two")]);
    }

    #[test]
    fn a_terminal_has_one_stream_without_frames() {
        let bytes = format!("{NOON} $ ls\r\n{NOON} \u{1}\u{2}odd bytes\r\n{NOON} last");
        let texts = ["$ ls", "\u{1}\u{2}odd bytes", "last"].map(|text| line(LogStream::Stdout, text));
        assert_eq!(read(true, bytes.as_bytes()), texts);
    }

    #[test]
    fn text_without_a_time_is_kept() {
        let bytes = frame(1, "no time here\n");
        assert_eq!(read(false, &bytes), [(LogStream::Stdout, None, "no time here".to_owned())]);
    }

    #[test]
    fn nonsense_is_refused_and_never_held() {
        let mut log = Log::new(false);
        assert!(log.take(b"plain text, no frame", &mut VecDeque::new()).is_err());
        let mut log = Log::new(false);
        assert!(log.take(&[1, 0, 0, 0, 255, 255, 255, 255], &mut VecDeque::new()).is_err());
    }
}

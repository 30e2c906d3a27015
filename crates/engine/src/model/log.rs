//! What a container wrote.

use jiff::Timestamp;

/// Where a line was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogStream {
    /// Standard output, or the one mixed stream of a terminal.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One line, without its end. Bytes that are not UTF-8 are replaced; escapes are kept for the reader to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Where it was written to.
    pub stream: LogStream,
    /// When the engine received it.
    pub at: Option<Timestamp>,
    /// The text, at most 64 KiB; what is longer is cut into several lines.
    pub text: String,
}

/// Which part of a log is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogQuery {
    /// Go on until the container ends or the reader leaves.
    pub follow: bool,
    /// Only the last lines; `None` for all.
    pub tail: Option<u64>,
    /// Only from here on.
    pub since: Option<Timestamp>,
}

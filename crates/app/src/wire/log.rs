//! Container logs on their way to a reader.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which part of a log is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LogRequest {
    /// Container.
    pub container: String,
    /// Go on while it runs.
    pub follow: bool,
    /// Only the last lines.
    pub tail: Option<u64>,
}

/// A batch of lines. The reader acknowledges each; unacknowledged ones stop the engine's stream, so memory stays bounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum LogMessage {
    /// Lines in order.
    Lines {
        /// Number of this batch, for the acknowledgement.
        batch: u64,
        /// The lines.
        lines: Vec<LogLineView>,
    },
    /// The log ended: the container did, or everything was shown.
    End {
        /// Why it broke off, when it did.
        problem: Option<super::Problem>,
    },
}

/// One line. Short keys: there may be a million of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LogLineView {
    /// Standard error.
    pub err: bool,
    /// RFC 3339, when the engine received it.
    pub at: Option<String>,
    /// Text with its escape sequences: to be parsed, never to be trusted.
    pub text: String,
}

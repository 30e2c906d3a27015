//! Why an engine did not do what it was asked.

use std::time::Duration;

/// A failed call. Display is a fragment that reads on after "could not": the operation, then the engine's own words.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The engine answered with an error status, or with an error inside a successful stream.
    #[error("{operation}: {message}")]
    Refused {
        /// What was asked, `start container web`.
        operation: String,
        /// HTTP status; 200 when the error came inside a stream.
        status: u16,
        /// The engine's words.
        message: String,
    },
    /// Nothing answers at the address.
    #[error("reach {endpoint}: {cause}")]
    Unreachable {
        /// Address.
        endpoint: String,
        /// Kind of failure, for the doctor.
        kind: UnreachableKind,
        /// The system's words.
        cause: String,
    },
    /// The engine did not answer in time; it may still be at work.
    #[error("{operation}: no answer within {} s", .limit.as_secs())]
    Timeout {
        /// What was asked.
        operation: String,
        /// How long we waited.
        limit: Duration,
    },
    /// The user cancelled.
    #[error("{operation}: cancelled")]
    Cancelled {
        /// What was asked.
        operation: String,
    },
    /// The engine answered something that cannot be read.
    #[error("{operation}: the engine's answer could not be read: {cause}")]
    BadAnswer {
        /// What was asked.
        operation: String,
        /// What was wrong.
        cause: String,
    },
    /// This engine cannot do that, by the table in `quirks`.
    #[error("{operation}: {engine} does not offer this")]
    Unsupported {
        /// What was asked.
        operation: String,
        /// `Podman 4.3.1`.
        engine: String,
    },
    /// Something on this side: a folder that cannot be read, a file that cannot be written.
    #[error("{operation}: {cause}")]
    Local {
        /// What was tried.
        operation: String,
        /// The system's words.
        cause: String,
    },
}

/// How an address failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnreachableKind {
    /// There is no socket or pipe.
    NotFound,
    /// The socket is there and nobody listens: a left-over.
    Stale,
    /// We may not open it.
    PermissionDenied,
    /// Something listens and does not speak the Docker API.
    NotAnEngine,
    /// It speaks only versions outside what we know.
    VersionTooOld,
    /// It demands a newer version than we speak.
    VersionTooNew,
    /// Certificates are missing or refused.
    Tls,
    /// No answer within the limit.
    Silent,
    /// `ssh://` is found and not yet spoken.
    SshLater,
    /// Anything else: connection reset, no route, name unknown.
    Other,
}

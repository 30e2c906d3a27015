//! Why a check failed, and for how long there is no use in trying again.

use jiff::Timestamp;
use registry::{ErrorKind, RegistryError};
use serde::{Deserialize, Serialize};

/// Why nothing is known (UPDATES.md 3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Why {
    /// Nobody has asked yet.
    NeverChecked,
    /// This computer is offline.
    Offline,
    /// The registry's name has no address.
    NameNotResolved,
    /// Nobody listens, or the connection broke.
    ConnectFailed,
    /// The registry's certificate is not trusted.
    TlsUntrusted,
    /// The proxy in between failed.
    ProxyFailed,
    /// No answer in time.
    Timeout,
    /// Signing in is required.
    AuthRequired {
        /// The registry says the same of a repository it does not have.
        missing_or_private: bool,
    },
    /// The registry does not accept our credentials.
    AuthRejected,
    /// Known, but not allowed.
    Forbidden,
    /// There is no such thing.
    NotFound {
        /// What is not there.
        what: NotFound,
    },
    /// Too many requests.
    RateLimited {
        /// When to come again, if the registry said so.
        until: Option<Timestamp>,
        /// Pulls allowed per window, if it said so.
        limit: Option<u64>,
    },
    /// The registry failed.
    ServerError {
        /// HTTP status.
        status: u16,
    },
    /// An answer that cannot be right.
    BadAnswer,
    /// The image exists, but not for this platform.
    NoMatchingPlatform,
    /// The engine has no record of the container's image any more.
    ImageRecordMissing,
    /// The check was cancelled before its turn.
    Cancelled,
}

/// What is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NotFound {
    /// The repository is there, the tag is not.
    Tag,
    /// The repository is not there.
    Repository,
    /// One or the other.
    Unknown,
}

impl Why {
    /// One word for it, as `mooring check --json` prints it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NeverChecked => "neverChecked",
            Self::Offline => "offline",
            Self::NameNotResolved => "nameNotResolved",
            Self::ConnectFailed => "connectFailed",
            Self::TlsUntrusted => "tlsUntrusted",
            Self::ProxyFailed => "proxyFailed",
            Self::Timeout => "timeout",
            Self::AuthRequired { .. } => "authRequired",
            Self::AuthRejected => "authRejected",
            Self::Forbidden => "forbidden",
            Self::NotFound { .. } => "notFound",
            Self::RateLimited { .. } => "rateLimited",
            Self::ServerError { .. } => "serverError",
            Self::BadAnswer => "badAnswer",
            Self::NoMatchingPlatform => "noMatchingPlatform",
            Self::ImageRecordMissing => "imageRecordMissing",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Why.
    pub why: Why,
    /// When the first of the failures in a row was.
    pub since: Timestamp,
    /// When it is tried again.
    pub retry_at: Option<Timestamp>,
    /// The raw words: host, what was asked, what the registry said.
    pub words: Option<String>,
}

impl From<&RegistryError> for Why {
    fn from(error: &RegistryError) -> Self {
        match error.kind() {
            ErrorKind::NameNotResolved => Self::NameNotResolved,
            ErrorKind::ConnectFailed { .. } => Self::ConnectFailed,
            ErrorKind::TlsUntrusted { .. } => Self::TlsUntrusted,
            ErrorKind::ProxyFailed { .. } => Self::ProxyFailed,
            ErrorKind::Timeout => Self::Timeout,
            ErrorKind::AuthRequired | ErrorKind::Credential(_) => {
                Self::AuthRequired { missing_or_private: error.missing_or_private() }
            }
            ErrorKind::AuthRejected => Self::AuthRejected,
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::NotFound(missing) => Self::NotFound { what: (*missing).into() },
            ErrorKind::RateLimited { until, limit } => {
                Self::RateLimited { until: *until, limit: limit.as_ref().map(|limit| limit.limit) }
            }
            ErrorKind::Server(status) | ErrorKind::Refused(status) => Self::ServerError { status: *status },
            ErrorKind::NoMatchingPlatform { .. } => Self::NoMatchingPlatform,
            _ => Self::BadAnswer,
        }
    }
}

impl From<registry::Missing> for NotFound {
    fn from(missing: registry::Missing) -> Self {
        match missing {
            registry::Missing::Tag => Self::Tag,
            registry::Missing::Repository => Self::Repository,
            registry::Missing::Unknown => Self::Unknown,
        }
    }
}

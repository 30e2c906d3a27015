//! Why a registry did not give what was asked of it.

use std::fmt;

use jiff::Timestamp;
use oci::{Digest, Platform};

use crate::credential::CredentialError;
use crate::rate::RateLimit;

/// A request that failed: which registry, what was asked of it, why.
#[derive(Clone, thiserror::Error)]
pub struct RegistryError {
    inner: Box<Failure>,
}

#[derive(Debug, Clone)]
struct Failure {
    host: String,
    asked: String,
    kind: ErrorKind,
    code: Option<String>,
    message: Option<String>,
    missing_or_private: bool,
}

/// The kinds of failure, in the words of UPDATES.md section 3.1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErrorKind {
    /// The host's name has no address.
    #[error("the name cannot be resolved")]
    NameNotResolved,
    /// Nobody listens, or the connection broke.
    #[error("no connection: {cause}")]
    ConnectFailed {
        /// In the system's words.
        cause: String,
    },
    /// The certificate is not one we trust.
    #[error("the certificate is not trusted: {cause}")]
    TlsUntrusted {
        /// In the TLS library's words.
        cause: String,
    },
    /// The proxy in between refused or cannot be reached.
    #[error("the proxy failed: {cause}")]
    ProxyFailed {
        /// What it said.
        cause: String,
    },
    /// No answer, or none that ended, within its time.
    #[error("no answer in time")]
    Timeout,
    /// The registry wants to know who asks, and we have nothing to show.
    #[error("signing in is required")]
    AuthRequired,
    /// The registry does not accept the credentials we have.
    #[error("the registry refused these credentials")]
    AuthRejected,
    /// Signing in is required, and looking up the credentials failed.
    #[error("signing in is required, and the credentials could not be read: {0}")]
    Credential(CredentialError),
    /// Known, but not allowed.
    #[error("access is forbidden")]
    Forbidden,
    /// There is no such thing.
    #[error("{0}")]
    NotFound(Missing),
    /// Too many requests.
    #[error("the registry's rate limit is reached")]
    RateLimited {
        /// When to come again, if the registry said so.
        until: Option<Timestamp>,
        /// The limit as far as it is known.
        limit: Option<RateLimit>,
    },
    /// The registry failed (5xx).
    #[error("the registry failed with status {0}")]
    Server(u16),
    /// Another refusal (4xx).
    #[error("the registry refused with status {0}")]
    Refused(u16),
    /// An answer that cannot be right.
    #[error("{0}")]
    BadAnswer(BadAnswer),
    /// The image exists, but not for this platform.
    #[error("there is no image for this platform")]
    NoMatchingPlatform {
        /// What there is instead.
        offered: Vec<Platform>,
    },
    /// The answer is larger than anything of its kind should be.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// What was allowed, in bytes.
        limit: u64,
    },
}

/// What is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The repository is there, the tag or digest is not.
    #[error("the registry has no such tag")]
    Tag,
    /// The repository is not there.
    #[error("the registry has no such repository")]
    Repository,
    /// One or the other; the registry did not say.
    #[error("the registry has no such image")]
    Unknown,
}

/// How an answer is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// The bytes are not what their digest says.
    #[error("the content does not match its digest {expected}")]
    WrongDigest {
        /// What was asked for or promised.
        expected: Digest,
    },
    /// More or fewer bytes than promised.
    #[error("the content has another length than the {expected} bytes promised")]
    WrongLength {
        /// Promised, in bytes.
        expected: u64,
    },
    /// A digest of a kind we cannot check.
    #[error("the digest {digest} cannot be checked")]
    UnknownDigest {
        /// That digest, cut to a reasonable length.
        digest: String,
    },
    /// A manifest of the first format, which names no content.
    #[error("the manifest is of the first, unsafe format")]
    Schema1,
    /// Not JSON, or not the JSON it should be.
    #[error("the answer is not what the protocol asks for: {cause}")]
    NotJson {
        /// In the parser's words.
        cause: String,
    },
    /// Neither an image nor an index.
    #[error("the answer is of type {found:?}")]
    WrongMediaType {
        /// What it calls itself.
        found: String,
    },
    /// A redirect to nowhere, in a circle, or away from TLS.
    #[error("the registry's redirect cannot be followed")]
    Redirect,
    /// It wants a kind of sign-in we do not know, or one that would give secrets away.
    #[error("the registry's demand to sign in cannot be met: {cause}")]
    Challenge {
        /// What is wrong with it.
        cause: String,
    },
    /// A status that makes no sense here.
    #[error("status {0} makes no sense here")]
    Status(u16),
}

impl RegistryError {
    pub(crate) fn new(host: &str, asked: &str, kind: ErrorKind) -> Self {
        let failure = Failure {
            host: host.to_owned(),
            asked: asked.to_owned(),
            kind,
            code: None,
            message: None,
            missing_or_private: false,
        };
        Self { inner: Box::new(failure) }
    }

    /// The registry's own code and message, cleaned and cut.
    pub(crate) fn with_words(mut self, code: Option<String>, message: Option<String>) -> Self {
        self.inner.code = code;
        self.inner.message = message;
        self
    }

    pub(crate) fn or_missing(mut self) -> Self {
        self.inner.missing_or_private = true;
        self
    }

    /// Who was asked, `docker.io` or `host.example:5000`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.inner.host
    }

    /// What was asked, `library/nginx:1.25` or `the tags of library/nginx`.
    #[must_use]
    pub fn asked(&self) -> &str {
        &self.inner.asked
    }

    /// Why it failed.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.inner.kind
    }

    /// The registry's own code, `MANIFEST_UNKNOWN` or one nobody knows.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.code.as_deref()
    }

    /// The registry's own words.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.inner.message.as_deref()
    }

    /// Whether the registry may mean "there is no such repository" although it says "sign in": Docker Hub and others
    /// do not tell the two apart.
    #[must_use]
    pub fn missing_or_private(&self) -> bool {
        self.inner.missing_or_private
    }

    /// When to come again, if the registry said so.
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        match &self.inner.kind {
            ErrorKind::RateLimited { until, .. } => *until,
            _ => None,
        }
    }

    /// Whether the same request may succeed later without anybody changing anything.
    #[must_use]
    pub fn waiting_helps(&self) -> bool {
        match &self.inner.kind {
            ErrorKind::NameNotResolved
            | ErrorKind::ConnectFailed { .. }
            | ErrorKind::ProxyFailed { .. }
            | ErrorKind::Timeout
            | ErrorKind::RateLimited { .. }
            | ErrorKind::Server(_) => true,
            ErrorKind::Refused(status) => matches!(status, 408 | 425),
            _ => false,
        }
    }
}

impl fmt::Debug for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { host, asked, kind, message, code, .. } = &*self.inner;
        write!(f, "{asked} at {host}: {kind}")?;
        match message.as_ref().or(code.as_ref()) {
            Some(words) => write!(f, " ({words})"),
            None => Ok(()),
        }
    }
}

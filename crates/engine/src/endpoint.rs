//! Where an engine listens.

use std::fmt;
use std::path::PathBuf;

/// An address an engine can be reached at, with what is needed to prove who we are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// A Unix socket.
    Unix(PathBuf),
    /// A Windows named pipe, `//./pipe/docker_engine`.
    Pipe(String),
    /// Plain TCP, `host:port`.
    Tcp(String),
    /// TCP with TLS, `host:port` and the folder or files that prove us.
    Tls(String, TlsFiles),
    /// `ssh://…`: found and shown, not yet spoken.
    Ssh(String),
}

/// Client certificate files of a docker context or `DOCKER_CERT_PATH`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TlsFiles {
    /// Authority that signed the engine's certificate.
    pub ca: PathBuf,
    /// Our certificate.
    pub cert: PathBuf,
    /// Our key.
    pub key: PathBuf,
}

impl fmt::Display for Endpoint {
    /// Prints the address the way `DOCKER_HOST` takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Pipe(path) => write!(f, "npipe://{path}"),
            Self::Tcp(address) | Self::Tls(address, _) => write!(f, "tcp://{address}"),
            Self::Ssh(target) => write!(f, "ssh://{target}"),
        }
    }
}

//! A Unix socket in front of an engine that keeps the request lines which pass.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

/// First line of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    /// `GET`.
    pub method: String,
    /// Path and query as sent, `/v1.41/containers/json?all=true`.
    pub target: String,
}

impl fmt::Display for RequestLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)
    }
}

/// The listening socket; stops when dropped.
#[derive(Debug)]
pub struct Recorder {
    socket: PathBuf,
    lines: Arc<Mutex<Vec<RequestLine>>>,
    accepting: JoinHandle<()>,
    _dir: tempfile::TempDir,
}

impl Recorder {
    /// Starts listening in front of an engine's socket.
    #[must_use]
    pub fn start(upstream: &Path) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let socket = dir.path().join("recorder.sock");
        let listener = UnixListener::bind(&socket).expect("a socket");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let accepting = tokio::spawn(accept(listener, upstream.to_owned(), lines.clone()));
        Self { socket, lines, accepting, _dir: dir }
    }

    /// Socket to connect to instead of the engine's.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.socket.clone()
    }

    /// Requests so far, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestLine> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Number of requests so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Forgets what was recorded.
    pub fn clear(&self) {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: UnixListener, upstream: PathBuf, lines: Arc<Mutex<Vec<RequestLine>>>) {
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, lines) = (upstream.clone(), lines.clone());
        tokio::spawn(async move {
            let _ = serve(client, &upstream, &lines).await;
        });
    }
}

async fn serve(client: UnixStream, upstream: &Path, lines: &Mutex<Vec<RequestLine>>) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = UnixStream::connect(upstream).await?.into_split();
    let request = async {
        let mut buffer = vec![0; 16 * 1024];
        let mut reader = LineReader::default();
        loop {
            let read = from_client.read(&mut buffer).await?;
            lines.lock().unwrap_or_else(PoisonError::into_inner).extend(reader.feed(&buffer[..read]));
            if read == 0 {
                // A hijacked connection is half closed to end standard input; pass that on and keep the other half.
                to_server.shutdown().await?;
                return Ok(());
            }
            to_server.write_all(&buffer[..read]).await?;
        }
    };
    let answer = async {
        tokio::io::copy(&mut from_server, &mut to_client).await?;
        to_client.shutdown().await
    };
    let (request, answer): (std::io::Result<()>, _) = tokio::join!(request, answer);
    request.and(answer)
}

/// Finds request lines in the bytes of one connection: the first line of the connection and of whatever follows a body.
/// A line counts when it ends in `HTTP/1.1`, which no body of the Docker API does at the start of a line.
#[derive(Debug, Default)]
struct LineReader {
    line: Vec<u8>,
}

impl LineReader {
    fn feed(&mut self, bytes: &[u8]) -> Vec<RequestLine> {
        let mut found = Vec::new();
        for &byte in bytes {
            if byte == b'\n' {
                found.extend(parse(&self.line));
                self.line.clear();
            } else if self.line.len() < 8192 {
                self.line.push(byte);
            }
        }
        found
    }
}

fn parse(line: &[u8]) -> Option<RequestLine> {
    let line = std::str::from_utf8(line).ok()?.trim_end();
    let rest = line.strip_suffix(" HTTP/1.1")?;
    let methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];
    let (before, target) = rest.rsplit_once(' ')?;
    let method = methods.into_iter().find(|method| before.ends_with(method))?;
    Some(RequestLine { method: method.to_owned(), target: target.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_requests_after_bodies_and_across_reads() {
        let mut reader = LineReader::default();
        let mut found = reader.feed(b"GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\nPOST /v1.41/con");
        found.extend(
            reader.feed(b"tainers/create HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}GET /info HTTP/1.1\r\n\r\n"),
        );
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["GET /_ping", "POST /v1.41/containers/create", "GET /info"]);
    }
}

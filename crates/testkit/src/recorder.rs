//! A Unix socket in front of an engine that keeps the request lines which pass.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fmt, io};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, Interest};
use tokio::net::unix::{ReadHalf, WriteHalf};
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
    record: Arc<Record>,
    accepting: JoinHandle<()>,
    _dir: tempfile::TempDir,
}

#[derive(Debug, Default)]
struct Record {
    lines: Mutex<Vec<RequestLine>>,
    open: AtomicUsize,
}

impl Record {
    fn lines(&self) -> MutexGuard<'_, Vec<RequestLine>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorder {
    /// Starts listening in front of an engine's socket.
    #[must_use]
    pub fn start(upstream: &Path) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let socket = dir.path().join("recorder.sock");
        let listener = UnixListener::bind(&socket).expect("a socket");
        let record = Arc::new(Record::default());
        let accepting = tokio::spawn(accept(listener, upstream.to_owned(), record.clone()));
        Self { socket, record, accepting, _dir: dir }
    }

    /// Socket to connect to instead of the engine's.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.socket.clone()
    }

    /// Requests so far, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestLine> {
        self.record.lines().clone()
    }

    /// Number of requests so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.record.lines().len()
    }

    /// Forgets what was recorded.
    pub fn clear(&self) {
        self.record.lines().clear();
    }

    /// Connections open at this moment.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.record.open.load(Ordering::Relaxed)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: UnixListener, upstream: PathBuf, record: Arc<Record>) {
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, record) = (upstream.clone(), record.clone());
        tokio::spawn(async move {
            record.open.fetch_add(1, Ordering::Relaxed);
            let _ = serve(client, &upstream, &record).await;
            record.open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn serve(mut client: UnixStream, upstream: &Path, record: &Record) -> io::Result<()> {
    let mut server = UnixStream::connect(upstream).await?;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    tokio::select! {
        done = pass_answers(from_server, to_client) => done,
        done = pass_requests(from_client, to_server, record) => done,
    }
}

/// Ends when the client has closed both halves. A hijacked connection is half closed to end standard input: that is
/// passed on, and answers still flow.
async fn pass_requests(
    mut client: ReadHalf<'_>,
    mut server: WriteHalf<'_>,
    record: &Record,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    let mut reader = LineReader::default();
    loop {
        let read = client.read(&mut buffer).await?;
        record.lines().extend(reader.feed(&buffer[..read]));
        if read == 0 {
            break;
        }
        server.write_all(&buffer[..read]).await?;
    }
    server.shutdown().await?;
    while !client.ready(Interest::WRITABLE).await?.is_write_closed() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

async fn pass_answers(mut server: ReadHalf<'_>, mut client: WriteHalf<'_>) -> io::Result<()> {
    tokio::io::copy(&mut server, &mut client).await?;
    client.shutdown().await
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

//! A web server for files, as public buckets are: entity tags, conditional requests, ranges. It can break off.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request a bucket was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Path, percent-encoded as it came.
    pub path: String,
    /// `Range`, if there was one.
    pub range: Option<String>,
    /// Status that was answered.
    pub status: u16,
}

/// Files behind an address, until the value is dropped.
#[derive(Debug)]
pub struct Bucket {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Inside {
    files: BTreeMap<String, Vec<u8>>,
    /// The connection breaks after so many bytes of a body, as many times as there are numbers.
    breaks: Vec<usize>,
    fetched: Vec<Fetched>,
}

impl Bucket {
    /// Starts an empty one. Call it inside a tokio runtime.
    #[must_use]
    pub fn start() -> Self {
        let listener = crate::port::listen(([127, 0, 0, 1], 0).into());
        let address = listener.local_addr().expect("an address");
        listener.set_nonblocking(true).expect("a socket");
        let listener = TcpListener::from_std(listener).expect("a runtime");
        let inside = Arc::new(Mutex::new(Inside::default()));
        let serving = tokio::spawn(accept(listener, Arc::clone(&inside)));
        Self { address, inside, serving }
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Puts a file there; the path is as it stands in an address, without the first slash.
    pub fn put(&self, path: &str, contents: impl Into<Vec<u8>>) {
        self.inside().files.insert(format!("/{path}"), contents.into());
    }

    /// Takes a file away.
    pub fn remove(&self, path: &str) {
        self.inside().files.remove(&format!("/{path}"));
    }

    /// Breaks the next body off after so many bytes.
    pub fn break_after(&self, bytes: usize) {
        self.inside().breaks.push(bytes);
    }

    /// Everything that was asked, in order.
    #[must_use]
    pub fn fetched(&self) -> Vec<Fetched> {
        self.inside().fetched.clone()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn accept(listener: TcpListener, inside: Arc<Mutex<Inside>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let inside = Arc::clone(&inside);
        tokio::spawn(async move {
            let _ = serve(stream, &inside).await;
        });
    }
}

/// One request to a connection.
async fn serve(stream: TcpStream, inside: &Mutex<Inside>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let (head, body) = answer(inside, &path, &headers);
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

fn answer(inside: &Mutex<Inside>, path: &str, headers: &HashMap<String, String>) -> (String, Vec<u8>) {
    let mut inside = inside.lock().unwrap_or_else(PoisonError::into_inner);
    let file = inside.files.get(path).cloned();
    let range = headers.get("range").cloned();
    let (status, more, body) = match &file {
        None => (404, String::new(), Vec::new()),
        Some(file) => found(file, headers, range.as_deref()),
    };
    inside.fetched.push(Fetched { path: path.to_owned(), range, status });
    let head =
        format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n{more}\r\n", body.len());
    let cut = if body.is_empty() { None } else { inside.breaks.pop() };
    let most = cut.unwrap_or(body.len()).min(body.len());
    (head, body[..most].to_vec())
}

fn found(file: &[u8], headers: &HashMap<String, String>, range: Option<&str>) -> (u16, String, Vec<u8>) {
    let tag = tag(file);
    let named = format!("ETag: {tag}\r\n");
    if headers.get("if-none-match") == Some(&tag) {
        return (304, named, Vec::new());
    }
    let same = headers.get("if-range").is_none_or(|one| *one == tag);
    let from = range
        .filter(|_| same)
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    match from {
        Some(from) if from < file.len() => {
            let range = format!("Content-Range: bytes {from}-{}/{}\r\n", file.len() - 1, file.len());
            (206, named + &range, file[from..].to_vec())
        }
        _ => (200, named, file.to_vec()),
    }
}

fn tag(file: &[u8]) -> String {
    let digest = Sha256::digest(file);
    format!("\"{:02x}{:02x}{:02x}{:02x}\"", digest[0], digest[1], digest[2], digest[3])
}

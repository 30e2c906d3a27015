//! An engine that answers from memory: thousands of things and ten thousand events in no time, and nothing of what is
//! measured is the engine's own slowness.

mod answers;

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

pub(crate) use answers::{Truth, containers_event, image_event, log_line};

/// Lines of the log that every container has. A debug build is for trying the bench out.
pub(crate) const LINES: usize = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };

/// The engine; stops answering when dropped.
#[derive(Debug)]
pub(crate) struct FakeEngine {
    shared: Arc<Shared>,
    dir: TempDir,
}

#[derive(Debug, Default)]
struct Shared {
    truth: Mutex<Truth>,
    /// Connections that follow the events.
    listeners: Mutex<Vec<UnixStream>>,
    requests: AtomicUsize,
    log: Mutex<Arc<Vec<u8>>>,
}

impl FakeEngine {
    pub(crate) fn start(truth: Truth) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let shared = Arc::new(Shared { truth: Mutex::new(truth), ..Shared::default() });
        let listener = UnixListener::bind(dir.path().join("engine.sock")).expect("a socket");
        let serving = shared.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = serving.clone();
                std::thread::spawn(move || shared.serve(client));
            }
        });
        Self { shared, dir }
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.dir.path().join("engine.sock")
    }

    pub(crate) fn host_url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// Requests since the last call.
    pub(crate) fn take_count(&self) -> usize {
        self.shared.requests.swap(0, Ordering::Relaxed)
    }

    /// What it says from now on.
    pub(crate) fn truth(&self) -> MutexGuard<'_, Truth> {
        lock(&self.shared.truth)
    }

    /// Gives every container its log of [`LINES`] lines.
    pub(crate) fn write_log(&self) {
        *lock(&self.shared.log) = Arc::new(answers::log(LINES));
    }

    /// Sends events to everybody who follows them.
    pub(crate) fn tell(&self, events: &[serde_json::Value]) {
        let chunks: String = events.iter().map(|event| chunk(&format!("{event}\n"))).collect();
        lock(&self.shared.listeners).retain_mut(|listener| listener.write_all(chunks.as_bytes()).is_ok());
    }
}

impl Shared {
    /// One request on one connection; an event stream stays open.
    fn serve(&self, mut client: UnixStream) {
        let Some((method, target)) = read_request(&client) else { return };
        self.requests.fetch_add(1, Ordering::Relaxed);
        let target = without_version(&target);
        let path = target.split('?').next().unwrap_or_default();
        if path == "/events" {
            if client.write_all(head("200 OK", "Transfer-Encoding: chunked").as_bytes()).is_ok() {
                lock(&self.listeners).push(client);
            }
            return;
        }
        let outcome = if path.ends_with("/logs") {
            self.send_log(&mut client, target)
        } else {
            self.answer(&mut client, &method, target)
        };
        // Whoever hangs up early wanted no more.
        let _ = outcome;
    }

    fn answer(&self, client: &mut UnixStream, method: &str, target: &str) -> std::io::Result<()> {
        let (status, body) = match lock(&self.truth).answer(target) {
            Some(body) => ("200 OK", body),
            None => ("404 Not Found", r#"{"message":"not here"}"#.to_owned()),
        };
        client.write_all(head(status, &format!("Content-Length: {}", body.len())).as_bytes())?;
        if method == "HEAD" { Ok(()) } else { client.write_all(body.as_bytes()) }
    }

    /// All of it to whoever follows; who comes back for what was written meanwhile gets nothing.
    fn send_log(&self, client: &mut UnixStream, target: &str) -> std::io::Result<()> {
        client.write_all(head("200 OK", "Content-Type: application/vnd.docker.raw-stream").as_bytes())?;
        let log = lock(&self.log).clone();
        if target.contains("follow=1") { client.write_all(&log) } else { Ok(()) }
    }
}

fn read_request(client: &UnixStream) -> Option<(String, String)> {
    let mut lines = BufReader::new(client).lines();
    let first = lines.next()?.ok()?;
    while !lines.next()?.ok()?.is_empty() {}
    let mut words = first.split(' ');
    Some((words.next()?.to_owned(), words.next()?.to_owned()))
}

/// `/v1.41/info` is `/info`.
fn without_version(target: &str) -> &str {
    let rest = target.strip_prefix("/v1.").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.unwrap_or(target)
}

fn head(status: &str, field: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nConnection: close\r\n{field}\r\n\r\n"
    )
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

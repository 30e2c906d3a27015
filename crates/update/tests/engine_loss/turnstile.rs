//! A socket in front of an engine that stops the client at one exact request, so that the engine can be killed there.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// Where the client is stopped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    /// Method, and end of the path.
    pub(crate) request: (&'static str, &'static str),
    /// End of the path of a `POST` before which nothing counts.
    pub(crate) since: Option<&'static str>,
    /// Such requests that pass before.
    pub(crate) after: usize,
    /// The engine has done it, and only the answer is lost.
    pub(crate) done: bool,
}

/// The socket; stops when dropped.
pub(crate) struct Turnstile {
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
    folder: tempfile::TempDir,
}

struct Shared {
    upstream: PathBuf,
    point: Point,
    passed: AtomicUsize,
    counts: AtomicBool,
    /// Somebody stands at the point; nobody else passes any more.
    closed: AtomicBool,
    reached: Notify,
    /// Becomes true when the connections of before are to be cut.
    cut: watch::Sender<bool>,
}

impl Turnstile {
    pub(crate) fn start(upstream: &Path, point: Point) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join("engine.sock")).expect("a socket");
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            point,
            passed: AtomicUsize::new(0),
            counts: AtomicBool::new(point.since.is_none()),
            closed: AtomicBool::new(false),
            reached: Notify::new(),
            cut: watch::Sender::new(false),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Self { shared, accepting, folder }
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("engine.sock")
    }

    /// Waits until the client stands at the point.
    pub(crate) async fn reached(&self) {
        self.shared.reached.notified().await;
    }

    /// Cuts what stands there, as the death of an engine does, and lets everything pass from now on.
    pub(crate) fn open(&self) {
        self.shared.closed.store(false, Ordering::SeqCst);
        self.shared.cut.send_replace(true);
    }
}

impl Drop for Turnstile {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: UnixListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let (shared, mut cut) = (shared.clone(), shared.cut.subscribe());
        // Connections of after the cut are not cut again.
        let is_early = !*cut.borrow_and_update();
        tokio::spawn(async move {
            tokio::select! {
                _ = cut.changed(), if is_early => {}
                () = pass(client, &shared) => {}
            }
        });
    }
}

/// Passes one connection's requests one by one: the client waits for each answer before it asks again.
async fn pass(client: UnixStream, shared: &Shared) {
    // An engine that is away: the client sees its connection closed.
    let Ok(server) = UnixStream::connect(&shared.upstream).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let held = Arc::new(AtomicBool::new(false));
    let answers = {
        let held = held.clone();
        async move {
            let mut buffer = vec![0; 16 * 1024];
            while let Some(read) = some(&mut from_server, &mut buffer).await {
                if held.load(Ordering::SeqCst) {
                    shared.reached.notify_one();
                    std::future::pending::<()>().await;
                }
                if to_client.write_all(&buffer[..read]).await.is_err() {
                    return;
                }
            }
        }
    };
    let requests = async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Some(read) = some(&mut from_client, &mut buffer).await {
            if shared.closed.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            if shared.is_at_the_point(&buffer[..read]) {
                shared.closed.store(true, Ordering::SeqCst);
                if !shared.point.done {
                    shared.reached.notify_one();
                    std::future::pending::<()>().await;
                }
                held.store(true, Ordering::SeqCst);
            }
            if to_server.write_all(&buffer[..read]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = answers => {}
        () = requests => {}
    }
}

impl Shared {
    fn is_at_the_point(&self, bytes: &[u8]) -> bool {
        let line = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let mut words = line.split([' ', '?']);
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return false };
        if !self.counts.load(Ordering::SeqCst) {
            let begins = method == "POST" && self.point.since.is_some_and(|since| path.ends_with(since));
            self.counts.store(begins, Ordering::SeqCst);
            return false;
        }
        let (wanted, end) = self.point.request;
        method == wanted
            && path.ends_with(end)
            && self.passed.fetch_add(1, Ordering::SeqCst) == self.point.after
    }
}

async fn some(from: &mut (impl AsyncRead + Unpin), buffer: &mut [u8]) -> Option<usize> {
    from.read(buffer).await.ok().filter(|read| *read > 0)
}

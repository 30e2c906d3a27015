//! What was asked, when, over how many connections.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `/v2/`.
    Ping,
    /// `/token`.
    Token,
    /// HEAD of a manifest.
    HeadManifest,
    /// GET of a manifest, which Docker Hub counts as a pull.
    GetManifest,
    /// Reading a blob.
    Blob,
    /// List of tags of a repository.
    Tags,
    /// What refers to a digest.
    Referrers,
    /// List of repositories.
    Catalog,
    /// Docker Hub's search and tags.
    Hub,
    /// Everything else, pushes among it.
    Other,
}

impl Kind {
    pub(super) fn of(method: &str, path: &str) -> Self {
        let reads = matches!(method, "GET" | "HEAD");
        match path {
            "/v2/" | "/v2" => Self::Ping,
            "/token" => Self::Token,
            "/v2/_catalog" => Self::Catalog,
            _ if path.starts_with("/v2/search/") || path.starts_with("/v2/repositories/") => Self::Hub,
            _ if path.ends_with("/tags/list") => Self::Tags,
            _ if path.contains("/referrers/") => Self::Referrers,
            _ if path.contains("/manifests/") && method == "HEAD" => Self::HeadManifest,
            _ if path.contains("/manifests/") && method == "GET" => Self::GetManifest,
            _ if path.contains("/blobs/") && reads => Self::Blob,
            _ => Self::Other,
        }
    }
}

/// One request and what became of it.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What it wanted.
    pub kind: Kind,
    /// `GET`.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// Names in lower case with their values.
    pub headers: Vec<(String, String)>,
    /// Body, at most 64 KiB of it.
    pub body: Vec<u8>,
    /// Number of its connection, counted from 1.
    pub connection: u64,
    /// When it had arrived.
    pub at: Instant,
    /// When the head of the answer was ready; `None` while there is none.
    pub answered: Option<Instant>,
    /// Status of the answer.
    pub status: Option<u16>,
    /// Until when the answer told the client to stay away.
    pub retry_at: Option<Instant>,
    /// Bytes of the answer's body that the connection took.
    pub sent: u64,
}

impl Heard {
    /// First header of a name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `GET /v2/`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// Connections and requests in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Connections so far.
    pub connections: usize,
    /// Connections open at this moment.
    pub open: usize,
    /// Most connections open at once.
    pub most_open: usize,
    /// Requests whose answer has not been taken whole at this moment.
    pub in_flight: usize,
    /// Most requests in flight at once.
    pub most_in_flight: usize,
}

#[derive(Debug, Default)]
pub(super) struct Record {
    requests: Mutex<Vec<Arc<Mutex<Heard>>>>,
    figures: Mutex<Figures>,
    connection: AtomicU64,
}

impl Record {
    pub(super) fn requests(&self) -> Vec<Heard> {
        locked(&self.requests).iter().map(|heard| locked(heard).clone()).collect()
    }

    pub(super) fn figures(&self) -> Figures {
        *locked(&self.figures)
    }

    pub(super) fn forget(&self) {
        locked(&self.requests).clear();
        let mut figures = locked(&self.figures);
        let (open, in_flight) = (figures.open, figures.in_flight);
        *figures = Figures { connections: open, open, most_open: open, in_flight, most_in_flight: in_flight };
    }

    /// Notes a connection for as long as the value lives.
    pub(super) fn connect(self: &Arc<Self>) -> Connected {
        let mut figures = locked(&self.figures);
        figures.connections += 1;
        figures.open += 1;
        figures.most_open = figures.most_open.max(figures.open);
        Connected { number: 1 + self.connection.fetch_add(1, Ordering::Relaxed), record: self.clone() }
    }

    /// Notes a request, which is in flight for as long as the value lives.
    pub(super) fn begin(self: &Arc<Self>, heard: Heard) -> InFlight {
        let heard = Arc::new(Mutex::new(heard));
        locked(&self.requests).push(heard.clone());
        let mut figures = locked(&self.figures);
        figures.in_flight += 1;
        figures.most_in_flight = figures.most_in_flight.max(figures.in_flight);
        InFlight { heard, record: self.clone() }
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Connected {
    pub(super) number: u64,
    record: Arc<Record>,
}

impl Drop for Connected {
    fn drop(&mut self) {
        locked(&self.record.figures).open -= 1;
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct InFlight {
    heard: Arc<Mutex<Heard>>,
    record: Arc<Record>,
}

impl InFlight {
    pub(super) fn answered(&self, status: u16, retry_after: Option<Duration>) {
        let now = Instant::now();
        let mut heard = locked(&self.heard);
        heard.answered = Some(now);
        heard.status = Some(status);
        heard.retry_at = retry_after.map(|time| now + time);
    }

    pub(super) fn sent(&self, bytes: usize) {
        locked(&self.heard).sent += bytes as u64;
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        locked(&self.record.figures).in_flight -= 1;
    }
}

/// Requests that came between an answer with a time to come back and that time.
pub(super) fn too_early(requests: &[Heard], grace: Duration) -> Vec<Heard> {
    let pauses: Vec<(Instant, Instant)> =
        requests.iter().filter_map(|heard| Some((heard.answered? + grace, heard.retry_at?))).collect();
    let is_early = |heard: &&Heard| pauses.iter().any(|(from, until)| (*from..*until).contains(&heard.at));
    requests.iter().filter(is_early).cloned().collect()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

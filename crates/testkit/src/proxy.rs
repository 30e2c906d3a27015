//! A TCP proxy that makes a good server slow or unreliable.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the answers of the server behind are harmed. Requests pass unharmed.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// Passes this many bytes each second on each connection.
    Throttle(u64),
    /// Cuts each connection after this many bytes.
    CutAfter(u64),
    /// Accepts and never answers.
    Silence,
    /// Passes everything; for counting.
    None,
}

/// A proxy on 127.0.0.1; stops when dropped.
#[derive(Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    counters: Arc<Counters>,
    accepting: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Counters {
    open: AtomicUsize,
    bytes: AtomicU64,
}

impl FaultProxy {
    /// Starts a proxy in front of `upstream`, `127.0.0.1:5000`.
    pub async fn start(upstream: &str, fault: Fault) -> Self {
        let listener = crate::port::listen(([127, 0, 0, 1], 0).into());
        let address = listener.local_addr().expect("an address");
        listener.set_nonblocking(true).expect("a socket");
        let listener = TcpListener::from_std(listener).expect("a runtime");
        let counters = Arc::new(Counters::default());
        let accepting = tokio::spawn(accept(listener, upstream.to_owned(), fault, counters.clone()));
        Self { address, counters, accepting }
    }

    /// `127.0.0.1:41234`, to be used instead of the server's.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Connections open at this moment.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.counters.open.load(Ordering::Relaxed)
    }

    /// Bytes of answers that went through so far.
    #[must_use]
    pub fn bytes_passed(&self) -> u64 {
        self.counters.bytes.load(Ordering::Relaxed)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, upstream: String, fault: Fault, counters: Arc<Counters>) {
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, counters) = (upstream.clone(), counters.clone());
        tokio::spawn(async move {
            counters.open.fetch_add(1, Ordering::Relaxed);
            let _ = serve(client, &upstream, fault, &counters).await;
            counters.open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn serve(client: TcpStream, upstream: &str, fault: Fault, counters: &Counters) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = TcpStream::connect(upstream).await?.into_split();
    let request = async {
        tokio::io::copy(&mut from_client, &mut to_server).await?;
        to_server.shutdown().await
    };
    let answer = async {
        let mut buffer = vec![0; 16 * 1024];
        let mut passed = 0;
        loop {
            let read = from_server.read(&mut buffer).await?;
            let allowed = harm(fault, passed, read).await;
            to_client.write_all(&buffer[..allowed]).await?;
            passed += allowed as u64;
            counters.bytes.fetch_add(allowed as u64, Ordering::Relaxed);
            if read == 0 || allowed < read {
                return to_client.shutdown().await;
            }
        }
    };
    // HTTP clients do not close half a connection: when a client has no more to say it is gone, and so is the server's
    // reason to go on.
    tokio::select! {
        done = answer => done,
        done = request => done,
    }
}

/// Waits as the fault wants and returns how many of `read` bytes may pass.
async fn harm(fault: Fault, passed: u64, read: usize) -> usize {
    match fault {
        Fault::None => read,
        Fault::Silence => std::future::pending().await,
        Fault::Throttle(rate) => {
            tokio::time::sleep(Duration::from_secs_f64(read as f64 / rate.max(1) as f64)).await;
            read
        }
        Fault::CutAfter(limit) => read.min(usize::try_from(limit.saturating_sub(passed)).unwrap_or(read)),
    }
}

//! Ports of this machine that really lead to whoever listens there.
//!
//! Podman publishes a port by a rule of the packet filter. While an engine that was killed is not yet swept up, its rules
//! still take connections away, also from whoever was given the port next: a listener that nobody can reach. So every port
//! is tried once before it is used.

use std::io::Read as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// On one machine a connection takes less than a millisecond, also a busy one's less than this.
const REACH: Duration = Duration::from_secs(2);
/// Ports tried.
const TRIES: usize = 32;

/// Listens at an address; port 0 takes one that is free and leads here.
pub(crate) fn listen(address: SocketAddr) -> TcpListener {
    // Held until a good one is found, so that the same is not given out again.
    let mut astray = Vec::new();
    while astray.len() < TRIES {
        let listener = TcpListener::bind(address).expect("a free port");
        if address.port() != 0 || leads_here(&listener) {
            return listener;
        }
        astray.push(listener);
    }
    panic!("connections to {} ports of {} lead nowhere", TRIES, address.ip())
}

fn leads_here(listener: &TcpListener) -> bool {
    let address = listener.local_addr().expect("an address");
    let Ok(client) = TcpStream::connect_timeout(&address, REACH) else { return false };
    let Ok((mut server, _)) = listener.accept() else { return false };
    // Whoever closes first keeps the port busy for a while; that must not be the side that listens.
    drop(client);
    let _ = server.read(&mut [0]);
    true
}

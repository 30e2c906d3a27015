//! Reads addresses the way `DOCKER_HOST` writes them.

use std::path::PathBuf;

use crate::{Endpoint, TlsFiles};

/// Reads an address; `tls` makes TLS of plain TCP. `None` for what no engine of ours speaks (`fd://`, empty).
pub(super) fn parse(text: &str, tls: Option<TlsFiles>) -> Option<Endpoint> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("tcp", text));
    if rest.is_empty() {
        return None;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "unix" => Some(Endpoint::Unix(PathBuf::from(rest))),
        // Written `npipe:////./pipe/name`, and with backslashes by hand.
        "npipe" => Some(Endpoint::Pipe(rest.replace('\\', "/"))),
        "ssh" => Some(Endpoint::Ssh(rest.to_owned())),
        "tcp" | "http" | "https" => {
            let address = with_port(rest.trim_end_matches('/'), tls.is_some());
            Some(
                tls.map_or_else(|| Endpoint::Tcp(address.clone()), |tls| Endpoint::Tls(address.clone(), tls)),
            )
        }
        _ => None,
    }
}

/// Docker's customary ports: 2375 plain, 2376 with TLS.
fn with_port(address: &str, tls: bool) -> String {
    let after_bracket = address.rsplit(']').next().unwrap_or(address);
    if after_bracket.contains(':') {
        return address.to_owned();
    }
    format!("{address}:{}", if tls { 2376 } else { 2375 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_docker_reads() {
        let table = [
            ("unix:///var/run/docker.sock", "unix:///var/run/docker.sock"),
            ("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine"),
            (r"npipe://\\.\pipe\docker_engine", "npipe:////./pipe/docker_engine"),
            ("tcp://192.168.1.4:2375/", "tcp://192.168.1.4:2375"),
            ("tcp://box", "tcp://box:2375"),
            ("tcp://[fd00::4]", "tcp://[fd00::4]:2375"),
            ("box:4000", "tcp://box:4000"),
            ("ssh://me@box:22/run/docker.sock", "ssh://me@box:22/run/docker.sock"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text, None).map(|e| e.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(parse("fd://", None), None);
        assert_eq!(parse("quic://box", None), None);
    }

    #[test]
    fn certificates_make_it_tls() {
        let files = || TlsFiles { ca: "ca.pem".into(), cert: "cert.pem".into(), key: "key.pem".into() };
        assert_eq!(parse("tcp://box", Some(files())), Some(Endpoint::Tls("box:2376".into(), files())));
        assert_eq!(parse("unix:///x", Some(files())), Some(Endpoint::Unix("/x".into())));
    }
}

//! TLS: the system's authorities, files that name more, hosts that somebody declared insecure, HTTP/2.

use std::fs;
use std::net::{IpAddr, UdpSocket};
use std::path::Path;

use registry::{ErrorKind, HostRules, Options, Registry};
use testkit::LyingRegistry;

use crate::many::all;
use crate::stage::{copies, options, parsed, with_app};

/// An address of this machine that is not loopback: those are never checked. Asking the system for its way out sends
/// nothing.
fn address() -> IpAddr {
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a socket");
    let found = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr());
    match found {
        Ok(address) if !address.ip().is_loopback() => address.ip(),
        _ => testkit::not_run("this machine has no address but loopback"),
    }
}

fn with_rules(hosts: HostRules) -> Registry {
    Registry::new(Options { hosts, ..options() })
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join(name), text).expect("a file");
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_for_its_host() {
    let (server, digest) = with_app().await;
    let liar = LyingRegistry::before(&server).tls().listen_on(address()).start();
    let reference = parsed(&liar.reference("app:1"));
    let dir = tempfile::tempdir().unwrap();
    let rules = HostRules { certificates: vec![dir.path().to_owned()], ..HostRules::default() };
    let client = with_rules(rules);
    let error = client.head(&reference).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TlsUntrusted { .. }), "{error:?}");
    assert!(liar.requests().is_empty(), "nothing is said before the certificate is known");

    // The file that was missing is seen without starting anew.
    let folder = dir.path().join(liar.host());
    write(&folder, "ca.crt", liar.certificate().unwrap());
    assert_eq!(client.head(&reference).await.unwrap().digest.as_str(), digest);

    let everywhere = dir.path().join("ca.pem");
    fs::write(&everywhere, liar.certificate().unwrap()).unwrap();
    let rules = HostRules { authorities: vec![everywhere], ..HostRules::default() };
    assert_eq!(with_rules(rules).head(&reference).await.unwrap().digest.as_str(), digest);

    write(&folder, "ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let rules = HostRules { certificates: vec![dir.path().to_owned()], ..HostRules::default() };
    let client = with_rules(rules);
    let error = client.head(&reference).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TlsUntrusted { .. }), "{error:?}");

    let other = LyingRegistry::alone().tls().start();
    write(&folder, "ca.crt", other.certificate().unwrap());
    let error = client.head(&reference).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TlsUntrusted { .. }), "{error:?}");
    write(&folder, "ca.crt", liar.certificate().unwrap());
    client.head(&reference).await.expect("a file that was put right is read again");
}

#[tokio::test]
async fn insecure_hosts_are_not_checked_and_may_be_plain() {
    let (server, digest) = with_app().await;
    let address = address();
    let network = match address {
        IpAddr::V4(_) => format!("{address}/32"),
        IpAddr::V6(_) => format!("{address}/128"),
    };
    let rules = HostRules { insecure: vec![network], ..HostRules::default() };
    let tls = LyingRegistry::before(&server).tls().listen_on(address).start();
    let plain = LyingRegistry::before(&server).listen_on(address).start();
    for liar in [&tls, &plain] {
        let head = with_rules(rules.clone()).head(&parsed(&liar.reference("app:1"))).await.unwrap();
        assert_eq!(head.digest.as_str(), digest);
    }
    let secure = with_rules(HostRules::default()).head(&parsed(&plain.reference("app:1"))).await.unwrap_err();
    assert!(matches!(secure.kind(), ErrorKind::ConnectFailed { .. }), "{secure:?}");
    assert!(plain.requests().len() == 1, "a host that must be secure is never asked in the clear");
    let rules = HostRules { plain_http: vec![plain.host()], ..HostRules::default() };
    plain.forget();
    with_rules(rules).head(&parsed(&plain.reference("app:1"))).await.unwrap();
    assert_eq!(plain.figures().connections, 1, "no TLS was tried");
}

#[tokio::test]
async fn one_connection_carries_all_over_http_2() {
    let (server, _) = with_app().await;
    let latency = std::time::Duration::from_millis(20);
    let liar = LyingRegistry::before(&server).tls().alias("copy/", "app").latency(latency).start();
    let heads = all(&Registry::new(options()), copies(&liar, 200)).await;
    assert!(heads.iter().all(Result::is_ok));
    let figures = liar.figures();
    assert_eq!(figures.connections, 1, "{figures:?}");
    assert!(figures.most_in_flight > 16 && figures.most_in_flight <= 32, "{figures:?}");
}

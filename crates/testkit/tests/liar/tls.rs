//! HTTP/2 over TLS, and many requests at once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Empty;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use testkit::{Kind, LyingRegistry};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::client::{ACCEPT, with_app};

async fn connect(liar: &LyingRegistry) -> SendRequest<Empty<Bytes>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(liar.certificate().unwrap().as_bytes()).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = TcpStream::connect(liar.host()).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

#[tokio::test]
async fn many_requests_over_one_connection() {
    let (registry, digest) = with_app().await;
    let latency = Duration::from_millis(300);
    let liar = LyingRegistry::before(&registry).alias("many/", "app").latency(latency).tls().start();
    let sender = connect(&liar).await;
    let mut asked = JoinSet::new();
    for n in 0..20 {
        let mut sender = sender.clone();
        let uri = format!("{}/v2/many/{n}/manifests/1", liar.url());
        let request = hyper::Request::head(uri).header(ACCEPT.0, ACCEPT.1).body(Empty::new()).unwrap();
        asked.spawn(async move { sender.send_request(request).await.unwrap() });
    }
    for answer in asked.join_all().await {
        assert_eq!(answer.headers()["docker-content-digest"], digest.as_str());
    }
    let figures = liar.figures();
    assert_eq!((figures.connections, figures.most_in_flight), (1, 20));
    assert_eq!((liar.count(Kind::HeadManifest), liar.requests()[7].connection), (20, 1));
}

#[tokio::test]
async fn who_does_not_trust_it_asks_nothing() {
    let liar = LyingRegistry::alone().tls().start();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let stream = TcpStream::connect(liar.host()).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let refused = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    assert!(refused.unwrap_err().to_string().contains("UnknownIssuer"));
    assert!(liar.requests().is_empty());
}

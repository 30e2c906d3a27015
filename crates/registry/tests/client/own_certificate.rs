//! Registries that want to see our certificate.

use std::fs;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use registry::{ErrorKind, HostRules, Options, Registry};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::stage::{options, parsed};

const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A certificate and its key, as PEM.
struct Pair {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

fn signed(by: &CertifiedIssuer<'static, KeyPair>, name: &str) -> Pair {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    Pair { certificate: params.signed_by(&key, by).expect("a certificate"), key }
}

/// Serves one manifest's head to whoever shows a certificate of `authority`; returns its port.
async fn serve(authority: &CertifiedIssuer<'static, KeyPair>) -> u16 {
    let pair = signed(authority, "127.0.0.1");
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("an authority");
    let provider = Arc::new(default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_client_cert_verifier(verifier.build().expect("a verifier"))
        .with_single_cert(
            vec![pair.certificate.der().clone()],
            PrivateKeyDer::try_from(pair.key.serialize_der()).expect("a key"),
        )
        .expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = format!(
                "HTTP/1.1 200 OK\r\nDocker-Content-Digest: {DIGEST}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

#[tokio::test]
async fn the_certificate_in_the_hosts_folder_is_shown() {
    let authority = authority();
    let host = format!("127.0.0.1:{}", serve(&authority).await);
    let dir = tempfile::tempdir().unwrap();
    let hosts = HostRules { certificates: vec![dir.path().to_owned()], ..HostRules::default() };
    let client = Registry::new(Options { hosts, ..options() });
    let reference = parsed(&format!("{host}/app:1"));
    let error = client.head(&reference).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ConnectFailed { .. }), "{error:?}");

    let folder = dir.path().join(&host);
    fs::create_dir(&folder).unwrap();
    let ours = signed(&authority, "mooring");
    fs::write(folder.join("client.cert"), ours.certificate.pem()).unwrap();
    fs::write(folder.join("client.key"), ours.key.serialize_pem()).unwrap();
    assert_eq!(client.head(&reference).await.unwrap().digest.as_str(), DIGEST);
}

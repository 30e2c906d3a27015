//! TLS with a certificate made on the spot.

use std::net::IpAddr;
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Makes a certificate for an address and `localhost`, signed by itself; returns it as PEM.
pub(super) fn acceptor(address: IpAddr) -> (TlsAcceptor, String) {
    let key = KeyPair::generate().expect("a key");
    let names = vec![address.to_string(), "localhost".to_owned()];
    let certificate =
        CertificateParams::new(names).and_then(|params| params.self_signed(&key)).expect("a certificate");
    let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("a server configuration");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (TlsAcceptor::from(Arc::new(config)), certificate.pem())
}

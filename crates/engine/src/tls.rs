//! TLS with a docker context's own authority and our client certificate.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use crate::{Endpoint, EngineError, TlsFiles, UnreachableKind};

/// What is needed to prove each side to the other.
pub(crate) struct Tls {
    connector: TlsConnector,
    server: ServerName<'static>,
}

impl Tls {
    /// Reads the certificate files.
    pub(crate) fn load(endpoint: &Endpoint, address: &str, files: &TlsFiles) -> Result<Self, EngineError> {
        let refused = |cause: String| EngineError::Unreachable {
            endpoint: endpoint.to_string(),
            kind: UnreachableKind::Tls,
            cause,
        };
        let server = ServerName::try_from(host_of(address).to_owned()).map_err(|e| refused(e.to_string()))?;
        let config = config(files).map_err(refused)?;
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), server })
    }

    /// Speaks TLS over an open connection.
    pub(crate) async fn wrap(&self, tcp: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.connector.connect(self.server.clone(), tcp).await
    }
}

fn config(files: &TlsFiles) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    for authority in certificates(&files.ca)? {
        roots.add(authority).map_err(|e| format!("{}: {e}", files.ca.display()))?;
    }
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|e| format!("{}: {e}", files.key.display()))?;
    ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_root_certificates(roots)
        .with_client_auth_cert(certificates(&files.cert)?, key)
        .map_err(|e| format!("{}: {e}", files.cert.display()))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = |e| format!("{}: {e}", file.display());
    CertificateDer::pem_file_iter(file).map_err(shown)?.collect::<Result<_, _>>().map_err(shown)
}

/// Returns the host of `host:port` and of `[::1]:port`.
fn host_of(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.trim_start_matches('[').trim_end_matches(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_without_port_and_brackets() {
        for (address, host) in [("build.example:2376", "build.example"), ("[::1]:2376", "::1"), ("a", "a")] {
            assert_eq!(host_of(address), host);
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let gone = || "/no/such/ca.pem".into();
        let files = TlsFiles { ca: gone(), cert: gone(), key: gone() };
        assert!(config(&files).expect_err("there is no file").contains("/no/such/ca.pem"));
    }
}

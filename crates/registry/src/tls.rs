//! TLS for one host: the system's authorities, files that name more, our own certificate where a folder holds one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls_platform_verifier::Verifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{self, CryptoProvider};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{self, ClientConfig, DigitallySignedStruct, SignatureScheme};

use crate::rules::{HostRules, http_host};

/// HTTP/2 where offered.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Returns the folders (`/etc/docker/certs.d/<host>`) that exist for a host.
pub(crate) fn folders(rules: &HostRules, host: &str) -> Vec<PathBuf> {
    let names = [host, http_host(host)];
    let names = if names[0] == names[1] { &names[..1] } else { &names[..] };
    let paths = rules.certificates.iter().flat_map(|dir| names.iter().map(move |name| dir.join(name)));
    paths.filter(|path| path.is_dir()).collect()
}

/// Makes the configuration; errors name the file.
pub(crate) fn config(
    authorities: &[PathBuf],
    folders: &[PathBuf],
    checked: bool,
) -> Result<ClientConfig, String> {
    let provider = Arc::new(crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous();
    let builder = if checked {
        builder.with_custom_certificate_verifier(verifier(authorities, folders, provider)?)
    } else {
        builder.with_custom_certificate_verifier(Arc::new(Unchecked(provider)))
    };
    let mut config = match own_certificate(folders)? {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|error| error.to_string())?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

fn verifier(
    authorities: &[PathBuf],
    folders: &[PathBuf],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut extra = Vec::new();
    for file in folders.iter().flat_map(|folder| files(folder, "crt")).chain(authorities.iter().cloned()) {
        extra.extend(certificates(&file)?);
    }
    let verifier = Verifier::new_with_extra_roots(extra, provider).map_err(|error| error.to_string())?;
    Ok(Arc::new(verifier))
}

type OwnCertificate = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// The first `name.cert` that has its `name.key` beside it.
fn own_certificate(folders: &[PathBuf]) -> Result<Option<OwnCertificate>, String> {
    let pairs = folders.iter().flat_map(|folder| files(folder, "cert"));
    let Some((chain, key)) =
        pairs.map(|file| (file.clone(), file.with_extension("key"))).find(|(_, key)| key.is_file())
    else {
        return Ok(None);
    };
    let secret = PrivateKeyDer::from_pem_file(&key).map_err(|error| format!("{}: {error}", key.display()))?;
    Ok(Some((certificates(&chain)?, secret)))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let has = |path: &PathBuf| path.extension().is_some_and(|found| found == extension);
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(has).collect();
    files.sort();
    files
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = |error| format!("{}: {error}", file.display());
    CertificateDer::pem_file_iter(file).map_err(shown)?.collect::<Result<_, _>>().map_err(shown)
}

/// For hosts somebody declared insecure: encrypted, but with whom is not asked.
#[derive(Debug)]
struct Unchecked(Arc<CryptoProvider>);

impl ServerCertVerifier for Unchecked {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

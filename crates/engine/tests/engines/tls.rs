//! Docker behind TLS, with an authority made on the spot.

use std::fs;
use std::path::Path;

use engine::{Endpoint, Engine, EngineError, TlsFiles, UnreachableKind};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use testkit::{DockerOptions, TestEngine};

use crate::stage::PATIENCE;

/// An authority with a certificate for the engine and one for us, as files in a folder.
fn certificates(folder: &Path) {
    let mut params = CertificateParams::new(Vec::new()).expect("valid");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority =
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signed");
    write(folder, "ca", &authority.pem());
    for name in ["server", "client"] {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("valid");
        let certificate = params.signed_by(&key, &authority).expect("signed");
        write(folder, name, &certificate.pem());
        write(folder, &format!("{name}-key"), &key.serialize_pem());
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(format!("{name}.pem")), text).expect("written");
}

fn ours(folder: &Path) -> TlsFiles {
    let file = |name: &str| folder.join(name);
    TlsFiles { ca: file("ca.pem"), cert: file("client.pem"), key: file("client-key.pem") }
}

/// A dockerd that also listens on TCP and lets in whom the folder's authority signed.
async fn docker(folder: &Path) -> (TestEngine, String) {
    let address = format!("127.0.0.1:{}", testkit::free_port());
    let file = |option: &str, name: &str| format!("--{option}={}", folder.join(name).display());
    let arguments = vec![
        format!("--host=tcp://{address}"),
        "--tlsverify".to_owned(),
        file("tlscacert", "ca.pem"),
        file("tlscert", "server.pem"),
        file("tlskey", "server-key.pem"),
    ];
    (testkit::docker_with(DockerOptions { arguments, ..DockerOptions::default() }).await, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn docker_lets_in_whom_its_authority_signed_and_nobody_else() {
    let (folder, strangers) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    certificates(folder.path());
    certificates(strangers.path());
    let (_docker, address) = docker(folder.path()).await;

    let known = Endpoint::Tls(address.clone(), ours(folder.path()));
    let engine = Engine::connect(&known, PATIENCE).await.expect("let in");
    assert!(engine.container_list().await.expect("listed").is_empty());

    let unknown_to_us = Endpoint::Tls(address.clone(), ours(strangers.path()));
    assert_eq!(refused(&unknown_to_us).await, UnreachableKind::Tls);
    let unknown_to_it = TlsFiles { ca: folder.path().join("ca.pem"), ..ours(strangers.path()) };
    assert_eq!(refused(&Endpoint::Tls(address.clone(), unknown_to_it)).await, UnreachableKind::Tls);
    let missing = TlsFiles { key: folder.path().join("none.pem"), ..ours(folder.path()) };
    assert_eq!(refused(&Endpoint::Tls(address.clone(), missing)).await, UnreachableKind::Tls);
    let without = Engine::connect(&Endpoint::Tcp(address), PATIENCE).await.expect_err("it wants TLS");
    assert!(matches!(without, EngineError::Unreachable { .. }), "{without:?}");
}

async fn refused(endpoint: &Endpoint) -> UnreachableKind {
    match Engine::connect(endpoint, PATIENCE).await {
        Err(EngineError::Unreachable { kind, .. }) => kind,
        other => panic!("{other:?}"),
    }
}

//! Signatures and statements on a real registry: checked with the user's keys, never guessed.

use app::wire::{Publisher, Signed};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING as P256, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use testkit::{Format, LyingRegistry, Rule, TestRegistry, Then};

use crate::stage::Stage;

/// Everything of a P-256 SubjectPublicKeyInfo before the point.
const SPKI: &[u8] =
    b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";

struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&P256, &random).expect("a key");
        Self { pair: EcdsaKeyPair::from_pkcs8(&P256, document.as_ref(), &random).expect("a key"), random }
    }

    fn pem(&self) -> String {
        let der = STANDARD.encode([SPKI, self.pair.public_key().as_ref()].concat());
        format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n")
    }

    /// Signs as `cosign sign --key` does, and puts it where cosign does.
    async fn sign(&self, registry: &TestRegistry, name: &str, digest: &str, named: &str) {
        let payload = json!({
            "critical": {
                "identity": {"docker-reference": format!("{}/{name}", registry.host())},
                "image": {"docker-manifest-digest": named}, "type": "cosign container image signature",
            },
            "optional": null,
        });
        let payload = payload.to_string();
        let signature = self.pair.sign(&self.random, payload.as_bytes()).expect("signed");
        let media_type = "application/vnd.dev.cosign.simplesigning.v1+json";
        let mut layer = testkit::push_blob(registry, name, media_type, payload.as_bytes()).await;
        layer["annotations"] = json!({"dev.cosignproject.cosign/signature": STANDARD.encode(signature)});
        push_manifest(registry, name, &format!("{}.sig", digest.replace(':', "-")), &[layer]).await;
    }
}

/// Pushes a manifest of these layers; returns its descriptor.
async fn push_manifest(registry: &TestRegistry, name: &str, tag: &str, layers: &[Value]) -> Value {
    let config = testkit::push_blob(registry, name, "application/vnd.oci.image.config.v1+json", b"{}").await;
    let media_type = Format::Oci.manifest();
    let manifest =
        json!({"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": layers}).to_string();
    let digest = testkit::push_manifest(registry, name, tag, media_type, manifest.as_bytes()).await;
    json!({"mediaType": media_type, "digest": digest, "size": manifest.len()})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_counts_when_the_key_is_trusted() {
    let stage = Stage::docker().await;
    let registry = testkit::registry().await;
    let digest = testkit::image::versioned_web("1").push_to(&registry, "acme/app:1").await;
    let name = registry.reference("acme/app:1");
    let view = stage.app.image_trust(name.clone()).await.expect("asked");
    assert_eq!((view.signed, view.publisher), (Signed::No, Publisher::Unknown), "{view:?}");
    let signer = Signer::new();
    signer.sign(&registry, "acme/app", &digest, &digest).await;
    assert_eq!(stage.app.image_trust(name.clone()).await.expect("asked").signed, Signed::Present);
    let scope = format!("{}/acme/", registry.host());
    stage.app.trust_key_add(&scope, &Signer::new().pem()).expect("kept");
    assert_eq!(stage.app.image_trust(name.clone()).await.expect("asked").signed, Signed::Wrong);
    stage.app.trust_key_add(&scope, &signer.pem()).expect("kept");
    let view = stage.app.image_trust(name.clone()).await.expect("asked");
    assert_eq!((view.signed, view.problem), (Signed::Verified, None));
    for key in stage.app.trust_keys().expect("listed") {
        stage.app.trust_key_remove(key.number).expect("removed");
    }
    assert_eq!(stage.app.image_trust(name.clone()).await.expect("asked").signed, Signed::Present);
    // A key for somebody else's images says nothing about these.
    stage.app.trust_key_add(&format!("{}/acm", registry.host()), &signer.pem()).expect("kept");
    assert_eq!(stage.app.image_trust(name).await.expect("asked").signed, Signed::Present);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_of_another_image_is_wrong() {
    let stage = Stage::docker().await;
    let registry = testkit::registry().await;
    let web = testkit::image::versioned_web;
    let good = web("1").push_to(&registry, "acme/app:1").await;
    let bad = web("2").push_to(&registry, "acme/app:2").await;
    let signer = Signer::new();
    signer.sign(&registry, "acme/app", &bad, &good).await;
    stage.app.trust_key_add(&registry.host(), &signer.pem()).expect("kept");
    let view = stage.app.image_trust(registry.reference("acme/app:2")).await.expect("asked");
    assert_eq!(view.signed, Signed::Wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_are_told_from_referrers_and_from_the_index() {
    let stage = Stage::docker().await;
    let registry = testkit::registry().await;
    let image = testkit::image::versioned_web("1").push_child(&registry, "acme/app").await;
    let text =
        |kind: &str| json!({"_type": "https://in-toto.io/Statement/v0.1", "predicateType": kind}).to_string();
    let provenance = "https://slsa.dev/provenance/v0.2";
    let mut layer = testkit::push_blob(
        &registry,
        "acme/app",
        "application/vnd.in-toto+json",
        text(provenance).as_bytes(),
    )
    .await;
    layer["annotations"] = json!({"in-toto.io/predicate-type": provenance});
    let mut attestation = push_manifest(&registry, "acme/app", "attestation", &[layer]).await;
    attestation["platform"] = json!({"os": "unknown", "architecture": "unknown"});
    attestation["annotations"] = json!({
        "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image["digest"],
    });
    let children = [image, attestation];
    let digest = testkit::push_index_of(&registry, "acme/app:1", Format::Oci, &children).await;
    let size = registry
        .request("HEAD", &format!("/v2/acme/app/manifests/{digest}"), &[("Accept", Format::Oci.index())], b"")
        .await;
    let length: u64 =
        size.header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    let subject = json!({"mediaType": Format::Oci.index(), "digest": digest, "size": length});
    let name = registry.reference("acme/app:1");
    let view = stage.app.image_trust(name.clone()).await.expect("asked");
    assert_eq!((view.signed, view.attested), (Signed::No, vec!["provenance".to_owned()]));
    let sbom = testkit::push_referrer(
        &registry,
        "acme/app",
        &subject,
        "application/spdx+json",
        b"{\"spdxVersion\":1}",
    )
    .await;
    testkit::push_referrers_tag(&registry, "acme/app", &digest, &[sbom]).await;
    let view = stage.app.image_trust(name).await.expect("asked");
    assert_eq!((view.signed, view.attested), (Signed::No, vec!["sbom".to_owned(), "provenance".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_asked_is_not_a_no() {
    let stage = Stage::docker().await;
    let registry = testkit::registry().await;
    let digest = testkit::image::versioned_web("1").push_to(&registry, "acme/app:1").await;
    let liar = LyingRegistry::before(&registry).start();
    liar.add(Rule::on("GET /v2/acme/app/referrers").then(Then::status(403)));
    let view = stage.app.image_trust(liar.reference("acme/app:1")).await.expect("asked");
    let code = view.problem.as_ref().map(|problem| problem.code.as_str());
    assert_eq!((view.signed, code), (Signed::Unknown, Some("trust.notAsked")), "{view:?}");
    assert!(view.root.is_some(), "the rest is there");
    // What is found elsewhere counts all the same.
    Signer::new().sign(&registry, "acme/app", &digest, &digest).await;
    let view = stage.app.image_trust(liar.reference("acme/app:1")).await.expect("asked");
    assert_eq!(view.signed, Signed::Present);
}

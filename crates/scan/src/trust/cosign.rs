//! Signatures of cosign in the form of simple signing (cosign's SIGNATURE_SPEC): a JSON that names a digest, signed as it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::TrustError;
use super::public_key::PublicKey;

/// What the payload of a signature calls itself.
const TYPE: &str = "cosign container image signature";
/// Longest payload that is read, in bytes; ordinary ones have 250.
const LONGEST_PAYLOAD: usize = 1 << 20;
/// Longest signature, in characters; one of P-384 has 140.
const LONGEST_SIGNATURE: usize = 1024;

/// What a signature is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signature {
    /// Right for this key, and about this image.
    Right,
    /// Not made with this key.
    OtherKey,
    /// Made with this key, for another image.
    OtherImage,
    /// Not in a form that can be checked.
    Unreadable,
}

#[derive(Deserialize)]
struct Payload {
    critical: Critical,
}

#[derive(Deserialize)]
struct Critical {
    #[serde(rename = "type")]
    kind: String,
    image: Image,
}

#[derive(Deserialize)]
struct Image {
    #[serde(rename = "docker-manifest-digest")]
    digest: String,
}

/// Checks a cosign signature (simple signing) over `payload` with a public key, and that it names this image's digest
/// (`sha256:…`, of the manifest or index that was signed). The payload is not looked into before the signature is right.
///
/// # Errors
/// When the key cannot be used.
pub fn verify_cosign(
    payload: &[u8],
    signature_base64: &str,
    public_key_pem: &str,
    digest: &str,
) -> Result<Signature, TrustError> {
    let key = PublicKey::from_pem(public_key_pem)?;
    let signature_base64 = signature_base64.trim();
    if payload.len() > LONGEST_PAYLOAD || signature_base64.len() > LONGEST_SIGNATURE {
        return Ok(Signature::Unreadable);
    }
    let signature = match STANDARD.decode(signature_base64) {
        Ok(signature) if !signature.is_empty() => signature,
        _ => return Ok(Signature::Unreadable),
    };
    if !key.verifies(payload, &signature) {
        return Ok(Signature::OtherKey);
    }
    Ok(about(payload, digest))
}

/// What a payload that was really signed says about an image.
fn about(payload: &[u8], digest: &str) -> Signature {
    match serde_json::from_slice::<Payload>(payload) {
        Ok(Payload { critical }) if critical.kind == TYPE => {
            let is_this = !digest.is_empty() && critical.image.digest == digest;
            if is_this { Signature::Right } else { Signature::OtherImage }
        }
        _ => Signature::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
        KeyPair as _,
    };

    use super::*;

    const P256: &str = include_str!("../../tests/data/trust/p256.pub");
    const PAYLOAD: &[u8] = include_bytes!("../../tests/data/trust/payload.json");
    const SIGNATURE: &str = include_str!("../../tests/data/trust/p256.sig");
    const DIGEST: &str = "sha256:6a8cc5ab8ba29ba5f3b6c8f0c9dd5aca7fdb4e3d0e8a6be4ef6dcd0ab4e6d3a1";

    /// A new key: how it signs, and its public half as PEM.
    fn key(
        algorithm: &'static EcdsaSigningAlgorithm,
        prefix: &[u8],
    ) -> (impl Fn(&[u8]) -> String + use<>, String) {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        let der = [prefix, pair.public_key().as_ref()].concat();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der));
        (move |message: &[u8]| STANDARD.encode(pair.sign(&random, message).unwrap().as_ref()), pem)
    }

    const SPKI_P256: &[u8] =
        b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
    const SPKI_P384: &[u8] =
        b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00";

    fn check(payload: &[u8], signature: &str, key: &str, digest: &str) -> Signature {
        verify_cosign(payload, signature, key, digest).unwrap()
    }

    #[test]
    fn signatures_that_openssl_made_are_right() {
        for (signature, key) in [
            (SIGNATURE, P256),
            (
                include_str!("../../tests/data/trust/p384.sig"),
                include_str!("../../tests/data/trust/p384.pub"),
            ),
            (
                include_str!("../../tests/data/trust/p384-sha256.sig"),
                include_str!("../../tests/data/trust/p384.pub"),
            ),
            (
                include_str!("../../tests/data/trust/ed25519.sig"),
                include_str!("../../tests/data/trust/ed25519.pub"),
            ),
        ] {
            assert_eq!(check(PAYLOAD, signature, key, DIGEST), Signature::Right);
        }
    }

    #[test]
    fn another_key_is_told() {
        let (sign, pem) = key(&ECDSA_P256_SHA256_ASN1_SIGNING, SPKI_P256);
        assert_eq!(check(PAYLOAD, &sign(PAYLOAD), &pem, DIGEST), Signature::Right);
        assert_eq!(check(PAYLOAD, SIGNATURE, &pem, DIGEST), Signature::OtherKey);
        assert_eq!(check(PAYLOAD, &sign(PAYLOAD), P256, DIGEST), Signature::OtherKey);
        let (sign, pem) = key(&ECDSA_P384_SHA384_ASN1_SIGNING, SPKI_P384);
        assert_eq!(check(PAYLOAD, &sign(PAYLOAD), &pem, DIGEST), Signature::Right);
        assert_eq!(check(PAYLOAD, &sign(PAYLOAD), P256, DIGEST), Signature::OtherKey);
    }

    #[test]
    fn a_signature_counts_for_its_image_only() {
        let other = DIGEST.replace("6a8c", "6a8d");
        assert_eq!(check(PAYLOAD, SIGNATURE, P256, &other), Signature::OtherImage);
        assert_eq!(check(PAYLOAD, SIGNATURE, P256, ""), Signature::OtherImage);
        // Without a signature over it, a payload that names the image is worth nothing.
        let forged = String::from_utf8_lossy(PAYLOAD).replace(DIGEST, &other);
        assert_eq!(check(forged.as_bytes(), SIGNATURE, P256, &other), Signature::OtherKey);
    }

    #[test]
    fn a_signed_payload_has_to_be_a_signature_of_an_image() {
        let (sign, pem) = key(&ECDSA_P256_SHA256_ASN1_SIGNING, SPKI_P256);
        let deep = "[".repeat(100_000);
        let other_type = String::from_utf8_lossy(PAYLOAD).replace("cosign container", "cosign other");
        let no_digest = format!("{{\"critical\":{{\"type\":\"{TYPE}\",\"image\":{{}}}}}}");
        let empty = no_digest.replace("{}", "{\"docker-manifest-digest\":\"\"}");
        for payload in [b"".as_slice(), b"\xff\xfe", b"null", deep.as_bytes(), other_type.as_bytes()]
            .into_iter()
            .chain([no_digest.as_bytes(), PAYLOAD.get(..90).unwrap()])
        {
            assert_eq!(check(payload, &sign(payload), &pem, DIGEST), Signature::Unreadable);
        }
        assert_eq!(check(empty.as_bytes(), &sign(empty.as_bytes()), &pem, ""), Signature::OtherImage);
    }

    #[test]
    fn hostile_signatures_and_payloads() {
        let long = "A".repeat(1 << 20);
        for signature in ["", "   ", "*", "MEUCIQ=", long.as_str()] {
            assert_eq!(check(PAYLOAD, signature, P256, DIGEST), Signature::Unreadable, "{signature:.20}");
        }
        let huge = vec![b' '; LONGEST_PAYLOAD + 1];
        assert_eq!(check(&huge, SIGNATURE, P256, DIGEST), Signature::Unreadable);
        for signature in ["AAAA", "MAYCAQACAQA="] {
            assert_eq!(check(PAYLOAD, signature, P256, DIGEST), Signature::OtherKey);
        }
        let mut mangled = PAYLOAD.to_vec();
        for at in 0..mangled.len() {
            mangled[at] ^= 1;
            assert_eq!(check(&mangled, SIGNATURE, P256, DIGEST), Signature::OtherKey, "{at}");
            mangled[at] ^= 1;
        }
        assert_eq!(verify_cosign(PAYLOAD, SIGNATURE, "", DIGEST), Err(TrustError::NotAKey));
    }
}

//! Public keys as cosign writes them: the PEM of a SubjectPublicKeyInfo (RFC 5280, RFC 7468).
//!
//! The structure around a key of a known kind never varies, so it is compared with the whole of what it has to be instead of
//! being parsed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, UnparsedPublicKey,
    VerificationAlgorithm,
};

use super::TrustError;

/// Longest PEM that is read, in bytes; one of RSA with 16,384 bits has 2,900.
const LONGEST_PEM: usize = 16 << 10;
const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// Everything before the point of a key on P-256: `id-ecPublicKey`, `prime256v1`, and that the point is not compressed.
const P256: &[u8] = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";
/// The same for P-384.
const P384: &[u8] =
    b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00\x04";
/// Everything before a key of Ed25519.
const EDWARDS: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    P256,
    P384,
    Ed25519,
}

/// A public key of a kind that can be checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublicKey {
    kind: Kind,
    der: Vec<u8>,
}

impl PublicKey {
    /// Reads a PEM with one public key in it.
    pub(super) fn from_pem(pem: &str) -> Result<Self, TrustError> {
        let der = der(pem).ok_or(TrustError::NotAKey)?;
        let fits = |prefix: &[u8], length: usize| der.starts_with(prefix) && der.len() == length;
        let kind = if fits(P256, P256.len() + 64) {
            Kind::P256
        } else if fits(P384, P384.len() + 96) {
            Kind::P384
        } else if fits(EDWARDS, EDWARDS.len() + 32) {
            Kind::Ed25519
        } else {
            return Err(if is_sequence(&der) { TrustError::UnknownKind } else { TrustError::NotAKey });
        };
        Ok(Self { kind, der })
    }

    /// Whether a signature over a message was made with this key's private half.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        // cosign hashes with SHA-256 whatever the curve; since its version 3 with what belongs to the curve.
        let algorithms: &[&'static dyn VerificationAlgorithm] = match self.kind {
            Kind::P256 => &[&ECDSA_P256_SHA256_ASN1],
            Kind::P384 => &[&ECDSA_P384_SHA384_ASN1, &ECDSA_P384_SHA256_ASN1],
            Kind::Ed25519 => &[&ED25519],
        };
        algorithms.iter().any(|algorithm| {
            UnparsedPublicKey::new(*algorithm, self.point()).verify(message, signature).is_ok()
        })
    }

    /// The key without the structure around it. Points begin with the byte that says they are not compressed.
    fn point(&self) -> &[u8] {
        let start = match self.kind {
            Kind::P256 => P256.len() - 1,
            Kind::P384 => P384.len() - 1,
            Kind::Ed25519 => EDWARDS.len(),
        };
        self.der.get(start..).unwrap_or_default()
    }

    /// SHA-256 of the DER, hexadecimal, as `openssl pkey -pubin -outform DER | sha256sum` prints it.
    pub(super) fn fingerprint(&self) -> String {
        digest(&SHA256, &self.der).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The PEM, written as everybody writes it.
    pub(super) fn pem(&self) -> String {
        let body = STANDARD.encode(&self.der);
        let lines: Vec<&str> =
            body.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
    }
}

/// The bytes between the two lines. What stands before and after is nobody's business, as RFC 7468 has it; a second key is.
fn der(pem: &str) -> Option<Vec<u8>> {
    if pem.len() > LONGEST_PEM {
        return None;
    }
    let (body, rest) = pem.split_once(BEGIN)?.1.split_once(END)?;
    if rest.contains("-----BEGIN ") {
        return None;
    }
    let body: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(body).ok()
}

/// Whether the bytes are one whole DER SEQUENCE, as every public key is.
fn is_sequence(der: &[u8]) -> bool {
    match der {
        [0x30, length, rest @ ..] if *length < 0x80 => rest.len() == usize::from(*length),
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        [0x30, 0x82, high, low, rest @ ..] => rest.len() == usize::from(u16::from_be_bytes([*high, *low])),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [(&str, &str); 3] = [
        (include_str!("../../tests/data/trust/p256.pub"), "p256"),
        (include_str!("../../tests/data/trust/p384.pub"), "p384"),
        (include_str!("../../tests/data/trust/ed25519.pub"), "ed25519"),
    ];

    #[test]
    fn the_kinds_cosign_makes_are_read_and_written_back() {
        for (pem, name) in KEYS {
            let key = PublicKey::from_pem(pem).unwrap();
            assert_eq!(key.pem(), pem, "{name}");
            let windows = format!("A comment\r\n{}", pem.replace('\n', "\r\n"));
            assert_eq!(PublicKey::from_pem(&windows).unwrap(), key, "{name}");
            let printed = include_str!("../../tests/data/trust/fingerprints.txt");
            assert!(printed.contains(&format!("{}  {name}", key.fingerprint())), "{name}");
        }
    }

    #[test]
    fn other_kinds_are_named_as_such() {
        for pem in [
            include_str!("../../tests/data/trust/rsa.pub"),
            include_str!("../../tests/data/trust/p521.pub"),
            include_str!("../../tests/data/trust/ed448.pub"),
        ] {
            assert_eq!(PublicKey::from_pem(pem), Err(TrustError::UnknownKind));
        }
    }

    #[test]
    fn what_is_no_key_is_none() {
        let good = KEYS[0].0;
        let private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n";
        let huge = format!("{BEGIN}\n{}\n{END}\n", "A".repeat(1 << 20));
        let two = format!("{good}{good}");
        let cut = &good[..good.len() / 2];
        let odd = good.replace("MFkw", "M*kw");
        let zeros = format!("{BEGIN}\n{}\n{END}", STANDARD.encode([0_u8; 91]));
        let short = format!("{BEGIN}\n{}\n{END}", STANDARD.encode(b"\x30\x82\xff\xff\x00"));
        for pem in ["", "ssh-ed25519 AAAAC3Nz", private, &huge, &two, cut, &odd, &zeros, &short, BEGIN, END] {
            assert_eq!(PublicKey::from_pem(pem), Err(TrustError::NotAKey), "{pem:.80}");
        }
    }
}

//! Bytes against their digest.

use oci::Digest;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::error::BadAnswer;
use crate::words;

/// Hashes what passes by.
#[derive(Debug, Clone)]
pub(crate) enum Hasher {
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Hasher {
    /// A hasher of the kind that `digest` is of.
    pub(crate) fn of(digest: &Digest) -> Result<Self, BadAnswer> {
        match digest.algorithm() {
            "sha256" => Ok(Hasher::Sha256(Sha256::new())),
            "sha384" => Ok(Hasher::Sha384(Sha384::new())),
            "sha512" => Ok(Hasher::Sha512(Sha512::new())),
            _ => Err(BadAnswer::UnknownDigest { digest: words::cleaned(digest.as_str(), 200) }),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::Sha256(hash) => hash.update(bytes),
            Hasher::Sha384(hash) => hash.update(bytes),
            Hasher::Sha512(hash) => hash.update(bytes),
        }
    }

    /// Says whether what passed by is what `digest` names.
    pub(crate) fn check(self, digest: &Digest) -> Result<(), BadAnswer> {
        let found = match self {
            Hasher::Sha256(hash) => format!("{:x}", hash.finalize()),
            Hasher::Sha384(hash) => format!("{:x}", hash.finalize()),
            Hasher::Sha512(hash) => format!("{:x}", hash.finalize()),
        };
        if found == digest.hash() { Ok(()) } else { Err(BadAnswer::WrongDigest { expected: digest.clone() }) }
    }
}

/// Says whether `bytes` are what `digest` names.
pub(crate) fn check(bytes: &[u8], digest: &Digest) -> Result<(), BadAnswer> {
    let mut hasher = Hasher::of(digest)?;
    hasher.update(bytes);
    hasher.check(digest)
}

/// The digest of bytes that came without one.
pub(crate) fn digest(bytes: &[u8]) -> Result<Digest, BadAnswer> {
    let text = format!("sha256:{:x}", Sha256::digest(bytes));
    Digest::parse(&text).map_err(|_| BadAnswer::UnknownDigest { digest: text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_kind_is_checked() {
        let table = [
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ];
        for text in table {
            let digest = Digest::parse(text).unwrap();
            assert_eq!(check(b"abc", &digest), Ok(()), "{text}");
            assert!(matches!(check(b"abd", &digest), Err(BadAnswer::WrongDigest { .. })), "{text}");
        }
        assert_eq!(digest(b"abc").unwrap().as_str(), table[0]);
        let unknown = Digest::parse(&format!("md5:{}", "a".repeat(32))).unwrap();
        assert!(matches!(check(b"abc", &unknown), Err(BadAnswer::UnknownDigest { .. })));
    }
}

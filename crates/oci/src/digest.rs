//! Content addresses: `sha256:` and the hash in lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

/// A content address. Invariant: known algorithms have a hash of their length, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest {
    text: String,
    colon: usize,
}

/// Why a text is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// No `:` between algorithm and hash.
    #[error("the digest has no algorithm in front of its hash")]
    NoAlgorithm,
    /// The algorithm's name breaks the grammar.
    #[error("the digest's algorithm is not a word")]
    BadAlgorithm,
    /// The hash has a character that is not a lower-case hexadecimal digit.
    #[error("the digest's hash has a character that is no hexadecimal digit")]
    BadHash,
    /// The hash is too short or too long.
    #[error("the digest's hash has {found} digits, {expected} are needed")]
    BadLength {
        /// Digits the algorithm makes.
        expected: usize,
        /// Digits found.
        found: usize,
    },
}

/// The shortest hash the grammar allows for an algorithm we do not know.
const SHORTEST_HASH: usize = 32;

/// No algorithm makes more digits than SHA-512; the slack is for one we do not know.
const LONGEST_HASH: usize = 512;

impl Digest {
    /// Parses `algorithm:hash`.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let (algorithm, hash) = text.split_once(':').ok_or(DigestError::NoAlgorithm)?;
        if !is_algorithm(algorithm) {
            return Err(DigestError::BadAlgorithm);
        }
        check_length(algorithm, hash.len())?;
        if !hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(DigestError::BadHash);
        }
        Ok(Self { text: text.to_owned(), colon: algorithm.len() })
    }

    /// The whole digest, `sha256:…`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `sha256`.
    pub fn algorithm(&self) -> &str {
        self.text.get(..self.colon).unwrap_or_default()
    }

    /// The hash alone.
    pub fn hash(&self) -> &str {
        self.text.get(self.colon + 1..).unwrap_or_default()
    }

    /// The first twelve digits of the hash, as engines print ids.
    pub fn short(&self) -> &str {
        self.hash().get(..12).unwrap_or_else(|| self.hash())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

fn check_length(algorithm: &str, found: usize) -> Result<(), DigestError> {
    let expected = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ if (SHORTEST_HASH..=LONGEST_HASH).contains(&found) => found,
        _ if found < SHORTEST_HASH => SHORTEST_HASH,
        _ => LONGEST_HASH,
    };
    if found == expected { Ok(()) } else { Err(DigestError::BadLength { expected, found }) }
}

fn is_algorithm(text: &str) -> bool {
    text.len() <= 64
        && text.split(['+', '.', '_', '-']).all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_what_registries_send() {
        let text = format!("sha256:{}", "0123456789abcdef".repeat(4));
        let digest = Digest::parse(&text).unwrap();
        assert_eq!(digest.to_string(), text);
        assert_eq!(digest.algorithm(), "sha256");
        assert_eq!(digest.short(), "0123456789ab");
        assert!(Digest::parse(&format!("sha512:{}", "a".repeat(128))).is_ok());
        assert!(Digest::parse(&format!("sha256+b64u:{}", "a".repeat(40))).is_ok());
    }

    #[test]
    fn refuses_the_rest_with_a_reason() {
        let cases = [
            ("", DigestError::NoAlgorithm),
            ("abc", DigestError::NoAlgorithm),
            (":abc", DigestError::BadAlgorithm),
            ("SHA256:abc", DigestError::BadAlgorithm),
            ("sha256:abc", DigestError::BadLength { expected: 64, found: 3 }),
            ("other:abc", DigestError::BadLength { expected: 32, found: 3 }),
        ];
        for (text, error) in cases {
            assert_eq!(Digest::parse(text), Err(error), "{text}");
        }
        let upper = format!("sha256:{}", "A".repeat(64));
        assert_eq!(Digest::parse(&upper), Err(DigestError::BadHash));
    }
}

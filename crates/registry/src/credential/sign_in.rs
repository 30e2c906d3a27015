//! Signing in to a registry and out again. Nothing is kept that the registry did not accept (UPDATES.md 12.5).

use oci::Reference;

use super::{Asked, Chain, Credential, CredentialError, Found, StoreKind, canonical_host, shown};
use crate::{Registry, RegistryError, Verified};

/// Why a sign-in did not come about. Nothing was kept then.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignInError {
    /// What was given for a registry is no host.
    #[error("{host:?} is not a registry's address")]
    NotAHost {
        /// What was given, cleaned.
        host: String,
    },
    /// The registry did not accept it, or did not answer.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// It was accepted and could not be kept.
    #[error("the registry accepted the credentials, and they could not be kept: {0}")]
    Keep(CredentialError),
}

/// How a sign-out went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOut {
    /// Where something of ours was removed.
    pub removed: Vec<StoreKind>,
    /// What is still there for this host, and not ours to remove: with it, pulls go on.
    pub elsewhere: Vec<Found>,
}

/// Proves a credential to a registry: a token if the registry wants one, then `GET /v2/` with it. Takes the host as
/// people write it ([`canonical_host`]).
///
/// A registry that lets everybody in does not look at it; that is [`Verified::NotNeeded`].
pub async fn verify(
    registry: &Registry,
    host: &str,
    credential: &Credential,
) -> Result<Verified, SignInError> {
    Ok(registry.asked(Asked::ByUser).verify(&checked_host(host)?, credential).await?)
}

/// Verifies a credential and keeps it in the store of that kind.
///
/// Where no keychain answers, this fails with [`CredentialError::NoKeychain`]; another kind is the user's to choose.
pub async fn sign_in(
    registry: &Registry,
    chain: &Chain,
    host: &str,
    credential: &Credential,
    kind: StoreKind,
) -> Result<Verified, SignInError> {
    let verified = verify(registry, host, credential).await?;
    chain.logins().keep(host, credential, kind).await.map_err(SignInError::Keep)?;
    Ok(verified)
}

/// Removes what Mooring keeps for a host, and tells what others keep.
pub async fn sign_out(chain: &Chain, host: &str) -> Result<SignedOut, CredentialError> {
    let host = canonical_host(host);
    let removed = chain.logins().remove(&host).await?;
    let listing = chain.found(Asked::ByUser).await;
    let elsewhere = listing.found.into_iter().filter(|found| found.host == host && !found.source.is_ours());
    Ok(SignedOut { removed, elsewhere: elsewhere.collect() })
}

/// A host that references can name: what would read as a part of Docker Hub is none.
fn checked_host(text: &str) -> Result<String, SignInError> {
    let host = canonical_host(text);
    let named = Reference::parse(&format!("{host}/x")).ok();
    match named.filter(|reference| reference.registry() == host) {
        Some(_) => Ok(host),
        None => Err(SignInError::NotAHost { host: shown(text) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_host_is_not_asked() {
        for text in
            ["docker.io", "https://GHCR.io/", "localhost:5000", "localhost", "[::1]:5000", "10.0.0.1:80"]
        {
            assert!(checked_host(text).is_ok(), "{text}");
        }
        for text in ["", " ", "acme", "a b.io", "user@host.io", "host.io:port", "-x.io", "\u{1b}[31m.io"] {
            assert!(checked_host(text).is_err(), "{text}");
        }
    }
}

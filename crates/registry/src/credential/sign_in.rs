//! Signing in to a registry and out again. Nothing is kept that the registry did not accept (UPDATES.md 12.5).

use super::{Asked, Chain, Credential, CredentialError, Found, StoreKind, canonical_host};
use crate::{Registry, RegistryError};

/// Why a sign-in did not come about. Nothing was kept then.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignInError {
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

/// Proves a credential to a registry: a token if the registry wants one, then `GET /v2/` with it.
///
/// A registry that lets everybody in cannot tell a right password from a wrong one; it answers `Ok` to both.
pub async fn verify(registry: &Registry, host: &str, credential: &Credential) -> Result<(), RegistryError> {
    let _ = (registry, credential);
    let kind = crate::ErrorKind::ConnectFailed { cause: "the client does not verify yet".to_owned() };
    Err(RegistryError::new(&canonical_host(host), "/v2/", kind))
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
) -> Result<(), SignInError> {
    verify(registry, host, credential).await?;
    chain.logins().keep(host, credential, kind).await.map_err(SignInError::Keep)
}

/// Removes what Mooring keeps for a host, and tells what others keep.
pub async fn sign_out(chain: &Chain, host: &str) -> Result<SignedOut, CredentialError> {
    let host = canonical_host(host);
    let removed = chain.logins().remove(&host).await?;
    let listing = chain.found(Asked::ByUser).await;
    let elsewhere = listing.found.into_iter().filter(|found| found.host == host && !found.source.is_ours());
    Ok(SignedOut { removed, elsewhere: elsewhere.collect() })
}

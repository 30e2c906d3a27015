//! The keychains of macOS and Windows, whose calls block.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use keyring_core::{CredentialStore, Entry, Error};

use super::{SERVICE, SecretStore, StoreKind};
use crate::credential::{Asked, CredentialError, Secret, shown};

/// How long nobody waits for: the system answers at once or is asking its owner.
const BACKGROUND_LIMIT: Duration = Duration::from_secs(5);

/// How long a person has for a password.
const USER_LIMIT: Duration = Duration::from_secs(60);

type Opened = Result<Arc<CredentialStore>, String>;

/// The system's keychain through `keyring-core`.
#[derive(Debug)]
pub(super) struct NativeKeychain {
    store: Opened,
    /// One call at a time: one that hangs keeps a thread, and there shall be no second.
    turn: Arc<Mutex<()>>,
}

impl NativeKeychain {
    /// This computer's.
    #[cfg(target_os = "macos")]
    pub(super) fn of_this_computer() -> Self {
        Self::over(
            apple_native_keyring_store::keychain::Store::new().map(|store| store as Arc<CredentialStore>),
        )
    }

    /// This computer's.
    #[cfg(target_os = "windows")]
    pub(super) fn of_this_computer() -> Self {
        Self::over(windows_native_keyring_store::Store::new().map(|store| store as Arc<CredentialStore>))
    }

    fn over(store: keyring_core::Result<Arc<CredentialStore>>) -> Self {
        Self { store: store.map_err(|error| shown(&error.to_string())), turn: Arc::default() }
    }

    async fn call<R: Send + 'static>(
        &self,
        name: &str,
        limit: Duration,
        call: impl FnOnce(&Entry) -> keyring_core::Result<R> + Send + 'static,
    ) -> Result<R, Failure> {
        let store = self.store.clone().map_err(|cause| CredentialError::NoKeychain { cause })?;
        let turn = Arc::clone(&self.turn);
        let name = name.to_owned();
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            call(&store.build(SERVICE, &name, None)?)
        });
        match tokio::time::timeout(limit, work).await {
            Err(_) => Err(CredentialError::KeychainTimeout { limit }.into()),
            Ok(Err(_)) => {
                Err(CredentialError::KeychainFailed { cause: "the call broke off".to_owned() }.into())
            }
            Ok(Ok(outcome)) => outcome.map_err(Failure::from),
        }
    }
}

/// Having nothing is no error here, and one there.
enum Failure {
    Nothing,
    Real(CredentialError),
}

impl From<CredentialError> for Failure {
    fn from(error: CredentialError) -> Self {
        Self::Real(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Real(match error {
            Error::NoEntry => return Self::Nothing,
            Error::NoStorageAccess(_) => CredentialError::Locked,
            Error::TooLong(_, limit) => CredentialError::SecretTooLong { limit },
            Error::NoDefaultStore => CredentialError::NoKeychain { cause: "there is none".to_owned() },
            Error::PlatformFailure(cause) => {
                CredentialError::KeychainFailed { cause: shown(&cause.to_string()) }
            }
            // The others carry data, which may be the secret.
            _ => CredentialError::KeychainFailed { cause: "it cannot keep this entry".to_owned() },
        })
    }
}

impl Failure {
    fn unless_nothing<R>(self, nothing: R) -> Result<R, CredentialError> {
        match self {
            Self::Nothing => Ok(nothing),
            Self::Real(error) => Err(error),
        }
    }
}

impl SecretStore for NativeKeychain {
    fn kind(&self) -> StoreKind {
        StoreKind::Keychain
    }

    fn get<'a>(
        &'a self,
        name: &'a str,
        asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Secret>, CredentialError>> {
        let limit = match asked {
            Asked::Background => BACKGROUND_LIMIT,
            Asked::ByUser => USER_LIMIT,
        };
        Box::pin(async move {
            match self.call(name, limit, Entry::get_secret).await {
                Ok(bytes) => Ok(Some(super::text(bytes)?)),
                Err(failure) => failure.unless_nothing(None),
            }
        })
    }

    fn set<'a>(&'a self, name: &'a str, secret: &'a Secret) -> BoxFuture<'a, Result<(), CredentialError>> {
        let secret = secret.clone();
        let write = move |entry: &Entry| entry.set_secret(secret.expose().as_bytes());
        Box::pin(async move {
            self.call(name, USER_LIMIT, write).await.or_else(|failure| failure.unless_nothing(()))
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(async move {
            let removed = self.call(name, USER_LIMIT, Entry::delete_credential).await;
            removed.or_else(|failure| failure.unless_nothing(()))
        })
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::mock;

    use super::*;

    #[tokio::test]
    async fn keeps_and_forgets() {
        let keychain = NativeKeychain::over(mock::Store::new().map(|store| store as Arc<CredentialStore>));
        assert_eq!(keychain.get("a.io", Asked::ByUser).await, Ok(None));
        keychain.set("a.io", &Secret::new("one")).await.unwrap();
        keychain.set("a.io", &Secret::new("two")).await.unwrap();
        assert_eq!(keychain.get("a.io", Asked::Background).await, Ok(Some(Secret::new("two"))));
        keychain.remove("a.io").await.unwrap();
        keychain.remove("a.io").await.unwrap();
        assert_eq!(keychain.get("a.io", Asked::ByUser).await, Ok(None));
    }

    #[tokio::test]
    async fn one_that_is_not_there_says_so() {
        let keychain = NativeKeychain::over(Err(Error::NoDefaultStore));
        let outcome = keychain.get("a.io", Asked::Background).await;
        assert!(matches!(outcome, Err(CredentialError::NoKeychain { .. })), "{outcome:?}");
    }

    #[test]
    fn what_a_keychain_says_carries_no_secret() {
        let secret = || b"sesame".to_vec();
        let cause = || std::io::Error::other("sesame").into();
        for error in [Error::BadEncoding(secret()), Error::BadDataFormat(secret(), cause())] {
            let Failure::Real(error) = Failure::from(error) else { panic!("nothing is not what was said") };
            assert!(!format!("{error:?} {error}").contains("sesame"));
        }
    }
}

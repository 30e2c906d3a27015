//! The Secret Service of Linux desktops (GNOME Keyring, KWallet, KeePassXC), over the session bus.
//!
//! By its own protocol rather than through `keyring-core`, whose store unlocks whatever it finds: a check in the
//! background must see that an entry is locked, and leave it so.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::BoxFuture;
use secret_service::{EncryptionType, Error};

use super::{SERVICE, SecretStore, StoreKind};
use crate::credential::{Asked, CredentialError, Secret, shown};

/// How long a service has that nobody waits for.
const BACKGROUND_LIMIT: Duration = Duration::from_secs(5);

/// How long a person has for the keyring's password.
const USER_LIMIT: Duration = Duration::from_secs(60);

const CONTENT_TYPE: &str = "text/plain";

/// The keyring of the session. Every call connects anew: they are rare, and services restart.
#[derive(Debug, Default)]
pub(super) struct SecretService {
    /// The session bus; the one of this process when not given.
    bus: Option<String>,
}

/// Ours, and of this name.
fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", name)])
}

impl SecretService {
    /// A session with the service. Where none comes about there is no keychain, whatever the bus says about it.
    async fn connected(&self) -> Result<secret_service::SecretService<'static>, CredentialError> {
        let connected = match &self.bus {
            None => secret_service::SecretService::connect(EncryptionType::Dh).await,
            Some(address) => over(address).await,
        };
        connected.map_err(|error| CredentialError::NoKeychain { cause: shown(&error.to_string()) })
    }

    async fn read(&self, name: &str, asked: Asked) -> Result<Option<Vec<u8>>, CredentialError> {
        let service = self.connected().await?;
        let found = service.search_items(attributes(name)).await.map_err(told)?;
        if let Some(item) = found.unlocked.first() {
            return item.get_secret().await.map(Some).map_err(told);
        }
        let Some(item) = found.locked.first() else { return Ok(None) };
        if asked == Asked::Background {
            return Err(CredentialError::Locked);
        }
        item.unlock().await.map_err(told)?;
        item.get_secret().await.map(Some).map_err(told)
    }

    async fn write(&self, name: &str, secret: &str) -> Result<(), CredentialError> {
        let service = self.connected().await?;
        create(&service, name, secret).await.map_err(told)
    }

    async fn delete(&self, name: &str) -> Result<(), CredentialError> {
        let service = self.connected().await?;
        remove_all(&service, name).await.map_err(told)
    }
}

async fn over(address: &str) -> Result<secret_service::SecretService<'static>, Error> {
    let bus = zbus::connection::Builder::address(address)?.build().await?;
    secret_service::SecretService::connect_with_existing(EncryptionType::Dh, bus).await
}

async fn create(service: &secret_service::SecretService<'_>, name: &str, secret: &str) -> Result<(), Error> {
    let collection = service.get_default_collection().await?;
    if collection.is_locked().await? {
        collection.unlock().await?;
    }
    let label = format!("{SERVICE}: {name}");
    let (bytes, replace) = (secret.as_bytes(), true);
    collection.create_item(&label, attributes(name), bytes, replace, CONTENT_TYPE).await?;
    Ok(())
}

async fn remove_all(service: &secret_service::SecretService<'_>, name: &str) -> Result<(), Error> {
    let found = service.search_items(attributes(name)).await?;
    for item in &found.locked {
        item.unlock().await?;
        item.delete().await?;
    }
    for item in &found.unlocked {
        item.delete().await?;
    }
    Ok(())
}

async fn within<R>(
    limit: Duration,
    call: impl Future<Output = Result<R, CredentialError>>,
) -> Result<R, CredentialError> {
    tokio::time::timeout(limit, call).await.unwrap_or(Err(CredentialError::KeychainTimeout { limit }))
}

fn told(error: Error) -> CredentialError {
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => CredentialError::Locked,
        Error::NoResult => CredentialError::NoKeychain { cause: "there is no default keyring".to_owned() },
        other => CredentialError::KeychainFailed { cause: shown(&other.to_string()) },
    }
}

impl SecretStore for SecretService {
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
            let found = within(limit, self.read(name, asked)).await?;
            found.map(super::text).transpose()
        })
    }

    fn set<'a>(&'a self, name: &'a str, secret: &'a Secret) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(within(USER_LIMIT, self.write(name, secret.expose())))
    }

    fn remove<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(within(USER_LIMIT, self.delete(name)))
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used, reason = "a test on one system")]
mod tests {
    use super::*;
    use crate::credential::keychain::session::Session;

    #[tokio::test]
    async fn keeps_and_forgets() {
        let mut session = Session::start();
        session.unlock("sesame").await;
        let keyring = SecretService { bus: Some(session.bus()) };
        assert_eq!(keyring.get("a.io", Asked::Background).await, Ok(None));
        keyring.set("a.io", &Secret::new("one")).await.unwrap();
        keyring.set("a.io", &Secret::new("two")).await.unwrap();
        keyring.set("b.io", &Secret::new("three \u{1f512}")).await.unwrap();
        assert_eq!(keyring.get("a.io", Asked::Background).await, Ok(Some(Secret::new("two"))));
        assert_eq!(keyring.get("b.io", Asked::ByUser).await, Ok(Some(Secret::new("three \u{1f512}"))));
        keyring.remove("a.io").await.unwrap();
        keyring.remove("a.io").await.unwrap();
        assert_eq!(keyring.get("a.io", Asked::ByUser).await, Ok(None));
    }

    #[tokio::test]
    async fn in_the_background_a_locked_entry_stays_locked() {
        let mut session = Session::start();
        session.unlock("sesame").await;
        let keyring = SecretService { bus: Some(session.bus()) };
        keyring.set("a.io", &Secret::new("one")).await.unwrap();
        session.lock().await;
        assert_eq!(keyring.get("a.io", Asked::Background).await, Err(CredentialError::Locked));
        assert_eq!(keyring.get("b.io", Asked::Background).await, Ok(None), "what is not there needs no key");
    }

    #[tokio::test]
    async fn where_nobody_keeps_secrets_that_is_said() {
        let session = Session::start();
        let nobody = SecretService { bus: Some(session.bus()) };
        let no_bus = SecretService { bus: Some("unix:path=/nowhere/bus".to_owned()) };
        for keyring in [nobody, no_bus] {
            let outcome = keyring.get("a.io", Asked::Background).await;
            assert!(matches!(outcome, Err(CredentialError::NoKeychain { .. })), "{outcome:?}");
            let outcome = keyring.set("a.io", &Secret::new("one")).await;
            assert!(matches!(outcome, Err(CredentialError::NoKeychain { .. })), "{outcome:?}");
        }
    }
}

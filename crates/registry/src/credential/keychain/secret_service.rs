//! The Secret Service of Linux desktops (GNOME Keyring, KWallet, KeePassXC), over the session bus.
//!
//! By its own protocol rather than through `keyring-core`, whose store unlocks whatever it finds: a check in the
//! background must see that an entry is locked, and leave it so.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::BoxFuture;
use secret_service::{EncryptionType, Error, Item};

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
    async fn connected(&self) -> Result<secret_service::SecretService<'static>, Error> {
        match &self.bus {
            None => secret_service::SecretService::connect(EncryptionType::Dh).await,
            Some(address) => {
                let bus = zbus::connection::Builder::address(address.as_str())?.build().await?;
                secret_service::SecretService::connect_with_existing(EncryptionType::Dh, bus).await
            }
        }
    }

    async fn read(&self, name: &str, asked: Asked) -> Result<Option<Vec<u8>>, Error> {
        let service = self.connected().await?;
        let found = service.search_items(attributes(name)).await?;
        if let Some(item) = found.unlocked.first() {
            return item.get_secret().await.map(Some);
        }
        let Some(item) = found.locked.first() else { return Ok(None) };
        if asked == Asked::Background {
            return Err(Error::Locked);
        }
        item.unlock().await?;
        item.get_secret().await.map(Some)
    }

    async fn write(&self, name: &str, secret: &str) -> Result<(), Error> {
        let service = self.connected().await?;
        let collection = service.get_default_collection().await?;
        if collection.is_locked().await? {
            collection.unlock().await?;
        }
        let label = format!("{SERVICE}: {name}");
        let (bytes, replace) = (secret.as_bytes(), true);
        collection.create_item(&label, attributes(name), bytes, replace, CONTENT_TYPE).await?;
        Ok(())
    }

    async fn delete(&self, name: &str) -> Result<(), Error> {
        let service = self.connected().await?;
        let found = service.search_items(attributes(name)).await?;
        for item in &found.locked {
            unlocked(item).await?.delete().await?;
        }
        for item in &found.unlocked {
            item.delete().await?;
        }
        Ok(())
    }
}

async fn unlocked<'a, 'b>(item: &'a Item<'b>) -> Result<&'a Item<'b>, Error> {
    item.unlock().await?;
    Ok(item)
}

async fn within<R>(
    limit: Duration,
    call: impl Future<Output = Result<R, Error>>,
) -> Result<R, CredentialError> {
    let in_time = tokio::time::timeout(limit, call).await;
    in_time.map_err(|_| CredentialError::KeychainTimeout { limit })?.map_err(told)
}

fn told(error: Error) -> CredentialError {
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => CredentialError::Locked,
        Error::NoResult => CredentialError::NoKeychain { cause: "there is no default keyring".to_owned() },
        Error::Unavailable => {
            CredentialError::NoKeychain { cause: "no secret service is running in this session".to_owned() }
        }
        Error::Zbus(cause) if is_absence(&cause) => {
            CredentialError::NoKeychain { cause: shown(&cause.to_string()) }
        }
        other => CredentialError::KeychainFailed { cause: shown(&other.to_string()) },
    }
}

/// No bus, or nobody on it who would keep secrets.
fn is_absence(error: &zbus::Error) -> bool {
    match error {
        zbus::Error::Address(_) | zbus::Error::InputOutput(_) | zbus::Error::Handshake(_) => true,
        zbus::Error::MethodError(name, _, _) => matches!(
            name.as_str(),
            "org.freedesktop.DBus.Error.ServiceUnknown"
                | "org.freedesktop.DBus.Error.NameHasNoOwner"
                | "org.freedesktop.DBus.Error.Spawn.ExecFailed"
                | "org.freedesktop.DBus.Error.Spawn.ChildExited"
                | "org.freedesktop.DBus.Error.Spawn.ServiceNotFound"
        ),
        zbus::Error::FDO(error) => {
            matches!(**error, zbus::fdo::Error::ServiceUnknown(_) | zbus::fdo::Error::NameHasNoOwner(_))
        }
        _ => false,
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

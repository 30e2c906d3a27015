//! Stores for secrets of our own: the operating system's keychain, this session's memory, or a file by consent.
//!
//! A store knows names and bytes, not what is in them. Its contents belong to the user; nothing here lists or touches
//! what others keep there.

mod file;
mod memory;
#[cfg(any(target_os = "macos", target_os = "windows", test))]
mod native;
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
mod secret_service;
#[cfg(all(test, target_os = "linux"))]
mod session;

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Asked, CredentialError, Secret};

pub use self::file::FileStore;
pub use self::memory::MemoryStore;

/// Under this name everything of ours stands in a keychain.
pub(super) const SERVICE: &str = "Mooring";

/// What a store is, for telling the user where a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreKind {
    /// The operating system's keychain.
    Keychain,
    /// Memory of this process: forgotten at its end.
    Session,
    /// A file that everybody who can read as the user can read: no secret place.
    PlainFile,
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StoreKind::Keychain => "the keychain",
            StoreKind::Session => "this session's memory",
            StoreKind::PlainFile => "a plain file",
        })
    }
}

/// Keeps secrets by name.
///
/// An answer comes within seconds or is an error: a keychain that waits for its owner is waited for only when somebody
/// asked ([`Asked::ByUser`]).
pub trait SecretStore: fmt::Debug + Send + Sync {
    /// What this store is.
    fn kind(&self) -> StoreKind;

    /// The secret of a name, or nothing.
    fn get<'a>(
        &'a self,
        name: &'a str,
        asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Secret>, CredentialError>>;

    /// Keeps a secret, in the place of an older one. Only ever by the user's will.
    fn set<'a>(&'a self, name: &'a str, secret: &'a Secret) -> BoxFuture<'a, Result<(), CredentialError>>;

    /// Removes a name; it is no error when there is none.
    fn remove<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), CredentialError>>;
}

/// The keychain of this computer. Whether it answers shows when it is asked.
#[must_use]
pub fn os_keychain() -> Arc<dyn SecretStore> {
    #[cfg(any(target_os = "macos", target_os = "windows"))]
    return Arc::new(native::NativeKeychain::of_this_computer());
    #[cfg(not(any(target_os = "macos", target_os = "windows")))]
    return Arc::new(secret_service::SecretService::default());
}

/// What a keychain returns, as the text that we gave it.
fn text(bytes: Vec<u8>) -> Result<Secret, CredentialError> {
    let not_ours = |_| CredentialError::KeychainFailed { cause: "the entry is no text".to_owned() };
    String::from_utf8(bytes).map(Secret::new).map_err(not_ours)
}

//! Who we are at a registry: the client asks [`Credentials`]; where secrets come from is behind that door.
//!
//! - [`Chain`] is the real one: first what was signed in to here ([`Logins`], kept in a [`SecretStore`]), then what
//!   Podman and Docker keep, read only, in their files and helpers.
//! - [`sign_in`] verifies before it keeps; [`sign_out`] removes what is ours and says what is not.
//!
//! Secrets are in no `Debug`, no error, no log and no argument of a program.

mod auth_file;
mod chain;
mod environment;
mod error;
mod files;
mod found;
mod helper;
mod host;
mod keychain;
mod logins;
mod sign_in;
mod survey;

use std::fmt;

use futures_util::future::BoxFuture;

pub use self::chain::Chain;
pub use self::environment::{Environment, System};
pub use self::error::CredentialError;
pub use self::found::{Found, Listing, Source};
pub use self::host::{canonical_host, server_address};
pub use self::keychain::{FileStore, MemoryStore, SecretStore, StoreKind, os_keychain};
pub use self::logins::Logins;
pub use self::sign_in::{SignInError, SignedOut, sign_in, sign_out, verify};

/// Finds the credentials of a registry.
///
/// The client asks only when a registry demands it, and may ask for many repositories of one host in a row: an answer
/// must be cheap when the same was asked a moment ago, and several asking at once must not start a helper each.
pub trait Credentials: Send + Sync {
    /// Returns what is stored for a host (`docker.io`, `ghcr.io`, `host.example:5000`) and a repository there
    /// (`library/nginx`), or nothing. Some stores hold different accounts for parts of one host.
    fn find<'a>(
        &'a self,
        host: &'a str,
        repository: &'a str,
        asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>>;
}

/// Who waits for the answer: decides whether something may ask the person at the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Asked {
    /// A check on a schedule: nothing may pop up.
    #[default]
    Background,
    /// Somebody clicked and sits there.
    ByUser,
}

/// What proves who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// Name and password, or a personal access token in the password's place.
    Password {
        /// Account.
        username: String,
        /// Password.
        password: Secret,
    },
    /// A refresh token that a sign-in left behind.
    IdentityToken {
        /// Account, often `<token>`.
        username: String,
        /// Token.
        token: Secret,
    },
}

impl Credential {
    /// Account.
    #[must_use]
    pub fn username(&self) -> &str {
        match self {
            Credential::Password { username, .. } | Credential::IdentityToken { username, .. } => username,
        }
    }
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret in.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the wire and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Nobody is known anywhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anonymous;

impl Credentials for Anonymous {
    fn find<'a>(
        &'a self,
        _host: &'a str,
        _repository: &'a str,
        _asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>> {
        Box::pin(async { Ok(None) })
    }
}

/// Words from outside, fit to stand in an error.
fn shown(text: &str) -> String {
    crate::words::cleaned(text, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let credential = Credential::Password { username: "ada".into(), password: Secret::new("hunter2") };
        let printed = format!("{credential:?}");
        assert!(printed.contains("ada") && !printed.contains("hunter2"), "{printed}");
    }
}

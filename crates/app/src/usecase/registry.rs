//! Signing in and out of registries.

use registry::credential::{self, Asked, Credential, Credentials as _, Secret, SignInError, canonical_host};
use registry::{ErrorKind, Registry, RegistryError};

use crate::registries::{credential_problem, registry_views, source_words, store_kind};
use crate::wire::{Problem, RegistryView, Resource, SignIn};
use crate::{App, doctor};

/// What people mean when they name no registry.
const HUB: &str = "docker.io";

impl App {
    /// Lists every sign-in we know of and where it comes from, and the places that could not be read.
    pub async fn registry_list(&self) -> Vec<RegistryView> {
        registry_views(self.inner.registries.chain().found(Asked::Background).await)
    }

    /// Asks the registry whether a sign-in is right, then keeps it where the user wants it.
    ///
    /// # Errors
    /// When the registry refuses or cannot be asked, or the secret cannot be kept there; nothing is kept then.
    pub async fn registry_sign_in(&self, sign_in: SignIn) -> Result<RegistryView, Problem> {
        let host = named_host(&sign_in.host);
        let secret = Secret::new(sign_in.secret);
        let given = Credential::Password { username: sign_in.username, password: secret };
        let (client, chain) = (self.any_registry(), self.inner.registries.chain());
        let done = credential::sign_in(&client, chain, &host, &given, store_kind(sign_in.keep)).await;
        done.map_err(|error| sign_in_problem(&error, &host))?;
        self.account_changed(&host);
        let ours = |view: &RegistryView| view.ours && view.host == host;
        let view = self.registry_list().await.into_iter().find(ours);
        view.ok_or_else(|| doctor::problem("registry.signedOut", [("registry", host)]))
    }

    /// Forgets our own sign-in of a registry.
    ///
    /// # Errors
    /// When there is none of ours: Docker's and Podman's are theirs.
    pub async fn registry_sign_out(&self, host: String) -> Result<(), Problem> {
        let host = named_host(&host);
        let out = credential::sign_out(self.inner.registries.chain(), &host).await;
        let out = out.map_err(|error| credential_problem(&error))?;
        self.account_changed(&host);
        match (out.removed.is_empty(), out.elsewhere.first()) {
            (false, _) => Ok(()),
            (true, None) => Err(doctor::problem("registry.signedOut", [("registry", host)])),
            (true, Some(found)) => {
                let source = ("source", source_words(&found.source));
                Err(doctor::problem("registry.notOurs", [("registry", host), source]))
            }
        }
    }

    /// Asks a registry whether the sign-in in use still holds.
    ///
    /// # Errors
    /// When there is none, the registry refuses it, or cannot be asked.
    pub async fn registry_check(&self, host: String) -> Result<(), Problem> {
        let host = named_host(&host);
        let chain = self.inner.registries.chain();
        chain.forget().await;
        let found = chain.find(&host, "", Asked::ByUser).await;
        let found = found.map_err(|error| credential_problem(&error))?;
        let given =
            found.ok_or_else(|| doctor::problem("registry.signedOut", [("registry", host.clone())]))?;
        let verified = credential::verify(&self.any_registry(), &host, &given).await;
        verified.map(|_| ()).map_err(|error| sign_in_problem(&error, &host))
    }

    /// What a registry told the account before is nothing to the next one.
    fn account_changed(&self, host: &str) {
        let checker = self.inner.freshness.checker(self.any_registry());
        if let Err(error) = checker.forget(host) {
            tracing::warn!(%error, "old answers could not be forgotten");
        }
        self.inner.announcer.changed(Resource::Registries);
        self.inner.announcer.changed(Resource::Freshness);
    }

    /// Returns the client; signing in needs no engine, but one that is there says whom it trusts.
    pub(super) fn any_registry(&self) -> Registry {
        match self.inner.link.connected() {
            Some(engine) => self.inner.registries.client(engine.info()),
            None => self.inner.registries.plain_client(),
        }
    }
}

/// Understands what people type as a registry: nothing, an address, a host.
fn named_host(text: &str) -> String {
    if text.trim().is_empty() { HUB.to_owned() } else { canonical_host(text) }
}

fn sign_in_problem(error: &SignInError, host: &str) -> Problem {
    match error {
        SignInError::NotAHost { host } => doctor::problem("input.invalid", [("input", host.clone())]),
        SignInError::Registry(error) => verify_problem(error, host),
        SignInError::Keep(error) => credential_problem(error),
    }
}

fn verify_problem(error: &RegistryError, host: &str) -> Problem {
    let registry = ("registry", host.to_owned());
    let reason = ("reason", error.kind().to_string());
    let problem = match error.kind() {
        ErrorKind::AuthRejected | ErrorKind::AuthRequired | ErrorKind::Forbidden => {
            doctor::problem("registry.signInRefused", [registry])
        }
        ErrorKind::NotFound(_) | ErrorKind::BadAnswer(_) | ErrorKind::TooLarge { .. } => {
            doctor::problem("registry.notARegistry", [registry])
        }
        ErrorKind::Server(_) | ErrorKind::Refused(_) | ErrorKind::RateLimited { .. } => {
            doctor::problem("registry.failed", [registry, reason])
        }
        _ => doctor::problem("registry.unreachable", [registry, reason]),
    };
    Problem { raw: error.to_string(), ..problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_name_registries_in_many_ways() {
        let table = [
            ("", "docker.io"),
            ("docker.io", "docker.io"),
            ("https://index.docker.io/v1/", "docker.io"),
            ("https://ghcr.io/", "ghcr.io"),
            ("localhost:5000", "localhost:5000"),
        ];
        for (typed, host) in table {
            assert_eq!(named_host(typed), host, "{typed:?}");
        }
    }
}

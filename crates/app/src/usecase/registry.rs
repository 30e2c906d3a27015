//! Signing in and out of registries.

use registry::credential::{Asked, Credential, Secret, canonical_host};
use registry::{ErrorKind, Registry, RegistryError};

use crate::registries::{credential_problem, registry_views, store_kind};
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
        let host = named_host(&sign_in.host)?;
        let credential =
            Credential::Password { username: sign_in.username, password: Secret::new(sign_in.secret) };
        self.verify(&host, &credential).await?;
        let logins = self.inner.registries.chain().logins();
        logins
            .keep(&host, &credential, store_kind(sign_in.keep))
            .await
            .map_err(|error| credential_problem(&error))?;
        self.inner.announcer.changed(Resource::Registries);
        let views = self.registry_list().await;
        let ours = views.into_iter().find(|view| view.ours && view.host == host && view.in_use);
        ours.ok_or_else(|| doctor::problem("registry.signedOut", [("registry", host)]))
    }

    /// Forgets our own sign-in of a registry.
    ///
    /// # Errors
    /// When there is none of ours: Docker's and Podman's are theirs.
    pub async fn registry_sign_out(&self, host: String) -> Result<(), Problem> {
        let host = named_host(&host)?;
        let removed = self.inner.registries.chain().logins().remove(&host).await;
        let removed = removed.map_err(|error| credential_problem(&error))?;
        self.inner.announcer.changed(Resource::Registries);
        if removed.is_empty() { Err(self.not_ours(host).await) } else { Ok(()) }
    }

    /// Asks a registry whether the sign-in in use still holds.
    ///
    /// # Errors
    /// When there is none, the registry refuses it, or cannot be asked.
    pub async fn registry_check(&self, host: String) -> Result<(), Problem> {
        let host = named_host(&host)?;
        let chain = self.inner.registries.chain();
        chain.forget().await;
        let found = registry::credential::Credentials::find(chain, &host, "", Asked::ByUser).await;
        let found = found.map_err(|error| credential_problem(&error))?;
        let credential =
            found.ok_or_else(|| doctor::problem("registry.signedOut", [("registry", host.clone())]))?;
        self.verify(&host, &credential).await
    }

    async fn verify(&self, host: &str, credential: &Credential) -> Result<(), Problem> {
        let verified = self.any_registry().await.verify(host, credential).await;
        verified.map_err(|error| verify_problem(&error, host))
    }

    /// Returns the client; signing in needs no engine, but one that is there says whom it trusts.
    pub(super) async fn any_registry(&self) -> Registry {
        match self.inner.link.connected() {
            Some(engine) => self.inner.registries.client(engine.info()),
            None => self.inner.registries.plain_client(),
        }
    }

    async fn not_ours(&self, host: String) -> Problem {
        let views = self.registry_list().await;
        let theirs = views.into_iter().find(|view| view.host == host && view.in_use);
        match theirs.and_then(|view| view.detail) {
            Some(source) => doctor::problem("registry.notOurs", [("registry", host), ("source", source)]),
            None => doctor::problem("registry.signedOut", [("registry", host)]),
        }
    }
}

/// Understands what people type as a registry: nothing, an address, a host.
fn named_host(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(HUB.to_owned());
    }
    let host = canonical_host(text);
    let named = oci::Reference::parse(&format!("{host}/a:1")).is_ok_and(|parsed| parsed.registry() == host);
    if named { Ok(host) } else { Err(doctor::problem("input.invalid", [("input", text.to_owned())])) }
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
            ("", Some("docker.io")),
            ("docker.io", Some("docker.io")),
            ("https://index.docker.io/v1/", Some("docker.io")),
            ("ghcr.io", Some("ghcr.io")),
            ("https://ghcr.io/", Some("ghcr.io")),
            ("localhost:5000", Some("localhost:5000")),
            ("not a host", None),
            ("-x", None),
        ];
        for (typed, host) in table {
            assert_eq!(named_host(typed).ok().as_deref(), host, "{typed:?}");
        }
    }
}

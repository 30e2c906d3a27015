//! Whether a registry takes a credential, before anybody keeps it; and questions that are about no repository.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use reqwest::Method;

use crate::ask::{Ask, Scope};
use crate::client::{Options, Registry};
use crate::credential::{Asked, Credential, CredentialError, Credentials};
use crate::error::RegistryError;
use crate::page::Page;

/// What came of trying a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// The registry took it.
    Accepted,
    /// The registry lets everybody in and did not look at it.
    NotNeeded,
}

/// The credential that is being tried, and no other; at its host alone, for a registry may lead elsewhere.
struct Only {
    host: String,
    credential: Credential,
}

impl Credentials for Only {
    fn find<'a>(
        &'a self,
        host: &'a str,
        _repository: &'a str,
        _asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>> {
        let found = (host == self.host).then(|| self.credential.clone());
        Box::pin(async { Ok(found) })
    }
}

impl Registry {
    /// Tries a credential at `GET /v2/`, as `docker login` does. Nothing is remembered.
    pub async fn verify(&self, host: &str, credential: &Credential) -> Result<Verified, RegistryError> {
        let only = Only { host: host.to_owned(), credential: credential.clone() };
        let options = Options { credentials: Arc::new(only), ..self.shared.options.clone() };
        let registry = Registry::new(options);
        registry.ask(&registry.base_ask(host)).await?;
        let was_asked = registry.shared.hosts.get(host).demand().is_some();
        Ok(if was_asked { Verified::Accepted } else { Verified::NotNeeded })
    }

    /// Asks a host for a page about the whole registry: its catalog, its search.
    pub(crate) async fn host_page(
        &self,
        host: &str,
        asked: &str,
        path: &str,
        scope: Scope<'_>,
    ) -> Result<(Bytes, Option<String>), RegistryError> {
        let (asked, path) = (asked.to_owned(), path.to_owned());
        let Page { bytes, next, .. } = self.page(&Ask { asked, path, scope, ..self.base_ask(host) }).await?;
        Ok((bytes, next))
    }

    fn base_ask<'a>(&self, host: &'a str) -> Ask<'a> {
        Ask {
            host,
            asked: "signing in".to_owned(),
            method: Method::GET,
            path: "/v2/".to_owned(),
            accept: &["application/json"],
            scope: Scope::Nothing,
            range: None,
            time: self.shared.options.limits.body,
            group: None,
            began: Instant::now(),
        }
    }
}

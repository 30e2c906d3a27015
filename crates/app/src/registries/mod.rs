//! The registries as the app knows them: one client, who we are there, and the links we have shown.

mod view;

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use engine::RegistryAuth;
use engine::discover::Environment;
use engine::model::system::EngineInfo;
use job::Clock;
use oci::Reference;
use registry::credential::{
    self, Asked, Chain, Credential, Credentials as _, FileStore, Logins, MemoryStore, SecretStore,
    os_keychain, server_address,
};
use registry::{HostRules, Options, Proxies, Registry};

use crate::wire::Problem;

pub(crate) use view::{credential_problem, registry_views, source_words, store_kind};

/// More links than this are not remembered; the oldest views are long closed by then.
const LINKS: usize = 10_000;

/// Everything about registries that lasts as long as the app.
pub(crate) struct Registries {
    chain: Chain,
    options: Options,
    /// The client in use, with the rules it was made for: engines differ in whom they trust.
    client: Mutex<Option<(HostRules, Registry)>>,
    /// Links that were shown, and may be opened.
    links: Mutex<HashSet<String>>,
}

impl std::fmt::Debug for Registries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registries").field("chain", &self.chain).finish_non_exhaustive()
    }
}

impl Registries {
    /// Prepares; asks nobody yet.
    pub(crate) fn new(environment: &Environment, data_dir: &Path, clock: Clock) -> Self {
        let chain = Chain::new(computer(environment), Logins::new(stores(data_dir)));
        let variable = |name: &str| environment.variables.get(name).map(String::as_str);
        let mut options = Options::new(concat!("mooring/", env!("CARGO_PKG_VERSION")), clock);
        options.proxies = Proxies::from_variables(variable);
        options.credentials = Arc::new(chain.clone());
        options.hosts.certificates = certificate_folders(environment);
        options.hosts.authorities = variable("SSL_CERT_FILE").map(Into::into).into_iter().collect();
        Self { chain, options, client: Mutex::default(), links: Mutex::default() }
    }

    /// Returns the client for what this engine trusts. What it learnt is kept until the rules change.
    pub(crate) fn client(&self, engine: &EngineInfo) -> Registry {
        let mut rules = self.options.hosts.clone();
        rules.insecure.clone_from(&engine.insecure_registries);
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        match &*client {
            Some((known, registry)) if *known == rules => registry.clone(),
            _ => {
                let registry = Registry::new(Options { hosts: rules.clone(), ..self.options.clone() });
                *client = Some((rules, registry.clone()));
                registry
            }
        }
    }

    /// Returns a client for when no engine is connected.
    pub(crate) fn plain_client(&self) -> Registry {
        Registry::new(self.options.clone())
    }

    /// Returns every place where credentials come from.
    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Returns what an engine has to show to a registry, when we have something. A place that cannot be read costs the
    /// sign-in and not the pull: what is public is there without.
    pub(crate) async fn auth(&self, reference: &Reference) -> Option<RegistryAuth> {
        let host = reference.registry();
        match self.chain.find(host, reference.repository(), Asked::ByUser).await {
            Ok(found) => found.map(|credential| for_engine(host, &credential)),
            Err(error) => {
                tracing::warn!(%error, host, "credentials could not be read");
                None
            }
        }
    }

    /// Remembers a link that is about to be shown.
    pub(crate) fn offer_link(&self, url: &str) {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.len() >= LINKS {
            links.clear();
        }
        links.insert(url.to_owned());
    }

    /// Returns a link if it is one that was shown.
    pub(crate) fn offered_link(&self, url: String) -> Result<String, Problem> {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.contains(&url) {
            Ok(url)
        } else {
            Err(crate::doctor::problem("link.refused", [("url", url)]))
        }
    }
}

/// The keychain first; a file only holds what somebody wanted to be in a file.
fn stores(data_dir: &Path) -> Vec<Arc<dyn SecretStore>> {
    vec![
        Arc::new(MemoryStore::default()),
        os_keychain(),
        Arc::new(FileStore::at(data_dir.join("credentials.json"))),
    ]
}

fn computer(environment: &Environment) -> credential::Environment {
    let mut computer =
        credential::Environment::of_this_system(environment.home.clone(), environment.variables.clone());
    computer.uid = environment.uid;
    computer
}

/// Where Docker and Podman look for the authorities of single hosts.
fn certificate_folders(environment: &Environment) -> Vec<std::path::PathBuf> {
    let own = [".docker/certs.d", ".config/containers/certs.d"].map(|folder| environment.home.join(folder));
    let system = ["/etc/docker/certs.d", "/etc/containers/certs.d"].map(Into::into);
    own.into_iter().chain(system).collect()
}

fn for_engine(host: &str, credential: &Credential) -> RegistryAuth {
    let server = server_address(host);
    match credential {
        Credential::Password { username, password } => RegistryAuth::Password {
            server,
            username: username.clone(),
            password: password.expose().to_owned(),
        },
        Credential::IdentityToken { token, .. } => {
            RegistryAuth::IdentityToken { server, token: token.expose().to_owned() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registries() -> Registries {
        let environment = Environment::of_this_computer();
        Registries::new(&environment, Path::new("/nowhere"), Arc::new(jiff::Timestamp::now))
    }

    #[test]
    fn only_links_that_were_shown_are_opened() {
        let registries = registries();
        registries.offer_link("https://example.org/notes");
        assert!(registries.offered_link("https://example.org/notes".to_owned()).is_ok());
        assert_eq!(
            registries.offered_link("file:///etc/passwd".to_owned()).map_err(|problem| problem.code),
            Err("link.refused".to_owned())
        );
    }

    #[test]
    fn the_hub_is_called_by_its_old_address() {
        let credential = Credential::Password {
            username: "me".to_owned(),
            password: registry::credential::Secret::new("secret"),
        };
        let RegistryAuth::Password { server, .. } = for_engine("docker.io", &credential) else {
            panic!("not a password");
        };
        assert_eq!(server, "https://index.docker.io/v1/");
    }
}

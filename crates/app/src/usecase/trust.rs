//! What to know before running something for the first time.

use oci::Reference;
use registry::{Registry, RegistryError};
use scan::trust::{self, TrustError};

use crate::App;
use crate::doctor;
use crate::security::{hanging, key_view};
use crate::typed;
use crate::wire::{Known, Language, Problem, Publisher, Signed, TrustKey, TrustView};

impl App {
    /// Says who made an image, whether it is signed, how old it is and what it asks for. Asks the registry; what cannot be
    /// found out is left open.
    ///
    /// # Errors
    /// When the name cannot be one.
    pub async fn image_trust(&self, reference: String) -> Result<TrustView, Problem> {
        let reference = typed::reference(&reference)?;
        let mut view = empty(&reference);
        self.add_local(&mut view, &reference).await;
        let is_local_only = view.publisher == Publisher::Here;
        if is_local_only {
            return Ok(view);
        }
        let registry = self.any_registry();
        match registry.image(&reference, &self.platform()).await {
            Ok(image) => self.add_remote(&mut view, &registry, &reference, &image).await,
            Err(error) => view.problem = Some(not_asked(&error)),
        }
        Ok(view)
    }

    /// What the engine knows, if the image is here.
    async fn add_local(&self, view: &mut TrustView, reference: &Reference) {
        let Ok(row) = self.image_meant(&reference.to_string()).await else { return };
        if row.digests.is_empty() {
            view.publisher = Publisher::Here;
        }
        let Ok(page) = self.image_page(row.id.clone()).await else { return };
        view.created = row.created;
        view.root = Some(is_root(&page.user));
        view.user = Some(page.user);
        view.ports = page.exposed_ports;
        view.volumes = page.volumes;
        if let Ok(scan) = self.image_findings(row.id, Language::En).await
            && scan.known == Known::Yes
        {
            view.headline = Some(scan.headline);
        }
    }

    async fn add_remote(
        &self,
        view: &mut TrustView,
        registry: &Registry,
        reference: &Reference,
        image: &registry::RemoteImage,
    ) {
        let config = scan::image::Config::parse(image.config.to_string().as_bytes()).unwrap_or_default();
        view.created = image.created.map(|at| at.to_string());
        view.root = Some(is_root(&config.user));
        view.user = Some(config.user);
        view.ports = config.ports;
        view.volumes = config.volumes;
        let keys = self.keys_for(reference);
        let hanging = hanging::on(registry, reference, image, &keys).await;
        view.signed = hanging.signed();
        view.problem = hanging.unasked.as_ref().map(not_asked);
        view.attested = hanging.attested;
    }

    /// Public keys the user trusts for a name, written in full or as it is typed.
    fn keys_for(&self, reference: &Reference) -> Vec<String> {
        let name = reference.name();
        let familiar = oci::familiar(&name);
        let keys = trust::list_keys(&self.inner.store).unwrap_or_default();
        let counting = keys.into_iter().filter(|key| key.counts_for(&name) || key.counts_for(&familiar));
        counting.map(|key| key.pem).collect()
    }

    /// Lists the keys the user trusts.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn trust_keys(&self) -> Result<Vec<TrustKey>, Problem> {
        let keys = trust::list_keys(&self.inner.store).map_err(|error| key_problem(&error, ""))?;
        Ok(keys.into_iter().map(key_view).collect())
    }

    /// Trusts a public key for names that begin with `scope`.
    ///
    /// # Errors
    /// When the key is none, or the scope cannot begin a name.
    pub fn trust_key_add(&self, scope: &str, pem: &str) -> Result<(), Problem> {
        trust::add_key(&self.inner.store, scope.trim(), pem).map_err(|error| key_problem(&error, scope))?;
        Ok(())
    }

    /// Trusts a key no more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn trust_key_remove(&self, number: i64) -> Result<(), Problem> {
        trust::remove_key(&self.inner.store, number).map(|_| ()).map_err(|error| key_problem(&error, ""))
    }
}

fn empty(reference: &Reference) -> TrustView {
    let is_hub = reference.registry() == "docker.io";
    let official = is_hub && reference.repository().starts_with("library/");
    TrustView {
        reference: reference.to_string(),
        publisher: if official { Publisher::Official } else { Publisher::Unknown },
        publisher_name: reference
            .repository()
            .rsplit_once('/')
            .map(|(name, _)| name.to_owned())
            .filter(|_| !official),
        signed: Signed::Unknown,
        attested: Vec::new(),
        created: None,
        user: None,
        root: None,
        ports: Vec::new(),
        volumes: Vec::new(),
        headline: None,
        problem: None,
    }
}

/// Whether a `USER` is the one with all rights, as far as it tells without the image's own list of accounts.
fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or_default();
    matches!(name, "" | "0" | "root")
}

fn not_asked(error: &RegistryError) -> Problem {
    let facts = [("registry", error.host().to_owned()), ("reason", error.kind().to_string())];
    doctor::problem("trust.notAsked", facts)
}

fn key_problem(error: &TrustError, scope: &str) -> Problem {
    match error {
        TrustError::Scope => doctor::problem("trust.badScope", [("scope", scope.to_owned())]),
        TrustError::Store(reason) => doctor::problem("inside.cache", [("reason", reason.clone())]),
        other => doctor::problem("trust.badKey", [("reason", other.to_string())]),
    }
}

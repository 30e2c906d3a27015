//! What to know before running something for the first time.

use futures_util::StreamExt as _;
use oci::Reference;
use registry::{Descriptor, ManifestKind, Registry, RegistryError};
use scan::trust::{self, Attached, Signature, TrustError};

use crate::App;
use crate::doctor;
use crate::security::key_view;
use crate::typed;
use crate::wire::{Known, Language, Problem, Publisher, Signed, TrustKey, TrustView};

/// Bytes of a signature's payload.
const PAYLOAD: u64 = 1 << 20;
/// Signatures that are checked.
const MOST: usize = 32;
/// Where cosign keeps a signature (its SIGNATURE_SPEC).
const ANNOTATION: &str = "dev.cosignproject.cosign/signature";

/// What hangs on an image.
#[derive(Debug, Default)]
struct Hanging {
    signed: Option<Signed>,
    attested: Vec<String>,
}

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
        let digest = image.index_digest.as_ref().unwrap_or(&image.digest);
        let pinned = reference.with_digest(digest);
        match self.hanging(registry, reference, &pinned).await {
            Ok(hanging) => {
                view.signed = hanging.signed.unwrap_or(Signed::No);
                view.attested = hanging.attested;
            }
            Err(error) => view.problem = Some(not_asked(&error)),
        }
    }

    /// What is attached to an image: by the registry's own list, and by the tags that cosign puts beside an image.
    async fn hanging(
        &self,
        registry: &Registry,
        reference: &Reference,
        pinned: &Reference,
    ) -> Result<Hanging, RegistryError> {
        let mut hanging = Hanging::default();
        let digest = pinned.digest().map(ToString::to_string).unwrap_or_default();
        for one in registry.referrers(pinned, None).await?.into_iter().take(MOST) {
            let kind = trust::attached(one.artifact_type.as_deref().unwrap_or_default());
            note(&mut hanging, kind);
            if kind == Attached::Signature {
                let signed = self.check_manifest(registry, reference, &one.digest.to_string(), &digest).await;
                hanging.signed = Some(better(hanging.signed, signed));
            }
        }
        for kind in [Attached::Signature, Attached::Provenance, Attached::Sbom] {
            let end = match kind {
                Attached::Signature => "sig",
                Attached::Provenance => "att",
                _ => "sbom",
            };
            let tag = format!("{}.{end}", digest.replacen(':', "-", 1));
            let Ok(beside) = reference.with_tag(&tag) else { continue };
            if registry.head(&beside).await.is_err() {
                continue;
            }
            note(&mut hanging, kind);
            if kind == Attached::Signature {
                let signed = self.check_reference(registry, &beside, &digest).await;
                hanging.signed = Some(better(hanging.signed, signed));
            }
        }
        Ok(hanging)
    }

    async fn check_manifest(
        &self,
        registry: &Registry,
        reference: &Reference,
        manifest: &str,
        digest: &str,
    ) -> Signed {
        let parsed = oci::Digest::parse(manifest).ok();
        let pinned = parsed.map(|parsed| reference.with_digest(&parsed));
        match pinned {
            Some(pinned) => self.check_reference(registry, &pinned, digest).await,
            None => Signed::Present,
        }
    }

    /// Checks every signature of a signature's manifest with the keys that count for this name.
    async fn check_reference(&self, registry: &Registry, signatures: &Reference, digest: &str) -> Signed {
        let keys = self.keys_for(signatures);
        if keys.is_empty() {
            return Signed::Present;
        }
        let Ok(manifest) = registry.manifest(signatures).await else { return Signed::Present };
        let ManifestKind::Image(manifest) = manifest.kind else { return Signed::Present };
        let mut told = Signed::Present;
        for layer in manifest.layers.iter().take(MOST) {
            let Some(payload) = payload(registry, signatures, layer).await else { continue };
            let Some(signature) = layer.annotations.get(ANNOTATION) else { continue };
            for key in &keys {
                match trust::verify_cosign(&payload, signature, key, digest) {
                    Ok(Signature::Right) => return Signed::Verified,
                    Ok(Signature::OtherKey | Signature::OtherImage) => told = Signed::Wrong,
                    Ok(Signature::Unreadable) | Err(_) => {}
                }
            }
        }
        told
    }

    /// Public keys the user trusts for a name.
    fn keys_for(&self, reference: &Reference) -> Vec<String> {
        let name = reference.name();
        let canonical = reference.canonical();
        let counts = |scope: &str| name.starts_with(scope) || canonical.starts_with(scope);
        let keys = trust::list_keys(&self.inner.store).unwrap_or_default();
        keys.into_iter().filter(|key| counts(&key.scope)).map(|key| key.pem).collect()
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

fn note(hanging: &mut Hanging, kind: Attached) {
    let word = match kind {
        Attached::Sbom => "sbom",
        Attached::Provenance => "provenance",
        Attached::Vex => "vex",
        Attached::Signature | Attached::Other => return,
    };
    if !hanging.attested.iter().any(|known| known == word) {
        hanging.attested.push(word.to_owned());
    }
}

/// A signature that is right counts, whatever others there are.
fn better(one: Option<Signed>, other: Signed) -> Signed {
    match (one, other) {
        (Some(Signed::Verified), _) | (_, Signed::Verified) => Signed::Verified,
        (Some(Signed::Wrong), _) | (_, Signed::Wrong) => Signed::Wrong,
        (_, other) => other,
    }
}

async fn payload(registry: &Registry, reference: &Reference, layer: &Descriptor) -> Option<Vec<u8>> {
    if layer.size > PAYLOAD {
        return None;
    }
    let blob = registry.blob(reference, &layer.digest, layer.size, None).await.ok()?;
    let mut blob = std::pin::pin!(blob);
    let mut bytes = Vec::new();
    while let Some(piece) = blob.next().await {
        bytes.extend_from_slice(&piece.ok()?);
    }
    Some(bytes)
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

//! What hangs on an image in its registry: signatures and statements, told from each other and the signatures checked.
//!
//! Three places are asked: the registry's own list of referrers, the tags that cosign puts beside an image, and the
//! attestations that BuildKit puts into an index. No error is fatal; what could not be asked is said and never taken for "no".

use std::collections::BTreeMap;

use futures_util::StreamExt as _;
use oci::{Digest, Reference};
use registry::{Descriptor, ErrorKind, ImageManifest, ManifestKind, Registry, RegistryError, RemoteImage};
use scan::trust::{self, Attached, Signature};

use crate::wire::Signed;

/// Longest payload of a signature that is fetched, in bytes.
const PAYLOAD: u64 = 1 << 20;
/// Most manifests of one image that are fetched for their statements or signatures.
const MOST_MANIFESTS: usize = 4;
/// Most signatures of one manifest that are checked.
const MOST_SIGNATURES: usize = 16;
/// Where cosign keeps a signature (its SIGNATURE_SPEC).
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
/// Where sigstore, BuildKit and cosign say what an envelope holds.
const PREDICATES: [&str; 3] =
    ["dev.sigstore.bundle.predicateType", "in-toto.io/predicate-type", "predicateType"];

/// What hangs on an image.
#[derive(Debug, Default)]
pub(crate) struct Hanging {
    signature: Option<Signed>,
    /// Kinds of statements: `sbom`, `provenance`, `vex`.
    pub(crate) attested: Vec<String>,
    /// The last question that had no answer.
    pub(crate) unasked: Option<RegistryError>,
}

impl Hanging {
    /// Whether the image is signed; not known when none was found and not everybody could be asked.
    pub(crate) fn signed(&self) -> Signed {
        let none = if self.unasked.is_some() { Signed::Unknown } else { Signed::No };
        self.signature.unwrap_or(none)
    }

    /// A signature that is right counts, whatever others there are; one that is wrong counts more than one nobody can check.
    fn sign(&mut self, told: Signed) {
        let rank = |signed| match signed {
            Signed::Verified => 3,
            Signed::Wrong => 2,
            Signed::Present => 1,
            Signed::No | Signed::Unknown => 0,
        };
        if self.signature.is_none_or(|known| rank(told) > rank(known)) {
            self.signature = Some(told);
        }
    }

    fn note(&mut self, kind: Attached) {
        let word = match kind {
            Attached::Sbom => "sbom",
            Attached::Provenance => "provenance",
            Attached::Vex => "vex",
            Attached::Signature | Attached::Other => return,
        };
        if !self.attested.iter().any(|known| known == word) {
            self.attested.push(word.to_owned());
        }
    }

    /// An answer, or nothing: "there is none" is an answer.
    fn heard<T>(&mut self, answer: Result<T, RegistryError>) -> Option<T> {
        match answer {
            Ok(answer) => Some(answer),
            Err(error) => {
                if !matches!(error.kind(), ErrorKind::NotFound(_)) {
                    self.unasked = Some(error);
                }
                None
            }
        }
    }

    /// Whether asking the same registry more would only be more of the same.
    fn is_hopeless(&self) -> bool {
        self.unasked.as_ref().is_some_and(RegistryError::waiting_helps)
    }
}

/// Asks the registry what hangs on an image, and checks its signatures with these keys (PEM).
pub(crate) async fn on(
    registry: &Registry,
    reference: &Reference,
    image: &RemoteImage,
    keys: &[String],
) -> Hanging {
    let top = image.index_digest.as_ref().unwrap_or(&image.digest);
    let asked = Asked { registry, reference, top, keys };
    let mut hanging = Hanging::default();
    asked.referrers(&mut hanging).await;
    if !hanging.is_hopeless() {
        asked.tags(&mut hanging).await;
    }
    if !hanging.is_hopeless() && image.index_digest.is_some() {
        asked.index(&image.digest, &mut hanging).await;
    }
    hanging
}

/// Whom is asked about what.
struct Asked<'a> {
    registry: &'a Registry,
    reference: &'a Reference,
    /// What people sign: the index where there is one.
    top: &'a Digest,
    keys: &'a [String],
}

impl Asked<'_> {
    async fn referrers(&self, hanging: &mut Hanging) {
        let answer = self.registry.referrers(&self.reference.with_digest(self.top), None).await;
        let mut fetched = 0;
        for one in hanging.heard(answer).unwrap_or_default() {
            let kind = kind(one.artifact_type.as_deref(), &one.annotations);
            hanging.note(kind);
            if kind == Attached::Signature {
                let place = self.reference.with_digest(&one.digest);
                let told = if fetched < MOST_MANIFESTS { self.signature_at(&place).await } else { None };
                hanging.sign(told.unwrap_or(Signed::Present));
                fetched += 1;
            }
        }
    }

    /// Checks the signatures of a manifest; nothing when there are no keys to check with or it did not come.
    async fn signature_at(&self, place: &Reference) -> Option<Signed> {
        if self.keys.is_empty() {
            return None;
        }
        match self.registry.manifest(place).await.ok()?.kind {
            ManifestKind::Image(manifest) => Some(self.checked(&manifest).await),
            ManifestKind::Index(_) => None,
        }
    }

    async fn tags(&self, hanging: &mut Hanging) {
        let beside = self.top.as_str().replacen(':', "-", 1);
        for end in ["sig", "att", "sbom"] {
            let tag = format!("{beside}.{end}");
            let (Some(kind), Ok(place)) =
                (trust::cosign_tag(&tag, self.top.as_str()), self.reference.with_tag(&tag))
            else {
                continue;
            };
            // Docker Hub counts a GET of a manifest as a pull, a HEAD not.
            let answer = self.registry.head(&place).await;
            if hanging.heard(answer).is_none() {
                continue;
            }
            match kind {
                Attached::Signature => {
                    hanging.sign(self.signature_at(&place).await.unwrap_or(Signed::Present));
                }
                Attached::Other => self.statements_at(&place, hanging).await,
                kind => hanging.note(kind),
            }
        }
    }

    /// What BuildKit says of this image in its index.
    async fn index(&self, image: &Digest, hanging: &mut Hanging) {
        let answer = self.registry.manifest(&self.reference.with_digest(self.top)).await;
        let Some(ManifestKind::Index(index)) = hanging.heard(answer).map(|manifest| manifest.kind) else {
            return;
        };
        for one in index.manifests.iter().filter(|one| is_attestation(one, image)).take(MOST_MANIFESTS) {
            self.statements_at(&self.reference.with_digest(&one.digest), hanging).await;
        }
    }

    /// Notes what the statements of a manifest are about. One that did not come is missing from the list, nothing more.
    async fn statements_at(&self, place: &Reference, hanging: &mut Hanging) {
        let answer = self.registry.manifest(place).await;
        if let Some(ManifestKind::Image(manifest)) = answer.ok().map(|manifest| manifest.kind) {
            for layer in manifest.layers.iter().take(MOST_SIGNATURES) {
                hanging.note(kind(Some(&layer.media_type), &layer.annotations));
            }
        }
    }

    /// What the signatures of one manifest are worth together.
    async fn checked(&self, manifest: &ImageManifest) -> Signed {
        let mut told = Signed::Present;
        for layer in manifest.layers.iter().take(MOST_SIGNATURES) {
            let Some(signature) = layer.annotations.get(SIGNATURE) else { continue };
            let Some(payload) = self.payload(layer).await else { continue };
            for key in self.keys {
                match trust::verify_cosign(&payload, signature, key, self.top.as_str()) {
                    Ok(Signature::Right) => return Signed::Verified,
                    Ok(Signature::OtherKey | Signature::OtherImage) => told = Signed::Wrong,
                    Ok(Signature::Unreadable) | Err(_) => {}
                }
            }
        }
        told
    }

    async fn payload(&self, layer: &Descriptor) -> Option<Vec<u8>> {
        if layer.size > PAYLOAD {
            return None;
        }
        let blob = self.registry.blob(self.reference, &layer.digest, layer.size, None).await.ok()?;
        let mut blob = std::pin::pin!(blob);
        let mut bytes = Vec::new();
        while let Some(piece) = blob.next().await {
            bytes.extend_from_slice(&piece.ok()?);
        }
        Some(bytes)
    }
}

/// What a thing is: by what its envelope holds where that is said, else by its type.
fn kind(artifact_type: Option<&str>, annotations: &BTreeMap<String, String>) -> Attached {
    let predicate = PREDICATES.iter().find_map(|name| annotations.get(*name));
    trust::attached(predicate.map(String::as_str).or(artifact_type).unwrap_or_default())
}

fn is_attestation(one: &Descriptor, image: &Digest) -> bool {
    let says = |name: &str| one.annotations.get(name).map(String::as_str);
    says("vnd.docker.reference.type") == Some("attestation-manifest")
        && says("vnd.docker.reference.digest") == Some(image.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_found_is_no_and_not_asked_is_unknown() {
        let mut hanging = Hanging::default();
        assert_eq!(hanging.signed(), Signed::No);
        hanging.sign(Signed::Present);
        hanging.sign(Signed::Wrong);
        hanging.sign(Signed::Present);
        assert_eq!(hanging.signed(), Signed::Wrong);
        hanging.sign(Signed::Verified);
        hanging.sign(Signed::Wrong);
        assert_eq!(hanging.signed(), Signed::Verified);
    }

    #[test]
    fn an_envelope_is_what_it_holds() {
        let bundle = Some("application/vnd.dev.sigstore.bundle.v0.3+json");
        let holds = |predicate: &str| BTreeMap::from([(PREDICATES[0].to_owned(), predicate.to_owned())]);
        assert_eq!(kind(bundle, &BTreeMap::new()), Attached::Signature);
        assert_eq!(kind(bundle, &holds("https://slsa.dev/provenance/v1")), Attached::Provenance);
        assert_eq!(kind(bundle, &holds("https://spdx.dev/Document/v2.3")), Attached::Sbom);
        assert_eq!(kind(bundle, &holds("https://sigstore.dev/cosign/sign/v1")), Attached::Signature);
        assert_eq!(kind(bundle, &holds("https://example.com/other")), Attached::Other);
    }
}

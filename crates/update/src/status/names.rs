//! Which of an image's names to ask about.

use oci::{Digest, Reference, ReferenceError};

use super::local::{LocalImage, StoreKind};

/// What a container was made from, or an image is listed as.
pub(super) enum Named {
    /// A name.
    Name(Reference),
    /// The image's id.
    Id,
    /// Neither.
    Nothing,
}

/// Shorter ones are more likely names.
const SHORTEST_ID: usize = 4;

/// Reads what somebody typed in `docker run` as a name or an id of this image.
pub(super) fn read(text: &str, image: &LocalImage) -> Named {
    match Reference::parse(text) {
        Ok(reference) if is_id_of(text, image) && !has_tag(image, &reference) => Named::Id,
        Ok(reference) => Named::Name(reference),
        Err(ReferenceError::LooksLikeId) => Named::Id,
        Err(_) => Named::Nothing,
    }
}

fn is_id_of(text: &str, image: &LocalImage) -> bool {
    let hash = text.strip_prefix("sha256:").unwrap_or(text);
    let hexadecimal = hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    hash.len() >= SHORTEST_ID
        && hexadecimal
        && image.id.strip_prefix("sha256:").unwrap_or(&image.id).starts_with(hash)
}

fn has_tag(image: &LocalImage, reference: &Reference) -> bool {
    tags(image).any(|tag| tag == *reference)
}

/// The image's `repository:tag` names.
pub(super) fn tags(image: &LocalImage) -> impl Iterator<Item = Reference> {
    image.repo_tags.iter().filter_map(|tag| Reference::parse(tag).ok())
}

/// The digests an image has at a repository.
pub(super) fn digests_at(image: &LocalImage, name: &str) -> Vec<Digest> {
    digests(image).filter(|(at, _)| at == name).map(|(_, digest)| digest).collect()
}

/// All digests with their repositories.
pub(super) fn digests(image: &LocalImage) -> impl Iterator<Item = (String, Digest)> {
    let references = image.repo_digests.iter().filter_map(|text| Reference::parse(text).ok());
    references.filter_map(|reference| Some((reference.name(), reference.digest()?.clone())))
}

/// The image's tag at a repository it has a digest of: where it came from, whatever it is called now. A tag of the same
/// word is preferred.
pub(super) fn registry_tag(image: &LocalImage, word: Option<&str>) -> Option<Reference> {
    let mut known: Vec<Reference> =
        tags(image).filter(|tag| !digests_at(image, &tag.name()).is_empty()).collect();
    known.sort_by_key(|tag| (tag.tag() != word, tag.canonical()));
    known.into_iter().next()
}

/// Podman's full name for a short one: `app:1` may be `quay.io/acme/app:1` or `localhost/app:1` there.
pub(super) fn full_name(
    short: &str,
    reference: &Reference,
    image: &LocalImage,
    store: StoreKind,
) -> Reference {
    if store != StoreKind::Podman || has_host(short) || has_tag(image, reference) {
        return reference.clone();
    }
    let path = short.split(['@', ':']).next().unwrap_or(short);
    let suffix = format!("/{path}");
    let full = tags(image).find(|tag| tag.tag() == reference.tag() && tag.name().ends_with(&suffix));
    full.unwrap_or_else(|| reference.clone())
}

/// Whether a registry is written out in front of a name.
pub(super) fn has_host(text: &str) -> bool {
    text.split_once('/').is_some_and(|(first, _)| {
        first == "localhost" || first.contains(['.', ':']) || first.bytes().any(|b| b.is_ascii_uppercase())
    })
}

//! Whom to ask about an image, or that there is nobody (UPDATES.md 3.2, steps 1 to 4).

use jiff::Timestamp;
use oci::{Digest, Reference};

use super::local::{LocalImage, StoreKind};
use super::names::{self, Named};
use super::verdict::{LocalReason, RefStatus};
use super::why::Why;

/// What has to be asked, if anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Nothing: the verdict stands without a request.
    Settled(RefStatus),
    /// What the registry has under a tag.
    Ask(Asking),
}

/// A question to a registry, and what its answer is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The tag to ask for; it has no digest.
    pub reference: Reference,
    /// Digests of what is here.
    pub local: Vec<Digest>,
    /// The digest it was made from, when it was.
    pub pinned: Option<Digest>,
    /// Nothing proves that it came from a registry, and no registry was named: not found means local.
    pub may_be_local: bool,
}

impl Question {
    /// Decides for an image known by `text` (a container's `Config.Image`, or one of the image's names).
    ///
    /// `image` is the record of the very image the container was made from; none when the engine lost it.
    #[must_use]
    pub fn about(
        text: &str,
        image: Option<&LocalImage>,
        store: StoreKind,
        marked: Option<LocalReason>,
        now: Timestamp,
    ) -> Self {
        if marked == Some(LocalReason::UserMarked) {
            return local(LocalReason::UserMarked);
        }
        let Some(image) = image else {
            return Self::Settled(RefStatus::unknown(Why::ImageRecordMissing, now));
        };
        // Built or loaded here, and pushed since: then a registry has it. Only the classic store tells.
        let pushed = store.digests_prove_origin() && !image.repo_digests.is_empty();
        match marked.filter(|_| !pushed) {
            Some(reason) => local(reason),
            None => Self::of_image(text, image, store),
        }
    }

    fn of_image(text: &str, image: &LocalImage, store: StoreKind) -> Self {
        match names::read(text, image) {
            Named::Name(reference) => Self::of_name(text, &reference, image, store),
            Named::Id => names::registry_tag(image, None).map_or(NO_NAME, |tag| {
                let text = tag.to_string();
                Self::of_name(&text, &tag, image, store)
            }),
            Named::Nothing => NO_NAME,
        }
    }

    fn of_name(text: &str, reference: &Reference, image: &LocalImage, store: StoreKind) -> Self {
        if let Some(digest) = reference.digest() {
            return Self::of_pinned(reference, digest, image);
        }
        let reference = names::full_name(text, reference, image, store);
        let at_name = names::digests_at(image, &reference.name());
        if at_name.is_empty() && store.digests_prove_origin() {
            return Self::of_foreign_name(&reference, image);
        }
        if reference.registry() == "localhost" && !store.digests_prove_origin() {
            return NO_NAME;
        }
        let local = all_digests(at_name, image, store);
        if local.is_empty() {
            return NO_NAME;
        }
        let may_be_local = !store.digests_prove_origin() && !names::has_host(text);
        Self::Ask(Asking { reference, local, pinned: None, may_be_local })
    }

    /// A name that no digest belongs to: another name of an image that came from elsewhere, or no registry's at all.
    fn of_foreign_name(reference: &Reference, image: &LocalImage) -> Self {
        let all: Vec<Digest> = names::digests(image).map(|(_, digest)| digest).collect();
        if all.is_empty() {
            return NO_NAME;
        }
        let (reference, local) = match names::registry_tag(image, reference.tag()) {
            Some(origin) => {
                let local = names::digests_at(image, &origin.name());
                (origin, local)
            }
            None if reference.registry() == "localhost" => return NO_NAME,
            None => (reference.clone(), all),
        };
        Self::Ask(Asking { reference, local, pinned: None, may_be_local: false })
    }

    /// Made from a digest. The tag beside it is asked for, to tell whether it has moved.
    fn of_pinned(reference: &Reference, digest: &Digest, image: &LocalImage) -> Self {
        let tagged = reference.tag().and_then(|tag| reference.with_tag(tag).ok());
        let Some(tagged) = tagged else {
            let digest = digest.clone();
            return Self::Settled(RefStatus::Pinned {
                digest,
                tag: None,
                tag_moved: None,
                newer_tag: None,
                checked_at: None,
            });
        };
        let mut local = names::digests_at(image, &reference.name());
        if !local.contains(digest) {
            local.push(digest.clone());
        }
        Self::Ask(Asking { reference: tagged, local, pinned: Some(digest.clone()), may_be_local: false })
    }
}

const NO_NAME: Question = local(LocalReason::NoRegistryName);

const fn local(why: LocalReason) -> Question {
    Question::Settled(RefStatus::LocalOnly { why })
}

/// The digests at the name, or all when there is none; containerd's store tells more.
fn all_digests(at_name: Vec<Digest>, image: &LocalImage, store: StoreKind) -> Vec<Digest> {
    let mut all = at_name;
    if all.is_empty() {
        all.extend(names::digests(image).map(|(_, digest)| digest));
    }
    if store == StoreKind::Containerd {
        all.extend(image.descriptor.iter().chain(&image.manifests).cloned());
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|digest| seen.insert(digest.clone()));
    all
}

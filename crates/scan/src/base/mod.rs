//! What an image was built on.

mod guess;
#[cfg(test)]
mod tests;

use catalog::Release;

use crate::image::Image;

/// An image that is here and could be somebody's base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Name, as a user would type it.
    pub reference: String,
    /// Id, `sha256:…`.
    pub id: String,
    /// Digests of its unpacked layers, lowest first.
    pub diff_ids: Vec<String>,
}

/// How a base was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// Its layers are the lowest of this image.
    Layers,
    /// Labels or annotations say so.
    Labels,
    /// The distribution and the history suggest it.
    Guess,
}

/// What an image was built on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Name, as a user would type it.
    pub reference: String,
    /// Digest of the base at the time of building, where labels say it.
    pub digest: Option<String>,
    /// How we know.
    pub how: How,
    /// Id of the base if it is here.
    pub id: Option<String>,
    /// How many of the lowest layers are the base's; 0 when that is not known.
    pub layers: u32,
}

/// Labels that name a base: image-spec's annotations, which builders write as labels as well, and buildah's.
const NAMES: &[&str] = &["org.opencontainers.image.base.name", "io.buildah.base.name"];
const DIGESTS: &[&str] = &["org.opencontainers.image.base.digest", "io.buildah.base.digest"];

/// What an image was built on, as far as that can be told; the surest way first. An image's own other names are no base.
#[must_use]
pub fn recognise(image: &Image, release: Option<&Release>, candidates: &[Candidate]) -> Option<Base> {
    let labelled = by_labels(image);
    // The same layers under several names: the label says which was meant.
    let named = labelled.as_ref().map(|base| base.reference.as_str());
    by_layers(image, candidates, named).or(labelled).or_else(|| guess::guess(image, release))
}

/// The image with most layers among those whose layers are the lowest of this one, and not all of them.
fn by_layers(image: &Image, candidates: &[Candidate], named: Option<&str>) -> Option<Base> {
    let fits = |candidate: &&Candidate| {
        let theirs = &candidate.diff_ids;
        candidate.id != image.id
            && !theirs.is_empty()
            && theirs.len() < image.diff_ids.len()
            && image.diff_ids.starts_with(theirs)
            && !candidate.reference.is_empty()
    };
    let best = candidates.iter().filter(fits).max_by_key(|candidate| {
        let meant = named == Some(candidate.reference.as_str());
        // Of several names for the same layers: the one that was meant, then the shortest, then the first by letter.
        let short = std::cmp::Reverse((candidate.reference.len(), candidate.reference.as_str()));
        (candidate.diff_ids.len(), meant, short)
    })?;
    Some(Base {
        reference: best.reference.clone(),
        digest: None,
        how: How::Layers,
        id: Some(best.id.clone()),
        layers: u32::try_from(best.diff_ids.len()).unwrap_or(u32::MAX),
    })
}

fn by_labels(image: &Image) -> Option<Base> {
    let label = |names: &[&str]| names.iter().find_map(|name| image.config.labels.get(*name));
    let name = label(NAMES).filter(|name| name.len() <= 512)?;
    let reference = oci::Reference::parse(name).ok()?;
    let digest = label(DIGESTS).and_then(|digest| oci::Digest::parse(digest).ok());
    Some(Base {
        reference: oci::familiar(&reference.canonical()),
        digest: digest.map(|digest| digest.as_str().to_owned()),
        how: How::Labels,
        id: None,
        layers: 0,
    })
}

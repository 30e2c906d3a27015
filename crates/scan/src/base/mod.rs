//! What an image was built on.

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

/// What an image was built on, as far as that can be told; the surest way first.
#[must_use]
pub fn recognise(_image: &crate::image::Image, _candidates: &[Candidate]) -> Option<Base> {
    None
}

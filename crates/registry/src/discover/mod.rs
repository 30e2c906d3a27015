//! What there is to pull: search, catalogues, and the details of tags.
//!
//! Everything here is for looking at. Text is cleaned and bounded, lists are pages, and details are fetched for the
//! tags somebody looks at, not for all.

use jiff::Timestamp;
use oci::{Digest, Platform};

/// One repository that a search brought up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// As a user would type it: `nginx`, `ghcr.io/acme/api`.
    pub name: String,
    /// One line; empty when there is none.
    pub description: String,
    /// Stars, where the source counts them.
    pub stars: Option<u64>,
    /// Pulls, where the source counts them.
    pub pulls: Option<u64>,
    /// One of Docker's official images.
    pub official: bool,
    /// Who said so: `docker.io`, or the registry whose catalogue was read.
    pub source: String,
}

/// What a search brought up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchPage {
    /// Hits, the best first.
    pub hits: Vec<SearchHit>,
    /// Whether these are all there are.
    pub complete: bool,
}

/// What is known of one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagDetail {
    /// The tag.
    pub tag: String,
    /// Content address of the index or manifest under it.
    pub digest: Option<Digest>,
    /// When the image was made, as its config says.
    pub created: Option<Timestamp>,
    /// When the tag was last pushed, where the source tells.
    pub pushed_at: Option<Timestamp>,
    /// What it can be pulled for. Empty when the source does not tell.
    pub platforms: Vec<Platform>,
    /// Bytes to download for the platform asked for, layers compressed; none when it is not among them.
    pub size: Option<u64>,
}

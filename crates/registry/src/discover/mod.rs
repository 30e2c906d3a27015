//! What there is to pull: search, catalogs, and the details of tags.
//!
//! Everything here is for looking at. Text is cleaned and bounded, lists are pages, and details are fetched for the tags
//! somebody looks at, not for all.

mod catalog;
mod detail;
mod hub;

use jiff::Timestamp;
use oci::{Digest, Platform, Reference};

use crate::{ErrorKind, Registry, RegistryError, words};

/// Where Docker Hub answers what its registry does not: search, dates, sizes.
const HUB_API: &str = "hub.docker.com";

/// Characters of a description that are kept.
const LONGEST_DESCRIPTION: usize = 300;

/// Characters of a search that are sent.
const LONGEST_QUERY: usize = 100;

/// Looks around in registries. Clones share the client.
#[derive(Debug, Clone)]
pub struct Discover {
    registry: Registry,
    hub_api: String,
}

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
    /// Who said so: `docker.io`, or the registry whose catalog was read.
    pub source: String,
}

/// What a search brought up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchPage {
    /// Hits, the best first.
    pub hits: Vec<SearchHit>,
    /// Whether there are no more.
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
    /// Bytes to download for the platform asked for, layers compressed; none when there is nothing for it.
    pub size: Option<u64>,
}

/// A page of tags with their details.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagPage {
    /// Tags, in the source's order.
    pub tags: Vec<TagDetail>,
    /// Whether there are no more.
    pub complete: bool,
}

impl Discover {
    /// Looks around with this client.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        Self { registry, hub_api: HUB_API.to_owned() }
    }

    /// The same, with another host in the place of `hub.docker.com`.
    #[must_use]
    pub fn with_hub_api(mut self, host: &str) -> Self {
        host.clone_into(&mut self.hub_api);
        self
    }
}

/// What is looked for, as it is sent.
fn query(text: &str) -> String {
    words::cleaned(text, LONGEST_QUERY)
}

/// Whether a repository can be named at all: what cannot is not shown.
fn named(host: &str, repository: &str) -> Option<Reference> {
    Reference::parse(&format!("{host}/{repository}")).ok().filter(|name| name.tag() == Some("latest"))
}

/// An answer that is not the JSON it should be.
fn not_json(host: &str, asked: &str, error: &serde_json::Error) -> RegistryError {
    let cause = words::cleaned(&error.to_string(), 200);
    RegistryError::new(host, asked, ErrorKind::BadAnswer(crate::BadAnswer::NotJson { cause }))
}

//! Image references: `ghcr.io/acme/api:1.4@sha256:…`, by the grammar and the defaults of `distribution/reference`.
//!
//! `nginx` is `docker.io/library/nginx:latest` inside and `nginx` on screen. Printing and parsing again gives the same
//! value, always; where Docker's own short form would read as something else, the longer one is printed.

use std::fmt;
use std::str::FromStr;

use crate::{Digest, DigestError};

/// A name for an image. Invariant: `registry`, `repository` and `tag` follow the grammar; there is a tag or a digest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    registry: String,
    repository: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

/// Why a text is not a reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Nothing there.
    #[error("the image name is empty")]
    Empty,
    /// The repository has capital letters.
    #[error("the image name has capital letters; {lower} would be right")]
    UpperCase {
        /// The name in lower case.
        lower: String,
    },
    /// A character, or one in this place, that a repository cannot have.
    #[error("the image name cannot have {character:?} there")]
    BadCharacter {
        /// The first one.
        character: char,
    },
    /// A part between two slashes is empty.
    #[error("the image name has an empty part")]
    EmptyPart,
    /// The part before the first slash is meant as a registry and is no host name.
    #[error("{registry} is not a registry's address")]
    BadRegistry {
        /// That part.
        registry: String,
    },
    /// The part after the colon breaks the grammar.
    #[error("{tag:?} is not a tag")]
    BadTag {
        /// That part.
        tag: String,
    },
    /// The part after the `@` is no digest.
    #[error(transparent)]
    BadDigest(#[from] DigestError),
    /// Longer than registries allow.
    #[error("the image name is longer than {limit} characters")]
    TooLong {
        /// What is allowed.
        limit: usize,
    },
    /// An image's id, not a name.
    #[error("this is an image's id, not its name")]
    LooksLikeId,
}

const HUB: &str = "docker.io";
const HUB_ALIASES: [&str; 3] = ["docker.io", "index.docker.io", "registry-1.docker.io"];
const OFFICIAL: &str = "library/";
const DEFAULT_TAG: &str = "latest";
const LONGEST_REPOSITORY: usize = 255;
const LONGEST_TAG: usize = 128;
/// A DNS name has at most 253 characters; a port or brackets come on top.
const LONGEST_REGISTRY: usize = 262;

impl Reference {
    /// Parses what a user types or an engine prints.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        if text.is_empty() {
            return Err(ReferenceError::Empty);
        }
        if is_id(text) {
            return Err(ReferenceError::LooksLikeId);
        }
        let (text, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(Digest::parse(digest)?)),
            None => (text, None),
        };
        let (name, tag) = split_tag(text);
        let (registry, repository) = split_registry(name);
        check_registry(registry)?;
        check_repository(repository)?;
        let tag = tag.map(checked_tag).transpose()?;
        let tag = tag.or_else(|| digest.is_none().then(|| DEFAULT_TAG.to_owned()));
        Self::assembled(registry, repository, tag, digest)
    }

    /// Host of the registry, `docker.io` for Docker Hub.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Name within the registry, `library/nginx`.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// Tag; none when only a digest is given.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Digest.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Names one exact content that never changes.
    pub fn is_pinned(&self) -> bool {
        self.digest.is_some()
    }

    /// `docker.io/library/nginx`: registry and repository.
    pub fn name(&self) -> String {
        format!("{}/{}", self.registry, self.repository)
    }

    /// The whole reference, every default written out.
    pub fn canonical(&self) -> String {
        self.printed(&self.name(), self.tag())
    }

    /// The same repository with another tag and no digest.
    pub fn with_tag(&self, tag: &str) -> Result<Self, ReferenceError> {
        let tag = Some(checked_tag(tag)?);
        Ok(Self { registry: self.registry.clone(), repository: self.repository.clone(), tag, digest: None })
    }

    /// One exact content of the same repository; the tag says nothing more then and is left out.
    #[must_use]
    pub fn with_digest(&self, digest: &Digest) -> Self {
        let (registry, repository) = (self.registry.clone(), self.repository.clone());
        Self { registry, repository, tag: None, digest: Some(digest.clone()) }
    }

    /// The last part of the repository, `node-exporter`.
    pub fn last_part(&self) -> &str {
        self.repository.rsplit('/').next().unwrap_or(&self.repository)
    }

    fn assembled(
        registry: &str,
        repository: &str,
        tag: Option<String>,
        digest: Option<Digest>,
    ) -> Result<Self, ReferenceError> {
        let hub = HUB_ALIASES.contains(&registry);
        let official = hub && !repository.contains('/');
        let repository = format!("{}{repository}", if official { OFFICIAL } else { "" });
        if repository.len() > LONGEST_REPOSITORY {
            return Err(ReferenceError::TooLong { limit: LONGEST_REPOSITORY });
        }
        let registry = if hub { HUB } else { registry }.to_owned();
        Ok(Self { registry, repository, tag, digest })
    }

    fn printed(&self, name: &str, tag: Option<&str>) -> String {
        let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
        let digest = self.digest.as_ref().map(|digest| format!("@{digest}")).unwrap_or_default();
        format!("{name}{tag}{digest}")
    }

    /// The tag unless it goes without saying.
    fn spoken_tag(&self) -> Option<&str> {
        self.tag().filter(|tag| self.is_pinned() || *tag != DEFAULT_TAG)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tag = self.spoken_tag();
        let short = match self.repository.strip_prefix(OFFICIAL) {
            Some(official) if self.registry == HUB && !official.contains('/') => official,
            _ => &self.repository,
        };
        let short_reads_right = split_registry(short) == (HUB, short) && !is_id(&self.printed(short, tag));
        if self.registry == HUB && short_reads_right {
            f.write_str(&self.printed(short, tag))
        } else {
            f.write_str(&self.printed(&self.name(), tag))
        }
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// An engine's name for an image as a user would type it: `docker.io/library/nginx:1` is `nginx:1`, and
/// `localhost/app:latest`, Podman's name for what was built here, is `localhost/app`, because `app` alone would mean
/// Docker Hub. What is no reference (an id, `<none>:<none>`) is returned as it is.
pub fn familiar(name: &str) -> String {
    Reference::parse(name).map_or_else(|_| name.to_owned(), |reference| reference.to_string())
}

/// A whole id, as engines print it. Shorter ones cannot be told from names.
fn is_id(text: &str) -> bool {
    let hash = text.strip_prefix("sha256:").unwrap_or(text);
    hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A colon behind the last slash starts a tag; one before it belongs to a port.
fn split_tag(text: &str) -> (&str, Option<&str>) {
    let start = text.rfind('/').map_or(0, |slash| slash + 1);
    match text.get(start..).and_then(|last| last.find(':')) {
        Some(colon) => {
            let (name, tag) = text.split_at(start + colon);
            (name, tag.get(1..))
        }
        None => (text, None),
    }
}

/// The first part is a registry when it has a dot, a colon or a capital letter, or is `localhost`.
fn split_registry(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':'])
                || first.bytes().any(|b| b.is_ascii_uppercase()) =>
        {
            (first, rest)
        }
        _ => (HUB, name),
    }
}

fn check_registry(registry: &str) -> Result<(), ReferenceError> {
    let bad = || ReferenceError::BadRegistry { registry: registry.chars().take(LONGEST_REGISTRY).collect() };
    if registry.len() > LONGEST_REGISTRY {
        return Err(bad());
    }
    let (host, port) = match registry.rfind(':') {
        Some(colon) if !registry.ends_with(']') => (registry.get(..colon), registry.get(colon + 1..)),
        _ => (Some(registry), None),
    };
    let host_is_right = host.is_some_and(|host| is_ipv6(host) || host.split('.').all(is_label));
    let port_is_right = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    if host_is_right && port_is_right { Ok(()) } else { Err(bad()) }
}

fn is_ipv6(host: &str) -> bool {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inner| !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_hexdigit() || b == b':'))
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn check_repository(repository: &str) -> Result<(), ReferenceError> {
    if repository.len() > LONGEST_REPOSITORY {
        return Err(ReferenceError::TooLong { limit: LONGEST_REPOSITORY });
    }
    let lower = repository.to_ascii_lowercase();
    lower.split('/').try_for_each(check_part)?;
    if lower == repository { Ok(()) } else { Err(ReferenceError::UpperCase { lower }) }
}

/// Letters and digits, single `.` or `_`, double `__` or any number of `-` between them.
fn check_part(part: &str) -> Result<(), ReferenceError> {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bad = |c: Option<char>| {
        c.map_or(ReferenceError::EmptyPart, |character| ReferenceError::BadCharacter { character })
    };
    if let Some(character) = part.chars().find(|c| !is_word(*c) && !matches!(c, '.' | '_' | '-')) {
        return Err(ReferenceError::BadCharacter { character });
    }
    if !part.starts_with(is_word) {
        return Err(bad(part.chars().next()));
    }
    if !part.ends_with(is_word) {
        return Err(bad(part.chars().last()));
    }
    let wrong = part
        .split(is_word)
        .find(|gap| !matches!(*gap, "" | "." | "_" | "__") && !gap.bytes().all(|b| b == b'-'));
    wrong.map_or(Ok(()), |gap| Err(bad(gap.chars().next())))
}

fn checked_tag(tag: &str) -> Result<String, ReferenceError> {
    let first = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    if tag.len() > LONGEST_TAG {
        return Err(ReferenceError::TooLong { limit: LONGEST_TAG });
    }
    let right = tag.as_bytes().first().is_some_and(first)
        && tag.bytes().all(|b| first(&b) || matches!(b, b'.' | b'-'));
    if right { Ok(tag.to_owned()) } else { Err(ReferenceError::BadTag { tag: tag.to_owned() }) }
}

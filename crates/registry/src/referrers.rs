//! What is attached to an image: signatures, bills of materials. By the API of version 1.1, else by the tag that stands
//! in for it.

use oci::Reference;
use reqwest::Method;

use crate::ask::Ask;
use crate::client::Registry;
use crate::error::{BadAnswer, ErrorKind, RegistryError};
use crate::manifest::{self, Descriptor, ManifestKind};

const MOST_PAGES: usize = 20;
const MOST_REFERRERS: usize = 10_000;

impl Registry {
    /// Returns what is attached to the digest of a reference, of one artifact type or of all. A reference without a digest
    /// has nothing attached: resolve it first.
    pub async fn referrers(
        &self,
        reference: &Reference,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        let Some(digest) = reference.digest() else { return Ok(Vec::new()) };
        let filter = artifact_type.map(|kind| {
            format!(
                "?{}",
                form_urlencoded::Serializer::new(String::new()).append_pair("artifactType", kind).finish()
            )
        });
        let mut ask = Ask {
            path: format!("/v2/{}/referrers/{digest}{}", reference.repository(), filter.unwrap_or_default()),
            accept: &manifest::TYPES[..1],
            ..self.pull_ask(Method::GET, reference, format!("what is attached to {reference}"))
        };
        let mut found = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = match self.page(&ask).await {
                Ok(page) => page,
                Err(error) if is_unknown_api(error.kind()) => {
                    found = self.referrers_by_tag(reference).await?;
                    break;
                }
                Err(error) => return Err(error),
            };
            found.extend(entries(&ask, &page.bytes)?);
            match page.next {
                Some(next) if next != ask.path && found.len() < MOST_REFERRERS => ask.path = next,
                _ => break,
            }
        }
        // Not every registry applies the filter it was given.
        found.retain(|one| artifact_type.is_none() || one.artifact_type.as_deref() == artifact_type);
        Ok(found)
    }

    /// `sha256-…` is the tag under which clients keep the list where a registry has no API for it.
    async fn referrers_by_tag(&self, reference: &Reference) -> Result<Vec<Descriptor>, RegistryError> {
        let tag = reference.digest().map(|digest| digest.as_str().replacen(':', "-", 1)).unwrap_or_default();
        let Ok(stand_in) = reference.with_tag(&tag) else { return Ok(Vec::new()) };
        match self.manifest(&stand_in).await {
            Ok(manifest) => match manifest.kind {
                ManifestKind::Index(index) => Ok(index.manifests),
                ManifestKind::Image(_) => Ok(Vec::new()),
            },
            Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// A registry that does not know the path says so in different ways.
fn is_unknown_api(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound(_) | ErrorKind::Refused(400 | 405) | ErrorKind::Server(501))
}

fn entries(ask: &Ask<'_>, bytes: &[u8]) -> Result<Vec<Descriptor>, RegistryError> {
    let bad = |bad: BadAnswer| ask.error(ErrorKind::BadAnswer(bad));
    match manifest::read(manifest::TYPES[0], bytes).map_err(bad)?.1 {
        ManifestKind::Index(index) => Ok(index.manifests),
        ManifestKind::Image(_) => Ok(Vec::new()),
    }
}

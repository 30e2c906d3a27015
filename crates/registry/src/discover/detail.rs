//! The details of tags by the distribution protocol alone, which every registry speaks.

use futures_util::{Stream, StreamExt as _, stream};
use oci::{Platform, Reference};

use super::{Discover, TagDetail};
use crate::error::{ErrorKind, RegistryError};
use crate::{ManifestKind, RemoteImage};

/// Tags looked at together; each takes up to four requests one after another.
const AT_ONCE: usize = 4;

/// Tags of one page at most.
const MOST_TAGS: usize = 200;

impl Discover {
    /// Returns what a registry knows of one tag: two to four requests, of which those for manifests count as pulls on
    /// Docker Hub ([`Discover::hub_tags`] costs none there). What was read is kept by its digest.
    ///
    /// A tag without an image for `platform` is no error: it has platforms and no size.
    pub async fn tag(&self, reference: &Reference, platform: &Platform) -> Result<TagDetail, RegistryError> {
        let top = self.registry.manifest(reference).await?;
        let exact = reference.with_digest(&top.digest);
        let image = match self.registry.image(&exact, platform).await {
            Ok(image) => Some(image),
            Err(error) if matches!(error.kind(), ErrorKind::NoMatchingPlatform { .. }) => None,
            Err(error) => return Err(error),
        };
        let platforms = platforms(&top.kind, image.as_ref());
        let size = image.as_ref().filter(|image| fits(image, platform)).map(size);
        Ok(TagDetail {
            tag: reference.tag().unwrap_or_default().to_owned(),
            digest: Some(top.digest),
            created: image.and_then(|image| image.created),
            pushed_at: None,
            platforms,
            size,
        })
    }

    /// Returns the details of a page of tags of one repository, each with its place as it comes. Dropping the stream
    /// ends the requests.
    pub fn tags(
        &self,
        repository: &Reference,
        tags: &[String],
        platform: &Platform,
    ) -> impl Stream<Item = (usize, Result<TagDetail, RegistryError>)> + Send + 'static {
        let references: Vec<(usize, Reference)> = tags
            .iter()
            .take(MOST_TAGS)
            .enumerate()
            .filter_map(|(place, tag)| Some((place, repository.with_tag(tag).ok()?)))
            .collect();
        let (discover, platform) = (self.clone(), platform.clone());
        let one = move |(place, reference): (usize, Reference)| {
            let (discover, platform) = (discover.clone(), platform.clone());
            async move { (place, discover.tag(&reference, &platform).await) }
        };
        stream::iter(references).map(one).buffer_unordered(AT_ONCE).boxed()
    }
}

fn platforms(kind: &ManifestKind, image: Option<&RemoteImage>) -> Vec<Platform> {
    let mut platforms: Vec<Platform> = match kind {
        ManifestKind::Index(index) => index.images().map(|(_, platform)| platform.clone()).collect(),
        ManifestKind::Image(_) => image.and_then(|image| image.platform.clone()).into_iter().collect(),
    };
    platforms.sort();
    platforms.dedup();
    platforms
}

/// A tag with one image only is that image, whatever its platform.
fn fits(image: &RemoteImage, host: &Platform) -> bool {
    image.platform.as_ref().is_none_or(|platform| platform.runs_on(host))
}

fn size(image: &RemoteImage) -> u64 {
    image.layers.iter().fold(0, |sum, layer| sum.saturating_add(layer.size))
}

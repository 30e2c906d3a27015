//! Which images an archive has, from its documents alone.

use std::collections::{HashMap, HashSet};

use oci::{Digest, Platform};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::document::{Config, Descriptor, DockerImage, Document, name};
use super::{ArchiveError, Wanted};
use crate::{ImagePath, Limits};

/// Indexes in indexes; the image-spec's tools go one deep.
const MOST_DEPTH: usize = 4;

/// An image and where its layers are.
#[derive(Debug)]
pub(super) struct PlannedImage {
    pub(super) names: Vec<String>,
    pub(super) config: Vec<u8>,
    pub(super) config_digest: Digest,
    pub(super) manifest_digest: Option<Digest>,
    pub(super) platform: Option<Platform>,
    pub(super) layers: Vec<PlannedLayer>,
}

/// A layer and the member of the archive that has it.
#[derive(Debug)]
pub(super) struct PlannedLayer {
    pub(super) diff_id: Digest,
    pub(super) blob: Option<Digest>,
    pub(super) media_type: Option<String>,
    pub(super) member: String,
}

/// Gives a document by the name of its member.
pub(super) type Documents<'d> = dyn Fn(&str) -> Option<Vec<u8>> + 'd;

/// Finds the images, first those of `index.json`, then those that only `manifest.json` has.
pub(super) fn plan(
    documents: &Documents<'_>,
    wanted: &Wanted<'_>,
    limits: &Limits,
) -> Result<Vec<PlannedImage>, ArchiveError> {
    let mut planner = Planner {
        documents,
        limits,
        images: Vec::new(),
        leaves: HashMap::new(),
        visited: HashSet::new(),
        dropped: false,
    };
    let top: Option<Document> = parse(documents, "index.json");
    for descriptor in top.and_then(|top| top.manifests).unwrap_or_default() {
        planner.top(&descriptor, wanted.platform)?;
    }
    let listed: Option<Vec<DockerImage>> = parse(documents, "manifest.json");
    for image in listed.unwrap_or_default() {
        planner.docker(image)?;
    }
    let Planner { images, leaves, dropped, .. } = planner;
    let kept: HashSet<usize> = leaves.into_values().flatten().collect();
    let images: Vec<PlannedImage> =
        images.into_iter().enumerate().filter(|(at, _)| kept.contains(at)).map(|(_, image)| image).collect();
    match (images.is_empty(), dropped) {
        (false, _) => Ok(images),
        (true, true) => Err(ArchiveError::NoPlatform),
        (true, false) => Err(ArchiveError::NoImage),
    }
}

struct Planner<'d> {
    documents: &'d Documents<'d>,
    limits: &'d Limits,
    images: Vec<PlannedImage>,
    /// Images that are wanted, by the digest (or place) they were found under.
    leaves: HashMap<String, Vec<usize>>,
    visited: HashSet<String>,
    /// There were images, but not for the platform.
    dropped: bool,
}

impl Planner<'_> {
    /// One descriptor of `index.json`: an image, or one image for several platforms.
    fn top(&mut self, descriptor: &Descriptor, platform: Option<&Platform>) -> Result<(), ArchiveError> {
        if !self.leaves.contains_key(&descriptor.digest) {
            let mut found = Vec::new();
            self.walk(descriptor, 0, &mut found)?;
            let picked = self.pick(&found, platform);
            self.dropped |= picked.is_empty() && !found.is_empty();
            self.leaves.insert(descriptor.digest.clone(), picked);
        }
        let Some(name) = name(descriptor) else { return Ok(()) };
        for at in self.leaves.get(&descriptor.digest).into_iter().flatten() {
            if let Some(image) = self.images.get_mut(*at) {
                add_name(&mut image.names, name);
            }
        }
        Ok(())
    }

    fn walk(
        &mut self,
        descriptor: &Descriptor,
        depth: usize,
        found: &mut Vec<usize>,
    ) -> Result<(), ArchiveError> {
        let known = self.images.iter().position(|image| {
            image.manifest_digest.as_ref().is_some_and(|digest| digest.as_str() == descriptor.digest)
        });
        if let Some(at) = known {
            found.push(at);
            return Ok(());
        }
        if depth > MOST_DEPTH || !self.visited.insert(descriptor.digest.clone()) {
            return Ok(());
        }
        let Ok(digest) = Digest::parse(&descriptor.digest) else { return Ok(()) };
        let Some(document) = parse::<Document>(self.documents, &blob(&digest)) else { return Ok(()) };
        for descriptor in document.manifests.iter().flatten() {
            self.walk(descriptor, depth + 1, found)?;
        }
        if let (Some(config), Some(layers)) = (document.config, document.layers)
            && let Some(image) = self.oci(digest, &config, layers)
        {
            found.push(self.images.len());
            self.add(image)?;
        }
        Ok(())
    }

    /// Of an image for several platforms the one that is asked for, or else the one that runs there.
    fn pick(&self, found: &[usize], platform: Option<&Platform>) -> Vec<usize> {
        let Some(host) = platform.filter(|_| found.len() > 1) else { return found.to_vec() };
        let platform = |at: &&usize| self.images.get(**at).and_then(|image| image.platform.as_ref());
        let same = found.iter().find(|at| platform(at) == Some(host));
        let runs = || found.iter().find(|at| platform(at).is_some_and(|platform| platform.runs_on(host)));
        same.or_else(runs).into_iter().copied().collect()
    }

    fn oci(&self, manifest: Digest, config: &Descriptor, layers: Vec<Descriptor>) -> Option<PlannedImage> {
        let config = (self.documents)(&blob(&Digest::parse(&config.digest).ok()?))?;
        let mut planned = Vec::with_capacity(layers.len());
        for layer in layers {
            let digest = Digest::parse(&layer.digest).ok()?;
            planned.push((blob(&digest), Some(digest), layer.media_type));
        }
        self.image(config, Some(manifest), planned)
    }

    fn docker(&mut self, listed: DockerImage) -> Result<(), ArchiveError> {
        let Some(config) = clean(&listed.config).and_then(|member| (self.documents)(&member)) else {
            return Ok(());
        };
        let digest = sha256(&config);
        let tags = listed.repo_tags.unwrap_or_default();
        let mut is_known = false;
        for image in self.images.iter_mut().filter(|image| image.config_digest == digest) {
            is_known = true;
            tags.iter().for_each(|tag| add_name(&mut image.names, tag));
        }
        if is_known {
            return Ok(());
        }
        let layers: Option<Vec<_>> =
            listed.layers.iter().map(|layer| clean(layer).map(|member| (member, None, None))).collect();
        if let Some(mut image) = layers.and_then(|layers| self.image(config, None, layers)) {
            image.names = tags;
            self.leaves.insert(digest.to_string(), vec![self.images.len()]);
            self.add(image)?;
        }
        Ok(())
    }

    fn image(
        &self,
        config: Vec<u8>,
        manifest_digest: Option<Digest>,
        layers: Vec<(String, Option<Digest>, Option<String>)>,
    ) -> Option<PlannedImage> {
        let parsed: Config = serde_json::from_slice(&config).ok()?;
        if parsed.rootfs.diff_ids.len() != layers.len() {
            return None;
        }
        let mut planned = Vec::with_capacity(layers.len());
        for (diff_id, (member, blob, media_type)) in parsed.rootfs.diff_ids.iter().zip(layers) {
            let diff_id = Digest::parse(diff_id).ok()?;
            planned.push(PlannedLayer {
                diff_id,
                blob: blob.or_else(|| digest_of(&member)),
                media_type,
                member,
            });
        }
        let platform = platform(&parsed);
        let config_digest = sha256(&config);
        Some(PlannedImage {
            names: Vec::new(),
            config,
            config_digest,
            manifest_digest,
            platform,
            layers: planned,
        })
    }

    fn add(&mut self, image: PlannedImage) -> Result<(), ArchiveError> {
        let too_many = self.images.len() >= self.limits.images || image.layers.len() > self.limits.layers;
        self.images.push(image);
        if too_many { Err(ArchiveError::TooLarge) } else { Ok(()) }
    }
}

fn parse<T: DeserializeOwned>(documents: &Documents<'_>, member: &str) -> Option<T> {
    serde_json::from_slice(&documents(member)?).ok()
}

fn platform(config: &Config) -> Option<Platform> {
    let variant = config.variant.as_deref().unwrap_or_default();
    Platform::new(config.os.as_deref()?, config.architecture.as_deref()?, variant).ok()
}

fn add_name(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// Where a blob stands in an OCI layout.
fn blob(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm(), digest.hash())
}

/// The name of a member in one spelling.
pub(super) fn clean(name: &str) -> Option<String> {
    ImagePath::parse(name.as_bytes())?.as_str().map(str::to_owned)
}

/// The digest that a member's name is: `blobs/sha256/…` of OCI layouts, `….tar` of Podman's archives.
pub(super) fn digest_of(member: &str) -> Option<Digest> {
    let blob = member.strip_prefix("blobs/").and_then(|rest| rest.split_once('/'));
    let (algorithm, hash) = blob.or_else(|| Some(("sha256", member.strip_suffix(".tar")?)))?;
    Digest::parse(&format!("{algorithm}:{hash}")).ok()
}

/// SHA-256 of a document.
fn sha256(bytes: &[u8]) -> Digest {
    digest_from(&Sha256::digest(bytes).into())
}

/// A SHA-256 as a digest.
pub(super) fn digest_from(sum: &[u8; 32]) -> Digest {
    use std::fmt::Write as _;
    let text = sum.iter().fold(String::from("sha256:"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    #[expect(clippy::expect_used, reason = "64 hexadecimal digits are a digest")]
    Digest::parse(&text).expect("64 hexadecimal digits are a digest")
}

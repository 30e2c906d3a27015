//! Podman's own store on Linux (containers/storage), read where it lies: a save costs seconds, a walk does not.

mod lists;
#[cfg(test)]
mod tests;
mod walk;

use std::io;
use std::path::{Path, PathBuf};

use oci::Digest;

pub use lists::stored_image;
pub use walk::read_stored;

/// Why the store could not be read. The caller saves the image instead.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no store of a kind we read.
    #[error("there is no overlay store")]
    NotThere,
    /// The store belongs to a user other than root: its files carry ids that are not those of the image.
    #[error("the store is one without root")]
    Rootless,
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

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> StorageError {
    |source| StorageError::Unreadable { path: path.to_owned(), source }
}

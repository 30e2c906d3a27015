//! The store's own lists: which images it has, and where their layers lie.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oci::Digest;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{StorageError, StoredImage, StoredLayer, unreadable};
use crate::Limits;

#[derive(Debug, Deserialize)]
struct ListedImage {
    id: String,
    names: Option<Vec<String>>,
    /// Its topmost layer; empty for an image without any.
    #[serde(default)]
    layer: String,
}

#[derive(Debug, Deserialize)]
struct ListedLayer {
    id: String,
    parent: Option<String>,
    #[serde(rename = "diff-digest")]
    diff_digest: Option<String>,
}

/// Finds an image by its id (64 hexadecimal digits) in a store's folder, such as `/var/lib/containers/storage`.
///
/// # Errors
/// [`StorageError`].
pub fn stored_image(root: &Path, id: &str, limits: &Limits) -> Result<StoredImage, StorageError> {
    let images = root.join("overlay-images");
    let owner = images.metadata().map_err(|_| StorageError::NotThere)?.uid();
    if owner != 0 {
        return Err(StorageError::Rootless);
    }
    let listed: Vec<ListedImage> = list(&images.join("images.json"), limits)?;
    let image = listed.into_iter().find(|image| image.id == id).ok_or(StorageError::NoImage)?;
    if !is_id(&image.id) {
        return Err(StorageError::NoImage);
    }
    // Names that are no plain words are kept as base64 behind a `=`.
    let name = format!("={}", STANDARD.encode(format!("sha256:{}", image.id)));
    let path = images.join(&image.id).join(name);
    let config = read(&path, limits.document).map_err(unreadable(&path))?;
    let layers = layers(root, &image.layer, limits)?;
    Ok(StoredImage { config, names: image.names.unwrap_or_default(), layers })
}

/// The layers from the lowest to `top`.
fn layers(root: &Path, top: &str, limits: &Limits) -> Result<Vec<StoredLayer>, StorageError> {
    let listed: Vec<ListedLayer> = list(&root.join("overlay-layers/layers.json"), limits)?;
    let by_id: HashMap<&str, &ListedLayer> = listed.iter().map(|layer| (layer.id.as_str(), layer)).collect();
    let mut layers = Vec::new();
    let mut next = Some(top).filter(|id| !id.is_empty());
    while let Some(id) = next {
        let layer = by_id.get(id).ok_or(StorageError::Damaged)?;
        if layers.len() >= limits.layers || !is_id(id) {
            return Err(StorageError::Damaged);
        }
        let diff_id = layer.diff_digest.as_deref().and_then(|digest| Digest::parse(digest).ok());
        let diff_id = diff_id.ok_or(StorageError::Damaged)?;
        layers.push(StoredLayer { diff_id, folder: root.join("overlay").join(id).join("diff") });
        next = layer.parent.as_deref().filter(|id| !id.is_empty());
    }
    layers.reverse();
    Ok(layers)
}

fn list<T: DeserializeOwned>(path: &Path, limits: &Limits) -> Result<Vec<T>, StorageError> {
    let bytes = read(path, limits.documents).map_err(unreadable(path))?;
    let list: Option<Vec<T>> = serde_json::from_slice(&bytes).map_err(|_| StorageError::Damaged)?;
    Ok(list.unwrap_or_default())
}

fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Ids become names of folders.
fn is_id(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

//! What a pull would have to transfer, from manifests and configs alone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::status::StoreKind;

/// A layer as a registry offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Digest of the compressed blob.
    pub digest: String,
    /// Size of the blob in bytes.
    pub size: u64,
    /// Digest of the content, from the config; empty when the config does not say.
    pub diff_id: String,
}

/// What the engine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Have {
    /// How its store finds again what it has.
    pub store: StoreKind,
    /// Layers of every local image by `diff_id`, base first.
    pub chains: Vec<Vec<String>>,
    /// Blobs known to be there, by digest (containerd's store).
    pub blobs: BTreeSet<String>,
    /// The very image is there.
    pub image: bool,
}

/// What a pull would transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Download {
    /// Bytes of layers, compressed, as they travel. Manifest and config (a few kilobytes) come on top.
    pub bytes: u64,
    /// Bytes of all layers, compressed.
    pub bytes_total: u64,
    /// Layers of the image.
    pub layers_total: u64,
    /// Layers that are not transferred.
    pub layers_shared: u64,
    /// Bytes on disk afterwards, roughly: nobody knows before unpacking.
    pub unpacked_estimate: u64,
    /// The image is there already: nothing is transferred.
    pub already_here: bool,
    /// The engine does not tell which blobs it has; it may transfer less.
    pub at_most: bool,
}

/// Compressed layers grow by two to three when unpacked.
const GROWTH: u64 = 3;

/// Works out what is missing.
///
/// Docker's own store uses again an unbroken chain of layers from the base only: behind the first new layer everything
/// is transferred again, the same or not. Podman finds layers by content wherever they are; containerd finds blobs. A
/// blob that occurs twice travels once.
pub fn download(layers: &[Layer], have: &Have) -> Download {
    let is_here = shared(layers, have);
    let missing = layers.iter().zip(&is_here).filter(|(_, here)| !**here).map(|(layer, _)| layer);
    let bytes = once(missing);
    Download {
        bytes,
        bytes_total: once(layers.iter()),
        layers_total: layers.len() as u64,
        layers_shared: is_here.iter().filter(|here| **here).count() as u64,
        unpacked_estimate: bytes.saturating_mul(GROWTH),
        already_here: have.image,
        at_most: have.store == StoreKind::Containerd && have.blobs.is_empty() && bytes > 0,
    }
}

/// Sums sizes, of each blob once.
fn once<'a>(layers: impl Iterator<Item = &'a Layer>) -> u64 {
    let mut seen = BTreeSet::new();
    let first = layers.filter(|layer| seen.insert(&layer.digest));
    first.map(|layer| layer.size).fold(0, u64::saturating_add)
}

/// Says of every layer whether it stays where it is.
fn shared(layers: &[Layer], have: &Have) -> Vec<bool> {
    let here = |is_here: &dyn Fn(&Layer) -> bool| layers.iter().map(is_here).collect();
    if have.image {
        return here(&|_| true);
    }
    match have.store {
        StoreKind::Classic => {
            let prefix =
                have.chains.iter().map(|chain| common_prefix(layers, chain)).max().unwrap_or_default();
            (0..layers.len()).map(|n| n < prefix).collect()
        }
        StoreKind::Podman => {
            let known: BTreeSet<&String> = have.chains.iter().flatten().collect();
            here(&|layer| known.contains(&layer.diff_id))
        }
        StoreKind::Containerd => here(&|layer| have.blobs.contains(&layer.digest)),
    }
}

fn common_prefix(layers: &[Layer], chain: &[String]) -> usize {
    let same = layers.iter().zip(chain).take_while(|(layer, id)| !id.is_empty() && layer.diff_id == **id);
    same.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(names: &[&str]) -> Vec<Layer> {
        let layer = |name: &&str| Layer { digest: format!("blob-{name}"), size: 10, diff_id: (*name).into() };
        names.iter().map(layer).collect()
    }

    fn have(store: StoreKind, chains: &[&[&str]]) -> Have {
        let chains = chains.iter().map(|chain| chain.iter().map(|id| (*id).to_owned()).collect()).collect();
        Have { store, chains, blobs: BTreeSet::new(), image: false }
    }

    #[test]
    fn what_each_store_uses_again() {
        let image = layers(&["base", "new", "top"]);
        let cases = [
            (StoreKind::Classic, vec!["base", "old", "top"], 20, 1),
            (StoreKind::Classic, vec!["base", "new", "top", "more"], 0, 3),
            (StoreKind::Classic, vec!["new", "top"], 30, 0),
            (StoreKind::Podman, vec!["base", "old", "top"], 10, 2),
        ];
        for (store, chain, bytes, shared) in cases {
            let found = download(&image, &have(store, &[&chain, &["other"]]));
            assert_eq!(
                (found.bytes, found.layers_shared, found.layers_total),
                (bytes, shared, 3),
                "{chain:?}"
            );
        }
        let blobs: BTreeSet<String> = ["blob-base".into(), "blob-top".into()].into();
        let containerd = Have { blobs, ..have(StoreKind::Containerd, &[]) };
        assert_eq!(download(&image, &containerd).bytes, 10);
        assert!(download(&image, &have(StoreKind::Containerd, &[])).at_most);
    }

    #[test]
    fn twice_the_same_blob_travels_once() {
        let found = download(&layers(&["a", "a", "b"]), &have(StoreKind::Classic, &[]));
        assert_eq!((found.bytes, found.layers_total), (20, 3));
        let huge =
            [Layer { digest: "x".into(), size: u64::MAX, diff_id: String::new() }, layers(&["a"])[0].clone()];
        assert_eq!(download(&huge, &have(StoreKind::Classic, &[&[""]])).bytes, u64::MAX);
    }
}

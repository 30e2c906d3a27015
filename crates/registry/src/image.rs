//! What a registry knows about one image for one platform: digests, config, layers. Nothing is pulled.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oci::{Digest, Platform};
use serde_json::Value;

use crate::manifest::Descriptor;

/// One image, as far as manifest and config tell.
#[derive(Debug, Clone)]
pub struct RemoteImage {
    /// Content address of the index it was chosen from; none when the name holds one image only.
    pub index_digest: Option<Digest>,
    /// Content address of the image's manifest.
    pub digest: Digest,
    /// Content address of its config: the image's id in Docker's classic store.
    pub config_digest: Digest,
    /// The config document: `config`, `rootfs`, `history`, `created`, …
    pub config: Value,
    /// Layers, base first, compressed.
    pub layers: Vec<Descriptor>,
    /// Remarks of the manifest, and of the index where the manifest is silent.
    pub annotations: BTreeMap<String, String>,
    /// When it was made, as its config says.
    pub created: Option<Timestamp>,
    /// What it is made for, as its config says.
    pub platform: Option<Platform>,
}

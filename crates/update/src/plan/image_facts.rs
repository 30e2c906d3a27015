//! What a plan needs to know of an image, from whichever side it is known.

use jiff::Timestamp;
use oci::Platform;
use serde_json::Value;

/// An image's configuration and identity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImageFacts {
    /// The `config` object: `Env`, `Cmd`, `Labels`, … Null when the image has none.
    pub config: Value,
    /// What it is made for.
    pub platform: Option<Platform>,
    /// When it was built.
    pub created: Option<Timestamp>,
    /// The engine's image id, when known: `sha256:…`.
    pub id: Option<String>,
    /// Digests of manifests and indexes that resolve to it, the platform's own manifest first.
    pub digests: Vec<String>,
    /// `diff_id`s of the layers, base first.
    pub diff_ids: Vec<String>,
}

impl ImageFacts {
    /// Reads an engine's image inspect answer.
    pub fn of_inspect(inspect: &Value) -> Self {
        Self::read(
            inspect,
            "Config",
            ["Os", "Architecture", "Variant"],
            "Created",
            &inspect["RootFS"]["Layers"],
        )
        .with_identity(inspect)
    }

    /// Reads a config blob as a registry serves it. The id is the caller's to add: it is the blob's digest for most
    /// engines, and the manifest's for the containerd store.
    pub fn of_config_blob(blob: &Value) -> Self {
        Self::read(blob, "config", ["os", "architecture", "variant"], "created", &blob["rootfs"]["diff_ids"])
    }

    fn read(value: &Value, config: &str, platform: [&str; 3], created: &str, layers: &Value) -> Self {
        let word = |key: &str| value[key].as_str().unwrap_or_default();
        let [os, architecture, variant] = platform.map(word);
        Self {
            config: value[config].clone(),
            platform: Platform::new(os, architecture, variant).ok(),
            created: word(created).parse().ok(),
            id: None,
            digests: Vec::new(),
            diff_ids: strings(layers),
        }
    }

    fn with_identity(mut self, inspect: &Value) -> Self {
        self.id = inspect["Id"].as_str().map(str::to_owned);
        let names = strings(&inspect["RepoDigests"]);
        self.digests = names.iter().filter_map(|name| Some(name.rsplit_once('@')?.1.to_owned())).collect();
        if let Some(descriptor) = inspect["Descriptor"]["digest"].as_str() {
            self.digests.insert(0, descriptor.to_owned());
        }
        self
    }

    /// A label of the image.
    pub(crate) fn label(&self, name: &str) -> Option<&str> {
        self.config["Labels"][name].as_str()
    }
}

/// The texts of a list; everything else in it, and everything that is no list, is passed over.
pub(crate) fn strings(list: &Value) -> Vec<String> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

//! Images made on the spot: no public registry, no engine, no build.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::engine::TestEngine;
use crate::push::{self, Format};
use crate::registry::TestRegistry;

mod common;

pub use common::{busybox, exits, postgres_like, sleeper, versioned_web, web};

/// Names the busybox of the machine is linked under.
const APPLETS: [&str; 24] = [
    "sh", "httpd", "echo", "cat", "ls", "sleep", "true", "false", "wget", "env", "id", "ps", "mkdir", "rm",
    "touch", "dd", "head", "seq", "grep", "kill", "printf", "test", "date", "nc",
];

/// One layer: entries of a tar in the order they were added.
#[derive(Debug, Clone, Default)]
struct Layer {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    path: String,
    kind: tar::EntryType,
    mode: u32,
    /// Content of a file or target of a link.
    data: Vec<u8>,
}

/// Describes an image; `load_into` and `push_to` make it real.
#[derive(Debug, Clone)]
pub struct ImageBuilder {
    layers: Vec<Layer>,
    config: Map<String, Value>,
    platform: (String, String, Option<String>),
    created: String,
    format: Format,
    annotations: BTreeMap<String, String>,
    edits: Vec<Edit>,
}

/// A change of the finished config.
#[derive(Clone)]
struct Edit(Arc<dyn Fn(&mut Value) + Send + Sync>);

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Edit")
    }
}

/// An image as bytes.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    /// Config blob.
    pub(crate) config: Vec<u8>,
    /// Uncompressed layer tars.
    pub(crate) layers: Vec<Vec<u8>>,
    /// Operating system, architecture, variant.
    pub(crate) platform: (String, String, Option<String>),
    /// Whose media types its manifest names.
    pub(crate) format: Format,
    /// Annotations of its manifest.
    pub(crate) annotations: BTreeMap<String, String>,
}

impl ImageBuilder {
    /// Starts with nothing.
    #[must_use]
    pub fn scratch() -> Self {
        Self {
            layers: vec![Layer::default()],
            config: Map::new(),
            platform: ("linux".into(), machine_architecture().into(), None),
            created: "2024-05-01T12:00:00Z".into(),
            format: Format::Docker,
            annotations: BTreeMap::new(),
            edits: Vec::new(),
        }
    }

    /// Adds a file to the current layer. Paths are written as given, so odd ones can be made on purpose.
    #[must_use]
    pub fn file(self, path: &str, content: impl Into<Vec<u8>>, mode: u32) -> Self {
        self.entry(path, tar::EntryType::Regular, mode, content.into())
    }

    /// Adds a directory.
    #[must_use]
    pub fn directory(self, path: &str, mode: u32) -> Self {
        self.entry(path, tar::EntryType::Directory, mode, Vec::new())
    }

    /// Adds a symbolic link.
    #[must_use]
    pub fn symlink(self, path: &str, target: &str) -> Self {
        self.entry(path, tar::EntryType::Symlink, 0o777, target.into())
    }

    /// Deletes a path of a lower layer (a whiteout).
    #[must_use]
    pub fn whiteout(self, path: &str) -> Self {
        let (folder, name) =
            path.rsplit_once('/').map_or((String::new(), path), |(f, n)| (format!("{f}/"), n));
        self.file(&format!("{folder}.wh.{name}"), "", 0o644)
    }

    /// Adds the machine's static busybox with its usual names, and what a small system expects.
    #[must_use]
    pub fn busybox(self) -> Self {
        let path = "/usr/bin/busybox";
        let program = std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}: install busybox-static"));
        let image = self.directory("bin", 0o755).directory("tmp", 0o1777).directory("etc", 0o755);
        let image =
            image.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/:/bin/sh\n", 0o644);
        let image = image.file("bin/busybox", program, 0o755);
        let image =
            APPLETS.iter().fold(image, |image, name| image.symlink(&format!("bin/{name}"), "busybox"));
        image.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    }

    /// Adds a file of bytes that do not compress: pulls of it take as long as its size says.
    #[must_use]
    pub fn noise(self, path: &str, size: usize) -> Self {
        let seed = self.layers.len() as u64;
        self.file(path, noise(size, seed), 0o644)
    }

    /// Begins the next layer.
    #[must_use]
    pub fn layer(mut self) -> Self {
        self.layers.push(Layer::default());
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        let list = self.config.entry("Env").or_insert_with(|| json!([]));
        let prefix = format!("{name}=");
        if let Value::Array(list) = list {
            list.retain(|old| !old.as_str().is_some_and(|old| old.starts_with(&prefix)));
            list.push(json!(format!("{prefix}{value}")));
        }
        self
    }

    /// Sets the command.
    #[must_use]
    pub fn cmd(self, words: &[&str]) -> Self {
        self.set("Cmd", json!(words))
    }

    /// Sets the entry point.
    #[must_use]
    pub fn entrypoint(self, words: &[&str]) -> Self {
        self.set("Entrypoint", json!(words))
    }

    /// Exposes a port, `80/tcp`.
    #[must_use]
    pub fn expose(self, port: &str) -> Self {
        self.insert("ExposedPorts", port, json!({}))
    }

    /// Declares a volume.
    #[must_use]
    pub fn volume(self, path: &str) -> Self {
        self.insert("Volumes", path, json!({}))
    }

    /// Sets a label.
    #[must_use]
    pub fn label(self, name: &str, value: &str) -> Self {
        self.insert("Labels", name, json!(value))
    }

    /// Sets the user, `1000:1000`.
    #[must_use]
    pub fn user(self, user: &str) -> Self {
        self.set("User", json!(user))
    }

    /// Sets the working directory.
    #[must_use]
    pub fn workdir(self, path: &str) -> Self {
        self.set("WorkingDir", json!(path))
    }

    /// Sets the signal that stops it, `SIGQUIT`.
    #[must_use]
    pub fn stop_signal(self, signal: &str) -> Self {
        self.set("StopSignal", json!(signal))
    }

    /// Sets a shell line as health check.
    #[must_use]
    pub fn healthcheck(self, line: &str, interval: Duration, retries: u32) -> Self {
        let nanoseconds = u64::try_from(interval.as_nanos()).unwrap_or(u64::MAX);
        let check = json!({"Test": ["CMD-SHELL", line], "Interval": nanoseconds, "Timeout": nanoseconds, "Retries": retries});
        self.set("Healthcheck", check)
    }

    /// Claims to be for another platform: `linux`, `arm64`, `v8`.
    #[must_use]
    pub fn platform(mut self, os: &str, architecture: &str, variant: Option<&str>) -> Self {
        self.platform = (os.into(), architecture.into(), variant.map(str::to_owned));
        self
    }

    /// Sets the creation time, RFC 3339.
    #[must_use]
    pub fn created(mut self, time: &str) -> Self {
        time.clone_into(&mut self.created);
        self
    }

    /// Is pushed with OCI's media types instead of Docker's.
    #[must_use]
    pub fn oci(mut self) -> Self {
        self.format = Format::Oci;
        self
    }

    /// Annotates the manifest it is pushed with.
    #[must_use]
    pub fn annotation(mut self, name: &str, value: &str) -> Self {
        self.annotations.insert(name.into(), value.into());
        self
    }

    /// Changes the finished config (the whole file: `config`, `rootfs`, `history`, …) in ways nothing else here does.
    #[must_use]
    pub fn config_json(mut self, edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        self.edits.push(Edit(Arc::new(edit)));
        self
    }

    /// Loads the image into an engine (`docker load`) under the names given; returns its id.
    pub async fn load_into(&self, engine: &TestEngine, names: &[&str]) -> String {
        let image = self.build();
        let archive = image.archive(names);
        let response = engine.request("POST", "/images/load?quiet=1", "application/x-tar", &archive).await;
        let text = response.text();
        assert!(
            response.status == 200 && !text.contains("\"error\""),
            "load {names:?}: {} {text}",
            response.status
        );
        image.id()
    }

    /// Pushes the image as `name:tag`; returns the digest of its manifest. No engine takes part.
    pub async fn push_to(&self, registry: &TestRegistry, name_and_tag: &str) -> String {
        push::push_image(registry, name_and_tag, &self.build()).await
    }

    /// Pushes the image without a tag; returns its descriptor with the platform, for any number of indexes.
    pub async fn push_child(&self, registry: &TestRegistry, name: &str) -> Value {
        push::push_child(registry, name, &self.build()).await
    }

    /// The image as a `docker save` archive.
    #[must_use]
    pub fn archive(&self, names: &[&str]) -> Vec<u8> {
        self.build().archive(names)
    }

    pub(crate) fn build(&self) -> Image {
        let layers: Vec<Vec<u8>> =
            self.layers.iter().filter(|l| !l.entries.is_empty()).map(Layer::tar).collect();
        let diff_ids: Vec<String> = layers.iter().map(|layer| digest(layer)).collect();
        let history: Vec<Value> = (0..layers.len())
            .map(|n| json!({"created": self.created, "created_by": format!("testkit layer {n}")}))
            .collect();
        let mut config = json!({
            "created": self.created, "os": self.platform.0, "architecture": self.platform.1, "config": self.config,
            "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": history,
        });
        if let Some(variant) = &self.platform.2 {
            config["variant"] = json!(variant);
        }
        self.edits.iter().for_each(|edit| edit.0(&mut config));
        Image {
            config: config.to_string().into_bytes(),
            layers,
            platform: self.platform.clone(),
            format: self.format,
            annotations: self.annotations.clone(),
        }
    }

    fn entry(mut self, path: &str, kind: tar::EntryType, mode: u32, data: Vec<u8>) -> Self {
        let layer = self.layers.last_mut().expect("at least one layer");
        layer.entries.push(Entry { path: path.trim_start_matches('/').to_owned(), kind, mode, data });
        self
    }

    fn set(mut self, key: &str, value: Value) -> Self {
        self.config.insert(key.into(), value);
        self
    }

    fn insert(mut self, key: &str, name: &str, value: Value) -> Self {
        if let Value::Object(map) = self.config.entry(key).or_insert_with(|| json!({})) {
            map.insert(name.into(), value);
        }
        self
    }
}

impl Layer {
    fn tar(&self) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for entry in &self.entries {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(entry.kind);
            header.set_mode(entry.mode);
            header.set_mtime(1_714_564_800);
            if entry.kind == tar::EntryType::Symlink {
                header.set_size(0);
                let target = String::from_utf8_lossy(&entry.data).into_owned();
                builder.append_link(&mut header, &entry.path, target).expect("a tar in memory");
            } else {
                header.set_size(entry.data.len() as u64);
                builder
                    .append_data(&mut header, &entry.path, entry.data.as_slice())
                    .expect("a tar in memory");
            }
        }
        builder.into_inner().expect("a tar in memory")
    }
}

impl Image {
    /// Id: the digest of the config.
    pub(crate) fn id(&self) -> String {
        digest(&self.config)
    }

    fn archive(&self, names: &[&str]) -> Vec<u8> {
        let hex = |digest: String| digest.trim_start_matches("sha256:").to_owned();
        let config_name = format!("{}.json", hex(self.id()));
        let layers: BTreeMap<String, &Vec<u8>> =
            self.layers.iter().map(|layer| (format!("{}/layer.tar", hex(digest(layer))), layer)).collect();
        let order: Vec<String> =
            self.layers.iter().map(|layer| format!("{}/layer.tar", hex(digest(layer)))).collect();
        let manifest = json!([{"Config": config_name, "RepoTags": names, "Layers": order}]).to_string();
        let mut builder = tar::Builder::new(Vec::new());
        let mut add = |name: &str, data: &[u8]| {
            let mut header = tar::Header::new_gnu();
            header.set_size(data.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, data).expect("a tar in memory");
        };
        add(&config_name, &self.config);
        layers.iter().for_each(|(name, data)| add(name, data));
        add("manifest.json", manifest.as_bytes());
        builder.into_inner().expect("a tar in memory")
    }
}

/// `sha256:…` of bytes.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().fold(String::from("sha256:"), |text, byte| text + &format!("{byte:02x}"))
}

/// Compresses as registries store layers.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// This machine's architecture in the words of images.
fn machine_architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// The same noise for the same seed (xorshift), so that digests do not change from run to run.
fn noise(size: usize, seed: u64) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ (seed + 1);
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

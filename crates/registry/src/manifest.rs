//! Manifests and indexes as registries send them: read leniently in shape (missing and null lists are empty), strictly
//! in content (every digest is valid, or the document is refused).

use std::collections::BTreeMap;

use bytes::Bytes;
use oci::{Digest, Platform};
use serde::{Deserialize, Deserializer};

use crate::error::BadAnswer;
use crate::rate::RateLimit;
use crate::words;

/// The four types of a manifest, and nothing else: a registry asked for less sends another document, or none.
pub(crate) const TYPES: [&str; 4] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];

const SCHEMA_1: &str = "application/vnd.docker.distribution.manifest.v1+";

/// More entries than any index or image has; a document that has more is made to hurt.
const MOST_ENTRIES: usize = 10_000;

/// A pointer to content: its digest, type and size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// Content address.
    pub digest: Digest,
    /// Type of the content.
    pub media_type: String,
    /// Length in bytes.
    pub size: u64,
    /// What the content is made for; in an index only.
    pub platform: Option<Platform>,
    /// Kind of an attached artifact.
    pub artifact_type: Option<String>,
    /// Remarks.
    pub annotations: BTreeMap<String, String>,
}

/// A manifest as it was sent, checked against its digest.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// Content address.
    pub digest: Digest,
    /// Type, as the registry or the document itself calls it.
    pub media_type: String,
    /// The exact bytes.
    pub bytes: Bytes,
    /// What they say.
    pub kind: ManifestKind,
    /// What the registry still allows, if it said so in this answer.
    pub rate: Option<RateLimit>,
}

/// An image, or a list of images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestKind {
    /// One image for one platform.
    Image(ImageManifest),
    /// One name for several images.
    Index(Index),
}

/// Config and layers of one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageManifest {
    /// The image's config.
    pub config: Descriptor,
    /// Layers, base first.
    pub layers: Vec<Descriptor>,
    /// Remarks.
    pub annotations: BTreeMap<String, String>,
}

/// Images of one name, by platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The images, and whatever else the index points to (attestations).
    pub manifests: Vec<Descriptor>,
    /// Remarks.
    pub annotations: BTreeMap<String, String>,
}

impl Index {
    /// The images: entries with a platform that are not attestations.
    pub fn images(&self) -> impl Iterator<Item = (&Descriptor, &Platform)> {
        self.manifests.iter().filter(|entry| !is_attestation(entry)).filter_map(|entry| {
            let platform = entry.platform.as_ref().filter(|platform| platform.os() != "unknown")?;
            Some((entry, platform))
        })
    }

    /// Returns the image an engine on `host` would take: its very platform, else the nearest it can run.
    #[must_use]
    pub fn image_for(&self, host: &Platform) -> Option<&Descriptor> {
        let exact = self.images().find(|(_, platform)| *platform == host);
        let nearest = || {
            let runs = self.images().filter(|(_, platform)| platform.runs_on(host));
            runs.max_by_key(|(_, platform)| {
                (platform.architecture() == host.architecture(), platform.variant().map(str::to_owned))
            })
        };
        exact.or_else(nearest).map(|(entry, _)| entry)
    }
}

/// `buildx` puts what it knows about a build beside the images.
fn is_attestation(entry: &Descriptor) -> bool {
    entry.annotations.contains_key("vnd.docker.reference.type")
}

/// Reads a manifest or an index of the type that the registry gave it (empty: none).
pub(crate) fn read(media_type: &str, bytes: &[u8]) -> Result<(String, ManifestKind), BadAnswer> {
    let raw: Raw = serde_json::from_slice(bytes)
        .map_err(|error| BadAnswer::NotJson { cause: words::cleaned(&error.to_string(), 200) })?;
    let media_type = named(media_type, &raw)?;
    let kind = if media_type == TYPES[0] || media_type == TYPES[1] {
        ManifestKind::Index(raw.into_index()?)
    } else {
        ManifestKind::Image(raw.into_image()?)
    };
    Ok((media_type, kind))
}

/// The header's type decides; a document without one (or with a general one) speaks for itself.
fn named(header: &str, raw: &Raw) -> Result<String, BadAnswer> {
    let header = essence(header);
    if is_manifest(&header)? {
        return Ok(header);
    }
    if raw.schema_version == Some(1) {
        return Err(BadAnswer::Schema1);
    }
    let general =
        matches!(header.as_str(), "" | "application/json" | "application/octet-stream" | "text/plain");
    match raw.media_type.as_deref().map(essence) {
        _ if !general => Err(BadAnswer::WrongMediaType { found: words::cleaned(&header, 100) }),
        Some(own) if is_manifest(&own)? => Ok(own),
        None if raw.manifests.is_some() => Ok(TYPES[0].to_owned()),
        None if raw.config.is_some() => Ok(TYPES[2].to_owned()),
        own => Err(BadAnswer::WrongMediaType { found: words::cleaned(&own.unwrap_or(header), 100) }),
    }
}

/// Whether this is one of the four types. The first format is an answer of its own: its digests mean something else.
pub(crate) fn is_manifest(media_type: &str) -> Result<bool, BadAnswer> {
    if media_type.starts_with(SCHEMA_1) { Err(BadAnswer::Schema1) } else { Ok(TYPES.contains(&media_type)) }
}

/// A type that says nothing, as careless servers send.
pub(crate) fn is_general(media_type: &str) -> bool {
    matches!(media_type, "" | "application/json" | "application/octet-stream" | "text/plain")
}

/// `application/json; charset=utf-8` without what follows.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    schema_version: Option<u64>,
    media_type: Option<String>,
    config: Option<RawDescriptor>,
    #[serde(default, deserialize_with = "or_empty")]
    layers: Vec<RawDescriptor>,
    manifests: Option<Vec<RawDescriptor>>,
    #[serde(default, deserialize_with = "or_empty")]
    annotations: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDescriptor {
    #[serde(default, deserialize_with = "or_empty")]
    media_type: String,
    digest: String,
    size: u64,
    platform: Option<RawPlatform>,
    artifact_type: Option<String>,
    #[serde(default, deserialize_with = "or_empty")]
    annotations: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct RawPlatform {
    #[serde(default, deserialize_with = "or_empty")]
    os: String,
    #[serde(default, deserialize_with = "or_empty")]
    architecture: String,
    #[serde(default, deserialize_with = "or_empty")]
    variant: String,
}

/// `null` is what Go writes for an empty list or map.
pub(crate) fn or_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Raw {
    fn into_image(self) -> Result<ImageManifest, BadAnswer> {
        let no_config = || BadAnswer::NotJson { cause: "an image without a config".to_owned() };
        let config = self.config.ok_or_else(no_config)?.checked()?;
        Ok(ImageManifest { config, layers: checked(self.layers)?, annotations: self.annotations })
    }

    fn into_index(self) -> Result<Index, BadAnswer> {
        let manifests = checked(self.manifests.unwrap_or_default())?;
        Ok(Index { manifests, annotations: self.annotations })
    }
}

fn checked(entries: Vec<RawDescriptor>) -> Result<Vec<Descriptor>, BadAnswer> {
    if entries.len() > MOST_ENTRIES {
        return Err(BadAnswer::NotJson { cause: format!("more than {MOST_ENTRIES} entries") });
    }
    entries.into_iter().map(RawDescriptor::checked).collect()
}

impl RawDescriptor {
    fn checked(self) -> Result<Descriptor, BadAnswer> {
        let digest = Digest::parse(&self.digest)
            .map_err(|error| BadAnswer::NotJson { cause: format!("a digest: {error}") })?;
        let platform = self
            .platform
            .and_then(|platform| Platform::new(&platform.os, &platform.architecture, &platform.variant).ok());
        Ok(Descriptor {
            digest,
            media_type: self.media_type,
            size: self.size,
            platform,
            artifact_type: self.artifact_type.filter(|text| !text.is_empty()),
            annotations: self.annotations,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn digest(digit: &str) -> String {
        format!("sha256:{}", digit.repeat(64))
    }

    fn entry(digit: &str, platform: &str) -> serde_json::Value {
        let mut parts = platform.split('/');
        let mut part = || parts.next().unwrap_or_default();
        json!({"mediaType": TYPES[2], "digest": digest(digit), "size": 1,
            "platform": {"os": part(), "architecture": part(), "variant": part()}})
    }

    fn index(entries: &[(&str, &str)]) -> Index {
        let manifests: Vec<_> = entries.iter().map(|(digit, platform)| entry(digit, platform)).collect();
        let bytes = json!({"schemaVersion": 2, "manifests": manifests}).to_string();
        match read(TYPES[0], bytes.as_bytes()).unwrap().1 {
            ManifestKind::Index(index) => index,
            ManifestKind::Image(_) => panic!("an index was sent"),
        }
    }

    #[test]
    fn the_type_comes_from_the_header_or_the_document() {
        let image =
            json!({"schemaVersion": 2, "config": entry("a", ""), "layers": null, "annotations": null});
        let bytes = image.to_string();
        for header in [TYPES[3], TYPES[2], "", "application/json; charset=utf-8", "text/plain"] {
            let (media_type, kind) = read(header, bytes.as_bytes()).unwrap();
            assert!(matches!(&kind, ManifestKind::Image(image) if image.layers.is_empty()), "{header}");
            assert_eq!(media_type, if header == TYPES[3] { TYPES[3] } else { TYPES[2] });
        }
        let wrong = read("text/html", bytes.as_bytes()).unwrap_err();
        assert_eq!(wrong, BadAnswer::WrongMediaType { found: "text/html".into() });
        let old = read("application/vnd.docker.distribution.manifest.v1+prettyjws", b"{}").unwrap_err();
        assert_eq!(old, BadAnswer::Schema1);
        assert_eq!(read("", br#"{"schemaVersion": 1}"#).unwrap_err(), BadAnswer::Schema1);
    }

    #[test]
    fn nonsense_is_refused() {
        let table = [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"config": {"digest": "sha256:abc", "size": 1}}"#,
            r#"{"config": {"digest": "../../etc/passwd", "size": 1}}"#,
            r#"{"layers": [1]}"#,
        ];
        for text in table {
            assert!(read(TYPES[2], text.as_bytes()).is_err(), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(TYPES[2], deep.as_bytes()).is_err());
    }

    #[test]
    fn the_platform_is_chosen_as_engines_do() {
        let all = [
            ("a", "linux/386"),
            ("b", "linux/amd64"),
            ("c", "linux/arm/v6"),
            ("d", "linux/arm/v7"),
            ("e", "windows/amd64"),
            ("f", "unknown/unknown"),
        ];
        let index = index(&all);
        let table = [
            ("linux/amd64", Some("b")),
            ("linux/arm64", Some("d")),
            ("linux/arm/v6", Some("c")),
            ("windows/amd64", Some("e")),
            ("linux/s390x", None),
            ("unknown/unknown", None),
        ];
        for (host, expected) in table {
            let chosen = index.image_for(&Platform::parse(host).unwrap());
            assert_eq!(chosen.map(|entry| entry.digest.to_string()), expected.map(digest), "{host}");
        }
        assert_eq!(index.images().count(), 5);
    }

    proptest::proptest! {
        #[test]
        fn nothing_a_registry_sends_panics(
            media_type in "[ -~]*",
            config in "(null|5|\\{\\}|\"x\")",
            list in "(null|\\[\\]|\\[null\\]|\\{\\}|7)",
        ) {
            let text = format!(r#"{{"mediaType": "{}", "config": {config}, "layers": {list}, "manifests": {list}}}"#, TYPES[0]);
            let _ = read(&media_type, text.as_bytes());
            let _ = read(TYPES[0], text.as_bytes());
            let _ = read(TYPES[2], text.as_bytes());
        }
    }
}

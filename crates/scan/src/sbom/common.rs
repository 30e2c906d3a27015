//! What both forms need: texts made harmless, times, numbers made of contents.

use std::fmt::Write as _;

use catalog::{Ecosystem, Installed, Release};
use jiff::{Timestamp, Unit};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use serde::Serialize;

use super::Contents;

/// Longest text of an image that is written down, in characters.
const LONGEST: usize = 500;

/// What is not encoded in a package URL.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// A text of an image, for a document that others show: no control characters, none that turn the direction of writing, and
/// not endless.
pub(super) fn clean(text: &str) -> String {
    let harmful = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.trim().chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).take(LONGEST).collect()
}

/// `2024-05-01T10:00:00Z`, which both forms understand; nothing for years that the form cannot hold.
pub(super) fn time(time: Option<Timestamp>) -> Option<String> {
    let text = time?.round(Unit::Second).ok()?.to_string();
    (text.len() == "2024-05-01T10:00:00Z".len()).then_some(text)
}

/// The document as text.
pub(super) fn text(document: &impl Serialize) -> String {
    // Only a map whose keys are no texts could fail, and there is none.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// A UUID made of a text (RFC 9562, version 8).
pub(super) fn uuid(text: &str) -> String {
    let mut uuid = String::with_capacity(36);
    for (at, byte) in digest(&SHA256, text.as_bytes()).as_ref().iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        let byte = match at {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        let _ = write!(uuid, "{byte:02x}");
    }
    uuid
}

/// The image's package URL; only a registry's digest makes one.
pub(super) fn image_purl(contents: &Contents<'_>) -> Option<String> {
    let digest = contents.digest?.replace(':', "%3A");
    let (name, _) = contents.name.split_once('@').unwrap_or((contents.name, ""));
    let last = name.rfind('/').map_or(0, |slash| slash + 1);
    let end = name.get(last..)?.find(':').map_or(name.len(), |colon| last + colon);
    let (repository, name) = (name.get(..end)?, name.get(last..end)?.to_lowercase());
    let arch = contents.arch.map(|arch| format!("arch={}&", encoded(arch))).unwrap_or_default();
    Some(format!("pkg:oci/{}@{digest}?{arch}repository_url={}", encoded(&name), encoded(repository)))
}

fn encoded(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, UNRESERVED)
}

/// The distribution by the name that Trivy knows it by; for most that is its own.
pub(super) fn family(release: &Release) -> String {
    let family = match release.id.as_str() {
        "rhel" => "redhat",
        "ol" => "oracle",
        "amzn" => "amazon",
        "almalinux" => "alma",
        "mariner" => "cbl-mariner",
        id => id,
    };
    clean(family)
}

/// Digest of the layer that brought a package.
pub(super) fn layer<'a>(contents: &Contents<'a>, package: &Installed) -> Option<&'a str> {
    contents.diff_ids.get(package.layer).map(String::as_str)
}

/// File that tells of a package, with a slash before it.
pub(super) fn path(package: &Installed) -> String {
    format!("/{}", package.path)
}

/// The package that this one was built from, where a distribution built it: name and version.
pub(super) fn source(installed: &Installed) -> Option<(String, Option<String>)> {
    let package = &installed.package;
    let is_built = matches!(package.ecosystem, Ecosystem::Deb | Ecosystem::Apk | Ecosystem::Rpm);
    let source = package.source.as_ref().filter(|_| is_built)?;
    let version = source.version.as_deref().or(package.version.as_deref());
    Some((clean(&source.name), version.map(clean)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_times_and_numbers() {
        assert_eq!(clean(" a\u{1b}[31m\u{202e}b\n"), "a\u{fffd}[31m\u{fffd}b");
        assert_eq!(clean(&"x".repeat(9000)).len(), LONGEST);
        let at = |text: &str| time(text.parse().ok());
        assert_eq!(at("2024-05-01T10:00:00.25Z").as_deref(), Some("2024-05-01T10:00:00Z"));
        assert_eq!(at("-000500-01-01T00:00:00Z"), None);
        assert_eq!(uuid("a"), uuid("a"));
        assert_eq!(uuid("a"), "ca978112-ca1b-8dca-bac2-31b39a23dc4d");
    }

    #[test]
    fn an_image_has_a_url_by_its_digest() {
        let mut contents = Contents {
            name: "ghcr.io:443/acme/App:1.0",
            id: "sha256:00",
            digest: Some("sha256:ab"),
            arch: Some("amd64"),
            time: None,
            tool_version: "1",
            release: None,
            packages: &[],
            diff_ids: &[],
        };
        let expected = "pkg:oci/app@sha256%3Aab?arch=amd64&repository_url=ghcr.io%3A443%2Facme%2FApp";
        assert_eq!(image_purl(&contents).as_deref(), Some(expected));
        contents.digest = None;
        assert_eq!(image_purl(&contents), None);
    }
}

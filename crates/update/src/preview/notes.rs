//! Where to read what is new: links that an image itself names.

use serde::{Deserialize, Serialize};

/// A page about an image, to be shown with its host, since the image's maker chose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notes {
    /// Address; always `https`.
    pub url: String,
    /// Host, to be shown.
    pub host: String,
    /// What is there.
    pub kind: NotesKind,
}

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NotesKind {
    /// Notes of the very version.
    Release,
    /// Changes between both revisions.
    Compare,
    /// The source repository.
    Source,
    /// The project's own page or documentation.
    Page,
}

/// Longest address that is believed.
const LONGEST: usize = 500;

/// How a host that keeps sources names its pages.
#[derive(Clone, Copy)]
enum Forge {
    GitHub,
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
}

/// Finds the best page. `label` looks up a label or annotation of the old and of the new image.
pub fn notes<'a>(
    old: impl Fn(&str) -> Option<&'a str>,
    new: impl Fn(&str) -> Option<&'a str>,
) -> Option<Notes> {
    let of_image = |name: &str| new(&format!("org.opencontainers.image.{name}"));
    let of_schema = |name: &str| new(&format!("org.label-schema.{name}"));
    let source = of_image("source").or_else(|| of_schema("vcs-url")).and_then(clean_source);
    if let Some((base, forge)) = source.as_deref().and_then(|base| Some((base, forge(base)?))) {
        let version =
            of_image("version").or_else(|| of_schema("version")).filter(|version| is_version(version));
        let new_revision = of_image("revision").or_else(|| of_schema("vcs-ref"));
        let old_revision =
            old("org.opencontainers.image.revision").or_else(|| old("org.label-schema.vcs-ref"));
        let release = version.map(|version| page(release(base, forge, version), NotesKind::Release));
        let compared =
            old_revision.zip(new_revision).filter(|(a, b)| a != b && is_revision(a) && is_revision(b));
        let compare = compared.map(|(a, b)| page(compare(base, forge, a, b), NotesKind::Compare));
        return release.or(compare).unwrap_or_else(|| page(base.to_owned(), NotesKind::Source));
    }
    let source = source.and_then(|source| page(source, NotesKind::Source));
    let pages = [of_image("url"), of_image("documentation"), of_schema("url"), of_schema("usage")];
    source.or_else(|| pages.into_iter().flatten().find_map(|url| page(url.to_owned(), NotesKind::Page)))
}

/// A repository's address as a browser takes it: `git@host:a/b.git` and `https://host/a/b.git#branch` are both
/// `https://host/a/b`.
fn clean_source(written: &str) -> Option<String> {
    let written = written.trim();
    let rest = written.strip_prefix("git+").unwrap_or(written);
    let address = match rest.strip_prefix("git@").and_then(|rest| rest.split_once(':')) {
        Some((host, path)) => format!("https://{host}/{path}"),
        None => match rest.split_once("://") {
            Some(("https", _)) => rest.to_owned(),
            Some(("git" | "ssh", path)) => format!("https://{}", path.strip_prefix("git@").unwrap_or(path)),
            _ => return None,
        },
    };
    let address = address.split(['#', '?']).next().unwrap_or_default().trim_end_matches('/');
    Some(address.strip_suffix(".git").unwrap_or(address).to_owned())
}

/// Known by its host, for an address of the form `https://host/owner/repository`.
fn forge(base: &str) -> Option<Forge> {
    let (host, path) = base.strip_prefix("https://")?.split_once('/')?;
    let depth = path.split('/').filter(|part| !part.is_empty()).count();
    let forge = match host.to_ascii_lowercase().as_str() {
        "github.com" => Forge::GitHub,
        "codeberg.org" | "gitea.com" => Forge::Gitea,
        "gitlab.com" => Forge::GitLab,
        other if other.starts_with("gitlab.") => Forge::GitLab,
        other if other.starts_with("gitea.") || other.starts_with("forgejo.") => Forge::Gitea,
        _ => return None,
    };
    let is_repository = depth == 2 || (depth > 2 && matches!(forge, Forge::GitLab));
    is_repository.then_some(forge)
}

fn release(base: &str, forge: Forge, version: &str) -> String {
    match forge {
        Forge::GitHub | Forge::Gitea => format!("{base}/releases/tag/{version}"),
        Forge::GitLab => format!("{base}/-/releases/{version}"),
    }
}

fn compare(base: &str, forge: Forge, old: &str, new: &str) -> String {
    match forge {
        Forge::GitHub | Forge::Gitea => format!("{base}/compare/{old}...{new}"),
        Forge::GitLab => format!("{base}/-/compare/{old}...{new}"),
    }
}

/// Something that can be a tag: `latest` and branches have no release of their own.
fn is_version(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    text.len() <= 128
        && text.chars().all(is_plain)
        && text.contains('.')
        && text.chars().any(|c| c.is_ascii_digit())
}

fn is_revision(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// An address that is safe to show and to open: `https`, a host that is one, nobody's name in front of it, no spaces
/// or signs that turn the reading direction.
fn page(url: String, kind: NotesKind) -> Option<Notes> {
    let rest = url.strip_prefix("https://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.split(':').next()?;
    let is_host = host.contains('.')
        && !host.starts_with('.')
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let is_plain =
        url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'`'));
    let is_believed = is_host && is_plain && !authority.contains('@') && url.len() <= LONGEST;
    let host = host.to_ascii_lowercase();
    is_believed.then_some(Notes { url, host, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(old: &[(&str, &str)], new: &[(&str, &str)]) -> Option<(String, NotesKind)> {
        let look = |labels: &[(&'static str, &'static str)], name: &str| {
            labels.iter().find(|(key, _)| name.ends_with(key)).map(|(_, value)| *value)
        };
        let own = |labels: &[(&str, &str)]| -> Vec<(&'static str, &'static str)> {
            let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
            labels.iter().map(|(key, value)| (leak(key), leak(value))).collect()
        };
        let (old, new) = (own(old), own(new));
        notes(|name| look(&old, name), |name| look(&new, name)).map(|notes| (notes.url, notes.kind))
    }

    #[test]
    fn pages_by_forge() {
        let version = ("image.version", "v1.2.0");
        let cases = [
            ("https://github.com/a/b", "https://github.com/a/b/releases/tag/v1.2.0"),
            ("https://github.com/a/b.git#main", "https://github.com/a/b/releases/tag/v1.2.0"),
            ("git@github.com:a/b.git", "https://github.com/a/b/releases/tag/v1.2.0"),
            ("https://gitlab.com/g/s/b", "https://gitlab.com/g/s/b/-/releases/v1.2.0"),
            ("https://codeberg.org/a/b/", "https://codeberg.org/a/b/releases/tag/v1.2.0"),
            ("https://gitea.example.org/a/b", "https://gitea.example.org/a/b/releases/tag/v1.2.0"),
        ];
        for (source, url) in cases {
            assert_eq!(
                found(&[], &[("image.source", source), version]),
                Some((url.into(), NotesKind::Release))
            );
        }
        let (one, two) = ("a".repeat(40), "b".repeat(40));
        let compared = found(
            &[("image.revision", &one)],
            &[
                ("image.source", "https://github.com/a/b"),
                ("image.revision", &two),
                ("image.version", "main"),
            ],
        );
        assert_eq!(
            compared,
            Some((format!("https://github.com/a/b/compare/{one}...{two}"), NotesKind::Compare))
        );
        let schema = found(&[], &[("schema.vcs-url", "https://github.com/a/b"), ("schema.version", "1.0")]);
        assert_eq!(schema, Some(("https://github.com/a/b/releases/tag/1.0".into(), NotesKind::Release)));
        let page = found(&[], &[("image.documentation", "https://docs.example.org/x")]);
        assert_eq!(page, Some(("https://docs.example.org/x".into(), NotesKind::Page)));
    }

    #[test]
    fn addresses_that_are_not_believed() {
        for url in [
            "http://example.org",
            "javascript:alert(1)",
            "https://user@example.org/",
            "https://localhost/",
            "https://ex ample.org",
            "https://example.org/\u{202e}",
            "https:///x",
            "https://example.org/\"onclick",
            "file:///etc/passwd",
        ] {
            assert_eq!(found(&[], &[("image.url", url)]), None, "{url}");
            assert_eq!(found(&[], &[("image.source", url)]), None, "{url}");
        }
        let hostile =
            found(&[], &[("image.source", "https://github.com/a/b"), ("image.version", "../../x.1")]);
        assert_eq!(hostile, Some(("https://github.com/a/b".into(), NotesKind::Source)));
    }
}

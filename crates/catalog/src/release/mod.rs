//! Which distribution an image is: `os-release` (os-release(5)), and the files of before it.

use layer::Entry;

use crate::table::{Cataloger, KIB, any};
use crate::{Facts, Release};

/// The files that name a distribution, the best first.
pub(crate) const FILES: &[&str] = &[
    "etc/os-release",
    "usr/lib/os-release",
    "etc/lsb-release",
    "etc/alpine-release",
    "etc/redhat-release",
    "etc/debian_version",
    "etc/arch-release",
];

/// Reads any of [`FILES`].
pub(crate) const RELEASE: Cataloger = Cataloger { wants, starts: any, limit: 64 * KIB, read };

fn wants(entry: &Entry) -> bool {
    entry.path.as_str().is_some_and(|path| FILES.contains(&path))
}

fn read(entry: &Entry, content: &[u8]) -> Facts {
    let text = String::from_utf8_lossy(content);
    let release = match entry.path.name() {
        b"os-release" => os_release(&text),
        b"lsb-release" => lsb_release(&text),
        b"alpine-release" => one_line(&text, "alpine", |line| line),
        b"debian_version" => one_line(&text, "debian", debian_version),
        b"redhat-release" => redhat_release(&text),
        b"arch-release" => Some(Release { id: "arch".to_owned(), ..Release::default() }),
        _ => None,
    };
    Facts { release, ..Facts::default() }
}

fn os_release(text: &str) -> Option<Release> {
    let mut release = Release::default();
    for (key, value) in pairs(text) {
        match key {
            "ID" => release.id = value,
            "ID_LIKE" => release.like = value.split_whitespace().map(str::to_owned).collect(),
            "VERSION_ID" => release.version = Some(value),
            "VERSION_CODENAME" => release.codename = Some(value),
            "NAME" => release.name = Some(value),
            "PRETTY_NAME" => release.pretty = Some(value),
            _ => {}
        }
    }
    if release.id.is_empty() && release.name.is_some() {
        // What the specification says an absent ID means.
        "linux".clone_into(&mut release.id);
    }
    (!release.id.is_empty()).then_some(release)
}

fn lsb_release(text: &str) -> Option<Release> {
    let mut release = Release::default();
    for (key, value) in pairs(text) {
        match key {
            "DISTRIB_ID" => {
                release.id = value.to_lowercase();
                release.name = Some(value);
            }
            "DISTRIB_RELEASE" => release.version = Some(value),
            "DISTRIB_CODENAME" => release.codename = Some(value),
            "DISTRIB_DESCRIPTION" => release.pretty = Some(value),
            _ => {}
        }
    }
    (!release.id.is_empty()).then_some(release)
}

/// Keys and values of a shell-like file; empty values are left out.
fn pairs(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.lines().filter_map(|line| {
        let (key, value) = line.trim().split_once('=')?;
        let value = unquote(value.trim());
        (!key.starts_with('#') && !value.is_empty()).then_some((key.trim_end(), value))
    })
}

/// The value without its quotes and with what was escaped in them; an open quote is forgiven.
fn unquote(value: &str) -> String {
    let Some(quote @ ('"' | '\'')) = value.chars().next() else {
        return value.to_owned();
    };
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars().skip(1);
    while let Some(character) = characters.next() {
        match character {
            '\\' if quote == '"' => plain.extend(characters.next()),
            character if character == quote => break,
            character => plain.push(character),
        }
    }
    plain
}

fn one_line(text: &str, id: &str, version: impl Fn(&str) -> &str) -> Option<Release> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let version = version(line);
    let is_number = version.starts_with(|first: char| first.is_ascii_digit());
    Some(Release { id: id.to_owned(), version: is_number.then(|| version.to_owned()), ..Release::default() })
}

/// `12.5` is a point of release 12. What has no number (`trixie/sid`) is not a release.
fn debian_version(line: &str) -> &str {
    line.split('.').next().unwrap_or(line)
}

/// `CentOS Linux release 7.9.2009 (Core)`.
fn redhat_release(text: &str) -> Option<Release> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let (name, rest) = line.split_once(" release ").unwrap_or((line, ""));
    let version = rest.split_whitespace().next().map(str::to_owned);
    let id = redhat_id(&name.to_lowercase())?;
    Some(Release {
        id: id.to_owned(),
        like: if matches!(id, "rhel" | "fedora") {
            Vec::new()
        } else {
            vec!["rhel".to_owned(), "fedora".to_owned()]
        },
        version,
        name: Some(name.to_owned()),
        pretty: Some(line.to_owned()),
        ..Release::default()
    })
}

/// The `ID` that the distribution uses in its os-release.
fn redhat_id(name: &str) -> Option<&'static str> {
    const IDS: &[(&str, &str)] = &[
        ("centos", "centos"),
        ("red hat", "rhel"),
        ("almalinux", "almalinux"),
        ("rocky", "rocky"),
        ("oracle", "ol"),
        ("scientific", "scientific"),
        ("amazon", "amzn"),
        ("mageia", "mageia"),
        ("openeuler", "openEuler"),
        ("fedora", "fedora"),
    ];
    IDS.iter().find(|(word, _)| name.contains(word)).map(|(_, id)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    fn check(path: &str, text: &str, id: &str, version: Option<&str>) -> Release {
        let release = facts(path, text.as_bytes()).release.unwrap();
        assert_eq!((release.id.as_str(), release.version.as_deref()), (id, version), "{text}");
        release
    }

    #[test]
    fn debian_12() {
        let release = check(
            "usr/lib/os-release",
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n\
             VERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n",
            "debian",
            Some("12"),
        );
        assert_eq!(release.codename.as_deref(), Some("bookworm"));
        assert_eq!(release.pretty.as_deref(), Some("Debian GNU/Linux 12 (bookworm)"));
    }

    #[test]
    fn debian_testing_has_no_number() {
        check("etc/os-release", "ID=debian\nVERSION_CODENAME=trixie\n", "debian", None);
        check("etc/debian_version", "trixie/sid\n", "debian", None);
        check("etc/debian_version", "12.15\n", "debian", Some("12"));
    }

    #[test]
    fn relatives_and_quotes() {
        let release = check(
            "etc/os-release",
            "# made by hand\nID='rocky'\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.3\"\nNAME=\"A \\\"b\\\" c\"\n",
            "rocky",
            Some("9.3"),
        );
        assert_eq!(release.like, ["rhel", "centos", "fedora"]);
        assert_eq!(release.name.as_deref(), Some("A \"b\" c"));
    }

    #[test]
    fn before_os_release() {
        check("etc/redhat-release", "CentOS release 6.10 (Final)\n", "centos", Some("6.10"));
        check(
            "etc/redhat-release",
            "Red Hat Enterprise Linux Server release 7.9 (Maipo)\n",
            "rhel",
            Some("7.9"),
        );
        check("etc/alpine-release", "3.23.6\n", "alpine", Some("3.23.6"));
        check("etc/alpine-release", "edge\n", "alpine", None);
        check("etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n", "ubuntu", Some("22.04"));
    }

    #[test]
    fn what_names_nothing_tells_nothing() {
        for text in ["", "\n\n", "VERSION_ID=3", "ID=", "\u{0}\u{1}"] {
            assert_eq!(facts("etc/os-release", text.as_bytes()), Facts::default());
        }
    }
}

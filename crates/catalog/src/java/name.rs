//! What an archive is called.

use super::manifest::Manifest;
use crate::text::clean;
use crate::{Ecosystem, Package};

const ENDINGS: &[&[u8]] = &[b".jar", b".war", b".ear", b".par", b".sar", b".nar", b".kar", b".hpi", b".jpi"];

/// Words that go on after a version's number: `1.0-beta-2`.
const QUALIFIERS: &[&[u8]] = &[
    b"alpha",
    b"beta",
    b"rc",
    b"cr",
    b"m",
    b"b",
    b"ga",
    b"final",
    b"release",
    b"sp",
    b"snapshot",
    b"pre",
    b"build",
    b"incubating",
    b"rev",
    b"p",
];

/// Whether a file's name is that of an archive to look into. Sources and documentation are not what runs.
pub(super) fn is_archive(name: &[u8]) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
        && !name.ends_with(b"-sources.jar")
        && !name.ends_with(b"-javadoc.jar")
}

/// Name and version of `log4j-1.2-api-2.17.1.jar`: the version begins at the last number that follows a word which is
/// not part of a version.
pub(super) fn split(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(*ending)).unwrap_or(name);
    let is_start = |at: &usize| {
        let before = stem[..*at].rsplit(|byte| *byte == b'-').next().unwrap_or_default();
        let word = before.first().is_some_and(u8::is_ascii_alphabetic);
        let follows = stem.get(at + 1).is_some_and(u8::is_ascii_digit);
        stem[*at] == b'-' && follows && word && !QUALIFIERS.contains(&before.to_ascii_lowercase().as_slice())
    };
    match (1..stem.len()).rev().find(is_start) {
        Some(at) => (&stem[..at], stem.get(at + 1..)),
        None => (stem, None),
    }
}

/// The package that an archive without `pom.properties` is: name and version of the file, else of the manifest. The group
/// is the manifest's best guess, else the name again.
pub(super) fn package(file: &[u8], manifest: &Manifest) -> Option<Package> {
    let (artifact, version) = split(file);
    let artifact = clean(artifact)?;
    let version = version.and_then(clean).or_else(|| manifest.version.clone());
    let group = manifest.group.clone().unwrap_or_else(|| artifact.clone());
    Some(Package {
        licenses: manifest.license.iter().cloned().collect(),
        maker: manifest.vendor.clone(),
        ..Package::new(Ecosystem::Maven, format!("{group}:{artifact}"), version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_file_names() {
        for (name, artifact, version) in [
            ("jetty-http-9.4.20.v20190813.jar", "jetty-http", Some("9.4.20.v20190813")),
            ("log4j-1.2-api-2.17.1.jar", "log4j-1.2-api", Some("2.17.1")),
            ("guava-31.1-jre.jar", "guava", Some("31.1-jre")),
            ("a-1.0-beta-2.war", "a", Some("1.0-beta-2")),
            ("a-1.0-20240101.101010-3.jar", "a", Some("1.0-20240101.101010-3")),
            ("app.jar", "app", None),
            ("-.jar", "-", None),
        ] {
            let (found, told) = split(name.as_bytes());
            assert_eq!((found, told), (artifact.as_bytes(), version.map(str::as_bytes)));
        }
    }
}

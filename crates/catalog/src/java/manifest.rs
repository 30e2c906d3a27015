//! `META-INF/MANIFEST.MF` and `pom.properties`.

use crate::text::clean;
use crate::{Ecosystem, Package};

/// What a manifest tells about the archive as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Manifest {
    /// What looks most like a group of Maven.
    pub(super) group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) license: Option<String>,
    pub(super) vendor: Option<String>,
}

/// Reads the main section. A line that begins with a space goes on where the one before ended.
pub(super) fn manifest(content: &[u8]) -> Manifest {
    let lines = unfold(content);
    let value = |field: &&str| {
        let mut values =
            lines.iter().filter_map(|line| line.strip_prefix(field.as_bytes())?.strip_prefix(b":"));
        clean(values.next()?)
    };
    let first = |fields: &[&str]| fields.iter().find_map(value);
    let groups = ["Bundle-SymbolicName", "Implementation-Vendor-Id", "Automatic-Module-Name"];
    Manifest {
        group: groups.iter().filter_map(value).find_map(|text| group(&text)),
        version: first(&["Implementation-Version", "Bundle-Version", "Specification-Version"]),
        license: first(&["Bundle-License"]),
        vendor: first(&["Implementation-Vendor", "Bundle-Vendor", "Specification-Vendor"]),
    }
}

/// The lines up to the first empty one, each whole.
fn unfold(content: &[u8]) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in content.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() && !lines.is_empty() {
            break;
        }
        match (line.strip_prefix(b" "), lines.last_mut()) {
            (Some(rest), Some(last)) => last.extend_from_slice(rest),
            _ => lines.push(line.to_vec()),
        }
    }
    lines
}

/// A name with a dot, as groups have it; what follows a `;` is an instruction to OSGi.
fn group(text: &str) -> Option<String> {
    let name = text.split(';').next()?.trim();
    let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    (name.contains('.') && name.chars().all(fits)).then(|| name.to_owned())
}

/// The package that a `pom.properties` names; nothing when it does not name all of it or left placeholders in.
pub(super) fn pom(content: &[u8]) -> Option<Package> {
    let value = |field: &str| {
        let mut lines = content.split(|byte| *byte == b'\n');
        let found = lines.find_map(|line| {
            line.trim_ascii().strip_prefix(field.as_bytes())?.trim_ascii_start().strip_prefix(b"=")
        });
        clean(found?).filter(|text| !text.contains("${"))
    };
    let (group, artifact) = (value("groupId")?, value("artifactId")?);
    Some(Package::new(Ecosystem::Maven, format!("{group}:{artifact}"), value("version")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_put_together() {
        let manifest = manifest(b"Manifest-Version: 1.0\r\nBundle-SymbolicName: org.free\r\n marker.freemarker;singleton:=true\r\nImplementation-Version: 2.3.29\r\n\r\nName: x\r\n");
        assert_eq!(manifest.group.as_deref(), Some("org.freemarker.freemarker"));
        assert_eq!(manifest.version.as_deref(), Some("2.3.29"));
    }

    #[test]
    fn a_pom_with_placeholders_names_nothing() {
        let found = pom(b"#Generated\nversion=1.2\r\ngroupId = a.b\nartifactId=c\n").unwrap();
        assert_eq!((found.name.as_str(), found.version.as_deref()), ("a.b:c", Some("1.2")));
        assert_eq!(pom(b"groupId=${group}\nartifactId=c\n"), None);
    }
}

//! Under which licenses a package stands, as far as its copyright file says so in a form for machines (DEP-5), or points
//! to the texts every Debian has.

use std::collections::BTreeSet;

use layer::Entry;

use super::stanza::stanzas;
use crate::text::clean;
use crate::{Facts, Licensed};

/// Most licenses of one package that are kept.
const MAX_LICENSES: usize = 100;

/// Longest name of a license; a longer first line is prose.
const MAX_NAME: usize = 100;

const COMMON: &[u8] = b"/usr/share/common-licenses/";

/// The package whose file this is; nothing if it is not a copyright file.
pub(super) fn package(path: &[u8]) -> Option<&[u8]> {
    let package = path.strip_prefix(b"usr/share/doc/")?.strip_suffix(b"/copyright")?;
    (!package.is_empty() && !package.contains(&b'/')).then_some(package)
}

/// Reads `usr/share/doc/PACKAGE/copyright`.
pub(super) fn read(entry: &Entry, content: &[u8]) -> Facts {
    let Some(package) = package(entry.path.as_bytes()).and_then(clean) else {
        return Facts::default();
    };
    let is_for_machines =
        content.trim_ascii_start().get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"Format:"));
    let licenses = if is_for_machines { short_names(content) } else { common(content) };
    if licenses.is_empty() {
        return Facts::default();
    }
    let licenses = licenses.into_iter().collect();
    Facts { licensed: vec![Licensed { package, licenses }], ..Facts::default() }
}

/// First lines of all `License` fields.
fn short_names(content: &[u8]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for stanza in stanzas(content) {
        let value = stanza.get("License").unwrap_or_default();
        let first = value.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if first.len() <= MAX_NAME && names.len() < MAX_LICENSES {
            names.extend(clean(first));
        }
    }
    names
}

/// Names of the texts that prose points to: `/usr/share/common-licenses/LGPL-2.1`.
fn common(content: &[u8]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = content;
    while let Some(at) = rest.windows(COMMON.len()).position(|window| window == COMMON) {
        rest = &rest[at + COMMON.len()..];
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'_');
        let end = rest.iter().position(|byte| !is_name(byte)).unwrap_or(rest.len());
        // A full stop belongs to the sentence.
        let name = rest[..end].trim_ascii_end().strip_suffix(b".").unwrap_or(&rest[..end]);
        if name.len() <= MAX_NAME && names.len() < MAX_LICENSES {
            names.extend(clean(name));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use crate::testing::facts;

    fn check(content: &str, licenses: &[&str]) {
        let licensed = facts("usr/share/doc/curl/copyright", content.as_bytes()).licensed;
        let found = licensed.first().map(|licensed| licensed.licenses.clone()).unwrap_or_default();
        assert_eq!(found, licenses);
    }

    #[test]
    fn for_machines() {
        check(
            "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: x\n\
             License: curl\n\nFiles: lib/x.c\nLicense: ISC or GPL-2+\n\nLicense: curl\n the text\n License: no\n",
            &["ISC or GPL-2+", "curl"],
        );
    }

    #[test]
    fn prose_points_to_common_texts() {
        check(
            "It is in /usr/share/common-licenses/GPL-2.\nand `/usr/share/common-licenses/LGPL-2.1'\n",
            &["GPL-2", "LGPL-2.1"],
        );
        check("License: this is prose\n", &[]);
    }
}

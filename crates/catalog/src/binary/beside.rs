//! Headers and notes that official images leave beside the interpreters they compile.

use layer::Entry;

use crate::text::clean;
use crate::{Ecosystem, Facts, Package};

/// Which file tells about what: the end of its path, and how the version is told in it.
struct Note {
    name: &'static str,
    fits: fn(&[u8]) -> bool,
    version: fn(&[u8]) -> Option<String>,
}

const NOTES: &[Note] = &[
    Note {
        name: "python",
        fits: |path| path.ends_with(b"/patchlevel.h") && parent_starts(path, b"python"),
        version: |content| after(content, b"#define PY_VERSION "),
    },
    Note {
        name: "node",
        fits: |path| path.ends_with(b"/include/node/node_version.h"),
        version: |content| {
            let parts = [b"MAJOR", b"MINOR", b"PATCH"]
                .map(|part| after(content, &[b"#define NODE_", &part[..], b"_VERSION "].concat()));
            let [major, minor, patch] = parts;
            Some(format!("{}.{}.{}", major?, minor?, patch?))
        },
    },
    Note {
        name: "ruby",
        fits: |path| path.ends_with(b"/rbconfig.rb"),
        version: |content| after(content, b"CONFIG[\"RUBY_PROGRAM_VERSION\"] = "),
    },
    Note {
        name: "php",
        fits: |path| path.ends_with(b"/php/main/php_version.h"),
        version: |content| after(content, b"#define PHP_VERSION "),
    },
    Note {
        name: "java",
        fits: |path| path.ends_with(b"/release"),
        version: |content| after(content, b"JAVA_VERSION="),
    },
    Note {
        name: "go",
        fits: |path| path.ends_with(b"/go/VERSION"),
        version: |content| after(content, b"go"),
    },
];

pub(super) fn wants(entry: &Entry) -> bool {
    NOTES.iter().any(|note| (note.fits)(entry.path.as_bytes()))
}

pub(super) fn read(entry: &Entry, content: &[u8]) -> Facts {
    let fitting = NOTES.iter().filter(|note| (note.fits)(entry.path.as_bytes()));
    let packages = fitting
        .filter_map(|note| Some(Package::new(Ecosystem::Binary, note.name, Some((note.version)(content)?))));
    Facts { packages: packages.collect(), ..Facts::default() }
}

/// Whether the folder that a file stands in begins with these letters.
fn parent_starts(path: &[u8], start: &[u8]) -> bool {
    path.rsplit(|byte| *byte == b'/').nth(1).is_some_and(|folder| folder.starts_with(start))
}

/// What follows at the start of a line, in quotes or not, if it begins with a digit.
fn after(content: &[u8], start: &[u8]) -> Option<String> {
    let mut lines = content.split(|byte| *byte == b'\n');
    let found = lines.find_map(|line| line.trim_ascii().strip_prefix(start))?.trim_ascii();
    let end = found.iter().skip(1).position(|byte| *byte == b'"').map_or(found.len(), |end| end + 1);
    let found = found.get(..end)?;
    clean(found.strip_prefix(b"\"").unwrap_or(found))
        .filter(|text| text.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use crate::testing::facts;

    #[test]
    fn interpreters_are_known_by_what_stands_beside_them() {
        for (path, content, name, version) in [
            (
                "usr/local/include/python3.11/patchlevel.h",
                "/* x */\n#define PY_VERSION      \t\"3.11.7\"\n",
                "python",
                "3.11.7",
            ),
            (
                "usr/local/include/node/node_version.h",
                "#define NODE_MAJOR_VERSION 18\n#define NODE_MINOR_VERSION 19\n#define NODE_PATCH_VERSION 0\n",
                "node",
                "18.19.0",
            ),
            (
                "usr/local/lib/ruby/3.2.0/x86_64-linux/rbconfig.rb",
                "  CONFIG[\"RUBY_PROGRAM_VERSION\"] = \"3.2.2\"\n",
                "ruby",
                "3.2.2",
            ),
            ("usr/local/include/php/main/php_version.h", "#define PHP_VERSION \"8.2.3\"\n", "php", "8.2.3"),
            ("opt/java/openjdk/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\n", "java", "17.0.9"),
            ("usr/local/go/VERSION", "go1.22.3\ntime 2024\n", "go", "1.22.3"),
        ] {
            let found = facts(path, content.as_bytes());
            let found: Vec<_> =
                found.packages.iter().map(|found| (found.name.as_str(), found.version.as_deref())).collect();
            assert_eq!(found, [(name, Some(version))]);
        }
    }

    #[test]
    fn a_file_of_the_same_name_says_nothing() {
        assert!(facts("etc/release", b"Something 9\n").packages.is_empty());
    }
}

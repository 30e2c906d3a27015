//! npm: the `package.json` of each installed package (npm documentation, "package.json"), whoever installed it: npm, yarn,
//! pnpm. Lock files say what was asked for, not what is there, and are not read.

use layer::Entry;
use serde::Deserialize;
use serde_json::Value;

use crate::table::{Cataloger, MIB, any};
use crate::text::clean;
use crate::{Ecosystem, Facts, Package, Unread};

/// One installed package, or the program that needs them.
pub(crate) const PACKAGE: Cataloger = Cataloger { wants, starts: any, limit: 4 * MIB, read };

/// Folders inside packages that hold made-up packages to test with, and demonstrations.
const NOT_INSTALLED: &[&[u8]] = &[
    b"test",
    b"tests",
    b"__tests__",
    b"fixture",
    b"fixtures",
    b"__fixtures__",
    b"test-fixtures",
    b"example",
    b"examples",
];

/// A package's own file: `node_modules/name/package.json` at any depth, but not something inside a package that looks like
/// it. Outside of `node_modules`, every `package.json` is that of a program.
fn wants(entry: &Entry) -> bool {
    if entry.path.name() != b"package.json" {
        return false;
    }
    let Some(folder) = entry.path.parent() else { return false };
    let parts: Vec<&[u8]> = folder.as_bytes().split(|byte| *byte == b'/').collect();
    let Some(first) = parts.iter().position(|part| *part == b"node_modules") else { return true };
    let Some(last) = parts.iter().rposition(|part| *part == b"node_modules") else { return true };
    let between = parts.get(first..last).unwrap_or_default();
    let below = parts.get(last + 1..).unwrap_or_default();
    is_package(below) && !between.iter().any(|part| NOT_INSTALLED.contains(part))
}

fn is_package(below: &[&[u8]]) -> bool {
    match below {
        [name] => !name.starts_with(b"@") && !name.starts_with(b"."),
        [scope, _] => scope.starts_with(b"@"),
        _ => false,
    }
}

/// The fields that count. Each may hold anything in files that nobody checked.
#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    name: Value,
    #[serde(default)]
    version: Value,
    #[serde(default)]
    license: Value,
    #[serde(default)]
    licenses: Value,
    #[serde(default)]
    author: Value,
}

/// A file without name or version is no package: build tools leave such files to say how a folder is to be loaded.
fn read(_entry: &Entry, content: &[u8]) -> Facts {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let Ok(manifest) = serde_json::from_slice::<Manifest>(content) else {
        return Facts::unread(Unread::Damaged);
    };
    let (Some(name), Some(version)) = (text(&manifest.name), text(&manifest.version)) else {
        return Facts::default();
    };
    let package = Package {
        licenses: licenses(&manifest),
        maker: named(&manifest.author, "name"),
        ..Package::new(Ecosystem::Npm, name, Some(version))
    };
    Facts { packages: vec![package], ..Facts::default() }
}

fn text(value: &Value) -> Option<String> {
    clean(value.as_str()?.as_bytes())
}

/// A text, or an object's field.
fn named(value: &Value, field: &str) -> Option<String> {
    text(value.get(field).unwrap_or(value))
}

/// `"MIT"`, `{"type": "MIT"}`, and a list of either, in `license` or, in old packages, in `licenses`.
fn licenses(manifest: &Manifest) -> Vec<String> {
    [&manifest.license, &manifest.licenses]
        .into_iter()
        .flat_map(|value| value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice))
        .filter_map(|value| named(value, "type").or_else(|| named(value, "name")))
        .take(16)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::entry;

    #[test]
    fn packages_are_told_from_what_is_inside_them() {
        for path in [
            "srv/app/node_modules/lodash/package.json",
            "srv/app/node_modules/@hapi/hoek/package.json",
            "srv/app/node_modules/send/node_modules/ms/package.json",
            "app/node_modules/.pnpm/ms@2.0.0/node_modules/ms/package.json",
            "usr/local/lib/node_modules/npm/package.json",
            "srv/app/package.json",
            "package.json",
            "opt/yarn-v1.22.19/package.json",
        ] {
            assert!(wants(&entry(path, 0)), "{path}");
        }
        for path in [
            "app/node_modules/resolve/test/resolver/node_modules/baz/package.json",
            "app/node_modules/resolve/test/baz/package.json",
            "app/node_modules/rxjs/ajax/package.json",
            "app/node_modules/.package-lock.json",
            "app/node_modules/.bin/package.json",
            "app/node_modules/package.json",
            "app/package-lock.json",
        ] {
            assert!(!wants(&entry(path, 0)), "{path}");
        }
    }

    fn package(content: &str) -> Package {
        read(&entry("package.json", 0), content.as_bytes()).packages.remove(0)
    }

    #[test]
    fn licenses_in_every_form_of_the_last_fifteen_years() {
        let license = |text: &str| package(&format!(r#"{{"name":"a","version":"1.0.0",{text}}}"#)).licenses;
        assert_eq!(license(r#""license":"MIT""#), ["MIT"]);
        assert_eq!(license(r#""license":{"type":"BSD","url":"x"}"#), ["BSD"]);
        assert_eq!(license(r#""licenses":[{"type":"MIT"},{"type":"GPL"}]"#), ["MIT", "GPL"]);
        assert_eq!(license(r#""license":["MIT","Apache-2.0"]"#), ["MIT", "Apache-2.0"]);
        assert_eq!(license(r#""license":null"#), [""; 0]);
    }

    #[test]
    fn the_author_is_text_or_object() {
        assert_eq!(
            package(r#"{"name":"a","version":"1","author":"Jo <jo@x>"}"#).maker.as_deref(),
            Some("Jo <jo@x>")
        );
        assert_eq!(
            package(r#"{"name":"a","version":"1","author":{"name":"Jo"}}"#).maker.as_deref(),
            Some("Jo")
        );
    }

    #[test]
    fn what_only_looks_like_a_package() {
        assert_eq!(read(&entry("package.json", 0), br#"{"type":"module"}"#), Facts::default());
        assert_eq!(read(&entry("package.json", 0), b"{").unread, Some(Unread::Damaged));
        assert_eq!(
            read(&entry("package.json", 0), "[".repeat(100_000).as_bytes()).unread,
            Some(Unread::Damaged)
        );
    }
}

//! Which files are worth searching, and how.

use layer::{Entry, Kind};

use super::MAX_FILE;

/// Folders of libraries, documentation and tests, wherever they stand.
const SKIPPED_ANYWHERE: &[&str] = &[
    "site-packages",
    "dist-packages",
    "node_modules",
    "bower_components",
    "vendor",
    "gems",
    "__pycache__",
    "test",
    "tests",
    "testing",
    "testdata",
    "test-data",
    "__tests__",
    "spec",
    "fixtures",
    "example",
    "examples",
    "sample",
    "samples",
    "doc",
    "docs",
    "man",
    "locale",
    "terminfo",
    "zoneinfo",
    "licenses",
    "LICENSES",
];

/// Folders of a distribution that hold nobody's secrets.
const SKIPPED_BELOW: &[&str] = &[
    "bin/",
    "sbin/",
    "lib/",
    "lib64/",
    "usr/bin/",
    "usr/sbin/",
    "usr/include/",
    "usr/games/",
    "usr/libexec/",
    "usr/lib64/",
    "proc/",
    "sys/",
    "dev/",
    "boot/",
    "var/lib/dpkg/",
    "var/lib/apt/",
    "var/lib/rpm/",
    "lib/apk/",
    "var/lib/pacman/",
    "var/cache/apt/",
    "var/cache/debconf/",
    "var/cache/apk/",
    "var/cache/dnf/",
    "etc/ca-certificates/",
    "etc/ssl/certs/",
    "etc/fonts/",
    "etc/alternatives/",
    "etc/init.d/",
    "etc/pam.d/",
    "etc/apparmor.d/",
    "etc/perl/",
    "etc/java-",
    "usr/local/include/",
    "usr/local/go/",
    "usr/src/",
];

/// Folders of `usr/share` and `usr/lib` where people do put things.
const KEPT_BELOW: &[&str] = &["usr/share/nginx/", "usr/share/tomcat", "usr/lib/cgi-bin/", "usr/share/app"];

/// Endings of files that are no text, or text that holds no secrets.
const SKIPPED_ENDINGS: &[&str] = &[
    "pyc",
    "pyo",
    "so",
    "a",
    "o",
    "la",
    "dll",
    "exe",
    "dylib",
    "class",
    "jar",
    "war",
    "ear",
    "zip",
    "gz",
    "tgz",
    "bz2",
    "xz",
    "zst",
    "7z",
    "rar",
    "tar",
    "whl",
    "deb",
    "rpm",
    "apk",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "ico",
    "webp",
    "bmp",
    "tiff",
    "mp3",
    "mp4",
    "ogg",
    "wav",
    "avi",
    "mov",
    "pdf",
    "ttf",
    "otf",
    "woff",
    "woff2",
    "eot",
    "mo",
    "gmo",
    "po",
    "pot",
    "map",
    "wasm",
    "db",
    "sqlite",
    "sqlite3",
    "h",
    "hpp",
    "css",
    "scss",
    "less",
    "svg",
    "pack",
    "idx",
    "gresource",
    "node",
    "rlib",
    "md",
    "rst",
    "1",
    "3",
    "5",
    "7",
    "8",
    "mmdb",
    "parquet",
    "npy",
    "pkl",
    "onnx",
    "bin",
    "dat",
    "lock",
    "sum",
    "min.js",
];

/// Endings of files that set things.
const CONFIG_ENDINGS: &[&str] = &[
    "env",
    "ini",
    "cfg",
    "conf",
    "cnf",
    "properties",
    "toml",
    "yaml",
    "yml",
    "json",
    "config",
    "cf",
    "tfvars",
    "envrc",
    "secrets",
    "credentials",
    "sh",
];

/// Names of files that set things.
const CONFIG_NAMES: &[&str] = &[
    ".env",
    ".envrc",
    ".npmrc",
    ".yarnrc",
    ".pypirc",
    ".netrc",
    ".pgpass",
    ".my.cnf",
    ".s3cfg",
    ".boto",
    "credentials",
    "settings.py",
    "local_settings.py",
    "wp-config.php",
    "config.php",
    "database.yml",
    "secrets.yml",
    ".bashrc",
    ".profile",
    ".bash_profile",
    ".zshrc",
    ".bash_history",
    ".zsh_history",
    "environment",
    "application.properties",
    "passwords.txt",
];

/// How a file is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// For secrets that are known by their form.
    Text,
    /// For settings with telling names as well.
    Config,
    /// `machine … login … password …`.
    Netrc,
    /// Docker's and Podman's logins.
    DockerAuth,
    /// `host:port:database:user:password`.
    Pgpass,
}

/// Whether a file is searched at all.
pub(super) fn wants(entry: &Entry) -> bool {
    if entry.kind != Kind::File || entry.bytes < 8 || entry.bytes > MAX_FILE {
        return false;
    }
    let path = String::from_utf8_lossy(entry.path.as_bytes());
    !is_skipped(&path)
}

fn is_skipped(path: &str) -> bool {
    let kept = KEPT_BELOW.iter().any(|folder| path.starts_with(folder));
    let below = SKIPPED_BELOW.iter().any(|folder| path.starts_with(folder))
        || path.starts_with("usr/share/")
        || path.starts_with("usr/lib/");
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    (below && !kept)
        || folder.split('/').any(|part| SKIPPED_ANYWHERE.contains(&part))
        || has_ending(path, SKIPPED_ENDINGS)
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    endings.iter().any(|ending| {
        name.len() > ending.len()
            && name.get(name.len() - ending.len()..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
            && name.as_bytes().get(name.len() - ending.len() - 1) == Some(&b'.')
    })
}

/// How a file is searched, by its name.
pub(super) fn form(path: &str) -> Form {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        ".netrc" | "_netrc" | ".authinfo" => Form::Netrc,
        ".pgpass" | "pgpass.conf" => Form::Pgpass,
        ".dockercfg" | ".dockerconfigjson" => Form::DockerAuth,
        "config.json" if path.ends_with(".docker/config.json") => Form::DockerAuth,
        "auth.json" if path.contains("containers/") => Form::DockerAuth,
        name if CONFIG_NAMES.contains(&name)
            || name.starts_with(".env.")
            || has_ending(path, CONFIG_ENDINGS) =>
        {
            Form::Config
        }
        _ => Form::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_documentation_and_tests_are_passed_over() {
        for path in [
            "usr/lib/python3/dist-packages/x.py",
            "app/node_modules/a/.env",
            "usr/share/doc/a/b",
            "app/tests/id_rsa",
            "usr/local/lib/python3.11/site-packages/rsa/key.py",
            "app/logo.png",
            "etc/ssl/certs/ca.pem",
            "app/README.md",
        ] {
            assert!(is_skipped(path), "{path}");
        }
        for path in [
            "root/.ssh/id_rsa",
            "app/.env",
            "etc/app.conf",
            "usr/share/nginx/html/.env",
            "srv/latest/x",
            "etc/ssl/private/a.key",
        ] {
            assert!(!is_skipped(path), "{path}");
        }
    }

    #[test]
    fn names_tell_how_to_read() {
        assert_eq!(form("root/.docker/config.json"), Form::DockerAuth);
        assert_eq!(form("app/config.json"), Form::Config);
        assert_eq!(form("app/.env.production"), Form::Config);
        assert_eq!(form("app/main.py"), Form::Text);
    }
}

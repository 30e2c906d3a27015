//! Left-overs: caches, logs and what else nobody needs to run a container.

use super::view::LeftoverKind;

/// Files of one kind in one folder.
struct Pattern {
    /// Folder with a `/` at its end. `~/` is the home of anybody.
    folder: &'static str,
    kind: LeftoverKind,
    /// Line for the Dockerfile that avoids it.
    remedy: Option<&'static str>,
}

const APT: Option<&str> =
    Some("RUN apt-get update && apt-get install -y … && apt-get clean && rm -rf /var/lib/apt/lists/*");
const APK: Option<&str> = Some("RUN apk add --no-cache …");
const DNF: Option<&str> = Some("RUN dnf install -y … && dnf clean all && rm -rf /var/cache/dnf");
const ZYPPER: Option<&str> = Some("RUN zypper install -y … && zypper clean --all");
const PACMAN: Option<&str> = Some("RUN pacman -Sy --noconfirm … && pacman -Scc --noconfirm");
const PIP: Option<&str> = Some("ENV PIP_NO_CACHE_DIR=1");
const UV: Option<&str> = Some("ENV UV_NO_CACHE=1");
const NPM: Option<&str> = Some("RUN npm ci && npm cache clean --force");
const YARN: Option<&str> = Some("RUN yarn install && yarn cache clean");
const GO: Option<&str> = Some("RUN --mount=type=cache,target=/go/pkg/mod go build …");
const CARGO: Option<&str> = Some("RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build …");
const COMPOSER: Option<&str> = Some("RUN composer install --no-cache");
const TEMPORARY: Option<&str> = Some("RUN … && rm -rf /tmp/* /var/tmp/*");
const CACHE: Option<&str> = Some("RUN … && rm -rf /var/cache/*");
const LOG: Option<&str> = Some("RUN … && rm -rf /var/log/*");

const fn pattern(folder: &'static str, kind: LeftoverKind, remedy: Option<&'static str>) -> Pattern {
    Pattern { folder, kind, remedy }
}

/// The first that fits counts.
const PATTERNS: &[Pattern] = &[
    pattern("var/lib/apt/lists/", LeftoverKind::PackageCache, APT),
    pattern("var/cache/apt/", LeftoverKind::PackageCache, APT),
    pattern("var/cache/apk/", LeftoverKind::PackageCache, APK),
    pattern("etc/apk/cache/", LeftoverKind::PackageCache, APK),
    pattern("var/cache/dnf/", LeftoverKind::PackageCache, DNF),
    pattern("var/cache/libdnf5/", LeftoverKind::PackageCache, DNF),
    pattern("var/cache/yum/", LeftoverKind::PackageCache, DNF),
    pattern("var/cache/zypp/", LeftoverKind::PackageCache, ZYPPER),
    pattern("var/cache/pacman/", LeftoverKind::PackageCache, PACMAN),
    pattern("var/lib/pacman/sync/", LeftoverKind::PackageCache, PACMAN),
    pattern("~/.cache/pip/", LeftoverKind::PackageCache, PIP),
    pattern("~/.cache/uv/", LeftoverKind::PackageCache, UV),
    pattern("~/.cache/pypoetry/", LeftoverKind::PackageCache, PIP),
    pattern("~/.npm/_logs/", LeftoverKind::Log, NPM),
    pattern("~/.npm/", LeftoverKind::PackageCache, NPM),
    pattern("~/.cache/yarn/", LeftoverKind::PackageCache, YARN),
    pattern("usr/local/share/.cache/", LeftoverKind::PackageCache, YARN),
    pattern("~/.cache/go-build/", LeftoverKind::Cache, GO),
    pattern("~/go/pkg/", LeftoverKind::PackageCache, GO),
    pattern("go/pkg/", LeftoverKind::PackageCache, GO),
    pattern("~/.cargo/registry/", LeftoverKind::PackageCache, CARGO),
    pattern("usr/local/cargo/registry/", LeftoverKind::PackageCache, CARGO),
    pattern("~/.composer/cache/", LeftoverKind::PackageCache, COMPOSER),
    pattern("~/.cache/composer/", LeftoverKind::PackageCache, COMPOSER),
    pattern("~/.m2/repository/", LeftoverKind::PackageCache, None),
    pattern("~/.gradle/caches/", LeftoverKind::PackageCache, None),
    pattern("usr/local/bundle/cache/", LeftoverKind::PackageCache, None),
    pattern("~/.cache/", LeftoverKind::Cache, None),
    pattern("var/cache/", LeftoverKind::Cache, CACHE),
    pattern("var/log/", LeftoverKind::Log, LOG),
    pattern("tmp/", LeftoverKind::Temporary, TEMPORARY),
    pattern("var/tmp/", LeftoverKind::Temporary, TEMPORARY),
    pattern("run/", LeftoverKind::Temporary, None),
    pattern("var/lib/dpkg/", LeftoverKind::PackageDatabase, None),
    pattern("var/lib/apt/", LeftoverKind::PackageDatabase, None),
    pattern("lib/apk/db/", LeftoverKind::PackageDatabase, None),
    pattern("usr/lib/apk/db/", LeftoverKind::PackageDatabase, None),
    pattern("var/lib/apk/", LeftoverKind::PackageDatabase, None),
    pattern("var/lib/rpm/", LeftoverKind::PackageDatabase, None),
    pattern("usr/lib/sysimage/rpm/", LeftoverKind::PackageDatabase, None),
    pattern("usr/share/rpm/", LeftoverKind::PackageDatabase, None),
    pattern("var/lib/dnf/", LeftoverKind::PackageDatabase, None),
    pattern("var/lib/yum/", LeftoverKind::PackageDatabase, None),
    pattern("var/lib/pacman/", LeftoverKind::PackageDatabase, None),
];

/// A left-over: its kind, the folder it is listed under (without a `/` at its end), and what avoids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) kind: LeftoverKind,
    pub(super) folder: &'a str,
    pub(super) remedy: Option<&'static str>,
}

/// Whether a file is a left-over by the folder it stands in.
pub(super) fn by_folder(path: &str) -> Option<Found<'_>> {
    PATTERNS.iter().find_map(|pattern| {
        let folder = within(path, pattern.folder)?;
        Some(Found { kind: pattern.kind, folder, remedy: pattern.remedy })
    })
}

/// Whether a file was compiled when a package was installed; asked for those alone that nobody owns. The folder is the one in
/// `usr` that has them.
pub(super) fn compiled(path: &str) -> Option<Found<'_>> {
    if !(path.ends_with(".pyc") || path.ends_with(".pyo")) {
        return None;
    }
    let folder = path.match_indices('/').nth(2).map_or(path, |(end, _)| path.get(..end).unwrap_or(path));
    Some(Found { kind: LeftoverKind::Compiled, folder, remedy: None })
}

/// The beginning of the path that is the folder.
fn within<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let Some(below_home) = folder.strip_prefix("~/") else {
        return path.starts_with(folder).then(|| path.get(..folder.len() - 1)).flatten();
    };
    let rest = match path.strip_prefix("root/") {
        Some(rest) => rest,
        None => path.strip_prefix("home/")?.split_once('/')?.1,
    };
    let start = path.len() - rest.len();
    rest.starts_with(below_home).then(|| path.get(..start + below_home.len() - 1)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_decide() {
        for (path, kind, folder) in [
            ("var/lib/apt/lists/x", LeftoverKind::PackageCache, "var/lib/apt/lists"),
            ("var/lib/apt/extended_states", LeftoverKind::PackageDatabase, "var/lib/apt"),
            ("root/.cache/pip/http/a", LeftoverKind::PackageCache, "root/.cache/pip"),
            ("home/me/.npm/_cacache/x", LeftoverKind::PackageCache, "home/me/.npm"),
            ("home/me/.cache/x", LeftoverKind::Cache, "home/me/.cache"),
            ("var/log/dpkg.log", LeftoverKind::Log, "var/log"),
        ] {
            let found = by_folder(path).unwrap();
            assert_eq!((found.kind, found.folder), (kind, folder), "{path}");
        }
        for path in ["home/.npm", "app/tmp/x", "var/logs", "root/x", "tmp"] {
            assert_eq!(by_folder(path), None, "{path}");
        }
    }

    #[test]
    fn compiled_files_are_listed_by_language_folder() {
        let path = "usr/lib/python3/dist-packages/a/__pycache__/b.pyc";
        assert_eq!(compiled(path).unwrap().folder, "usr/lib/python3");
        assert_eq!(compiled("x.pyc").unwrap().folder, "x.pyc");
        assert_eq!(compiled("usr/lib/x.so"), None);
    }
}

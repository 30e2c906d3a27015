//! Language runtimes: by the packages of a distribution, and by where official images compile them to.

use catalog::Package;

/// Order in which they are told; those that others bring along come last.
pub(super) const PYTHON: &str = "Python";
const NODE: &str = "Node.js";
pub(super) const JAVA: &str = "Java";
const RUBY: &str = "Ruby";
const PHP: &str = "PHP";
const GO: &str = "Go";
const DOTNET: &str = ".NET";
const ERLANG: &str = "Erlang";
const ELIXIR: &str = "Elixir";
const R: &str = "R";
const RUST: &str = "Rust";
const LUA: &str = "Lua";
const JULIA: &str = "Julia";
const DENO: &str = "Deno";
const BUN: &str = "Bun";
pub(super) const PERL: &str = "Perl";

/// Packages of a runtime: a name, what its packages begin with, and which of them tell its version.
struct Family {
    name: &'static str,
    begins: &'static [&'static str],
    tells: &'static [&'static str],
}

/// What follows one of these in the name of a package must be a version, a part of a runtime, or nothing: `python3-requests`
/// is a library.
const PARTS: &[&str] = &[
    "",
    "amazon",
    "base",
    "bin",
    "cgi",
    "cli",
    "common",
    "compat",
    "core",
    "corretto",
    "current",
    "dbg",
    "debug",
    "default",
    "dev",
    "devel",
    "distutils",
    "doc",
    "docs",
    "fpm",
    "full",
    "gems",
    "go",
    "headless",
    "i18n",
    "interpreter",
    "jdk",
    "jmods",
    "jre",
    "jvm",
    "lib",
    "lib2to3",
    "libs",
    "lts",
    "minimal",
    "modules",
    "opcache",
    "openjdk",
    "pyc",
    "pyc0",
    "pycache",
    "runtime",
    "sdk",
    "src",
    "stdlib",
    "stdlib-extensions",
    "t64",
    "targeting-pack",
    "tk",
    "venv",
    "x",
    "zend",
];

const FAMILIES: &[Family] = &[
    Family { name: PYTHON, begins: &["python", "libpython", "pypy"], tells: &["python", "pypy"] },
    Family { name: NODE, begins: &["nodejs", "libnode"], tells: &["nodejs"] },
    Family {
        name: JAVA,
        begins: &["openjdk", "temurin", "java", "zulu", "msopenjdk", "default-jre", "default-jdk"],
        tells: &["openjdk", "temurin", "java-", "zulu", "msopenjdk"],
    },
    Family { name: RUBY, begins: &["ruby", "libruby"], tells: &["ruby"] },
    Family { name: PHP, begins: &["php", "libphp"], tells: &["php"] },
    Family { name: GO, begins: &["golang", "go"], tells: &["golang", "go"] },
    Family {
        name: DOTNET,
        begins: &["dotnet", "aspnetcore", "netstandard"],
        tells: &["dotnet-runtime", "dotnet"],
    },
    Family { name: ERLANG, begins: &["erlang"], tells: &["erlang-base", "erlang"] },
    Family { name: ELIXIR, begins: &["elixir"], tells: &["elixir"] },
    Family { name: R, begins: &["r-base", "R-core"], tells: &["r-base-core", "R-core"] },
    Family { name: LUA, begins: &["lua5", "liblua5", "luajit"], tells: &["lua5"] },
    // perl-base belongs to the system: Debian cannot be without it.
    Family { name: PERL, begins: &["perl", "libperl"], tells: &["perl"] },
];

/// Packages that only look like one.
const NOT: &[&str] = &["perl-base", "java-common", "javascript-common", "platform-python", "php-common"];

/// The runtime that a system package belongs to.
pub(super) fn of_package(package: &Package) -> Option<&'static str> {
    family(&package.name).map(|family| family.name)
}

fn family(name: &str) -> Option<&'static Family> {
    if NOT.contains(&name) {
        return None;
    }
    FAMILIES.iter().find(|family| family.begins.iter().any(|begin| is_part(name, begin)))
}

/// Whether every word behind `begin` is a version or a part of a runtime.
fn is_part(name: &str, begin: &str) -> bool {
    let Some(rest) = name.strip_prefix(begin) else {
        return false;
    };
    rest.split('-').all(|word| {
        let word = word.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
        PARTS.contains(&word)
    })
}

/// The version of its runtime that a package tells, such as `3.11.2` of `3.11.2-6+deb12u6`.
pub(super) fn told_by(package: &Package) -> Option<String> {
    let family = family(&package.name)?;
    if !family.tells.iter().any(|begin| package.name.starts_with(begin)) {
        return None;
    }
    upstream(package.version.as_deref()?)
}

/// Numbers at the beginning of a version, without epoch.
fn upstream(version: &str) -> Option<String> {
    let version = version.split_once(':').map_or(version, |(_, version)| version);
    let end = version.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(version.len());
    let numbers = version.get(..end)?.trim_end_matches('.');
    (!numbers.is_empty()).then(|| numbers.to_owned())
}

/// Where a runtime stands that was compiled into an image, relative to the root. A `*` at the end is for the rest of a name.
struct Tree {
    name: &'static str,
    places: &'static [&'static str],
}

const TREES: &[Tree] = &[
    Tree {
        name: PYTHON,
        places: &[
            "usr/local/lib/python2*",
            "usr/local/lib/python3*",
            "usr/local/lib/libpython*",
            "usr/local/lib/pkgconfig/python*",
            "usr/local/include/python*",
            "usr/local/bin/python*",
            "usr/local/bin/pip*",
            "usr/local/bin/idle*",
            "usr/local/bin/pydoc*",
            "usr/local/bin/2to3*",
            "usr/local/share/man/man1/python*",
            "opt/conda/lib/python*",
            "opt/conda/bin/python*",
            "opt/pypy/",
            "root/.local/share/uv/python/",
        ],
    },
    Tree {
        name: NODE,
        places: &[
            "usr/local/bin/node",
            "usr/local/bin/nodejs",
            "usr/local/bin/npm",
            "usr/local/bin/npx",
            "usr/local/bin/corepack",
            "usr/local/bin/yarn*",
            "usr/local/include/node/",
            "usr/local/lib/node_modules/npm/",
            "usr/local/lib/node_modules/corepack/",
            "usr/local/share/doc/node/",
            "usr/local/share/man/man1/node.1",
            "opt/yarn-v*",
        ],
    },
    Tree {
        name: RUBY,
        places: &[
            "usr/local/lib/ruby/",
            "usr/local/lib/libruby*",
            "usr/local/include/ruby-*",
            "usr/local/bin/ruby",
            "usr/local/bin/gem",
            "usr/local/bin/bundle*",
            "usr/local/bin/erb",
            "usr/local/bin/irb",
            "usr/local/bin/rake",
            "usr/local/bin/rdoc",
            "usr/local/bin/ri",
        ],
    },
    Tree {
        name: PHP,
        places: &[
            "usr/local/bin/php*",
            "usr/local/bin/phar*",
            "usr/local/bin/pear*",
            "usr/local/bin/pecl",
            "usr/local/sbin/php-fpm",
            "usr/local/include/php/",
            "usr/local/lib/php/",
            "usr/local/lib/libphp*",
            "usr/local/php/",
            "usr/src/php.tar*",
        ],
    },
    Tree { name: GO, places: &["usr/local/go/"] },
    Tree {
        name: JAVA,
        places: &[
            "opt/java/",
            "opt/jdk*",
            "opt/jre*",
            "opt/openjdk*",
            "opt/graalvm*",
            "usr/java/",
            "usr/lib/jvm/",
            "usr/local/openjdk-*",
        ],
    },
    Tree { name: DOTNET, places: &["usr/share/dotnet/", "usr/lib/dotnet/", "usr/local/dotnet/"] },
    Tree { name: RUST, places: &["usr/local/rustup/", "usr/local/cargo/bin/"] },
    Tree { name: ERLANG, places: &["usr/local/lib/erlang/"] },
    Tree { name: ELIXIR, places: &["usr/local/lib/elixir/", "usr/local/src/elixir/"] },
    Tree { name: JULIA, places: &["usr/local/julia/"] },
    Tree { name: R, places: &["usr/local/lib/R/"] },
    Tree { name: PERL, places: &["usr/local/lib/perl5/", "usr/local/bin/perl*"] },
    Tree { name: DENO, places: &["usr/bin/deno", "usr/local/bin/deno"] },
    Tree { name: BUN, places: &["usr/local/bin/bun", "usr/local/bin/bunx"] },
];

/// The compiled runtime that a file with this path belongs to.
pub(super) fn of_path(path: &str) -> Option<&'static str> {
    let tree = TREES.iter().find(|tree| tree.places.iter().any(|place| stands(path, place)));
    tree.map(|tree| tree.name)
}

fn stands(path: &str, place: &str) -> bool {
    match place.strip_suffix('*') {
        Some(begin) => path.starts_with(begin),
        None if place.ends_with('/') => path.starts_with(place),
        None => path == place,
    }
}

/// The version that the path itself tells: .NET has it in the name of a folder.
pub(super) fn version_in_path(path: &str) -> Option<&str> {
    let (_, rest) = path.split_once("dotnet/shared/Microsoft.NETCore.App/")?;
    rest.split('/').next().filter(|version| version.starts_with(|sign: char| sign.is_ascii_digit()))
}

/// The variable that official images set to the version of a runtime.
pub(super) fn variable(name: &str) -> Option<&'static str> {
    Some(match name {
        PYTHON => "PYTHON_VERSION",
        NODE => "NODE_VERSION",
        RUBY => "RUBY_VERSION",
        PHP => "PHP_VERSION",
        GO => "GOLANG_VERSION",
        JAVA => "JAVA_VERSION",
        DOTNET => "DOTNET_VERSION",
        RUST => "RUST_VERSION",
        ERLANG => "OTP_VERSION",
        JULIA => "JULIA_VERSION",
        R => "R_VERSION",
        PERL => "PERL_VERSION",
        DENO => "DENO_VERSION",
        BUN => "BUN_VERSION",
        _ => return None,
    })
}

/// What a command has to begin with to be started by a runtime.
pub(super) fn starts(name: &str, program: &str) -> bool {
    let begins: &[&str] = match name {
        PYTHON => &["python", "gunicorn", "uvicorn", "flask", "celery", "django", "jupyter", "pip"],
        NODE => &["node", "npm", "npx", "yarn", "pnpm", "next"],
        JAVA => &["java"],
        RUBY => &["ruby", "rails", "bundle", "puma", "rake", "irb"],
        PHP => &["php", "apache2-foreground"],
        GO => &["go"],
        DOTNET => &["dotnet"],
        ERLANG => &["erl"],
        ELIXIR => &["iex", "elixir", "mix"],
        PERL => &["perl"],
        R => &["R", "Rscript"],
        JULIA => &["julia"],
        DENO => &["deno"],
        BUN => &["bun"],
        _ => &[],
    };
    begins.iter().any(|begin| program.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str) -> Package {
        Package {
            ecosystem: catalog::Ecosystem::Deb,
            name: name.to_owned(),
            version: Some(version.to_owned()),
            arch: None,
            source: None,
            licenses: Vec::new(),
            maker: None,
            installed_bytes: None,
        }
    }

    #[test]
    fn runtimes_and_libraries_of_a_distribution_are_told_apart() {
        for (name, runtime) in [
            ("python3", Some(PYTHON)),
            ("python3.11-minimal", Some(PYTHON)),
            ("libpython3.11-stdlib", Some(PYTHON)),
            ("python3-requests", None),
            ("python3-pip", None),
            ("python3-distutils", Some(PYTHON)),
            ("nodejs", Some(NODE)),
            ("libnode108", Some(NODE)),
            ("node-abbrev", None),
            ("nodejs-doc", Some(NODE)),
            ("openjdk-17-jre-headless", Some(JAVA)),
            ("openjdk17-jre", Some(JAVA)),
            ("java-17-openjdk-headless", Some(JAVA)),
            ("java-common", None),
            ("javascript-common", None),
            ("ruby3.1", Some(RUBY)),
            ("ruby-rack", None),
            ("php8.2-cli", Some(PHP)),
            ("php8.2-mysql", None),
            ("golang-1.19-go", Some(GO)),
            ("golang-github-x-dev", None),
            ("python-3.12-base", Some(PYTHON)),
            ("erlang-base", Some(ERLANG)),
            ("gobject-introspection", None),
            ("golang", Some(GO)),
            ("google-cloud", None),
            ("dotnet-runtime-8.0", Some(DOTNET)),
            ("perl", Some(PERL)),
            ("perl-base", None),
            ("perl-modules-5.36", Some(PERL)),
            ("libperl5.36", Some(PERL)),
            ("libc6", None),
        ] {
            assert_eq!(of_package(&package(name, "1")), runtime, "{name}");
        }
    }

    #[test]
    fn the_version_is_that_of_the_runtime() {
        for (name, version, told) in [
            ("python3.11", "3.11.2-6+deb12u6", Some("3.11.2")),
            ("libpython3.11-stdlib", "3.11.2-6+deb12u6", None),
            ("nodejs", "18.19.0+dfsg-6~deb12u2", Some("18.19.0")),
            ("openjdk-17-jre-headless", "17.0.12+7-2~deb12u1", Some("17.0.12")),
            ("php8.2-cli", "2:8.2.20-1", Some("8.2.20")),
        ] {
            assert_eq!(told_by(&package(name, version)).as_deref(), told, "{name}");
        }
    }

    #[test]
    fn compiled_runtimes_stand_where_official_images_put_them() {
        assert_eq!(of_path("usr/local/bin/python3.12"), Some(PYTHON));
        assert_eq!(of_path("usr/local/lib/node_modules/npm/package.json"), Some(NODE));
        assert_eq!(of_path("usr/local/bin/nodemon"), None);
        assert_eq!(of_path("usr/local/golang"), None);
        assert_eq!(of_path("opt/java/openjdk/lib/modules"), Some(JAVA));
        assert_eq!(
            version_in_path("usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/x.dll"),
            Some("8.0.1")
        );
    }
}

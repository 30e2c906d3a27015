//! Versions of language runtimes that were compiled into an image: a small file of each tells.

use layer::ImagePath;

/// A file that tells a version, and what stands before it.
struct Teller {
    /// End of the path.
    end: &'static str,
    /// What must stand in the path.
    has: &'static str,
    /// What stands before the version.
    before: &'static [&'static str],
}

const TELLERS: &[Teller] = &[
    Teller { end: "/patchlevel.h", has: "include/python", before: &["#define PY_VERSION"] },
    Teller {
        end: "include/node/node_version.h",
        has: "",
        before: &["#define NODE_MAJOR_VERSION", "#define NODE_MINOR_VERSION", "#define NODE_PATCH_VERSION"],
    },
    Teller { end: "include/php/main/php_version.h", has: "", before: &["#define PHP_VERSION "] },
    Teller { end: "/rbconfig.rb", has: "lib/ruby/", before: &["CONFIG[\"RUBY_PROGRAM_VERSION\"] ="] },
    Teller { end: "go/VERSION", has: "", before: &["go"] },
    Teller { end: "/OTP_VERSION", has: "erlang/releases/", before: &[""] },
    Teller { end: "/release", has: "java/", before: &["JAVA_VERSION="] },
    Teller { end: "/release", has: "jvm/", before: &["JAVA_VERSION="] },
    Teller { end: "/release", has: "openjdk", before: &["JAVA_VERSION="] },
    Teller { end: "/release", has: "graalvm", before: &["JAVA_VERSION="] },
];

pub(super) fn wants(path: &ImagePath) -> bool {
    teller(path).is_some()
}

/// The version that the file tells, if it is one of these.
pub(super) fn read(path: &ImagePath, content: &[u8]) -> Option<String> {
    let teller = teller(path)?;
    let text = String::from_utf8_lossy(content);
    let numbers: Option<Vec<&str>> = teller.before.iter().map(|before| value(&text, before)).collect();
    let version = numbers?.join(".");
    let plausible = version.len() <= 40 && version.starts_with(|first: char| first.is_ascii_digit());
    (plausible && version.chars().all(|sign| sign.is_ascii_alphanumeric() || "._+-".contains(sign)))
        .then_some(version)
}

fn teller(path: &ImagePath) -> Option<&'static Teller> {
    let path = path.as_str()?;
    TELLERS.iter().find(|teller| path.ends_with(teller.end) && path.contains(teller.has))
}

/// What stands behind `before` at the beginning of a line, without quotes.
fn value<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix(before))?;
    Some(line.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, content: &str, version: Option<&str>) {
        let path = ImagePath::parse(path.as_bytes()).unwrap();
        assert_eq!(read(&path, content.as_bytes()).as_deref(), version);
    }

    #[test]
    fn each_runtime_tells_in_its_own_way() {
        check(
            "usr/local/include/python3.12/patchlevel.h",
            "/* x */\n#define PY_VERSION      \t\"3.12.4\"\n",
            Some("3.12.4"),
        );
        check(
            "usr/local/include/node/node_version.h",
            "#define NODE_MAJOR_VERSION 20\n#define NODE_MINOR_VERSION 1\n#define NODE_PATCH_VERSION 0\n",
            Some("20.1.0"),
        );
        check("usr/local/go/VERSION", "go1.22.1\ntime 2024\n", Some("1.22.1"));
        check("opt/java/openjdk/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.10\"\n", Some("17.0.10"));
        check("usr/local/lib/erlang/releases/26/OTP_VERSION", "26.2.1\n", Some("26.2.1"));
        check("usr/local/include/php/main/php_version.h", "#define PHP_VERSION \"8.3.1\"\n", Some("8.3.1"));
    }

    #[test]
    fn what_is_no_version_is_none() {
        check("usr/local/go/VERSION", "gopher\n", None);
        check("usr/local/go/VERSION", "go1.22`rm`\n", None);
        check("usr/local/include/node/node_version.h", "#define NODE_MAJOR_VERSION 20\n", None);
        check("app/README", "go1.22\n", None);
    }
}

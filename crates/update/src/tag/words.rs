//! The words of tags that mean something.

use super::parse::Stage;

/// Returns the stage a word stands for. A single letter does so only with a number behind it: the `w` of OpenSSL's
/// `1.1.1w` is no pre-release.
pub(super) fn stage(word: &str, numbered: bool) -> Option<Stage> {
    match word.to_ascii_lowercase().as_str() {
        "dev" | "nightly" | "canary" | "snapshot" | "edge" | "test" | "next" => Some(Stage::Development),
        "alpha" => Some(Stage::Alpha),
        "beta" | "pre" | "preview" | "ea" => Some(Stage::Beta),
        "rc" | "cr" => Some(Stage::Candidate),
        "a" | "m" if numbered => Some(Stage::Alpha),
        "b" if numbered => Some(Stage::Beta),
        _ => None,
    }
}

/// Whether a number glued to the word counts builds of one version (`ls215`, `r8`).
pub(super) fn counts_builds(word: &str) -> bool {
    ["ls", "r", "rev", "build"].iter().any(|counter| word.eq_ignore_ascii_case(counter))
}

/// Whether a number glued to the word is free all the same (`v1`, `release2`).
pub(super) fn announces_version(word: &str) -> bool {
    ["v", "r", "version", "release"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// What an image is built on or for. A number behind such a word is that thing's version (`debian-12`, `temurin-17`),
/// not a count of builds.
const BASES: [&str; 61] = [
    "alma",
    "almalinux",
    "amazonlinux",
    "arm",
    "arm64",
    "bookworm",
    "bullseye",
    "centos",
    "clang",
    "corretto",
    "cuda",
    "cudnn",
    "debian",
    "distroless",
    "dotnet",
    "el",
    "erlang",
    "fc",
    "fedora",
    "gcc",
    "glibc",
    "go",
    "golang",
    "graalvm",
    "hadoop",
    "java",
    "jdk",
    "jre",
    "kafka",
    "leap",
    "llvm",
    "mariadb",
    "musl",
    "mysql",
    "nanoserver",
    "node",
    "nodejs",
    "ol",
    "openjdk",
    "opensuse",
    "oracle",
    "oraclelinux",
    "otp",
    "pg",
    "photon",
    "php",
    "postgres",
    "postgresql",
    "python",
    "redis",
    "rhel",
    "rocky",
    "rocm",
    "ruby",
    "scala",
    "spark",
    "temurin",
    "ubi",
    "ubuntu",
    "windowsservercore",
    "zulu",
];

/// Whether a number behind the word is the version of a base.
pub(super) fn is_base(word: &str) -> bool {
    BASES.contains(&word.to_ascii_lowercase().as_str())
}

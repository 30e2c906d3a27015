//! Package URLs, as other tools write them too (purl-spec).

use std::fmt::Write as _;

use crate::{Ecosystem, Package, Release};

/// The package's URL: `pkg:deb/debian/apt@2.6.1?arch=amd64&distro=debian-12`. The release is needed for packages of a
/// distribution only.
#[must_use]
pub fn purl(package: &Package, release: Option<&Release>) -> String {
    let (kind, namespace, name) = identity(package, release);
    let mut url = format!("pkg:{kind}");
    let folders = namespace.split('/').filter(|part| !part.is_empty());
    for part in folders.chain([name.as_str()]) {
        url.push('/');
        encode(&mut url, part);
    }
    let (epoch, version) = version(package);
    if let Some(version) = version {
        url.push('@');
        encode(&mut url, version);
    }
    let mut separator = '?';
    for (key, value) in qualifiers(package, release, epoch) {
        url.push(separator);
        url.push_str(key);
        url.push('=');
        encode(&mut url, &value);
        separator = '&';
    }
    url
}

/// Type, namespace and name.
fn identity(package: &Package, release: Option<&Release>) -> (&'static str, String, String) {
    let name = package.name.as_str();
    let plain = |kind| (kind, String::new(), name.to_owned());
    let system = |kind| (kind, release.map(vendor).unwrap_or_default(), name.to_owned());
    let split = |kind, name: &str, separator| {
        let (namespace, name) = name.rsplit_once(separator).unwrap_or(("", name));
        (kind, namespace.to_owned(), name.to_owned())
    };
    match package.ecosystem {
        Ecosystem::Deb => system("deb"),
        Ecosystem::Apk => system("apk"),
        Ecosystem::Rpm => system("rpm"),
        Ecosystem::Alpm => system("alpm"),
        Ecosystem::PyPi => ("pypi", String::new(), name.to_lowercase().replace('_', "-")),
        Ecosystem::Npm => split("npm", name, '/'),
        Ecosystem::Cargo => plain("cargo"),
        Ecosystem::Go => split("golang", &name.to_lowercase(), '/'),
        Ecosystem::Maven => split("maven", name, ':'),
        Ecosystem::Gem => plain("gem"),
        Ecosystem::Composer => split("composer", &name.to_lowercase(), '/'),
        Ecosystem::NuGet => plain("nuget"),
        Ecosystem::Pub => plain("pub"),
        Ecosystem::Hex => split("hex", &name.to_lowercase(), '/'),
        Ecosystem::Cran => plain("cran"),
        Ecosystem::Bitnami => plain("bitnami"),
        Ecosystem::Binary => plain("generic"),
    }
}

/// The distribution as the specification's examples call it.
fn vendor(release: &Release) -> String {
    match release.id.as_str() {
        "rhel" => "redhat".to_owned(),
        id if id.starts_with("opensuse") => "opensuse".to_owned(),
        id => id.to_lowercase(),
    }
}

/// Epoch and version; only rpm's epoch stands apart.
fn version(package: &Package) -> (Option<&str>, Option<&str>) {
    let version = package.version.as_deref();
    match version.and_then(|version| version.split_once(':')) {
        Some((epoch, rest)) if package.ecosystem == Ecosystem::Rpm => (Some(epoch), Some(rest)),
        _ => (None, version),
    }
}

/// Sorted by key, as the specification asks.
fn qualifiers(
    package: &Package,
    release: Option<&Release>,
    epoch: Option<&str>,
) -> impl Iterator<Item = (&'static str, String)> {
    let is_system = package.ecosystem.is_system();
    let arch = package.arch.clone().filter(|_| is_system || package.ecosystem == Ecosystem::Bitnami);
    let distro = release.filter(|_| is_system).map(|release| match &release.version {
        Some(version) => format!("{}-{version}", release.id),
        None => release.id.clone(),
    });
    let all = [("arch", arch), ("distro", distro), ("epoch", epoch.map(str::to_owned))];
    all.into_iter().filter_map(|(key, value)| Some((key, value?)))
}

/// Everything but letters, digits and `.-_~:` as percent signs with two digits.
fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ecosystem: Ecosystem, name: &str, version: &str, expected: &str) {
        let release = Release { id: "debian".into(), version: Some("12".into()), ..Release::default() };
        let mut package = Package::new(ecosystem, name, Some(version.to_owned()));
        package.arch = ecosystem.is_system().then(|| "amd64".to_owned());
        assert_eq!(purl(&package, Some(&release)), expected);
    }

    #[test]
    fn as_others_write_them() {
        check(
            Ecosystem::Deb,
            "libstdc++6",
            "1:2+b1",
            "pkg:deb/debian/libstdc%2B%2B6@1:2%2Bb1?arch=amd64&distro=debian-12",
        );
        check(Ecosystem::Rpm, "bash", "2:5-1", "pkg:rpm/debian/bash@5-1?arch=amd64&distro=debian-12&epoch=2");
        check(Ecosystem::Npm, "@babel/core", "7.0.0", "pkg:npm/%40babel/core@7.0.0");
        check(Ecosystem::PyPi, "Typing_Extensions", "4", "pkg:pypi/typing-extensions@4");
        check(
            Ecosystem::Go,
            "github.com/Masterminds/semver/v3",
            "v3.1.0",
            "pkg:golang/github.com/masterminds/semver/v3@v3.1.0",
        );
        check(Ecosystem::Maven, "org.slf4j:slf4j-api", "1.7", "pkg:maven/org.slf4j/slf4j-api@1.7");
        check(Ecosystem::Composer, "Symfony/Console", "v6", "pkg:composer/symfony/console@v6");
        check(Ecosystem::Cargo, "serde", "1.0.0", "pkg:cargo/serde@1.0.0");
    }

    #[test]
    fn without_release_and_version() {
        let package = Package::new(Ecosystem::Deb, "apt", None);
        assert_eq!(purl(&package, None), "pkg:deb/apt");
        let rolling = Release { id: "arch".into(), ..Release::default() };
        let package = Package::new(Ecosystem::Alpm, "pacman", Some("6.0-1".into()));
        assert_eq!(purl(&package, Some(&rolling)), "pkg:alpm/arch/pacman@6.0-1?distro=arch");
    }
}

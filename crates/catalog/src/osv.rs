//! How advisories name things (OSV schema, "Defined Ecosystems").

use crate::{Ecosystem, Package, Release};

/// Name of the package's ecosystem in advisories, with the release where there is one: `Debian:12`, `PyPI`. Nothing when
/// no advisories exist for it, or when the release has no number (Debian's testing, Alpine's edge).
///
/// Red Hat's and SUSE's enterprise advisories go by repositories, which an image does not tell: nothing as well.
#[must_use]
pub fn osv_ecosystem(package: &Package, release: Option<&Release>) -> Option<String> {
    let name = match package.ecosystem {
        Ecosystem::Deb => return debian(release?),
        Ecosystem::Apk => return alpine(release?),
        Ecosystem::Rpm => return rpm(release?),
        Ecosystem::Alpm | Ecosystem::Binary => return None,
        Ecosystem::PyPi => "PyPI",
        Ecosystem::Npm => "npm",
        Ecosystem::Cargo => "crates.io",
        Ecosystem::Go => "Go",
        Ecosystem::Maven => "Maven",
        Ecosystem::Gem => "RubyGems",
        Ecosystem::Composer => "Packagist",
        Ecosystem::NuGet => "NuGet",
        Ecosystem::Pub => "Pub",
        Ecosystem::Hex => "Hex",
        Ecosystem::Cran => "CRAN",
        Ecosystem::Bitnami => "Bitnami",
    };
    Some(name.to_owned())
}

fn debian(release: &Release) -> Option<String> {
    let version = release.version.as_deref()?;
    match release.id.as_str() {
        "debian" => Some(format!("Debian:{}", major(version)?)),
        "ubuntu" => {
            let (year, month) = version.split_once('.')?;
            let year: u32 = year.parse().ok()?;
            let long = if year.is_multiple_of(2) && month == "04" { ":LTS" } else { "" };
            Some(format!("Ubuntu:{version}{long}"))
        }
        _ => None,
    }
}

fn alpine(release: &Release) -> Option<String> {
    match release.id.as_str() {
        "alpine" => {
            let version = release.version.as_deref()?;
            // `3.24_alpha20260101` is edge.
            let is_release = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let mut parts = version.split('.');
            let (major, minor) = (parts.next()?, parts.next()?);
            is_release.then(|| format!("Alpine:v{major}.{minor}"))
        }
        "wolfi" => Some("Wolfi".to_owned()),
        "chainguard" => Some("Chainguard".to_owned()),
        _ => None,
    }
}

fn rpm(release: &Release) -> Option<String> {
    if release.id == "opensuse-tumbleweed" {
        return Some("openSUSE:Tumbleweed".to_owned());
    }
    let version = release.version.as_deref()?;
    let major = major(version)?;
    match release.id.as_str() {
        "almalinux" => Some(format!("AlmaLinux:{major}")),
        "rocky" => Some(format!("Rocky Linux:{major}")),
        "opensuse-leap" => Some(format!("openSUSE:Leap {version}")),
        "mageia" => Some(format!("Mageia:{major}")),
        "mariner" | "azurelinux" => Some(format!("Azure Linux:{major}")),
        _ => None,
    }
}

/// The first number of a version.
fn major(version: &str) -> Option<&str> {
    let major = version.split('.').next()?;
    (!major.is_empty() && major.bytes().all(|byte| byte.is_ascii_digit())).then_some(major)
}

/// Name that advisories use for this package: that of its source where the distribution's advisories name sources.
#[must_use]
pub fn osv_name(package: &Package) -> String {
    match &package.source {
        Some(source) if is_by_source(package) => source.name.clone(),
        _ => package.name.clone(),
    }
}

/// Version that goes with [`osv_name`]: that of the source where it differs, as after a rebuild (`2.36-9+b1` of `2.36-9`).
#[must_use]
pub fn osv_version(package: &Package) -> Option<String> {
    let source = package.source.as_ref().filter(|_| is_by_source(package));
    source.and_then(|source| source.version.clone()).or_else(|| package.version.clone())
}

/// Debian, Ubuntu, Alpine, SUSE and Mageia name sources; Red Hat's relatives name what is installed.
fn is_by_source(package: &Package) -> bool {
    match package.ecosystem {
        Ecosystem::Deb | Ecosystem::Apk => true,
        Ecosystem::Rpm => {
            let maker = package.maker.as_deref().unwrap_or_default().to_lowercase();
            maker.contains("suse") || maker.contains("mageia")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    fn check(ecosystem: Ecosystem, id: &str, version: &str, expected: Option<&str>) {
        let version = (!version.is_empty()).then(|| version.to_owned());
        let release = Release { id: id.to_owned(), version, ..Release::default() };
        let package = Package::new(ecosystem, "a", None);
        assert_eq!(osv_ecosystem(&package, Some(&release)).as_deref(), expected, "{id}");
    }

    #[test]
    fn releases() {
        check(Ecosystem::Deb, "debian", "12", Some("Debian:12"));
        check(Ecosystem::Deb, "debian", "", None);
        check(Ecosystem::Deb, "ubuntu", "22.04", Some("Ubuntu:22.04:LTS"));
        check(Ecosystem::Deb, "ubuntu", "25.04", Some("Ubuntu:25.04"));
        check(Ecosystem::Deb, "ubuntu", "24.10", Some("Ubuntu:24.10"));
        check(Ecosystem::Deb, "linuxmint", "21", None);
        check(Ecosystem::Apk, "alpine", "3.23.6", Some("Alpine:v3.23"));
        check(Ecosystem::Apk, "alpine", "3.24_alpha20260101", None);
        check(Ecosystem::Apk, "wolfi", "20230201", Some("Wolfi"));
        check(Ecosystem::Rpm, "almalinux", "9.3", Some("AlmaLinux:9"));
        check(Ecosystem::Rpm, "rocky", "8", Some("Rocky Linux:8"));
        check(Ecosystem::Rpm, "opensuse-leap", "15.5", Some("openSUSE:Leap 15.5"));
        check(Ecosystem::Rpm, "rhel", "9.3", None);
        check(Ecosystem::PyPi, "anything", "", Some("PyPI"));
    }

    #[test]
    fn sources() {
        let mut package = Package::new(Ecosystem::Deb, "libc6", Some("2.36-9+b1".into()));
        package.source = Some(Source { name: "glibc".into(), version: Some("2.36-9".into()) });
        assert_eq!((osv_name(&package), osv_version(&package)), ("glibc".into(), Some("2.36-9".into())));
        package.ecosystem = Ecosystem::Rpm;
        assert_eq!((osv_name(&package), osv_version(&package)), ("libc6".into(), Some("2.36-9+b1".into())));
        package.maker = Some("SUSE LLC <https://www.suse.com/>".into());
        assert_eq!(osv_name(&package), "glibc");
    }
}

//! The list of packages.

use layer::ImagePath;

use super::stanza::{Stanza, stanzas};
use crate::facts::Room;
use crate::text::clean;
use crate::{Ecosystem, Facts, Owned, OwnedFile, Package, Source, Unread};

/// Packages that are installed, and the settings files they brought with the MD5 they were packaged with.
pub(super) fn read(content: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let mut room = Room::new();
    let mut is_database = content.trim_ascii().is_empty();
    for stanza in stanzas(content) {
        let Some(name) = stanza.text("Package") else { continue };
        is_database = true;
        let Some(package) = package(&stanza, name) else { continue };
        let owned = conffiles(&stanza, &package, &mut room);
        if !room.fits_package(&package) {
            break;
        }
        facts.owned.extend(owned);
        facts.packages.push(package);
    }
    if !is_database {
        facts.unread = Some(Unread::Damaged);
    }
    facts.unread = facts.unread.or(room.verdict());
    facts
}

fn package(stanza: &Stanza<'_>, name: String) -> Option<Package> {
    if !is_installed(stanza) {
        return None;
    }
    let mut package = Package::new(Ecosystem::Deb, name, Some(stanza.text("Version")?));
    package.arch = stanza.text("Architecture");
    package.source = stanza.get("Source").and_then(source);
    package.maker = stanza.text("Maintainer");
    package.installed_bytes =
        stanza.get("Installed-Size").and_then(number).map(|kib| kib.saturating_mul(1024));
    Some(package)
}

/// Whether the package's files are there. The third word of `Status` says so; the first is only what is wished for. In
/// `status.d` there is no such field.
fn is_installed(stanza: &Stanza<'_>) -> bool {
    let Some(status) = stanza.get("Status") else { return true };
    let state = status.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).nth(2);
    !matches!(state, None | Some(b"not-installed" | b"config-files" | b"half-installed"))
}

/// `glibc` or `glibc (2.36-9)`.
fn source(value: &[u8]) -> Option<Source> {
    let mut parts = value.splitn(2, |byte| *byte == b'(');
    let name = clean(parts.next()?)?;
    let version =
        parts.next().map(|rest| rest.split(|byte| *byte == b')').next().unwrap_or(rest)).and_then(clean);
    Some(Source { name, version })
}

fn number(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// Lines ` /etc/adduser.conf cc3493ecd2d09837ffdcc3e25fdfff18`, with `obsolete` behind it when newer versions lack it.
fn conffiles(stanza: &Stanza<'_>, package: &Package, room: &mut Room) -> Option<Owned> {
    let lines = stanza.get("Conffiles")?.split(|byte| *byte == b'\n');
    let files: Vec<OwnedFile> =
        lines.take_while(|line| room.fits_path(line.len())).filter_map(conffile).collect();
    (!files.is_empty()).then(|| Owned { package: package.name.clone(), arch: package.arch.clone(), files })
}

fn conffile(line: &[u8]) -> Option<OwnedFile> {
    let mut line = line.trim_ascii();
    for flag in [&b" remove-on-upgrade"[..], b" obsolete"] {
        line = line.strip_suffix(flag).unwrap_or(line);
    }
    let end = line.iter().rposition(|byte| *byte == b' ')?;
    let path = ImagePath::parse(&line[..end])?;
    Some(OwnedFile { path, md5: super::files::md5(&line[end + 1..]) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    const ODD: &str = "\
Package: libc6
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: glibc (2.36-9)
Version: 2.36-9+b1
Installed-Size: 12988
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Conffiles:
 /etc/ld.so.conf.d/x86_64-linux-gnu.conf d4e7a7b88a71b5ffd9e2644e71a0cfab
 /etc/with space.conf 593ad12389ab2b6f952e7ede67b8fbbf obsolete
 /etc/new.conf newconffile
Description: a
 Package: not-a-field
 .

Package: libc6
Status: hold ok installed
Architecture: i386
Version: 2.36-9

Package: wished-away
Status: deinstall ok installed
Version: 1
Source: other

Package: removed
Status: deinstall ok config-files
Version: 1

Package: broken
Status: install reinstreq half-installed
Version: 1

Package: never
Status: purge ok not-installed

Package: waits
Status: install ok triggers-awaited
Version: 3:4-5
";

    #[test]
    fn what_counts_as_installed() {
        let found = facts("var/lib/dpkg/status", ODD.as_bytes());
        let names: Vec<_> = found
            .packages
            .iter()
            .map(|package| (package.name.as_str(), package.version.as_deref(), package.arch.as_deref()))
            .collect();
        assert_eq!(
            names,
            [
                ("libc6", Some("2.36-9+b1"), Some("amd64")),
                ("libc6", Some("2.36-9"), Some("i386")),
                ("wished-away", Some("1"), None),
                ("waits", Some("3:4-5"), None),
            ]
        );
        assert_eq!(found.unread, None);
    }

    #[test]
    fn fields_of_a_package() {
        let package = facts("var/lib/dpkg/status", ODD.as_bytes()).packages.swap_remove(0);
        assert_eq!(package.source, Some(Source { name: "glibc".into(), version: Some("2.36-9".into()) }));
        assert_eq!(package.installed_bytes, Some(12988 * 1024));
        assert_eq!(package.maker.as_deref(), Some("GNU Libc Maintainers <debian-glibc@lists.debian.org>"));
    }

    #[test]
    fn settings_files_keep_their_packaged_sum() {
        let owned = facts("var/lib/dpkg/status", ODD.as_bytes()).owned;
        assert_eq!(owned.len(), 1);
        let files: Vec<_> =
            owned[0].files.iter().map(|file| (file.path.to_string(), file.md5.map(|sum| sum[0]))).collect();
        assert_eq!(
            files,
            [
                ("etc/ld.so.conf.d/x86_64-linux-gnu.conf".to_owned(), Some(0xd4)),
                ("etc/with space.conf".to_owned(), Some(0x59)),
                ("etc/new.conf".to_owned(), None),
            ]
        );
    }

    #[test]
    fn distroless_has_a_file_for_each() {
        let found = facts("var/lib/dpkg/status.d/tzdata", b"Package: tzdata\nVersion: 2024a-0+deb12u1\n");
        assert_eq!(found.packages.len(), 1);
    }

    #[test]
    fn damaged_and_empty() {
        assert_eq!(facts("var/lib/dpkg/status", b"\x7fELF nonsense").unread, Some(Unread::Damaged));
        assert_eq!(facts("var/lib/dpkg/status", b"\n"), Facts::default());
    }
}

//! Arch and its relatives: pacman's local database, a folder for each package (alpm-db, alpm-db-desc(5)).

use layer::{Entry, ImagePath};

use crate::facts::Room;
use crate::table::{Cataloger, MIB, any};
use crate::text::clean;
use crate::{Ecosystem, Facts, Owned, OwnedFile, Package, Source, Unread};

/// `var/lib/pacman/local/NAME-VERSION/desc` and `files`.
pub(crate) const LOCAL: Cataloger = Cataloger { wants, starts: any, limit: 16 * MIB, read };

fn wants(entry: &Entry) -> bool {
    let Some(rest) = entry.path.as_bytes().strip_prefix(b"var/lib/pacman/local/") else { return false };
    let mut parts = rest.split(|byte| *byte == b'/');
    parts.next().is_some() && matches!(parts.next(), Some(b"desc" | b"files")) && parts.next().is_none()
}

fn read(entry: &Entry, content: &[u8]) -> Facts {
    let facts = if entry.path.name() == b"desc" { desc(content) } else { files(entry, content) };
    facts.unwrap_or_else(|| Facts::unread(Unread::Damaged))
}

fn desc(content: &[u8]) -> Option<Facts> {
    let first = |name: &str| section(content, name).next().and_then(clean);
    let mut package = Package::new(Ecosystem::Alpm, first("%NAME%")?, Some(first("%VERSION%")?));
    package.arch = first("%ARCH%");
    package.source =
        first("%BASE%").filter(|base| *base != package.name).map(|name| Source { name, version: None });
    package.licenses = section(content, "%LICENSE%").filter_map(clean).take(100).collect();
    package.maker = first("%PACKAGER%");
    package.installed_bytes = first("%SIZE%").and_then(|size| size.parse().ok());
    Some(Facts { packages: vec![package], ..Facts::default() })
}

/// The list of files does not name its package; the folder does, as `NAME-VERSION-RELEASE`.
fn files(entry: &Entry, content: &[u8]) -> Option<Facts> {
    let folder = clean(entry.path.parent()?.name())?;
    let (package, _) = folder.rsplit_once('-').and_then(|(rest, _)| rest.rsplit_once('-'))?;
    let files = section(content, "%FILES%").filter(|line| !line.ends_with(b"/")).filter_map(ImagePath::parse);
    let mut room = Room::new();
    let files = files.take_while(|path| room.fits_path(path.as_bytes().len()));
    let files: Vec<_> = files.map(|path| OwnedFile { path, md5: None }).collect();
    let unread = room.verdict();
    if files.is_empty() {
        return Some(Facts { unread, ..Facts::default() });
    }
    let owned = Owned { package: package.to_owned(), arch: None, files };
    Some(Facts { owned: vec![owned], unread, ..Facts::default() })
}

/// The lines below a heading, up to the empty line that ends them.
fn section<'a>(content: &'a [u8], name: &str) -> impl Iterator<Item = &'a [u8]> {
    let mut lines = content.split(|byte| *byte == b'\n');
    lines.by_ref().find(|line| *line == name.as_bytes());
    lines.take_while(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn a_package() {
        let content =
            b"%NAME%\nlib32-gcc-libs\n\n%VERSION%\n14.2.1+r134-1\n\n%BASE%\ngcc\n\n%ARCH%\nx86_64\n\n\
            %SIZE%\n1024\n\n%LICENSE%\nGPL-3.0-or-later\nLGPL-2.1\n\n%PACKAGER%\nA <a@b>\n";
        let package =
            facts("var/lib/pacman/local/lib32-gcc-libs-14.2.1+r134-1/desc", content).packages.remove(0);
        assert_eq!(
            (package.name.as_str(), package.version.as_deref()),
            ("lib32-gcc-libs", Some("14.2.1+r134-1"))
        );
        assert_eq!(package.source.map(|source| source.name).as_deref(), Some("gcc"));
        assert_eq!(package.licenses, ["GPL-3.0-or-later", "LGPL-2.1"]);
        assert_eq!(package.installed_bytes, Some(1024));
    }

    #[test]
    fn its_files() {
        let content = b"%FILES%\nusr/\nusr/lib32/\nusr/lib32/libgcc_s.so\n\n%BACKUP%\netc/x\tsum\n";
        let owned = facts("var/lib/pacman/local/lib32-gcc-libs-14.2.1+r134-1/files", content).owned.remove(0);
        assert_eq!(owned.package, "lib32-gcc-libs");
        assert_eq!(owned.files.len(), 1);
    }

    #[test]
    fn damaged() {
        assert_eq!(facts("var/lib/pacman/local/a-1-1/desc", b"nonsense").unread, Some(Unread::Damaged));
        assert_eq!(facts("var/lib/pacman/local/a/files", b"nonsense").unread, Some(Unread::Damaged));
    }
}

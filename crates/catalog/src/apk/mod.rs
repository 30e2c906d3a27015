//! Alpine, Wolfi and their relatives: the database of apk (apk-package(5), the form of the installed database).

use layer::{Entry, ImagePath};

use crate::facts::Room;
use crate::table::{Cataloger, MIB, any};
use crate::text::clean;
use crate::{Ecosystem, Facts, Owned, OwnedFile, Package, Source, Unread};

/// `lib/apk/db/installed`, with merged `/usr` below `usr`.
pub(crate) const INSTALLED: Cataloger =
    Cataloger { wants, starts: any, limit: 48 * MIB, read: |_, content| read(content) };

fn wants(entry: &Entry) -> bool {
    matches!(entry.path.as_bytes(), b"lib/apk/db/installed" | b"usr/lib/apk/db/installed")
}

/// A paragraph for each package; a letter, a colon and a value a line. `F` opens a folder, `R` names a file in it.
fn read(content: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let mut record = Record::default();
    let mut room = Room::new();
    let mut is_database = content.trim_ascii().is_empty();
    for line in content.split(|byte| *byte == b'\n') {
        if line.is_empty() {
            record.finish(&mut facts, &mut room);
            record = Record::default();
        } else if let [key, b':', value @ ..] = line {
            is_database |= *key == b'P';
            record.line(*key, value, &mut room);
        }
    }
    record.finish(&mut facts, &mut room);
    if !is_database {
        facts.unread = Some(Unread::Damaged);
    }
    facts.unread = facts.unread.or(room.verdict());
    facts
}

/// One package as far as it was read.
#[derive(Default)]
struct Record {
    name: Option<String>,
    version: Option<String>,
    arch: Option<String>,
    origin: Option<String>,
    maker: Option<String>,
    license: Option<String>,
    bytes: Option<u64>,
    folder: Option<ImagePath>,
    files: Vec<OwnedFile>,
}

impl Record {
    fn line(&mut self, key: u8, value: &[u8], room: &mut Room) {
        match key {
            b'P' => self.name = clean(value),
            b'V' => self.version = clean(value),
            b'A' => self.arch = clean(value),
            b'o' => self.origin = clean(value),
            b'm' => self.maker = clean(value),
            b'L' => self.license = clean(value),
            // Installed size in bytes; `S` is that of the package file.
            b'I' => self.bytes = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok()),
            b'F' => self.folder = ImagePath::parse(value),
            b'R' if !value.contains(&b'/') => {
                let Some(folder) = &self.folder else { return };
                if room.fits_path(folder.as_bytes().len().saturating_add(value.len())) {
                    let path = ImagePath::parse(folder.join(value).as_bytes());
                    self.files.extend(path.map(|path| OwnedFile { path, md5: None }));
                }
            }
            _ => {}
        }
    }

    /// Packages whose name begins with a dot are lists of what somebody asked for (`apk add --virtual`), not packages.
    fn finish(self, facts: &mut Facts, room: &mut Room) {
        let (Some(name), Some(version)) = (self.name, self.version) else { return };
        if name.starts_with('.') {
            return;
        }
        if !self.files.is_empty() {
            facts.owned.push(Owned { package: name.clone(), arch: None, files: self.files });
        }
        let mut package = Package::new(Ecosystem::Apk, name, Some(version));
        package.arch = self.arch;
        // The origin has the version of what was made of it.
        package.source =
            self.origin.filter(|origin| *origin != package.name).map(|name| Source { name, version: None });
        package.licenses.extend(self.license);
        package.maker = self.maker;
        package.installed_bytes = self.bytes;
        if room.fits_package(&package) {
            facts.packages.push(package);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn packages_and_their_files() {
        let found = facts(
            "lib/apk/db/installed",
            b"C:Q1x\nP:libcrypto3\nV:3.3.2-r0\nA:x86_64\nS:1\nI:4096\nL:Apache-2.0\no:openssl\nm:A <a@b>\n\
              F:usr/lib\nM:0:0:755\nR:libcrypto.so.3\na:0:0:755\nZ:Q1y\nF:etc\nR:a/../../b\nR:..\n\n\
              P:.build-deps\nV:0\n\nP:half\n\nP:musl\nV:1.2.5-r0\no:musl",
        );
        let names: Vec<_> = found.packages.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["libcrypto3", "musl"]);
        assert_eq!(found.packages[0].source, Some(Source { name: "openssl".into(), version: None }));
        assert_eq!(found.packages[0].installed_bytes, Some(4096));
        assert_eq!(found.packages[0].licenses, ["Apache-2.0"]);
        assert_eq!(found.packages[1].source, None);
        let files: Vec<_> = found.owned[0].files.iter().map(|file| file.path.to_string()).collect();
        assert_eq!(files, ["usr/lib/libcrypto.so.3"]);
    }

    #[test]
    fn damaged_and_empty() {
        assert_eq!(facts("lib/apk/db/installed", b"nonsense").unread, Some(Unread::Damaged));
        assert_eq!(facts("lib/apk/db/installed", b""), Facts::default());
    }
}

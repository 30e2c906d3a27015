//! What one header says.

use layer::ImagePath;

use super::Damaged;
use super::header::{Header, tag};
use crate::facts::Room;
use crate::text::clean;
use crate::{Ecosystem, Facts, Owned, OwnedFile, Package, Source, dpkg};

/// Adds the package of a header and its files.
pub(super) fn read(blob: &[u8], facts: &mut Facts, room: &mut Room) -> Result<(), Damaged> {
    let header = Header::parse(blob)?;
    let package = package(&header).ok_or(Damaged)?;
    // Keys of signers stand in the database as if they were packages.
    if package.name == "gpg-pubkey" || !room.fits_package(&package) {
        return Ok(());
    }
    let files = files(&header, room);
    if !files.is_empty() {
        facts.owned.push(Owned { package: package.name.clone(), arch: package.arch.clone(), files });
    }
    facts.packages.push(package);
    Ok(())
}

fn package(header: &Header<'_>) -> Option<Package> {
    let text = |tag| header.text(tag).and_then(clean);
    let without_epoch = format!("{}-{}", text(tag::VERSION)?, text(tag::RELEASE)?);
    let version = match header.number(tag::EPOCH) {
        Some(epoch) => format!("{epoch}:{without_epoch}"),
        None => without_epoch.clone(),
    };
    let mut package = Package::new(Ecosystem::Rpm, text(tag::NAME)?, Some(version));
    package.arch = text(tag::ARCH);
    package.source = text(tag::SOURCE_RPM).and_then(|file| source(&file, &without_epoch));
    package.licenses.extend(text(tag::LICENSE));
    package.maker = text(tag::VENDOR);
    package.installed_bytes = header.number(tag::LONG_SIZE).or_else(|| header.number(tag::SIZE));
    Some(package)
}

/// `util-linux-2.37.4-9.cm2.src.rpm`.
fn source(file: &str, own_version: &str) -> Option<Source> {
    let stem = file.strip_suffix(".src.rpm").or_else(|| file.strip_suffix(".nosrc.rpm"))?;
    let (rest, release) = stem.rsplit_once('-')?;
    let (name, version) = rest.rsplit_once('-')?;
    let version = format!("{version}-{release}");
    Some(Source { name: name.to_owned(), version: (version != own_version).then_some(version) })
}

/// Type of a file in its mode, and the one of folders.
const TYPE: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;

/// Everything but folders, with the MD5 of settings where it is an MD5.
fn files(header: &Header<'_>, room: &mut Room) -> Vec<OwnedFile> {
    let mut modes = header.numbers(tag::FILE_MODES);
    let mut digests = header.strings(tag::FILE_DIGESTS);
    let mut files = Vec::new();
    let mut add = |parts: [&[u8]; 2]| {
        let is_folder = modes.next().is_some_and(|mode| mode & TYPE == FOLDER);
        let digest = digests.next().unwrap_or_default();
        let bytes = parts.iter().map(|part| part.len()).sum();
        if is_folder || !room.fits_path(bytes) {
            return;
        }
        if let Some(path) = ImagePath::parse(&parts.concat()).filter(|path| !path.is_root()) {
            let is_setting = path.as_bytes().starts_with(b"etc/");
            files.push(OwnedFile { path, md5: is_setting.then(|| dpkg::md5(digest)).flatten() });
        }
    };
    let folders: Vec<&[u8]> = header.strings(tag::DIR_NAMES).collect();
    for (name, folder) in header.strings(tag::BASE_NAMES).zip(header.numbers(tag::DIR_INDEXES)) {
        add([folders.get(folder as usize).copied().unwrap_or_default(), name]);
    }
    // Before rpm 4, whole paths.
    for path in header.strings(tag::OLD_FILE_NAMES) {
        add([path, b""]);
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_source_packages() {
        let check = |file, own| source(file, own).map(|source| (source.name, source.version));
        assert_eq!(check("a-b-1.2-3.el9.src.rpm", "1.2-3.el9"), Some(("a-b".into(), None)));
        assert_eq!(check("a-1-2.nosrc.rpm", "9-9"), Some(("a".into(), Some("1-2".into()))));
        assert_eq!(check("(none)", "1-2"), None);
    }
}

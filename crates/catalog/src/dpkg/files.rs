//! Which files a package brought.

use layer::{Entry, ImagePath};

use super::{LIST, STATUS_FOLDER, SUMS};
use crate::facts::Room;
use crate::text::clean;
use crate::{Facts, Owned, OwnedFile};

/// Reads `name.list`, `name:arch.list` or the same with `.md5sums`.
pub(super) fn read(entry: &Entry, content: &[u8]) -> Facts {
    let name = entry.path.name();
    let is_distroless = entry.path.as_bytes().starts_with(STATUS_FOLDER);
    let mut room = Room::new();
    let (stem, files) = match name.strip_suffix(LIST) {
        Some(stem) => (stem, list(content, &mut room)),
        None => (name.strip_suffix(SUMS).unwrap_or(name), sums(content, is_distroless, &mut room)),
    };
    let unread = room.verdict();
    let mut parts = stem.splitn(2, |byte| *byte == b':');
    let package = parts.next().and_then(clean);
    let arch = parts.next().and_then(clean);
    match package {
        Some(package) if !files.is_empty() => {
            Facts { owned: vec![Owned { package, arch, files }], unread, ..Facts::default() }
        }
        _ => Facts { unread, ..Facts::default() },
    }
}

/// One path a line; folders come before what they hold and are left out.
fn list(content: &[u8], room: &mut Room) -> Vec<OwnedFile> {
    let mut lines = content.split(|byte| *byte == b'\n').peekable();
    let mut files = Vec::new();
    while let Some(line) = lines.next() {
        let holds_the_next = lines
            .peek()
            .and_then(|next| next.strip_prefix(line))
            .is_some_and(|rest| rest.first() == Some(&b'/'));
        if let Some(path) = ImagePath::parse(line)
            && !path.is_root()
            && !holds_the_next
            && room.fits_path(line.len())
        {
            files.push(OwnedFile { path, md5: None });
        }
    }
    files
}

/// Lines `7210080490f9fd139c1b44fa0f730988  bin/bash`.
///
/// Where there is a list too, only settings are of interest here: their sum tells whether they were changed. The sums of
/// all other files would be most of what is kept about a layer, and nobody asks for them.
fn sums(content: &[u8], all: bool, room: &mut Room) -> Vec<OwnedFile> {
    let lines = content.split(|byte| *byte == b'\n');
    let files = lines.filter_map(sum).filter(|file| all || file.md5.is_some());
    files.take_while(|file| room.fits_path(file.path.as_bytes().len())).collect()
}

fn sum(line: &[u8]) -> Option<OwnedFile> {
    let (sum, path) = line.split_at_checked(32)?;
    let path = path.strip_prefix(b"  ").or_else(|| path.strip_prefix(b" *"))?;
    let path = ImagePath::parse(path)?;
    let is_setting = path.as_bytes().starts_with(b"etc/");
    Some(OwnedFile { path, md5: is_setting.then(|| md5(sum)).flatten() })
}

/// A sum of 32 hexadecimal digits.
pub(crate) fn md5(digits: &[u8]) -> Option<[u8; 16]> {
    let mut sum = [0; 16];
    if digits.len() != 2 * sum.len() {
        return None;
    }
    for (byte, pair) in sum.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = [*pair.first()?, *pair.last()?].map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use crate::Owned;
    use crate::testing::facts;

    fn paths(owned: &Owned) -> Vec<String> {
        owned.files.iter().map(|file| file.path.to_string()).collect()
    }

    #[test]
    fn a_list_without_its_folders() {
        let content = b"/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/bin/ab\n/usr/share\n/usr/share/doc\n";
        let owned = facts("var/lib/dpkg/info/libc6:amd64.list", content).owned;
        assert_eq!((owned[0].package.as_str(), owned[0].arch.as_deref()), ("libc6", Some("amd64")));
        assert_eq!(paths(&owned[0]), ["usr/bin/a", "usr/bin/ab", "usr/share/doc"]);
    }

    #[test]
    fn sums_of_settings_only_where_there_is_a_list() {
        let content = b"7210080490f9fd139c1b44fa0f730988  bin/bash\n12c7981c8fed81743552e47dd4b1483e  etc/x y\nnonsense";
        let owned = facts("var/lib/dpkg/info/bash.md5sums", content).owned;
        assert_eq!(paths(&owned[0]), ["etc/x y"]);
        assert_eq!(owned[0].files[0].md5.unwrap()[..2], [0x12, 0xc7]);

        let owned = facts("var/lib/dpkg/status.d/bash.md5sums", content).owned;
        assert_eq!(paths(&owned[0]), ["bin/bash", "etc/x y"]);
        assert_eq!(owned[0].files[0].md5, None);
    }

    #[test]
    fn a_path_that_climbs_out_is_left_out() {
        assert_eq!(facts("var/lib/dpkg/info/a.list", b"/../etc/passwd\n"), crate::Facts::default());
    }
}

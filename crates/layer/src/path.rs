//! Where a file stands in an image.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A path inside an image: bytes as the layer has them, relative, `/` between the parts, no empty part, no `.` and no
/// `..`. The root is the empty path. Printing replaces what is not UTF-8 and every control character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct ImagePath(#[serde(with = "bytes")] Box<[u8]>);

impl ImagePath {
    /// Makes a path of a name as tars and databases write it: leading `/` and `./` fall away, doubled `/` become one.
    /// Returns nothing when it climbs out with `..` or holds a NUL.
    #[must_use]
    pub fn parse(name: &[u8]) -> Option<Self> {
        if name.contains(&0) {
            return None;
        }
        let name = name.strip_prefix(b"./").unwrap_or(name);
        let name = name.strip_suffix(b"/").unwrap_or(name);
        if is_clean(name) {
            return Some(Self(name.into()));
        }
        let mut clean = Vec::with_capacity(name.len());
        for part in name.split(|byte| *byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." => return None,
                part => {
                    if !clean.is_empty() {
                        clean.push(b'/');
                    }
                    clean.extend_from_slice(part);
                }
            }
        }
        Some(Self(clean.into_boxed_slice()))
    }

    /// Bytes of the path.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path as text, if it is UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether this is the root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The last part.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        self.0.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
    }

    /// The folder it stands in; nothing for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let end = self.0.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        Some(Self(self.0[..end].into()))
    }

    /// Whether it stands somewhere below a folder.
    #[must_use]
    pub fn is_below(&self, folder: &Self) -> bool {
        folder.is_root() && !self.is_root()
            || self.0.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'/'))
    }

    /// Order of a tree: a folder stands before what is in it, and all of that before what comes after the folder.
    #[must_use]
    pub fn tree_order(&self, other: &Self) -> Ordering {
        tree_order(&self.0, &other.0)
    }

    /// Path of something in this folder. The name is one part, as [`Self::name`] gives it.
    #[must_use]
    pub fn join(&self, name: &[u8]) -> Self {
        let mut joined = self.0.to_vec();
        if !joined.is_empty() {
            joined.push(b'/');
        }
        joined.extend_from_slice(name);
        Self(joined.into_boxed_slice())
    }
}

/// Whether a name is a path as it stands.
fn is_clean(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}

/// Compares paths part by part: `/` comes before every other byte. Eight bytes at once, because paths begin alike.
fn tree_order(one: &[u8], other: &[u8]) -> Ordering {
    let words = one.chunks_exact(8).zip(other.chunks_exact(8));
    let same = words.take_while(|(one, other)| one == other).count() * 8;
    let (one, other) = (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    let rank = |byte: &u8| if *byte == b'/' { 0 } else { *byte };
    one.iter().map(rank).cmp(other.iter().map(rank))
}

impl fmt::Display for ImagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in String::from_utf8_lossy(&self.0).chars() {
            let shown = if character.is_control() { '\u{fffd}' } else { character };
            fmt::Write::write_char(f, shown)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ImagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

/// Bytes as bytes, so that a compact format does not write a number for each.
mod bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<[u8]>, D::Error> {
        let bytes: Vec<u8> = serde_bytes::ByteBuf::deserialize(deserializer)?.into_vec();
        Ok(bytes.into_boxed_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_tars_write_them_become_one_path() {
        for name in ["./etc//passwd", "/etc/passwd", "etc/./passwd", "etc/passwd/"] {
            assert_eq!(ImagePath::parse(name.as_bytes()).unwrap().as_bytes(), b"etc/passwd");
        }
        assert!(ImagePath::parse(b"./").unwrap().is_root());
    }

    #[test]
    fn a_path_that_climbs_out_is_none() {
        for name in ["../x", "a/../../x", "a/.."] {
            assert_eq!(ImagePath::parse(name.as_bytes()), None);
        }
        assert_eq!(ImagePath::parse(b"a\0b"), None);
    }

    #[test]
    fn a_tree_is_in_order_of_its_parts() {
        let mut names =
            ["a", "a/b", "a-b", "a/b/c", "a.b", "longer-than-a-word/x", "longer-than-a-word-y", ""];
        names.sort_by(|one, other| {
            ImagePath::parse(one.as_bytes()).unwrap().tree_order(&ImagePath::parse(other.as_bytes()).unwrap())
        });
        assert_eq!(
            names,
            ["", "a", "a/b", "a/b/c", "a-b", "a.b", "longer-than-a-word/x", "longer-than-a-word-y"]
        );
    }

    #[test]
    fn below_means_a_whole_part() {
        let folder = ImagePath::parse(b"opt/a").unwrap();
        assert!(ImagePath::parse(b"opt/a/b").unwrap().is_below(&folder));
        assert!(!ImagePath::parse(b"opt/ab").unwrap().is_below(&folder));
        assert!(!folder.is_below(&folder));
        assert!(folder.is_below(&ImagePath::default()));
    }
}

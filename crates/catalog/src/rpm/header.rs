//! The header of a package: an index of tags and the data they point to (rpm's format documentation, "Header Structure").

use super::{Damaged, be32};

/// Tags that are read, as rpm numbers them.
pub(super) mod tag {
    pub(crate) const NAME: u32 = 1000;
    pub(crate) const VERSION: u32 = 1001;
    pub(crate) const RELEASE: u32 = 1002;
    pub(crate) const EPOCH: u32 = 1003;
    pub(crate) const SIZE: u32 = 1009;
    pub(crate) const VENDOR: u32 = 1011;
    pub(crate) const LICENSE: u32 = 1014;
    pub(crate) const ARCH: u32 = 1022;
    pub(crate) const OLD_FILE_NAMES: u32 = 1027;
    pub(crate) const FILE_MODES: u32 = 1030;
    pub(crate) const FILE_DIGESTS: u32 = 1035;
    pub(crate) const SOURCE_RPM: u32 = 1044;
    pub(crate) const DIR_INDEXES: u32 = 1116;
    pub(crate) const BASE_NAMES: u32 = 1117;
    pub(crate) const DIR_NAMES: u32 = 1118;
    pub(crate) const LONG_SIZE: u32 = 5009;
}

/// Types of data.
const INT16: u32 = 3;
const INT32: u32 = 4;
const INT64: u32 = 5;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;
const I18N_STRING: u32 = 9;

/// Size of one line of the index in bytes: tag, type, offset, count.
const LINE: usize = 16;

/// A header as it stands in a database: without the magic that it has in a package file.
#[derive(Debug)]
pub(super) struct Header<'a> {
    index: &'a [u8],
    data: &'a [u8],
}

impl<'a> Header<'a> {
    /// Splits a blob into index and data; what they hold is looked at when it is asked for.
    pub(super) fn parse(blob: &'a [u8]) -> Result<Self, Damaged> {
        let lines = be32(blob, 0).ok_or(Damaged)? as usize;
        let length = be32(blob, 4).ok_or(Damaged)? as usize;
        let rest = blob.get(8..).ok_or(Damaged)?;
        let (index, rest) =
            lines.checked_mul(LINE).and_then(|end| rest.split_at_checked(end)).ok_or(Damaged)?;
        let data = rest.get(..length).ok_or(Damaged)?;
        Ok(Self { index, data })
    }

    /// The first string of a tag.
    pub(super) fn text(&self, tag: u32) -> Option<&'a [u8]> {
        self.strings(tag).next()
    }

    /// All strings of a tag.
    pub(super) fn strings(&self, tag: u32) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (data, count) = self.find(tag, &[STRING, STRING_ARRAY, I18N_STRING]).unwrap_or_default();
        data.split(|byte| *byte == 0).take(count)
    }

    /// The first number of a tag.
    pub(super) fn number(&self, tag: u32) -> Option<u64> {
        if let Some((data, _)) = self.find(tag, &[INT64]) {
            return Some(u64::from_be_bytes(data.first_chunk().copied()?));
        }
        self.numbers(tag).next().map(u64::from)
    }

    /// All numbers of a tag that are no longer than four bytes.
    pub(super) fn numbers(&self, tag: u32) -> impl Iterator<Item = u32> + use<'a> {
        let (data, width, count) = match (self.find(tag, &[INT32]), self.find(tag, &[INT16])) {
            (Some((data, count)), _) => (data, 4, count),
            (None, Some((data, count))) => (data, 2, count),
            (None, None) => (&[][..], 4, 0),
        };
        data.chunks_exact(width)
            .take(count)
            .map(|number| number.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }

    /// Data from where a tag's begin, and how many there are, if it is of one of these types.
    fn find(&self, tag: u32, types: &[u32]) -> Option<(&'a [u8], usize)> {
        let line = self.index.chunks_exact(LINE).find(|line| be32(line, 0) == Some(tag))?;
        let [kind, offset, count] = [be32(line, 4)?, be32(line, 8)?, be32(line, 12)?];
        let data = self.data.get(offset as usize..)?;
        types.contains(&kind).then_some((data, count as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_strings() {
        let mut blob = Vec::new();
        for number in
            [3_u32, 12, tag::NAME, STRING, 0, 1, tag::SIZE, INT32, 4, 1, tag::DIR_NAMES, STRING_ARRAY, 8, 2]
        {
            blob.extend(number.to_be_bytes());
        }
        blob.extend(b"abc\0\0\0\x01\x02a\0b\0");
        let header = Header::parse(&blob).unwrap();
        assert_eq!(header.text(tag::NAME), Some(&b"abc"[..]));
        assert_eq!(header.number(tag::SIZE), Some(0x102));
        assert_eq!(header.strings(tag::DIR_NAMES).collect::<Vec<_>>(), [b"a", b"b"]);
        assert_eq!(header.text(tag::VERSION), None);
        assert_eq!(header.text(tag::SIZE), None);
        assert!(Header::parse(&blob[..blob.len() - 1]).is_err());
    }
}

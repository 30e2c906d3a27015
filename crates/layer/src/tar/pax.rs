//! PAX records: `length key=value` lines that say what a header block has no room for.

use super::sparse::Piece;

/// What a PAX header says about the next member. Empty values count as not said.
#[derive(Debug, Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) uid: Option<u64>,
    pub(super) gid: Option<u64>,
    pub(super) mtime: Option<i64>,
    pub(super) capabilities: bool,
    pub(super) sparse: PaxSparse,
}

/// A sparse file in one of GNU's three PAX forms.
#[derive(Debug, Default)]
pub(super) struct PaxSparse {
    pub(super) name: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    /// The map stands in front of the contents (form 1.0).
    pub(super) map_in_content: bool,
    /// The map stands in the records (forms 0.0 and 0.1).
    pub(super) map: Option<Vec<Piece>>,
    pending_offset: Option<u64>,
}

impl Pax {
    /// Reads records; nothing when they are damaged.
    pub(super) fn parse(mut records: &[u8]) -> Option<Self> {
        let mut pax = Self::default();
        // Some writers pad with NUL.
        while records.first().is_some_and(|byte| *byte != 0) {
            let (key, value, rest) = record(records)?;
            if !value.is_empty() {
                pax.take(key, value)?;
            }
            records = rest;
        }
        Some(pax)
    }

    fn take(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        match key {
            b"path" => self.path = Some(value.to_vec()),
            b"linkpath" => self.link = Some(value.to_vec()),
            b"size" => self.size = Some(decimal(value)?),
            b"uid" => self.uid = Some(decimal(value)?),
            b"gid" => self.gid = Some(decimal(value)?),
            b"mtime" => self.mtime = Some(seconds(value)?),
            b"SCHILY.xattr.security.capability" | b"LIBARCHIVE.xattr.security.capability" => {
                self.capabilities = true;
            }
            key => {
                self.sparse.take(key.strip_prefix(b"GNU.sparse.".as_slice()).unwrap_or_default(), value)?;
            }
        }
        Some(())
    }
}

impl PaxSparse {
    fn take(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        match key {
            b"name" => self.name = Some(value.to_vec()),
            b"size" | b"realsize" => self.size = Some(decimal(value)?),
            b"major" => self.map_in_content = value == b"1",
            b"map" => self.map = Some(comma_map(value)?),
            b"offset" => self.pending_offset = Some(decimal(value)?),
            b"numbytes" => {
                let piece = Piece { offset: self.pending_offset.take()?, length: decimal(value)? };
                self.map.get_or_insert_default().push(piece);
            }
            _ => {}
        }
        Some(())
    }
}

fn comma_map(value: &[u8]) -> Option<Vec<Piece>> {
    let mut numbers = value.split(|byte| *byte == b',').map(decimal);
    let mut map = Vec::new();
    while let Some(offset) = numbers.next() {
        map.push(Piece { offset: offset?, length: numbers.next()?? });
    }
    Some(map)
}

/// Takes the first record apart: key, value, what follows.
fn record(records: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = records.iter().take(20).position(|byte| *byte == b' ')?;
    let length = usize::try_from(decimal(records.get(..space)?)?).ok()?;
    let line = records.get(space + 1..length)?.strip_suffix(b"\n")?;
    let equals = line.iter().position(|byte| *byte == b'=')?;
    Some((line.get(..equals)?, line.get(equals + 1..)?, records.get(length..)?))
}

/// A number in decimal digits, at most that of a signed 64-bit one.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    let number = digits.iter().try_fold(0_i64, |sum, byte| match byte {
        b'0'..=b'9' => sum.checked_mul(10)?.checked_add(i64::from(byte - b'0')),
        _ => None,
    })?;
    u64::try_from(number).ok()
}

/// Whole seconds of a decimal fraction, rounded down.
fn seconds(value: &[u8]) -> Option<i64> {
    let (negative, value) = match value {
        [b'-', rest @ ..] => (true, rest),
        value => (false, value),
    };
    let mut parts = value.splitn(2, |byte| *byte == b'.');
    let whole = i64::try_from(decimal(parts.next()?)?).ok()?;
    let rest = parts.next().is_some_and(|part| part.iter().any(|byte| *byte != b'0'));
    Some(if negative { -whole - i64::from(rest) } else { whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records as a writer makes them: the length counts itself.
    fn records(pairs: &[(&str, &str)]) -> Vec<u8> {
        let mut records = Vec::new();
        for (key, value) in pairs {
            let rest = format!(" {key}={value}\n");
            let mut length = rest.len() + 1;
            while length != rest.len() + length.to_string().len() {
                length += 1;
            }
            records.extend(format!("{length}{rest}").into_bytes());
        }
        records
    }

    #[test]
    fn records_are_taken_apart() {
        let pax =
            Pax::parse(&records(&[("path", "a"), ("x", ""), ("mtime", "-1.5"), ("size", "77")])).unwrap();
        assert_eq!((pax.path.as_deref(), pax.mtime, pax.size), (Some(b"a".as_slice()), Some(-2), Some(77)));
    }

    #[test]
    fn damaged_records_are_none() {
        for records in
            ["9 path=ab\n", "99 path=a\n", "x", "9999999999999999999999 a=b\n", "0 a\n", "9 size=x\n", "3 \n"]
        {
            assert!(Pax::parse(records.as_bytes()).is_none(), "{records}");
        }
    }

    #[test]
    fn all_three_maps_of_holes_are_read() {
        let pieces = [Piece { offset: 1, length: 2 }, Piece { offset: 5, length: 6 }];
        let (offset, length) = ("GNU.sparse.offset", "GNU.sparse.numbytes");
        let listed =
            Pax::parse(&records(&[(offset, "1"), (length, "2"), (offset, "5"), (length, "6")])).unwrap();
        assert_eq!(listed.sparse.map.unwrap(), pieces);
        let one = Pax::parse(&records(&[("GNU.sparse.map", "1,2,5,6")])).unwrap();
        assert_eq!(one.sparse.map.unwrap(), pieces);
        assert!(Pax::parse(&records(&[("GNU.sparse.major", "1")])).unwrap().sparse.map_in_content);
    }
}

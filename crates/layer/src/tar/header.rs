//! One header block.

use super::BLOCK;

/// What a header block says. Names are parts of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) name: &'a [u8],
    /// Stands before the name, with a `/` between.
    pub(super) prefix: &'a [u8],
    pub(super) link: &'a [u8],
    pub(super) flag: u8,
    pub(super) size: u64,
    pub(super) mode: u32,
    pub(super) uid: u64,
    pub(super) gid: u64,
    pub(super) mtime: i64,
}

pub(super) fn is_zero(block: &[u8; BLOCK]) -> bool {
    block.iter().all(|byte| *byte == 0)
}

impl<'a> Header<'a> {
    /// Reads a block; nothing when its checksum or a number is wrong.
    pub(super) fn parse(block: &'a [u8; BLOCK]) -> Option<Self> {
        if !checksum_is_right(block) {
            return None;
        }
        Some(Self {
            name: text(field(block, 0, 100)),
            prefix: prefix(block),
            link: text(field(block, 157, 100)),
            flag: field(block, 156, 1).first().copied().unwrap_or_default(),
            size: u64::try_from(number(field(block, 124, 12))?).ok()?,
            mode: (number(field(block, 100, 8))? & 0o7777) as u32,
            uid: number(field(block, 108, 8))? as u64,
            gid: number(field(block, 116, 8))? as u64,
            mtime: number(field(block, 136, 12))?,
        })
    }
}

fn prefix(block: &[u8; BLOCK]) -> &[u8] {
    let magic = field(block, 257, 6);
    if magic != b"ustar\0" {
        return &[];
    }
    // Schily's tar has times behind a shorter prefix.
    let length = if field(block, 508, 4) == b"tar\0" { 131 } else { 155 };
    text(field(block, 345, length))
}

fn checksum_is_right(block: &[u8; BLOCK]) -> bool {
    let Some(expected) = number(field(block, 148, 8)) else { return false };
    let own = field(block, 148, 8);
    let unsigned: i64 = block.iter().map(|byte| i64::from(*byte)).sum();
    let own_unsigned: i64 = own.iter().map(|byte| i64::from(*byte)).sum();
    if unsigned - own_unsigned + 8 * 32 == expected {
        return true;
    }
    // Old tars summed signed bytes.
    let signed: i64 = block.iter().map(|byte| i64::from(byte.cast_signed())).sum();
    let own_signed: i64 = own.iter().map(|byte| i64::from(byte.cast_signed())).sum();
    signed - own_signed + 8 * 32 == expected
}

pub(super) fn field(block: &[u8; BLOCK], start: usize, length: usize) -> &[u8] {
    block.get(start..start + length).unwrap_or_default()
}

fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// A number in octal digits, or in binary when the first bit is set (GNU). Nothing at all is 0.
pub(super) fn number(field: &[u8]) -> Option<i64> {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => binary(*first, rest),
        _ => octal(field),
    }
}

fn binary(first: u8, rest: &[u8]) -> Option<i64> {
    // The bit below the mark is the sign.
    let start = if first & 0x40 == 0 { i64::from(first & 0x3f) } else { i64::from(first & 0x3f) - 0x40 };
    rest.iter().try_fold(start, |sum, byte| sum.checked_mul(256)?.checked_add(i64::from(*byte)))
}

fn octal(field: &[u8]) -> Option<i64> {
    let trimmed = text(field).trim_ascii();
    trimmed.iter().try_fold(0_i64, |sum, byte| match byte {
        b'0'..=b'7' => sum.checked_mul(8)?.checked_add(i64::from(byte - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_octal_or_binary() {
        let cases: [(&[u8], Option<i64>); 9] = [
            (b"0000644\0", Some(0o644)),
            (b" 644 \0\0\0", Some(0o644)),
            (b"\0\0\0", Some(0)),
            (b"   ", Some(0)),
            (b"9", None),
            (b"\x80\0\0\x02\x03", Some(0x203)),
            (b"\xff\xff\xff", Some(-1)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe", Some(-2)),
            (b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
        ];
        for (field, expected) in cases {
            assert_eq!(number(field), expected, "{field:?}");
        }
    }
}

//! Programs as files: which bytes are one, and where in them something stands (System V ABI, "Object Files").

use layer::Entry;

use crate::table::MIB;

/// Largest program that is held in memory. Larger ones are searched while they pass, see [`crate::go`].
pub(crate) const LARGEST: u64 = 64 * MIB;

/// A file that may be started. Libraries are not asked: what they are made of they do not say.
pub(crate) fn is_wanted(entry: &Entry) -> bool {
    entry.mode & 0o111 != 0 && !is_library(entry.path.name())
}

fn is_library(name: &[u8]) -> bool {
    name.ends_with(b".so") || memchr::memmem::find(name, b".so.").is_some()
}

/// ELF, PE and Mach-O.
pub(crate) fn starts(start: &[u8]) -> bool {
    let mach = [
        [0xfe, 0xed, 0xfa, 0xce],
        [0xfe, 0xed, 0xfa, 0xcf],
        [0xce, 0xfa, 0xed, 0xfe],
        [0xcf, 0xfa, 0xed, 0xfe],
    ];
    start.starts_with(b"\x7fELF")
        || start.starts_with(b"MZ")
        || mach.iter().any(|magic| start.starts_with(magic))
}

/// An ELF file. Every number in it may be wrong; what leads outside is not there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elf<'a> {
    bytes: &'a [u8],
    wide: bool,
    big: bool,
}

impl<'a> Elf<'a> {
    /// Nothing for anything else than ELF.
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        let identity: &[u8; 16] = bytes.first_chunk()?;
        let known =
            identity.starts_with(b"\x7fELF") && matches!(identity[4], 1 | 2) && matches!(identity[5], 1 | 2);
        known.then_some(Self { bytes, wide: identity[4] == 2, big: identity[5] == 2 })
    }

    /// Whether it can be started: a program at a fixed place, or one at any place that names an interpreter or has an
    /// entry. Modules and libraries have none of these.
    pub(crate) fn is_program(self) -> bool {
        const FIXED: u64 = 2;
        const ANYWHERE: u64 = 3;
        let entry = self.number(24, self.word());
        match self.number(16, 2) {
            Some(FIXED) => true,
            Some(ANYWHERE) => entry.is_some_and(|entry| entry != 0),
            _ => false,
        }
    }

    /// A section's bytes, by its name.
    pub(crate) fn section(self, wanted: &[u8]) -> Option<&'a [u8]> {
        let (table, size, count, names) = if self.wide { (40, 58, 60, 62) } else { (32, 46, 48, 50) };
        let table = self.number(table, self.word())?;
        let (size, count) = (self.number(size, 2)?, self.number(count, 2)?);
        let header = |index: u64| table.checked_add(index.checked_mul(size)?);
        let names = self.contents(header(self.number(names, 2)?)?)?;
        (0..count).find_map(|index| {
            let header = header(index)?;
            let name = names.get(usize::try_from(self.number(header, 4)?).ok()?..)?;
            let same = name.strip_prefix(wanted)?.first() == Some(&0);
            if same { self.contents(header) } else { None }
        })
    }

    /// Contents of the section whose header stands here.
    fn contents(self, header: u64) -> Option<&'a [u8]> {
        let (offset, size) = if self.wide { (24, 32) } else { (16, 20) };
        let offset = self.number(header.checked_add(offset)?, self.word())?;
        self.slice(offset, self.number(header.checked_add(size)?, self.word())?)
    }

    /// The bytes that stand at an address once the program runs.
    pub(crate) fn at_address(self, address: u64, length: u64) -> Option<&'a [u8]> {
        const LOADED: u64 = 1;
        let (table, size, count) = if self.wide { (32, 54, 56) } else { (28, 42, 44) };
        let table = self.number(table, self.word())?;
        let (size, count) = (self.number(size, 2)?, self.number(count, 2)?);
        let (offset, virtual_address, file_size) = if self.wide { (8, 16, 32) } else { (4, 8, 16) };
        (0..count).find_map(|index| {
            let header = table.checked_add(index.checked_mul(size)?)?;
            let field = |offset: u64| self.number(header.checked_add(offset)?, self.word());
            let inside = address.checked_sub(field(virtual_address)?)?;
            let fits = inside.checked_add(length)? <= field(file_size)?;
            if self.number(header, 4)? != LOADED || !fits {
                return None;
            }
            self.slice(field(offset)?.checked_add(inside)?, length)
        })
    }

    /// Bytes of an address in this file.
    pub(crate) fn word(self) -> u64 {
        if self.wide { 8 } else { 4 }
    }

    fn number(self, offset: u64, length: u64) -> Option<u64> {
        Some(number(self.slice(offset, length)?, self.big))
    }

    fn slice(self, offset: u64, length: u64) -> Option<&'a [u8]> {
        let start = usize::try_from(offset).ok()?;
        let end = usize::try_from(offset.checked_add(length)?).ok()?;
        self.bytes.get(start..end)
    }
}

/// A number of up to eight bytes in either order.
pub(crate) fn number(bytes: &[u8], big: bool) -> u64 {
    let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    if big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}

/// Programs made for tests: a header, one section, and nothing to run.
#[cfg(test)]
pub(crate) mod made {
    /// A 64-bit program with one section. Its bytes start at 64, which is also loaded at address 0x1000.
    pub(crate) fn elf(name: &str, section: &[u8]) -> Vec<u8> {
        let names = [b"\0", name.as_bytes(), b"\0.shstrtab\0"].concat();
        let padded = section.len().next_multiple_of(8);
        let names_at = 64 + padded;
        let load_at = (names_at + names.len()).next_multiple_of(8);
        let sections_at = load_at + 56;
        let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend([2, 0, 0x3e, 0, 1, 0, 0, 0]);
        for number in [0x1000, load_at as u64, sections_at as u64] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend([0, 0, 0, 0]);
        for number in [64_u16, 56, 1, 64, 3, 2] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(section);
        bytes.resize(names_at, 0);
        bytes.extend(&names);
        bytes.resize(load_at, 0);
        bytes.extend([1, 0, 0, 0, 6, 0, 0, 0]);
        for number in [64, 0x1000, 0x1000, section.len() as u64, section.len() as u64, 8] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend([0; 64]);
        header(&mut bytes, 1, 64, section.len());
        header(&mut bytes, 2 + name.len() as u32, names_at, names.len());
        bytes
    }

    fn header(bytes: &mut Vec<u8>, name: u32, offset: usize, size: usize) {
        bytes.extend(name.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        for number in [0, 0, offset as u64, size as u64, 0, 1, 0] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.resize(bytes.len().next_multiple_of(8), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::entry;

    #[test]
    fn sections_and_addresses_are_found() {
        let bytes = made::elf(".note", b"hello");
        let elf = Elf::new(&bytes).unwrap();
        assert_eq!(elf.section(b".note"), Some(&b"hello"[..]));
        assert_eq!(elf.section(b".not"), None);
        assert_eq!(elf.at_address(0x1001, 4), Some(&b"ello"[..]));
        assert_eq!(elf.at_address(0x1001, 5), None);
        assert!(elf.is_program());
    }

    #[test]
    fn numbers_in_both_orders() {
        assert_eq!((number(&[1, 2], true), number(&[1, 2], false)), (0x0102, 0x0201));
    }

    #[test]
    fn libraries_and_scripts_are_not_programs() {
        assert!(!is_wanted(&entry("usr/lib/libc.so.6", 4096)));
        assert!(is_wanted(&entry("usr/bin/some.sort", 4096)));
        assert!(!starts(b"#!/bin/s"));
    }
}

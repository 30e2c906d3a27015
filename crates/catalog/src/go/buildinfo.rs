//! Where a program keeps its build information.

use std::io::{self, Read};

use memchr::memmem::Finder;

use crate::program::{Elf, number};

const MAGIC: &[u8] = b"\xff Go buildinf:";
const ALIGNMENT: usize = 16;
const HEADER: usize = 32;

/// Most bytes that the information takes in programs that are searched while they pass.
const MOST: usize = 4 << 20;

/// How much is read at once there.
const CHUNK: u64 = 1 << 20;

/// What a program says about its making.
#[derive(Debug)]
pub(super) struct BuildInfo {
    /// `go1.22.3`
    pub(super) version: String,
    /// Modules and settings, a line each; empty when it was built without modules.
    pub(super) modules: String,
}

/// Looks in the section that is made for it, else everywhere.
pub(super) fn find(program: &[u8]) -> Option<BuildInfo> {
    let elf = Elf::new(program);
    let section = elf.and_then(|elf| elf.section(b".go.buildinfo"));
    section.and_then(|section| search(section, 0, elf)).or_else(|| search(program, 0, elf))
}

/// Looks while a program passes; finds what Go 1.18 and later write.
pub(super) fn find_passing(start: &[u8], content: &mut dyn Read) -> io::Result<Option<BuildInfo>> {
    let mut window = start.to_vec();
    let mut passed = 0;
    loop {
        let read = content.take(CHUNK).read_to_end(&mut window)?;
        if let Some(at) = candidate(&window, passed) {
            content.take(MOST as u64).read_to_end(&mut window)?;
            if let Some(info) = window.get(at..).and_then(inline) {
                return Ok(Some(info));
            }
            passed += at + 1;
            window.drain(..=at);
        } else if read == 0 {
            return Ok(None);
        } else {
            let done = window.len().saturating_sub(HEADER);
            passed += done;
            window.drain(..done);
        }
    }
}

fn search(bytes: &[u8], from: usize, elf: Option<Elf<'_>>) -> Option<BuildInfo> {
    let mut start = from;
    loop {
        let at = start + candidate(bytes.get(start..)?, start)?;
        let info = bytes.get(at..)?;
        if let Some(found) = inline(info).or_else(|| elf.and_then(|elf| pointed(info, elf))) {
            return Some(found);
        }
        start = at + 1;
    }
}

/// Where the information may stand: at a multiple of 16 from the start of the file, of which `passed` bytes are gone.
fn candidate(bytes: &[u8], passed: usize) -> Option<usize> {
    Finder::new(MAGIC).find_iter(bytes).find(|at| (passed + at).is_multiple_of(ALIGNMENT))
}

/// Go 1.18 and later: two texts, each behind its length.
fn inline(info: &[u8]) -> Option<BuildInfo> {
    const INLINE: u8 = 2;
    if info.get(15)? & INLINE == 0 {
        return None;
    }
    let (version, rest) = counted(info.get(HEADER..)?)?;
    let (modules, _) = counted(rest)?;
    build_info(version, modules)
}

/// A text behind its length as a varint.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f).checked_shl(7 * index as u32)?;
        if byte & 0x80 == 0 {
            return bytes.get(index + 1..)?.split_at_checked(length);
        }
    }
    None
}

/// Before Go 1.18: the addresses of two texts, each an address and a length.
fn pointed(info: &[u8], elf: Elf<'_>) -> Option<BuildInfo> {
    let (size, big) = (usize::from(*info.get(14)?), info.get(15)? & 1 != 0);
    if size as u64 != elf.word() {
        return None;
    }
    let text = |at: usize| {
        let header = elf.at_address(number(info.get(at..at + size)?, big), 2 * size as u64)?;
        let (address, length) = header.split_at_checked(size)?;
        elf.at_address(number(address, big), number(length, big))
    };
    build_info(text(16)?, text(16 + size).unwrap_or_default())
}

/// The modules stand between two marks of 16 bytes.
fn build_info(version: &[u8], modules: &[u8]) -> Option<BuildInfo> {
    let version = std::str::from_utf8(version).ok()?;
    if !version.starts_with("go") && !version.starts_with("devel") {
        return None;
    }
    let modules = modules.get(16..modules.len().saturating_sub(16)).unwrap_or_default();
    Some(BuildInfo { version: version.to_owned(), modules: String::from_utf8_lossy(modules).into_owned() })
}

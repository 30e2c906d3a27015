//! Go: the build information in every program that Go 1.13 or later built (Go source, debug/buildinfo and
//! runtime/debug.BuildInfo): the version of Go, the main module and those it needs.

mod buildinfo;
mod module;

use std::io::{self, Read};

use layer::Entry;

use crate::program::{self, LARGEST};
use crate::table::{Cataloger, Passing};
use crate::{Facts, Unread};

/// Modules in one program.
pub(crate) const PROGRAM: Cataloger =
    Cataloger { wants: program::is_wanted, starts: program::starts, limit: LARGEST, read };

/// Modules in a program that is too large to hold.
pub(crate) const LARGE: Passing =
    Passing { wants: program::is_wanted, starts: program::starts, read: read_passing };

fn read(_entry: &Entry, content: &[u8]) -> Facts {
    buildinfo::find(content).map(|info| facts(&info)).unwrap_or_default()
}

fn read_passing(_entry: &Entry, start: &[u8], content: &mut dyn Read) -> io::Result<Facts> {
    let found = buildinfo::find_passing(start, content)?;
    Ok(found.map_or_else(|| Facts::unread(Unread::TooLarge), |info| facts(&info)))
}

fn facts(info: &buildinfo::BuildInfo) -> Facts {
    Facts { packages: module::packages(&info.version, &info.modules), ..Facts::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::made::elf;
    use crate::testing::{entry, facts};

    fn inline(version: &str, modules: &str) -> Vec<u8> {
        let mut bytes = b"\xff Go buildinf:\x08\x02".to_vec();
        bytes.resize(32, 0);
        let framed = format!("{0}{modules}{0}", "0123456789abcdef");
        for text in [version, &framed] {
            let (low, high) = (text.len() as u8 & 0x7f | 0x80, (text.len() >> 7) as u8);
            bytes.extend([low, high]);
            bytes.extend(text.as_bytes());
        }
        bytes
    }

    const MODULES: &str = "path\tx.org/a/cmd\nmod\tx.org/a\tv1.0.0\th1:x=\ndep\tx.org/b\tv0.2.0\th1:y=\n";

    fn names(facts: &Facts) -> Vec<String> {
        let version = |version: &Option<String>| version.clone().unwrap_or_default();
        facts.packages.iter().map(|found| format!("{}@{}", found.name, version(&found.version))).collect()
    }

    #[test]
    fn build_information_in_its_section() {
        let found = facts("usr/bin/a", &elf(".go.buildinfo", &inline("go1.22.3", MODULES)));
        assert_eq!(names(&found), ["stdlib@1.22.3", "x.org/a@v1.0.0", "x.org/b@v0.2.0"]);
        assert_eq!(found.unread, None);
    }

    #[test]
    fn programs_older_than_1_18_point_to_theirs() {
        let modules = format!("{0}{MODULES}{0}", "0123456789abcdef");
        let mut section = b"\xff Go buildinf:\x08\x00".to_vec();
        for number in [0x1020_u64, 0x1030, 0x1040, 8, 0x1048, modules.len() as u64] {
            section.extend(number.to_le_bytes());
        }
        section.extend(b"go1.16.5");
        section.extend(modules.as_bytes());
        assert_eq!(names(&facts("usr/bin/a", &elf(".go.buildinfo", &section)))[0], "stdlib@1.16.5");
    }

    #[test]
    fn a_large_program_is_searched_while_it_passes() {
        let mut bytes = elf(".text", b"");
        bytes.resize(3 << 20, 0);
        bytes.extend(b"x\xff Go buildinf: as a text of the program that looks for it");
        bytes.resize((5 << 20) - 16, 0);
        bytes.extend(inline("go1.22.3", MODULES));
        let (start, mut rest) = bytes.split_at(8);
        let found = read_passing(&entry("usr/bin/a", 0), start, &mut rest).unwrap();
        assert_eq!(names(&found).len(), 3);
        let nothing = read_passing(&entry("usr/bin/a", 0), start, &mut &[0; 99][..]).unwrap();
        assert_eq!(nothing.unread, Some(Unread::TooLarge));
    }

    #[test]
    fn pointers_that_lead_in_circles_end() {
        let mut section = b"\xff Go buildinf:\x08\x00".to_vec();
        section.extend(0x1010_u64.to_le_bytes());
        section.extend(u64::MAX.to_le_bytes());
        assert!(facts("usr/bin/a", &elf(".go.buildinfo", &section)).packages.is_empty());
    }
}

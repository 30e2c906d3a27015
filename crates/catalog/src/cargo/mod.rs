//! Rust: the list of crates that `cargo auditable` leaves in the programs it builds (its PARSING.md). Programs built
//! without it say nothing.

use std::io::Read;

use flate2::read::ZlibDecoder;
use layer::Entry;
use serde::Deserialize;

use crate::program::{self, LARGEST};
use crate::table::Cataloger;
use crate::text::clean;
use crate::{Ecosystem, Facts, Package, Unread};

/// Crates in one program.
pub(crate) const AUDITABLE: Cataloger =
    Cataloger { wants: program::is_wanted, starts: program::starts, limit: LARGEST, read };

/// Most bytes the list unpacks to; the largest programs have some hundred kilobytes.
const MAX_LIST: u64 = 8 << 20;

#[derive(Deserialize)]
struct List {
    packages: Vec<Crate>,
}

#[derive(Deserialize)]
struct Crate {
    name: String,
    version: String,
    #[serde(default)]
    kind: Option<String>,
}

fn read(_entry: &Entry, content: &[u8]) -> Facts {
    match auditable_extract::raw_auditable_data(content) {
        Ok(section) => list(section).unwrap_or_else(Facts::unread),
        // Also when the sections cannot be read: that a program says nothing at all is told by `binary`.
        Err(_) => Facts::default(),
    }
}

/// What runs is what counts: crates that only helped to build are left out.
fn list(section: &[u8]) -> Result<Facts, Unread> {
    let mut text = Vec::new();
    ZlibDecoder::new(section).take(MAX_LIST + 1).read_to_end(&mut text).map_err(|_| Unread::Damaged)?;
    if text.len() as u64 > MAX_LIST {
        return Err(Unread::TooLarge);
    }
    let list: List = serde_json::from_slice(&text).map_err(|_| Unread::Damaged)?;
    let packages =
        list.packages.iter().filter(|found| found.kind.as_deref() != Some("build")).filter_map(package);
    Ok(Facts { packages: packages.collect(), ..Facts::default() })
}

fn package(found: &Crate) -> Option<Package> {
    Some(Package::new(Ecosystem::Cargo, clean(found.name.as_bytes())?, clean(found.version.as_bytes())))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;
    use crate::program::made::elf;
    use crate::testing::facts;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn crates_that_only_helped_to_build_do_not_count() {
        let list = br#"{"packages":[{"name":"hello","version":"0.1.0","source":"local","root":true},
            {"name":"cc","version":"1.0.0","source":"crates.io","kind":"build"},{"name":"libc","version":"0.2.1","source":"crates.io"}]}"#;
        let facts = facts("usr/bin/hello", &elf(".dep-v0", &packed(list)));
        let names: Vec<_> = facts.packages.iter().map(|found| found.name.as_str()).collect();
        assert_eq!((names, facts.unread), (vec!["hello", "libc"], None));
    }

    #[test]
    fn a_bomb_and_rubbish_are_told() {
        let bomb = elf(".dep-v0", &packed(&vec![b' '; 9 << 20]));
        assert_eq!(facts("usr/bin/hello", &bomb).unread, Some(Unread::TooLarge));
        assert_eq!(facts("usr/bin/hello", &elf(".dep-v0", b"rubbish")).unread, Some(Unread::Damaged));
        assert_eq!(facts("usr/bin/hello", &elf(".dep-v0", &packed(b"[]"))).unread, Some(Unread::Damaged));
    }
}

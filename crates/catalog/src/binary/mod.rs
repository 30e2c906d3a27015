//! Programs that no package brought: interpreters and servers as official images compile them, known by a file that stands
//! beside them or by text inside; and programs that say nothing.

mod beside;
mod inside;

use layer::Entry;

use crate::program::{self, Elf, LARGEST};
use crate::table::{Cataloger, KIB, any};
use crate::{Facts, Unread};

/// A program as such: which one it is, or that it does not say what it is made of.
pub(crate) const PROGRAM: Cataloger =
    Cataloger { wants: program::is_wanted, starts: program::starts, limit: LARGEST, read };

/// A text file that says which version of an interpreter stands beside it.
pub(crate) const BESIDE: Cataloger =
    Cataloger { wants: beside::wants, starts: any, limit: 256 * KIB, read: beside::read };

fn read(entry: &Entry, content: &[u8]) -> Facts {
    if !Elf::new(content).is_some_and(Elf::is_program) {
        return Facts::default();
    }
    match inside::package(entry.path.name(), content) {
        Some(package) => Facts { packages: vec![package], ..Facts::default() },
        None => Facts::unread(Unread::NoBuildInfo),
    }
}

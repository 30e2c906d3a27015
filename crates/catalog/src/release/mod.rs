//! release

use layer::Entry;

use crate::Facts;
use crate::table::{Cataloger, MIB, any};

/// release
pub(crate) const RELEASE: Cataloger = Cataloger { wants, starts: any, limit: 64 * MIB, read };

fn wants(_entry: &Entry) -> bool {
    false
}

fn read(_entry: &Entry, _content: &[u8]) -> Facts {
    Facts::default()
}

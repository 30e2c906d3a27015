//! apk

use layer::Entry;

use crate::Facts;
use crate::table::{Cataloger, MIB, any};

/// apk
pub(crate) const INSTALLED: Cataloger = Cataloger { wants, starts: any, limit: 64 * MIB, read };

fn wants(_entry: &Entry) -> bool {
    false
}

fn read(_entry: &Entry, _content: &[u8]) -> Facts {
    Facts::default()
}

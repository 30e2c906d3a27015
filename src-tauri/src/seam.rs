//! Where window tests reach in: they can neither see a native dialog nor a browser. Debug builds only.

#![cfg(debug_assertions)]

use std::ffi::OsString;
use std::io::Write as _;

/// What a test set.
pub(crate) fn value(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Adds a line to the file a test reads.
pub(crate) fn append(file: &OsString, line: &str) -> std::io::Result<()> {
    writeln!(std::fs::File::options().create(true).append(true).open(file)?, "{line}")
}

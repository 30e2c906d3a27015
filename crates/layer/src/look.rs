//! How somebody looks into files while they pass.

use std::io::{self, Read};

use crate::Entry;

/// Is shown every file of a layer once, while it passes. What it does not read is passed over.
pub trait Look {
    /// Says whether the contents of this file are wanted. Asked for files with contents only.
    fn wants(&mut self, entry: &Entry) -> bool;

    /// Reads as much as it likes of the contents of a file that was wanted. The entry's `hash` is not known yet.
    ///
    /// # Errors
    /// Errors of `content` are passed on and end the layer. What the contents hold is never an error: it is the looker's
    /// to note.
    fn read(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()>;
}

/// Looks into nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Look for Nothing {
    fn wants(&mut self, _entry: &Entry) -> bool {
        false
    }

    fn read(&mut self, _entry: &Entry, _content: &mut dyn Read) -> io::Result<()> {
        Ok(())
    }
}

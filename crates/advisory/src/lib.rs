//! Knows the known problems of packages: reads the OSV export, orders versions, matches.
//!
//! It is handed readers and folders. Fetching is the app's; nothing about anybody's images leaves the machine.

mod found;

pub use found::{Found, Query, Severity, State};

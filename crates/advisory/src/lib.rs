//! Knows the known problems of packages: reads the OSV export, orders versions, matches.
//!
//! It is handed readers and folders. Fetching is the app's; nothing about anybody's images leaves the machine.

mod found;
mod import;
mod index;
mod kernel;
mod layout;
mod set;
mod version;

pub use found::{Found, Level, Query, Severity, State};
pub use import::{ImportError, Imported, Limits, import};
pub use index::{Index, IndexError, Provenance, Source};
pub use kernel::kernel_package;
pub use layout::{Changed, archive_path, changed_since, changes_path, index_file, record_path};
pub use set::{AskError, Set};
pub use version::Order;

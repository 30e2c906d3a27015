//! Knows the known problems of packages: reads the OSV export, orders versions, matches.
//!
//! It is handed readers and folders. Fetching is the app's; nothing about anybody's images leaves the machine.
//!
//! [`import`] turns an ecosystem's `all.zip` into an [`Index`], [`Index::apply`] brings one up to date, a [`Set`] holds those
//! that an image needs, and [`Set::matches`] answers.

mod archive;
mod builder;
mod exploited;
mod file;
mod found;
mod hit;
mod import;
mod index;
mod kernel;
mod layout;
mod matches;
mod names;
mod osv;
mod set;
mod severity;
mod stored;
mod version;

pub use exploited::{Exploited, ExploitedError};
pub use found::{Found, Level, Query, Severity, State};
pub use import::{ImportError, Imported, Limits, import};
pub use index::{Detail, Index, IndexError, Provenance, Source};
pub use kernel::kernel_package;
pub use layout::{Changed, archive_path, changed_since, changes_path, index_file, record_path};
pub use set::{AskError, Set};
pub use version::Order;

//! What an update would do, told before the click (UPDATES.md of the plan, section 9).
//!
//! [`Inputs::gather`] asks engine and registry: index, manifest and config, each by digest after the first, and nothing is
//! pulled. [`Preview::build`] is pure. Facts only: words, and what is worth showing first, are the faces'.

mod build;
mod database;
mod download;
mod gather;
mod notes;
mod side;

pub use build::{Inputs, Outage, Preview};
pub use database::Database;
pub use download::{Download, Have, Layer, download};
pub use gather::PreviewError;
pub use notes::{Notes, NotesKind, notes};
pub use side::Side;

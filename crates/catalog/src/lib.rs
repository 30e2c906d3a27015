//! Says which packages the files of an image are: one folder per ecosystem, one shape.
//!
//! A [`Reader`] is shown the files of a layer as they pass and keeps [`Facts`] about each one it understands. Facts depend
//! on that file alone, so they can be kept with the layer. [`assemble`](crate::assemble) puts the facts of the files that
//! survive in the stacked image together.

mod facts;
mod package;

pub use facts::{Facts, Owned, OwnedFile, Release, Unread};
pub use package::{Ecosystem, Package, Source};

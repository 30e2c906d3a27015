//! Says which packages the files of an image are: one folder per ecosystem, one shape.
//!
//! A [`Reader`] is shown the files of a layer as they pass and keeps [`Facts`] about each one it understands. Facts depend
//! on that file alone, so they can be kept with the layer. [`assemble()`] puts the facts of the files that survive in the
//! stacked image together.

mod assemble;
mod facts;
mod osv;
mod package;
mod purl;
mod reader;
mod table;
#[cfg(test)]
mod testing;
mod text;

mod alpm;
mod apk;
mod dpkg;
mod release;
mod rpm;

mod binary;
mod bitnami;
mod cargo;
mod dotnet;
mod go;
mod java;
mod npm;
mod php;
mod program;
mod python;
mod ruby;

pub use assemble::{Catalog, Installed, Owner, Survives, UnreadFile, assemble};
pub use facts::{Facts, Licensed, Owned, OwnedFile, Release, Unread};
pub use osv::{osv_ecosystem, osv_name, osv_version};
pub use package::{Ecosystem, Package, Source};
pub use purl::purl;
pub use reader::Reader;

/// Number of the form of [`Facts`] and of what readers find. Facts kept under another number are to be read anew; it is
/// raised whenever a reader finds something else in the same file.
pub const FORMAT: u32 = 1;

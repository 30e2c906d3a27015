//! Turns layer tars into file trees: stacking, whiteouts, differences, wasted space. Streams, never holds file contents.
//!
//! It is handed readers and knows no engine, no registry and no clock. Everything in a layer is hostile: paths, sizes,
//! links and whole streams are bounded, and what cannot be read is reported, never guessed (image-spec, layer.md).

mod entry;
mod look;
mod path;

pub use entry::{Entry, Index, Kind, Trouble, TroubleKind};
pub use look::{Look, Nothing};
pub use path::ImagePath;

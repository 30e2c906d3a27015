//! Turns layer tars into file trees: stacking, whiteouts, differences, wasted space. Streams, never holds file contents.
//!
//! It is handed readers and knows no engine, no registry and no clock. Everything in a layer is hostile: paths, sizes,
//! links and whole streams are bounded, and what cannot be read is reported, never guessed (image-spec, layer.md).

mod archive;
mod draft;
mod entry;
mod extract;
mod limits;
mod look;
mod path;
mod read;
mod stack;
#[cfg(target_os = "linux")]
mod storage;
mod tar;
#[cfg(test)]
mod testing;
mod unpack;
mod window;

pub use archive::{
    Archive, ArchiveError, ArchiveImage, ArchiveLayer, LayerRead, LayerState, Wanted, open_archive,
    read_archive,
};
pub use entry::{Entry, Index, Kind, Trouble, TroubleKind};
pub use extract::{ExtractError, extract, extract_from_archive};
pub use limits::Limits;
pub use look::{Look, Nothing};
pub use path::ImagePath;
pub use read::{LayerError, read_layer};
pub use stack::{Change, Child, Hidden, LayerSum, Reason, Spot, Stack, Surviving};
#[cfg(target_os = "linux")]
pub use storage::{StorageError, StoredImage, StoredLayer, read_stored, stored_image};

//! What a layer holds.

use serde::{Deserialize, Serialize};

use crate::ImagePath;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A file with contents of its own.
    File,
    /// A folder.
    Directory,
    /// A symbolic link; where it points is in `link`, as written.
    Symlink,
    /// One more name of a file of the same layer; that file's path is in `link`.
    HardLink,
    /// A character device.
    CharDevice,
    /// A block device.
    BlockDevice,
    /// A named pipe.
    Fifo,
}

/// One file, folder or link of one layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it stands.
    pub path: ImagePath,
    /// What it is.
    pub kind: Kind,
    /// Size of its own contents in bytes, holes of a sparse file included; 0 for everything that is not a file.
    pub bytes: u64,
    /// Permission bits with setuid, setgid and sticky: `0o7777` at most.
    pub mode: u32,
    /// Owner.
    pub uid: u64,
    /// Group.
    pub gid: u64,
    /// Seconds since 1970.
    pub mtime: i64,
    /// Where a link points, as written; nothing for anything else.
    #[serde(with = "serde_bytes")]
    pub link: Option<Vec<u8>>,
    /// XXH3 (64 bits) of the contents: says whether two files are the same, and nothing about who made them.
    pub hash: Option<u64>,
    /// Carries file capabilities (`security.capability`).
    pub capabilities: bool,
}

/// What one layer holds, in the order of its tar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Index {
    /// Files, folders and links; the last of two with the same path counts, and the first is not listed.
    pub entries: Vec<Entry>,
    /// Paths of lower layers that are deleted (`.wh.` files of the image-spec).
    pub whiteouts: Vec<ImagePath>,
    /// Folders whose contents in lower layers are hidden (`.wh..wh..opq`).
    pub opaques: Vec<ImagePath>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}

impl Index {
    /// Sum of the contents of all files in bytes: what an engine counts as the layer's size.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.entries.iter().fold(0, |sum, entry| sum.saturating_add(entry.bytes))
    }
}

/// Something in a layer that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Where, cleaned for printing; empty when the whole layer is meant.
    pub path: String,
    /// Why.
    pub kind: TroubleKind,
}

/// Why something could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TroubleKind {
    /// The path leaves the image or cannot be one.
    BadPath,
    /// The header is damaged.
    Damaged,
    /// The stream ends too early; everything after this is missing.
    CutShort,
    /// Larger than what we look at.
    TooLarge,
    /// More entries than we count.
    TooMany,
    /// A kind of entry that no image has.
    UnknownKind,
}

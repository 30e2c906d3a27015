//! The files of an image, to be browsed.

use layer::{Change, ImagePath, Kind, Spot};

use crate::inside::{Anatomy, Place};

/// Which files to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// One layer, or the image as it is seen from inside.
    pub layer: Option<u32>,
    /// Folder; the root is the empty path.
    pub folder: ImagePath,
    /// Part of a path to look for in everything below, in any case; empty for the folder's own rows.
    pub find: String,
    /// Most rows.
    pub limit: usize,
}

/// A file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where.
    pub path: ImagePath,
    /// What it is; for a folder that no layer lists, a folder.
    pub kind: Kind,
    /// Size; of a folder, of everything below it.
    pub bytes: u64,
    /// Permission bits.
    pub mode: u32,
    /// User number.
    pub uid: u64,
    /// Group number.
    pub gid: u64,
    /// Where a link points.
    pub link: Option<Vec<u8>>,
    /// Its entry, to open it by; nothing for a folder that no layer lists and for what was removed.
    pub spot: Option<Spot>,
    /// Layer it comes from; for what was removed, the layer that did it.
    pub layer: u32,
    /// What happened to it there.
    pub change: Change,
    /// Its place; a folder has none.
    pub place: Option<Place>,
    /// System package it belongs to.
    pub package: Option<String>,
    /// Layer that hides it.
    pub hidden_by: Option<u32>,
}

/// Files of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Folders first, then by name; found files by size.
    pub rows: Vec<Row>,
    /// How many more there are than are listed.
    pub more: u64,
}

/// Lists files.
#[must_use]
pub fn list(_anatomy: &Anatomy, _query: &Query) -> Rows {
    Rows::default()
}

//! The files of an image, to be browsed.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use layer::{Change, Child, Entry, ImagePath, Kind, Spot};

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
pub fn list(anatomy: &Anatomy, query: &Query) -> Rows {
    let mut rows = match (query.find.is_empty(), query.layer) {
        (true, None) => of_children(anatomy, anatomy.stack().children(&query.folder), None),
        (true, Some(layer)) => {
            of_children(anatomy, anatomy.stack().layer_children(layer, &query.folder), Some(layer))
        }
        (false, layer) => found(anatomy, query, layer),
    };
    if query.find.is_empty() {
        rows.sort_by(|a, b| is_folder(b).cmp(&is_folder(a)).then_with(|| a.path.cmp(&b.path)));
    } else {
        rows.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.path.cmp(&b.path)));
    }
    let more = rows.len().saturating_sub(query.limit) as u64;
    rows.truncate(query.limit);
    let hidden = hiders(anatomy, &rows);
    for row in &mut rows {
        row.hidden_by = row.spot.and_then(|spot| hidden.get(&spot).copied());
        row.package = package(anatomy, row);
    }
    Rows { rows, more }
}

fn is_folder(row: &Row) -> bool {
    row.kind == Kind::Directory
}

/// Rows of what is in a folder.
fn of_children(anatomy: &Anatomy, children: Vec<Child>, layer: Option<u32>) -> Vec<Row> {
    children.into_iter().map(|child| of_child(anatomy, child, layer)).collect()
}

fn of_child(anatomy: &Anatomy, child: Child, layer: Option<u32>) -> Row {
    let entry = child.spot.and_then(|spot| anatomy.stack().entry(spot));
    let mut row = row(child.path, entry, child.folder);
    row.bytes = child.bytes;
    row.change = child.change;
    row.layer = layer.or(child.spot.map(|spot| spot.layer)).unwrap_or_default();
    // What was removed has the entry it had before, which is to be read in that layer.
    row.spot = child.spot.filter(|_| child.change != Change::Removed);
    row.place = child.spot.and_then(|spot| anatomy.place(spot)).filter(|_| !child.folder);
    row
}

fn row(path: ImagePath, entry: Option<&Entry>, folder: bool) -> Row {
    let kind = if folder { Kind::Directory } else { entry.map_or(Kind::File, |entry| entry.kind) };
    Row {
        path,
        kind,
        bytes: entry.map_or(0, |entry| entry.bytes),
        mode: entry.map_or(if folder { 0o755 } else { 0 }, |entry| entry.mode),
        uid: entry.map_or(0, |entry| entry.uid),
        gid: entry.map_or(0, |entry| entry.gid),
        link: entry.and_then(|entry| entry.link.clone()),
        spot: None,
        layer: 0,
        change: Change::Added,
        place: None,
        package: None,
        hidden_by: None,
    }
}

/// Rows of everything below the folder whose path has the text in it; folders are left out. Of the stacked image what is seen
/// from inside and, since somebody may look for what is not there any more, what is hidden.
fn found(anatomy: &Anatomy, query: &Query, layer: Option<u32>) -> Vec<Row> {
    let wanted = query.find.to_lowercase();
    let fits = |path: &ImagePath| {
        (query.folder.is_root() || path.is_below(&query.folder))
            && path
                .as_str()
                .map_or_else(|| path.to_string().to_lowercase(), str::to_lowercase)
                .contains(&wanted)
    };
    let stack = anatomy.stack();
    let spots: Vec<Spot> = match layer {
        Some(layer) => {
            let entries = stack.layers().get(layer as usize).map_or(0, |index| index.entries.len());
            (0..u32::try_from(entries).unwrap_or(u32::MAX)).map(|entry| Spot { layer, entry }).collect()
        }
        None => {
            let surviving = stack.surviving().iter().map(|surviving| surviving.spot);
            surviving.chain(stack.hidden().iter().map(|hidden| hidden.spot)).collect()
        }
    };
    let entries = spots.into_iter().filter_map(|spot| Some((spot, stack.entry(spot)?)));
    entries
        .filter(|(_, entry)| entry.kind != Kind::Directory && fits(&entry.path))
        .map(|(spot, entry)| Row {
            spot: Some(spot),
            layer: spot.layer,
            place: anatomy.place(spot),
            ..row(entry.path.clone(), Some(entry), false)
        })
        .collect()
}

/// Which of the rows a later layer hides, and which layer.
fn hiders(anatomy: &Anatomy, rows: &[Row]) -> HashMap<Spot, u32> {
    let listed: HashSet<Spot> = rows.iter().filter_map(|row| row.spot).collect();
    let hidden = anatomy.stack().hidden().iter().filter(|hidden| listed.contains(&hidden.spot));
    hidden.map(|hidden| (hidden.spot, hidden.by)).collect()
}

fn package(anatomy: &Anatomy, row: &Row) -> Option<String> {
    if is_folder(row) {
        return None;
    }
    let owner = anatomy.catalog().owner(&row.path)?;
    Some(anatomy.catalog().packages.get(owner.package)?.package.name.clone())
}

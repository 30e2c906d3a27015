//! An index that is being written.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use crate::{Entry, ImagePath, Index, Kind, Limits, Trouble, TroubleKind};

/// More troubles than this say nothing new.
const MOST_TROUBLES: usize = 1000;

/// Characters of a path that cannot be one, for printing.
const SHOWN: usize = 200;

/// Begins the name of a file that deletes another one (image-spec, layer.md).
const WHITEOUT: &[u8] = b".wh.";

/// What the name of a member asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// An entry of the layer.
    Entry(ImagePath),
    /// Something of a lower layer is deleted, or the contents of a folder are hidden. Was noted.
    Noted,
    /// Cannot be a path, or there are too many. Was noted.
    Refused,
}

/// Collects an index within the limits.
#[derive(Debug)]
pub(crate) struct Draft<'l> {
    limits: &'l Limits,
    index: Index,
    names: usize,
    is_full: bool,
}

impl<'l> Draft<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self { limits, index: Index::default(), names: 0, is_full: false }
    }

    /// Whether nothing more is counted.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Reads a name, with the whiteouts of the image-spec.
    pub(crate) fn role(&mut self, name: &[u8]) -> Role {
        if name.len() > self.limits.path {
            self.trouble(name, TroubleKind::TooLarge);
            return Role::Refused;
        }
        let Some(path) = ImagePath::parse(name) else {
            self.trouble(name, TroubleKind::BadPath);
            return Role::Refused;
        };
        match path.name().strip_prefix(WHITEOUT) {
            Some(hidden) => self.whiteout(&path, hidden),
            None => Role::Entry(path),
        }
    }

    fn whiteout(&mut self, path: &ImagePath, hidden: &[u8]) -> Role {
        let folder = path.parent().unwrap_or_default();
        match hidden {
            b".wh..opq" => self.opaque(folder),
            // Book-keeping of AUFS.
            [b'.', b'w', b'h', b'.', ..] => Role::Noted,
            b"" | b"." | b".." => {
                self.trouble(path.as_bytes(), TroubleKind::BadPath);
                Role::Refused
            }
            hidden => self.deleted(folder.join(hidden)),
        }
    }

    /// Notes a folder whose lower contents are hidden.
    pub(crate) fn opaque(&mut self, folder: ImagePath) -> Role {
        if !self.has_room(folder.as_bytes().len()) {
            return Role::Refused;
        }
        self.index.opaques.push(folder);
        Role::Noted
    }

    /// Notes that a path of lower layers is deleted.
    pub(crate) fn deleted(&mut self, path: ImagePath) -> Role {
        if !self.has_room(path.as_bytes().len()) {
            return Role::Refused;
        }
        self.index.whiteouts.push(path);
        Role::Noted
    }

    /// Adds an entry, if there is room.
    pub(crate) fn push(&mut self, entry: Entry) {
        if self.has_room(entry.path.as_bytes().len() + entry.link.as_ref().map_or(0, Vec::len)) {
            self.index.entries.push(entry);
        }
    }

    /// Notes something that could not be read.
    pub(crate) fn trouble(&mut self, path: &[u8], kind: TroubleKind) {
        if self.index.troubles.len() >= MOST_TROUBLES {
            return;
        }
        let shown = path.get(..SHOWN * 4).unwrap_or(path);
        let path = String::from_utf8_lossy(shown)
            .chars()
            .take(SHOWN)
            .map(|character| if character.is_control() { '\u{fffd}' } else { character })
            .collect();
        self.index.troubles.push(Trouble { path, kind });
    }

    fn has_room(&mut self, bytes: usize) -> bool {
        let index = &self.index;
        let count = index.entries.len() + index.whiteouts.len() + index.opaques.len();
        self.names += bytes;
        let fits = count < self.limits.entries && self.names <= self.limits.names;
        if !fits && !self.is_full {
            self.is_full = true;
            self.trouble(b"", TroubleKind::TooMany);
        }
        fits && !self.is_full
    }

    /// The finished index: of two entries with the same path the last is kept, and nothing stands below what is no folder.
    pub(crate) fn finish(mut self) -> Index {
        let order = self.index.order();
        if self.is_settled(&order) {
            return self.index;
        }
        let replaced = replaced(&self.index, &order);
        hand_over(&mut self.index.entries, &replaced);
        let misplaced = misplaced(&self.index, &order, &replaced);
        for position in &misplaced {
            if let Some(entry) = self.index.entries.get(*position as usize) {
                let path = entry.path.clone();
                self.trouble(path.as_bytes(), TroubleKind::BadPath);
            }
        }
        let mut position = 0_u32;
        self.index.entries.retain(|_| {
            position += 1;
            !replaced.contains_key(&(position - 1)) && !misplaced.contains(&(position - 1))
        });
        self.index
    }

    /// Whether nothing has to be put right, which is so in every layer that an engine made.
    fn is_settled(&self, order: &[u32]) -> bool {
        let entries = &self.index.entries;
        let sorted = || order.iter().filter_map(|position| entries.get(*position as usize));
        let has_twins = sorted().zip(sorted().skip(1)).any(|(one, next)| one.path == next.path);
        !has_twins && misplaced(&self.index, order, &HashMap::new()).is_empty()
    }
}

/// Entries that a later one of the same path replaces, each with the one that does.
fn replaced(index: &Index, order: &[u32]) -> HashMap<u32, u32> {
    let path = |position: u32| index.entries.get(position as usize).map(|entry| &entry.path);
    let pairs = order.iter().zip(order.iter().skip(1));
    pairs.filter(|(one, next)| path(**one) == path(**next)).map(|(one, next)| (*one, *next)).collect()
}

/// Entries below something that is no folder. `order` is by path.
fn misplaced(index: &Index, order: &[u32], replaced: &HashMap<u32, u32>) -> HashSet<u32> {
    let mut found = HashSet::new();
    let mut no_folder: Option<&ImagePath> = None;
    for position in order.iter().filter(|position| !replaced.contains_key(position)) {
        let Some(entry) = index.entries.get(*position as usize) else { continue };
        if no_folder.is_some_and(|above| entry.path.is_below(above)) {
            found.insert(*position);
        } else {
            no_folder = (entry.kind != Kind::Directory).then_some(&entry.path);
        }
    }
    found
}

/// A replaced file lives on under the hard links that were made to it before it was replaced: the first becomes the file.
fn hand_over(entries: &mut [Entry], replaced: &HashMap<u32, u32>) {
    let mut links: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for (position, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.kind == Kind::HardLink) {
        let target = entry.link.as_deref().and_then(ImagePath::parse);
        links.entry(target.unwrap_or_default().as_bytes().to_vec()).or_default().push(position);
    }
    for (old, new) in replaced {
        let Some(file) = entries.get(*old as usize).filter(|entry| entry.kind == Kind::File).cloned() else {
            continue;
        };
        let between = *old as usize + 1..*new as usize;
        let own = links
            .get(file.path.as_bytes())
            .into_iter()
            .flatten()
            .filter(|position| between.contains(position));
        let mut heir: Option<ImagePath> = None;
        for position in own {
            let Some(entry) = entries.get_mut(*position) else { continue };
            if let Some(heir) = &heir {
                entry.link = Some(heir.as_bytes().to_vec());
            } else {
                *entry = Entry { path: entry.path.clone(), ..file.clone() };
                heir = Some(entry.path.clone());
            }
        }
    }
}

impl Index {
    /// Positions of the entries by path, folders before what is in them; of equal paths the earlier first.
    pub(crate) fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|one, other| {
            let path = |position: u32| self.entries.get(position as usize).map(|entry| &entry.path);
            match (path(*one), path(*other)) {
                (Some(one), Some(other)) => one.tree_order(other),
                _ => Ordering::Equal,
            }
        });
        order
    }
}

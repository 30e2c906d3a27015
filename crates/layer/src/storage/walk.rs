//! A layer as a folder: what overlayfs writes where a tar has whiteouts.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::hash::Hasher as _;
use std::io::{self, Read};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, lgetxattr};
use twox_hash::XxHash3_64;

use super::{StorageError, StoredLayer, unreadable};
use crate::draft::{Draft, Role};
use crate::{Entry, ImagePath, Index, Kind, Limits, Look, TroubleKind};

/// How overlayfs (as root and as a user) and fuse-overlayfs mark a folder whose lower contents are hidden.
const OPAQUE: [&str; 3] = ["trusted.overlay.opaque", "user.overlay.opaque", "user.fuseoverlayfs.opaque"];

/// Where a store keeps owners and permissions that it does not give to the files (`force_mask`), and where overlayfs says that a
/// file's contents or a folder's name lie elsewhere: such a layer is not what its folder shows.
const ELSEWHERE: [&str; 5] = [
    "user.containers.override_stat",
    "security.containers.override_stat",
    "trusted.overlay.override_stat",
    "trusted.overlay.metacopy",
    "trusted.overlay.redirect",
];

/// Bytes read at once.
const BUFFER: usize = 256 << 10;

/// Reads a layer from the store's folder, with the same result as its tar would give; folders that a tar need not list are
/// always there.
///
/// # Errors
/// [`StorageError`].
pub fn read_stored(layer: &StoredLayer, look: &mut dyn Look, limits: &Limits) -> Result<Index, StorageError> {
    let mut walk = Walk {
        look,
        limits,
        draft: Draft::new(limits),
        names: HashMap::new(),
        left: limits.inflated,
        buffer: vec![0; BUFFER],
    };
    told_by_disk(&layer.folder)?;
    walk.opaque(&layer.folder, &ImagePath::default());
    walk.folder(&layer.folder)?;
    Ok(walk.draft.finish())
}

struct Walk<'l> {
    look: &'l mut dyn Look,
    limits: &'l Limits,
    draft: Draft<'l>,
    /// First names of files that have several.
    names: HashMap<(u64, u64), ImagePath>,
    /// Bytes that may still be read.
    left: u64,
    buffer: Vec<u8>,
}

impl Walk<'_> {
    /// Goes through a folder and all below it, in the order of a tree.
    fn folder(&mut self, root: &Path) -> Result<(), StorageError> {
        let mut open = vec![(ImagePath::default(), self.list(root)?)];
        while let Some((folder, names)) = open.last_mut() {
            let Some(name) = names.pop() else {
                open.pop();
                continue;
            };
            if self.draft.is_full() {
                break;
            }
            let shown = folder.join(&name);
            let path = root.join(PathBuf::from(OsString::from_vec(shown.as_bytes().to_vec())));
            if let Some(folder) = self.one(&path, &shown)? {
                open.push((folder, self.list(&path)?));
            }
        }
        Ok(())
    }

    /// Names in a folder, the last first.
    fn list(&self, path: &Path) -> Result<Vec<Vec<u8>>, StorageError> {
        let mut names = Vec::new();
        for entry in path.read_dir().map_err(unreadable(path))?.take(self.limits.entries.saturating_add(1)) {
            names.push(entry.map_err(unreadable(path))?.file_name().into_vec());
        }
        names.sort_unstable_by(|one, other| other.cmp(one));
        Ok(names)
    }

    /// Reads one entry; gives its path if it is a folder to go into.
    fn one(&mut self, path: &Path, shown: &ImagePath) -> Result<Option<ImagePath>, StorageError> {
        let data = path.symlink_metadata().map_err(unreadable(path))?;
        if data.file_type().is_char_device() && data.rdev() == 0 {
            self.draft.deleted(shown.clone());
            return Ok(None);
        }
        let Role::Entry(shown) = self.draft.role(shown.as_bytes()) else { return Ok(None) };
        let Some(kind) = kind(&data) else {
            self.draft.trouble(shown.as_bytes(), TroubleKind::UnknownKind);
            return Ok(None);
        };
        // Folders tell for all; a file whose contents lie elsewhere takes no place on the disk.
        if kind == Kind::Directory || (kind == Kind::File && data.blocks() == 0 && data.len() > 0) {
            told_by_disk(path)?;
        }
        let mut entry = entry(shown.clone(), kind, &data);
        match kind {
            Kind::File => self.file(path, &data, &mut entry)?,
            Kind::Symlink => {
                entry.link = Some(path.read_link().map_err(unreadable(path))?.into_os_string().into_vec());
            }
            Kind::Directory => self.opaque(path, &shown),
            _ => {}
        }
        self.draft.push(entry);
        Ok((kind == Kind::Directory).then_some(shown))
    }

    fn opaque(&mut self, path: &Path, shown: &ImagePath) {
        if OPAQUE.iter().any(|name| attribute(path, name).is_some_and(|value| value == b"y")) {
            self.draft.opaque(shown.clone());
        }
    }

    fn file(&mut self, path: &Path, data: &Metadata, entry: &mut Entry) -> Result<(), StorageError> {
        if data.nlink() > 1 {
            if let Some(first) = self.names.get(&(data.dev(), data.ino())) {
                entry.kind = Kind::HardLink;
                entry.bytes = 0;
                entry.link = Some(first.as_bytes().to_vec());
                return Ok(());
            }
            self.names.insert((data.dev(), data.ino()), entry.path.clone());
        }
        entry.capabilities = attribute(path, "security.capability").is_some();
        let Some(left) = self.left.checked_sub(entry.bytes) else {
            self.draft.trouble(entry.path.as_bytes(), TroubleKind::TooLarge);
            return Ok(());
        };
        self.left = left;
        self.content(path, entry)
    }

    fn content(&mut self, path: &Path, entry: &mut Entry) -> Result<(), StorageError> {
        let is_wanted = self.look.wants(entry);
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path);
        let file = file.map_err(unreadable(path))?;
        if !file.metadata().map_err(unreadable(path))?.is_file() {
            return Err(unreadable(path)(io::ErrorKind::InvalidData.into()));
        }
        let mut content = Hashed { file: file.take(entry.bytes), hash: XxHash3_64::new(), failed: None };
        if is_wanted && let Err(error) = self.look.read(entry, &mut content) {
            return Err(match content.failed {
                Some(kind) => unreadable(path)(kind.into()),
                None => StorageError::Look(error),
            });
        }
        loop {
            match content.read(&mut self.buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(path)(error)),
            }
        }
        if content.file.limit() > 0 {
            return Err(unreadable(path)(io::ErrorKind::UnexpectedEof.into()));
        }
        entry.hash = Some(content.hash.finish());
        Ok(())
    }
}

/// Hashes a file as it is read.
struct Hashed {
    file: io::Take<File>,
    hash: XxHash3_64,
    failed: Option<io::ErrorKind>,
}

impl Read for Hashed {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(place).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                self.failed = Some(error.kind());
            }
        })?;
        self.hash.write(place.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Refuses a file or folder of which the disk does not tell everything.
fn told_by_disk(path: &Path) -> Result<(), StorageError> {
    if ELSEWHERE.iter().any(|name| attribute(path, name).is_some()) {
        return Err(unreadable(path)(io::ErrorKind::Unsupported.into()));
    }
    Ok(())
}

/// An extended attribute of at most a few bytes; longer ones are there and empty.
fn attribute(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = [0_u8; 64];
    match lgetxattr(path, name, &mut value[..]) {
        Ok(length) => Some(value.get(..length)?.to_vec()),
        Err(rustix::io::Errno::RANGE) => Some(Vec::new()),
        Err(_) => None,
    }
}

fn kind(data: &Metadata) -> Option<Kind> {
    let kind = data.file_type();
    let kinds = [
        (kind.is_file(), Kind::File),
        (kind.is_dir(), Kind::Directory),
        (kind.is_symlink(), Kind::Symlink),
        (kind.is_char_device(), Kind::CharDevice),
        (kind.is_block_device(), Kind::BlockDevice),
        (kind.is_fifo(), Kind::Fifo),
    ];
    kinds.into_iter().find(|(is, _)| *is).map(|(_, kind)| kind)
}

fn entry(path: ImagePath, kind: Kind, data: &Metadata) -> Entry {
    Entry {
        path,
        kind,
        bytes: if kind == Kind::File { data.len() } else { 0 },
        mode: data.mode() & 0o7777,
        uid: u64::from(data.uid()),
        gid: u64::from(data.gid()),
        mtime: data.mtime(),
        link: None,
        hash: None,
        capabilities: false,
    }
}

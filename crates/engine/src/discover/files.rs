//! The few questions discovery asks a file system.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Longest text that is read: contexts and group lists are far shorter.
const LONGEST: u64 = 1024 * 1024;

/// A file system, or a folder that plays one: a test puts the home folder of another platform below a root.
#[derive(Debug, Clone)]
pub struct Files {
    root: Option<PathBuf>,
}

impl Files {
    /// The real one.
    #[must_use]
    pub fn of_this_computer() -> Self {
        Self { root: None }
    }

    /// One whose paths all lie below `root`; drive letters and pipes become folders, `root/C/…` and `root/pipe/…`.
    #[must_use]
    pub fn below(root: &Path) -> Self {
        Self { root: Some(root.to_owned()) }
    }

    /// Says whether something is there. A folder we may not look into counts: the knock will say "permission denied".
    pub(super) fn exists(&self, path: &Path) -> bool {
        let outcome = self.real(path).try_exists();
        outcome.unwrap_or_else(|error| error.kind() == ErrorKind::PermissionDenied)
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.real(path).is_file()
    }

    /// Reads a text; nothing when it is missing, too long or no text.
    pub(super) fn read(&self, path: &Path) -> Option<String> {
        let path = self.real(path);
        (fs::metadata(&path).ok()?.len() <= LONGEST).then(|| fs::read_to_string(path).ok())?
    }

    /// Names in a folder, sorted; none when there is no such folder.
    pub(super) fn list(&self, dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(self.real(dir)).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// Names of the open pipes (Windows).
    pub(super) fn pipes(&self) -> Vec<String> {
        self.list(Path::new("//./pipe/"))
    }

    /// Follows links, also when the last part does not exist (yet).
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        let real = self.real(path);
        let resolved = real.canonicalize().ok().or_else(|| {
            let dir = real.parent()?.canonicalize().ok()?;
            Some(dir.join(real.file_name()?))
        });
        self.seen(&resolved.unwrap_or(real))
    }

    /// Number of the group that owns a file and may write it; `None` when only its owner may.
    #[cfg(unix)]
    pub(super) fn writing_group(&self, path: &Path) -> Option<u32> {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = fs::metadata(self.real(path)).ok()?;
        (metadata.mode() & 0o020 != 0).then(|| metadata.gid())
    }

    #[cfg(not(unix))]
    pub(super) fn writing_group(&self, _path: &Path) -> Option<u32> {
        None
    }

    /// Where a path really is. Taken apart as text: the computer that is played may write paths unlike this one.
    fn real(&self, path: &Path) -> PathBuf {
        let Some(root) = &self.root else { return path.to_owned() };
        let text = path.to_string_lossy();
        let parts = text.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
        parts.fold(root.clone(), |real, part| real.join(part.trim_end_matches(':')))
    }

    /// The path as the computer that is played would print it.
    fn seen(&self, real: &Path) -> PathBuf {
        let root = self.root.as_ref().map(|root| root.canonicalize().unwrap_or_else(|_| root.clone()));
        match root.as_ref().and_then(|root| real.strip_prefix(root).ok()) {
            Some(rest) => Path::new("/").join(rest),
            None => real.to_owned(),
        }
    }
}

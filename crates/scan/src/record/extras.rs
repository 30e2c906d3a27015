//! What the anatomy needs to know of a few files.

mod version;

use layer::{Entry, ImagePath};
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};

/// Files that are kept whole.
const WHOLE: &[&str] = &["etc/passwd", "etc/group", "etc/shadow"];

/// Largest file of each kind that is looked into, in bytes.
const WHOLE_LIMIT: u64 = 1 << 20;
const CONFIG_LIMIT: u64 = 1 << 20;
const VERSION_LIMIT: u64 = 256 << 10;

/// Most files of each kind that are kept of one layer.
const MOST: usize = 50_000;

/// What the anatomy needs to know of a few files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extras {
    /// Small files that are kept whole: `etc/passwd`, `etc/group`, `etc/shadow` (see [`Extras::file`]).
    pub files: Vec<(ImagePath, Vec<u8>)>,
    /// MD5 of files below `etc`, to be compared with what a package brought.
    pub md5: Vec<(ImagePath, [u8; 16])>,
    /// Versions of language runtimes that no package knows, as a small file of theirs tells.
    pub runtimes: Vec<(ImagePath, String)>,
}

impl Extras {
    /// A small file that was kept whole; the later one counts where a layer has it twice.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        let kept = self.files.iter().rev().find(|(kept, _)| kept.as_bytes() == path.as_bytes());
        kept.map(|(_, content)| content.as_slice())
    }

    /// Looks at one file. Asked for those that [`limit`] wants, and for others, which it passes over.
    pub(super) fn look(&mut self, entry: &Entry, content: &[u8]) {
        let path = &entry.path;
        if is_whole(path) && self.files.len() < MOST {
            self.files.push((path.clone(), content.to_vec()));
        }
        if is_config(path) && self.md5.len() < MOST {
            self.md5.push((path.clone(), Md5::digest(content).into()));
        }
        if let Some(version) = version::read(path, content)
            && self.runtimes.len() < MOST
        {
            self.runtimes.push((path.clone(), version));
        }
    }
}

/// Up to which size the file is wanted whole; nothing when it is not.
pub(super) fn limit(entry: &Entry) -> Option<u64> {
    let path = &entry.path;
    [
        is_whole(path).then_some(WHOLE_LIMIT),
        is_config(path).then_some(CONFIG_LIMIT),
        version::wants(path).then_some(VERSION_LIMIT),
    ]
    .into_iter()
    .max()
    .flatten()
}

fn is_whole(path: &ImagePath) -> bool {
    WHOLE.iter().any(|whole| path.as_bytes() == whole.as_bytes())
}

fn is_config(path: &ImagePath) -> bool {
    path.as_bytes().starts_with(b"etc/")
}

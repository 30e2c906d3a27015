//! What the anatomy needs to know of a few files.

use layer::ImagePath;
use serde::{Deserialize, Serialize};

/// What the anatomy needs to know of a few files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Extras {
    /// Small files that are kept whole: `etc/passwd`, `etc/group`, `etc/shadow` (see [`Extras::file`]).
    pub files: Vec<(ImagePath, Vec<u8>)>,
    /// MD5 of files below `etc`, to be compared with what a package brought.
    pub md5: Vec<(ImagePath, [u8; 16])>,
    /// Versions of language runtimes that no package knows, as a small file of theirs tells.
    pub runtimes: Vec<(ImagePath, String)>,
    /// What a Python distribution installed, by its `RECORD` or `top_level.txt`: names beside it, and paths elsewhere.
    pub python: Vec<(ImagePath, Vec<ImagePath>)>,
}

impl Extras {
    /// A small file that was kept whole.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files
            .iter()
            .find(|(kept, _)| kept.as_bytes() == path.as_bytes())
            .map(|(_, content)| content.as_slice())
    }
}

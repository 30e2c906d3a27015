//! VEX documents that the user handed in, kept as they came.

use std::path::{Path, PathBuf};

use scan::vex::{self, Document};

use crate::doctor;
use crate::wire::Problem;

/// Bytes of a document that is taken.
const LARGEST: u64 = 32 << 20;
/// Documents that are kept; the oldest goes first.
const MOST: usize = 64;

/// The folder of documents.
#[derive(Debug)]
pub(crate) struct Documents {
    folder: PathBuf,
}

impl Documents {
    pub(crate) fn at(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("vex") }
    }

    /// Every document that can be read.
    pub(crate) fn all(&self) -> Vec<Document> {
        self.files().iter().filter_map(|path| vex::read(&std::fs::read(path).ok()?).ok()).collect()
    }

    /// Takes a document and returns how many statements it has. One with the same address replaces the one before.
    pub(crate) fn take(&self, path: &Path) -> Result<usize, Problem> {
        let unreadable = |reason: String| {
            doctor::problem("vex.unreadable", [("path", path.display().to_string()), ("reason", reason)])
        };
        let size = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
        if size > LARGEST {
            return Err(unreadable(format!("it is larger than {LARGEST} bytes")));
        }
        let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let document = vex::read(&bytes).map_err(|error| unreadable(error.to_string()))?;
        self.keep(&document, &bytes).map_err(|error| unreadable(error.to_string()))?;
        Ok(document.statements.len())
    }

    fn keep(&self, document: &Document, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        for path in self.files() {
            let same = std::fs::read(&path).ok().and_then(|old| vex::read(&old).ok());
            if same.is_some_and(|same| same.id == document.id) {
                std::fs::remove_file(path)?;
            }
        }
        let files = self.files();
        for old in files.iter().take(files.len().saturating_sub(MOST - 1)) {
            std::fs::remove_file(old)?;
        }
        // Names that sort by time.
        std::fs::write(self.folder.join(format!("{}.json", uuid::Uuid::now_v7())), bytes)
    }

    /// Files, the oldest first.
    fn files(&self) -> Vec<PathBuf> {
        let all = std::fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|file| file.path());
        let mut files: Vec<PathBuf> =
            all.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
        files.sort();
        files
    }
}

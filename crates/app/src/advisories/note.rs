//! What is kept beside a list: where it came from and when, so that the next refresh asks for no more than it must.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Beside `Debian.idx`: `Debian.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Note {
    /// Address or file of the whole list.
    pub(crate) origin: String,
    /// What the server calls that version.
    pub(crate) tag: Option<String>,
    /// When the list was last known to be as new as its source.
    pub(crate) fetched: Timestamp,
    /// When it was last fetched whole; between that and `fetched` only changes were.
    pub(crate) whole: Timestamp,
}

impl Note {
    pub(crate) fn read(folder: &Path, ecosystem: &str) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(path(folder, ecosystem)?).ok()?).ok()
    }

    pub(crate) fn write(&self, folder: &Path, ecosystem: &str) -> io::Result<()> {
        let Some(path) = path(folder, ecosystem) else { return Ok(()) };
        let new = path.with_extension("json.new");
        std::fs::write(&new, serde_json::to_vec(self)?)?;
        std::fs::rename(new, path)
    }
}

fn path(folder: &Path, ecosystem: &str) -> Option<PathBuf> {
    Some(folder.join(advisory::index_file(ecosystem)?).with_extension("json"))
}

//! Where lists come from.

use std::path::{Path, PathBuf};

use crate::doctor;
use crate::wire::Problem;

/// A place laid out like the public export of OSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// An address, without a slash at its end.
    Web(String),
    /// A folder on this computer.
    Folder(PathBuf),
}

impl Source {
    /// Understands what a user set.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let bad = || doctor::problem("advisories.badSource", [("source", text.to_owned())]);
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("https://") || lower.starts_with("http://") {
            return Ok(Self::Web(text.trim_end_matches('/').to_owned()));
        }
        let folder = Path::new(text);
        if text.contains("://") || !folder.is_dir() {
            Err(bad())
        } else {
            Ok(Self::Folder(folder.to_owned()))
        }
    }

    /// As it is shown.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Web(address) => address.clone(),
            Self::Folder(folder) => folder.display().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_folder_and_nothing_else() {
        let web = Source::parse(" https://osv.example/export/ ").expect("an address");
        assert_eq!(web, Source::Web("https://osv.example/export".to_owned()));
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().display().to_string();
        assert_eq!(Source::parse(&path).expect("a folder"), Source::Folder(folder.path().to_owned()));
        for bad in ["", "file:///etc", "ftp://host", "/does/not/exist"] {
            assert_eq!(Source::parse(bad).expect_err("bad").code, "advisories.badSource", "{bad}");
        }
    }
}

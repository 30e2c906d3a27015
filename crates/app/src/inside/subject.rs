//! What somebody wants to look into: an image of the engine, a file, or an image that is only in a registry.

use std::path::{Path, PathBuf};

use oci::Reference;

/// Something that can be looked into. Its text form is what commands take and give as an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// An image the engine has, by its full id.
    Local(String),
    /// An archive, or the folder of an OCI layout.
    File(PathBuf),
    /// An image in a registry.
    Remote(Reference),
}

const FILE: &str = "file:";
const REMOTE: &str = "registry:";

impl Subject {
    /// Reads the text form. Whatever is neither a file nor in a registry is an image of the engine.
    pub(crate) fn parse(id: &str) -> Self {
        if let Some(path) = id.strip_prefix(FILE) {
            return Self::File(path.into());
        }
        match id.strip_prefix(REMOTE).map(Reference::parse) {
            Some(Ok(reference)) => Self::Remote(reference),
            _ => Self::Local(id.to_owned()),
        }
    }

    /// The text form.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Local(id) => id.clone(),
            Self::File(path) => format!("{FILE}{}", path.display()),
            Self::Remote(reference) => format!("{REMOTE}{}", reference.canonical()),
        }
    }

    /// Understands what somebody typed as a file: a path that looks like one, or is one and cannot be an image's name.
    pub(crate) fn typed_file(text: &str) -> Option<Self> {
        let path = Path::new(text);
        let looks_like_one = text.starts_with(['/', '.', '~']) || path.is_absolute() || text.contains('\\');
        let is_archive = [".tar", ".tar.gz", ".tgz", ".tar.zst"].iter().any(|end| text.ends_with(end));
        let is_layout = path.join("oci-layout").is_file();
        (path.exists() && (looks_like_one || is_archive || is_layout)).then(|| Self::File(path.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_comes_back() {
        let reference = Reference::parse("ghcr.io/acme/app:1").expect("a reference");
        let all = [
            Subject::Local("sha256:aa".to_owned()),
            Subject::File("/tmp/a b.tar".into()),
            Subject::Remote(reference),
        ];
        for one in all {
            assert_eq!(Subject::parse(&one.id()), one);
        }
    }

    #[test]
    fn a_name_is_not_a_file_and_a_file_is_not_a_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = folder.path().join("app.tar");
        std::fs::write(&archive, "x").expect("written");
        let text = archive.display().to_string();
        assert_eq!(Subject::typed_file(&text), Some(Subject::File(archive)));
        for name in ["nginx", "nginx:1.27", "/does/not/exist.tar"] {
            assert_eq!(Subject::typed_file(name), None, "{name}");
        }
    }
}

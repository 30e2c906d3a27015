//! `RECORD` and `installed-files.txt`: which files a distribution installed.

use layer::ImagePath;

use crate::text::clean;
use crate::{Facts, Owned, OwnedFile};

/// Reads a list of files. Paths that leave the image are passed over, and so is bytecode, which is made on the machine.
pub(super) fn read(path: &ImagePath, content: &[u8]) -> Facts {
    let Some(folder) = path.parent() else { return Facts::default() };
    let Some(package) = distribution(folder.name()) else { return Facts::default() };
    // RECORD's paths start beside the folder it stands in, those of installed-files.txt in it.
    let csv = path.name() == b"RECORD";
    let base = if csv { folder.parent().unwrap_or_default() } else { folder };
    let files: Vec<_> = content
        .split(|byte| *byte == b'\n')
        .map(|line| if csv { first_field(line.trim_ascii()) } else { line.trim_ascii() })
        .filter(|name| !name.is_empty() && !name.ends_with(b".pyc"))
        .filter_map(|name| resolve(&base, name))
        .map(|path| OwnedFile { path, md5: None })
        .collect();
    if files.is_empty() {
        return Facts::default();
    }
    Facts { owned: vec![Owned { package, arch: None, files }], ..Facts::default() }
}

/// `Flask` of `Flask-0.12.2.dist-info`. Where the name has a `-`, the folder has a `_` (binary distribution format).
fn distribution(folder: &[u8]) -> Option<String> {
    let stem = folder.strip_suffix(b".dist-info").or_else(|| folder.strip_suffix(b".egg-info"))?;
    let end = stem.iter().position(|byte| *byte == b'-').unwrap_or(stem.len());
    clean(&stem[..end])
}

/// First field of a CSV line; quotes inside a quoted one do not occur in paths we could follow.
fn first_field(line: &[u8]) -> &[u8] {
    match line.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| *byte == b'"').next().unwrap_or_default(),
        None => line.split(|byte| *byte == b',').next().unwrap_or_default(),
    }
}

/// A path from `base` that may climb with `..` at its start, or begin at the root.
fn resolve(base: &ImagePath, name: &[u8]) -> Option<ImagePath> {
    if name.starts_with(b"/") {
        return ImagePath::parse(name);
    }
    let (mut base, mut name) = (base.clone(), name);
    while let Some(rest) = name.strip_prefix(b"../") {
        base = base.parent()?;
        name = rest;
    }
    let inside = ImagePath::parse(name)?;
    Some(base.join(inside.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(path: &str, content: &str) -> Vec<String> {
        let facts = read(&ImagePath::parse(path.as_bytes()).unwrap(), content.as_bytes());
        facts.owned.into_iter().flat_map(|owned| owned.files).map(|file| file.path.to_string()).collect()
    }

    #[test]
    fn scripts_beside_the_libraries_are_found() {
        let found = files(
            "usr/lib/python3/site-packages/Flask-0.12.2.dist-info/RECORD",
            "../../../bin/flask,sha256=x,1\nflask/app.py,,\n\"flask/odd,name.py\",,\nflask/__pycache__/app.cpython-311.pyc,,\n",
        );
        assert_eq!(
            found,
            [
                "usr/bin/flask",
                "usr/lib/python3/site-packages/flask/app.py",
                "usr/lib/python3/site-packages/flask/odd,name.py"
            ]
        );
    }

    #[test]
    fn eggs_count_from_their_own_folder() {
        let found =
            files("site-packages/six-1.0-py3.11.egg-info/installed-files.txt", "../six.py\nPKG-INFO\n");
        assert_eq!(found, ["site-packages/six.py", "site-packages/six-1.0-py3.11.egg-info/PKG-INFO"]);
    }

    #[test]
    fn nothing_outside_the_image() {
        assert!(files("a/b-1.dist-info/RECORD", "../../../../etc/passwd,,\nx/../../y,,\n").is_empty());
    }
}

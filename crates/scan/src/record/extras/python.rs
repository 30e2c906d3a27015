//! What a Python distribution installed: the RECORD of a wheel (PyPA, "Recording installed projects"), or the
//! `top_level.txt` of what setuptools leaves.

use std::collections::BTreeSet;

use layer::ImagePath;

/// Most paths that are kept of one distribution.
const MOST: usize = 2_000;

/// How deep a package without `__init__.py` of its own, which others share, is looked into.
const DEEPEST: usize = 4;

pub(super) fn wants(path: &ImagePath) -> bool {
    folder(path).is_some()
}

/// The folder of metadata, and what was installed.
pub(super) fn read(path: &ImagePath, content: &[u8]) -> Option<(ImagePath, Vec<ImagePath>)> {
    let folder = folder(path)?;
    let site = folder.parent()?;
    let installed = if path.name() == b"RECORD" { record(&site, content) } else { modules(&site, content) };
    Some((folder, installed))
}

fn folder(path: &ImagePath) -> Option<ImagePath> {
    let folder = path.parent()?;
    let told = match path.name() {
        b"RECORD" => folder.name().ends_with(b".dist-info"),
        b"top_level.txt" => folder.name().ends_with(b".egg-info"),
        _ => false,
    };
    told.then_some(folder)
}

/// A module is a folder or a file; both are claimed.
fn modules(site: &ImagePath, content: &[u8]) -> Vec<ImagePath> {
    let names = content.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|name| !name.is_empty());
    names
        .filter(|name| !name.contains(&b'/') && !name.starts_with(b"."))
        .flat_map(|name| [site.join(name), site.join(&[name, b".py"].concat())])
        .take(MOST)
        .collect()
}

fn record(site: &ImagePath, content: &[u8]) -> Vec<ImagePath> {
    let files: Vec<&[u8]> = content.split(|byte| *byte == b'\n').filter_map(first_field).collect();
    let packages: BTreeSet<&[u8]> =
        files.iter().filter_map(|file| file.strip_suffix(b"/__init__.py")).collect();
    let mut claimed = BTreeSet::new();
    for file in files {
        if claimed.len() >= MOST {
            break;
        }
        claimed.extend(place(site, claim(file, &packages)));
    }
    claimed.into_iter().collect()
}

/// Path in a line of a CSV; quotes are rare and taken off.
fn first_field(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let field = match line.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| *byte == b'"').next()?,
        None => line.split(|byte| *byte == b',').next()?,
    };
    (!field.is_empty()).then_some(field)
}

/// The highest folder of the file that is a package of this distribution alone, or else the file.
fn claim<'a>(file: &'a [u8], packages: &BTreeSet<&[u8]>) -> &'a [u8] {
    let ends = file.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(end, _)| end);
    let folder = ends.take(DEEPEST).map(|end| file.split_at(end).0).find(|folder| packages.contains(folder));
    folder.unwrap_or(file)
}

/// Where a path of a RECORD stands: beside the metadata, or climbing out with `../`, as scripts do.
fn place(site: &ImagePath, mut path: &[u8]) -> Option<ImagePath> {
    if path.starts_with(b"/") {
        return ImagePath::parse(path);
    }
    let mut folder = site.clone();
    while let Some(rest) = path.strip_prefix(b"../") {
        folder = folder.parent()?;
        path = rest;
    }
    ImagePath::parse(&[folder.as_bytes(), b"/", path].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, content: &str, installed: &[&str]) {
        let (_, found) = read(&ImagePath::parse(path.as_bytes()).unwrap(), content.as_bytes()).unwrap();
        let found: Vec<&str> = found.iter().filter_map(ImagePath::as_str).collect();
        assert_eq!(found, installed);
    }

    #[test]
    fn a_record_names_packages_modules_and_scripts() {
        check(
            "usr/lib/site-packages/flask-1.dist-info/RECORD",
            "../../bin/flask,sha256=x,3\nflask/__init__.py,,\nflask/json/__init__.py,,\nsix.py,,\n\
             google/cloud/x/__init__.py,,\ngoogle/cloud/x/y.py,,\nflask-1.dist-info/RECORD,,\n",
            &[
                "usr/bin/flask",
                "usr/lib/site-packages/flask",
                "usr/lib/site-packages/flask-1.dist-info/RECORD",
                "usr/lib/site-packages/google/cloud/x",
                "usr/lib/site-packages/six.py",
            ],
        );
    }

    #[test]
    fn a_record_that_climbs_out_of_the_image_claims_nothing() {
        check("a/b.dist-info/RECORD", "../../../../etc/passwd,,\n\"x,y\",,\n", &["a/x,y"]);
    }

    #[test]
    fn modules_are_folders_or_files() {
        check(
            "s/yaml.egg-info/top_level.txt",
            "yaml\n_yaml\n../x\n",
            &["s/yaml", "s/yaml.py", "s/_yaml", "s/_yaml.py"],
        );
    }
}

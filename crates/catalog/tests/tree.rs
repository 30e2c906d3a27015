//! Packages of a real folder, for comparing with other tools: `CATALOG_TREE=/some/root cargo nextest run -p
//! mooring-catalog --run-ignored only --no-capture packages_of_a_folder`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where its own data is not as it should be, and long runs say how far they are"
)]

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use catalog::Reader;
use layer::Look;

mod common;

#[test]
#[ignore = "needs CATALOG_TREE"]
#[expect(clippy::disallowed_methods, reason = "which folder is said in the environment")]
fn packages_of_a_folder() {
    let Ok(root) = std::env::var("CATALOG_TREE") else { return };
    let mut reader = Reader::new();
    walk(Path::new(&root), Path::new(&root), &mut reader);
    for (path, facts) in reader.into_facts() {
        for package in facts.packages {
            let version = package.version.unwrap_or_default();
            println!(
                "PACKAGE\t{:?}\t{}\t{version}\t{:?}\t{path}",
                package.ecosystem, package.name, package.licenses
            );
        }
        for owned in facts.owned {
            println!("OWNED\t{}\t{}", owned.package, owned.files.len());
        }
        if let Some(unread) = facts.unread {
            println!("UNREAD\t{unread:?}\t{path}");
        }
    }
}

fn walk(root: &Path, folder: &Path, reader: &mut Reader) {
    for item in fs::read_dir(folder).unwrap() {
        let item = item.unwrap();
        let (path, meta) = (item.path(), item.metadata().unwrap());
        if meta.is_dir() {
            walk(root, &path, reader);
        } else if meta.is_file() {
            let mut entry = common::entry(path.strip_prefix(root).unwrap().to_str().unwrap(), meta.len());
            entry.mode = meta.permissions().mode() & 0o7777;
            if reader.wants(&entry) {
                reader.read(&entry, &mut File::open(&path).unwrap()).unwrap();
            }
        }
    }
}

//! Which library a file belongs to that no system package owns.

use std::collections::HashMap;

use catalog::{Catalog, Ecosystem, Facts};
use layer::ImagePath;

/// What a file belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Library {
    /// Index in [`Catalog::packages`].
    Package(usize),
    /// A folder or file that says nothing about itself.
    Path(String),
}

/// Folders in which languages keep libraries.
const SITES: &[&str] = &["site-packages/", "dist-packages/"];

/// The packages of languages, by what tells them on the disk.
#[derive(Debug, Default)]
pub(super) struct Libraries {
    /// Folder of a package's own file (`dist-info`, an npm package, `specifications`), or the file itself (a jar).
    by_folder: HashMap<String, Option<usize>>,
    by_file: HashMap<String, Option<usize>>,
    /// Files that Python distributions list, and the folders that one of them alone has.
    python_files: HashMap<ImagePath, usize>,
    python_folders: HashMap<ImagePath, Option<usize>>,
    /// `name-version` of gems, `maker/name` of Composer's.
    gems: HashMap<String, usize>,
    composer: HashMap<String, usize>,
}

impl Libraries {
    /// Learns what the catalog and the facts of files that are still there tell.
    pub(super) fn of<'a>(
        catalog: &Catalog,
        surviving: impl Iterator<Item = (&'a ImagePath, &'a Facts)>,
    ) -> Self {
        let mut libraries = Self::default();
        let packages = catalog.packages.iter().enumerate();
        for (index, installed) in packages.filter(|(_, installed)| !installed.package.ecosystem.is_system()) {
            libraries.learn(index, installed);
        }
        for (path, facts) in surviving {
            libraries.learn_files(path, facts);
        }
        libraries
    }

    fn learn(&mut self, index: usize, installed: &catalog::Installed) {
        let package = &installed.package;
        match package.ecosystem {
            Ecosystem::Gem => {
                let version = package.version.as_deref().unwrap_or_default();
                self.gems.insert(format!("{}-{version}", package.name), index);
            }
            Ecosystem::Composer => {
                self.composer.insert(package.name.clone(), index);
            }
            _ => {
                once(&mut self.by_file, installed.path.to_string(), index);
                let folder = installed.path.parent().unwrap_or_default();
                once(&mut self.by_folder, folder.to_string(), index);
            }
        }
    }

    /// A list of files of Python (`RECORD`, `installed-files.txt`).
    fn learn_files(&mut self, path: &ImagePath, facts: &Facts) {
        let Some(folder) = path.parent() else { return };
        let Some(Some(index)) = self.by_folder.get(&folder.to_string()).copied() else { return };
        let Some(site) = folder.parent() else { return };
        for file in facts.owned.iter().flat_map(|owned| &owned.files) {
            self.python_files.insert(file.path.clone(), index);
            for folder in above(&file.path).take_while(|folder| folder.is_below(&site)) {
                let owner = self.python_folders.entry(folder).or_insert(Some(index));
                if *owner != Some(index) {
                    *owner = None;
                }
            }
        }
    }

    /// The library that a file belongs to; nothing when it is in no place for libraries.
    pub(super) fn find(&self, path: &ImagePath, text: &str) -> Option<Library> {
        if let Some(index) = self.python_files.get(path) {
            return Some(Library::Package(*index));
        }
        self.python(path, text)
            .or_else(|| self.node(text))
            .or_else(|| self.jar(text))
            .or_else(|| self.gem(text))
            .or_else(|| r(text))
            .or_else(|| self.vendored(text))
    }

    fn python(&self, path: &ImagePath, text: &str) -> Option<Library> {
        let (site, rest) = SITES.iter().find_map(|site| folder_at(text, site))?;
        let inside = above(path).take_while(|folder| folder.as_bytes().len() > site.len());
        if let Some(index) =
            inside.filter_map(|folder| self.python_folders.get(&folder).copied()).flatten().next()
        {
            return Some(Library::Package(index));
        }
        let top = rest.split('/').next().unwrap_or_default();
        Some(self.package_or(format!("{site}{top}")))
    }

    fn node(&self, text: &str) -> Option<Library> {
        let (modules, rest) = folder_at(text, "node_modules/")?;
        let mut parts = rest.split('/');
        let mut name = parts.next().unwrap_or_default().to_owned();
        if name.starts_with('@') {
            name = format!("{name}/{}", parts.next().unwrap_or_default());
        }
        if name.starts_with('.') || parts.next().is_none() {
            return Some(Library::Path(modules.trim_end_matches('/').to_owned()));
        }
        Some(self.package_or(format!("{modules}{name}")))
    }

    fn jar(&self, text: &str) -> Option<Library> {
        let end = text.rsplit('.').next()?;
        if !["jar", "war", "ear"].iter().any(|known| end.eq_ignore_ascii_case(known)) {
            return None;
        }
        match self.by_file.get(text) {
            Some(Some(index)) => Some(Library::Package(*index)),
            _ => Some(Library::Path(text.to_owned())),
        }
    }

    fn gem(&self, text: &str) -> Option<Library> {
        for place in ["gems/", "specifications/", "extensions/"] {
            let Some((_, rest)) = folder_at(text, place) else { continue };
            let known = rest.split('/').map(|part| part.strip_suffix(".gemspec").unwrap_or(part));
            if let Some(index) = known.filter_map(|part| self.gems.get(part)).next() {
                return Some(Library::Package(*index));
            }
        }
        let (gems, rest) = folder_at(text, "gems/")?;
        let (name, _) = rest.split_once('/')?;
        // A gem's folder ends in its version.
        let is_gem = name
            .rsplit_once('-')
            .is_some_and(|(_, version)| version.starts_with(|sign: char| sign.is_ascii_digit()));
        is_gem.then(|| Library::Path(format!("{gems}{name}")))
    }

    fn vendored(&self, text: &str) -> Option<Library> {
        let (vendor, rest) = folder_at(text, "vendor/")?;
        let mut parts = rest.split('/');
        let (maker, name) = (parts.next()?, parts.next());
        match (name, parts.next()) {
            (Some(name), Some(_)) => {
                let name = format!("{maker}/{name}");
                let known = self.composer.get(&name).map(|index| Library::Package(*index));
                Some(known.unwrap_or_else(|| Library::Path(format!("{vendor}{name}"))))
            }
            (Some(_), None) => Some(Library::Path(format!("{vendor}{maker}"))),
            _ => Some(Library::Path(vendor.trim_end_matches('/').to_owned())),
        }
    }

    fn package_or(&self, folder: String) -> Library {
        match self.by_folder.get(&folder) {
            Some(Some(index)) => Library::Package(*index),
            _ => Library::Path(folder),
        }
    }
}

fn r(text: &str) -> Option<Library> {
    let (site, rest) = folder_at(text, "site-library/")?;
    let (name, _) = rest.split_once('/')?;
    Some(Library::Path(format!("{site}{name}")))
}

/// The folders a file stands in, the nearest first. No real library is deeper than this, and hostile ones cost little.
fn above(path: &ImagePath) -> impl Iterator<Item = ImagePath> {
    std::iter::successors(path.parent(), ImagePath::parent).take(32)
}

/// The last folder of this name in the path, and what stands below it.
fn folder_at<'a>(text: &'a str, folder: &str) -> Option<(&'a str, &'a str)> {
    let whole_part = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'/');
    let at = text.rmatch_indices(folder).map(|(at, _)| at).find(whole_part)?;
    text.split_at_checked(at + folder.len())
}

/// Keeps the one package that has this key; with several nobody has it.
fn once(map: &mut HashMap<String, Option<usize>>, key: String, index: usize) {
    map.entry(key).and_modify(|known| *known = None).or_insert(Some(index));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, library: Option<&str>) {
        let libraries = Libraries::default();
        let found = libraries.find(&ImagePath::parse(path.as_bytes()).unwrap(), path);
        assert_eq!(found, library.map(|library| Library::Path(library.to_owned())));
    }

    #[test]
    fn libraries_are_told_by_where_they_stand() {
        check("v/lib/python3.11/site-packages/flask/a/b.py", Some("v/lib/python3.11/site-packages/flask"));
        check("app/node_modules/a/node_modules/@s/b/x.js", Some("app/node_modules/a/node_modules/@s/b"));
        check("node_modules/a/index.js", Some("node_modules/a"));
        check("node_modules/.bin/x", Some("node_modules"));
        check("node_modules/.package-lock.json", Some("node_modules"));
        check("srv/a.JAR", Some("srv/a.JAR"));
        check("usr/local/bundle/gems/rack-3.0/lib/x.rb", Some("usr/local/bundle/gems/rack-3.0"));
        check("app/vendor/acme/thing/x.php", Some("app/vendor/acme/thing"));
        check("app/vendor/x.js", Some("app/vendor"));
        check("app/vendors/x.js", None);
        check("app/gems/x.rb", None);
        check("my_node_modules/x/y", None);
    }
}

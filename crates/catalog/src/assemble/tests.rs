use std::collections::{HashMap, HashSet};

use layer::ImagePath;

use super::*;
use crate::testing::facts;

/// An image for the test: files with the layer they come from, folders, and links of folders.
#[derive(Default)]
struct Image {
    layers: Vec<Vec<(ImagePath, Facts)>>,
    layer_of: HashMap<ImagePath, usize>,
    folders: HashSet<ImagePath>,
    links: Vec<(&'static str, &'static str)>,
}

fn path(text: &str) -> ImagePath {
    ImagePath::parse(text.as_bytes()).unwrap()
}

impl Image {
    fn layer(mut self, files: &[(&str, &str)]) -> Self {
        let layer = self.layers.len();
        let mut told = Vec::new();
        for (name, content) in files {
            self = self.plain(name, layer);
            told.push((path(name), facts(name, content.as_bytes())));
        }
        self.layers.push(told);
        self
    }

    fn plain(mut self, name: &str, layer: usize) -> Self {
        let name = path(name);
        let mut folder = name.parent();
        while let Some(one) = folder {
            folder = one.parent();
            self.folders.insert(one);
        }
        self.layer_of.insert(name, layer);
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.layer_of.remove(&path(name));
        self
    }

    fn link(mut self, from: &'static str, to: &'static str) -> Self {
        self.links.push((from, to));
        self.layer_of.insert(path(from), 0);
        self
    }

    /// As layers of some builders are: files only.
    fn without_folders(mut self) -> Self {
        self.folders.clear();
        self
    }

    fn catalog(&self) -> Catalog {
        let layers: Vec<&[(ImagePath, Facts)]> = self.layers.iter().map(Vec::as_slice).collect();
        assemble(&layers, self)
    }
}

impl Survives for Image {
    fn layer_of(&self, path: &ImagePath) -> Option<usize> {
        self.layer_of.get(path).copied()
    }

    fn resolve(&self, from: &ImagePath) -> Option<ImagePath> {
        let text = from.as_str()?;
        let led = self.links.iter().find_map(|(link, to)| {
            let rest = text.strip_prefix(link)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| path(&format!("{to}{rest}")))
        });
        let real = led.unwrap_or_else(|| from.clone());
        (self.layer_of.contains_key(&real) || self.folders.contains(&real)).then_some(real)
    }

    fn is_directory(&self, path: &ImagePath) -> bool {
        self.folders.contains(path)
    }
}

const STATUS: &str = "var/lib/dpkg/status";

fn status(packages: &[(&str, &str)]) -> String {
    let stanza = |(name, version): &(&str, &str)| {
        format!("Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n")
    };
    packages.iter().map(stanza).collect()
}

#[test]
fn a_package_counts_for_the_layer_that_brought_its_version() {
    let catalog = Image::default()
        .layer(&[(STATUS, &status(&[("apt", "1"), ("bash", "1"), ("curl", "1")]))])
        .layer(&[(STATUS, &status(&[("apt", "1"), ("bash", "2")]))])
        .layer(&[])
        .layer(&[(STATUS, &status(&[("apt", "1"), ("bash", "2"), ("curl", "1"), ("dash", "1")]))])
        .catalog();
    let layers: Vec<_> = catalog.packages.iter().map(|one| (one.package.name.as_str(), one.layer)).collect();
    assert_eq!(layers, [("apt", 0), ("bash", 1), ("curl", 3), ("dash", 3)]);
}

#[test]
fn what_a_later_layer_deletes_does_not_count() {
    let image = Image::default().layer(&[
        (STATUS, &status(&[("apt", "1")])),
        ("etc/os-release", "ID=debian\nVERSION_ID=12\n"),
        ("var/lib/dpkg/status.d/broken", "nonsense"),
    ]);
    assert_eq!(image.catalog().packages.len(), 1);
    assert_eq!(image.catalog().unread.len(), 1);
    let gone = image.without(STATUS).without("etc/os-release").without("var/lib/dpkg/status.d/broken");
    assert_eq!(gone.catalog(), Catalog::default());
}

#[test]
fn owners_are_found_in_both_spellings_of_a_merged_usr() {
    let catalog = Image::default()
        .link("bin", "usr/bin")
        .plain("usr/bin/bash", 0)
        .layer(&[
            (STATUS, &status(&[("bash", "1")])),
            ("var/lib/dpkg/info/bash.list", "/.\n/bin\n/bin/bash\n/usr\n/usr/bin\n"),
        ])
        .catalog();
    for spelling in ["bin/bash", "usr/bin/bash"] {
        assert_eq!(catalog.owner(&path(spelling)), Some(Owner { package: 0, md5: None }), "{spelling}");
    }
    for other in ["usr/bin", "usr/bin/other", "bin/other", "lib/bash"] {
        assert_eq!(catalog.owner(&path(other)), None, "{other}");
    }
}

#[test]
fn layers_without_folders_have_owners_too() {
    let catalog = Image::default()
        .link("bin", "usr/bin")
        .plain("usr/bin/bash", 0)
        .layer(&[
            (STATUS, &status(&[("bash", "1")])),
            ("var/lib/dpkg/info/bash.list", "/bin/bash\n/usr/lib/x/y/z\n"),
        ])
        .without_folders()
        .catalog();
    for file in ["usr/bin/bash", "bin/bash", "usr/lib/x/y/z"] {
        assert!(catalog.owner(&path(file)).is_some(), "{file}");
    }
}

#[test]
fn a_folder_that_is_not_merged_has_one_spelling() {
    let catalog = Image::default()
        .plain("usr/bin/x", 0)
        .plain("bin/x", 0)
        .layer(&[
            (STATUS, &status(&[("x", "1")])),
            ("var/lib/dpkg/info/x.list", "/usr\n/usr/bin\n/usr/bin/x\n"),
        ])
        .catalog();
    assert!(catalog.owner(&path("usr/bin/x")).is_some());
    assert_eq!(catalog.owner(&path("bin/x")), None);
}

#[test]
fn settings_have_the_sum_they_were_packaged_with() {
    let text = "Package: a\nStatus: install ok installed\nVersion: 1\nConffiles:\n /etc/a d4e7a7b88a71b5ffd9e2644e71a0cfab\n";
    let catalog = Image::default()
        .plain("etc/a", 0)
        .plain("etc/b", 0)
        .layer(&[
            ("var/lib/dpkg/info/a.list", "/etc\n/etc/a\n/etc/b\n"),
            (STATUS, text),
            ("var/lib/dpkg/info/a.md5sums", "593ad12389ab2b6f952e7ede67b8fbbf  etc/b\n"),
        ])
        .catalog();
    for (name, first) in [("etc/a", 0xd4), ("etc/b", 0x59)] {
        assert_eq!(catalog.owner(&path(name)).unwrap().md5.unwrap()[0], first);
    }
}

#[test]
fn a_library_of_a_system_package_is_managed_by_it() {
    let own = "usr/local/lib/python3.11/site-packages/flask-1.dist-info/METADATA";
    let theirs = "usr/lib/python3/dist-packages/pip-23.dist-info/METADATA";
    let catalog = Image::default()
        .layer(&[
            (STATUS, &status(&[("python3-pip", "23")])),
            ("var/lib/dpkg/info/python3-pip.list", &format!("/{theirs}\n")),
            (theirs, "Metadata-Version: 2.1\nName: pip\nVersion: 23\n"),
            (own, "Metadata-Version: 2.1\nName: Flask\nVersion: 1\n"),
        ])
        .catalog();
    let names: Vec<_> = catalog.packages.iter().map(|one| one.package.name.as_str()).collect();
    assert_eq!(names, ["python3-pip", "Flask"]);
    let [pip] = &catalog.managed[..] else { panic!("{:?}", catalog.managed) };
    assert_eq!((pip.package.name.as_str(), pip.managed_by), ("pip", Some(Ecosystem::Deb)));
}

#[test]
fn two_architectures_of_a_package_stay_two() {
    let text = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n\
                Package: libc6\nStatus: install ok installed\nArchitecture: i386\nVersion: 1\n";
    let catalog = Image::default()
        .plain("lib/a", 0)
        .layer(&[(STATUS, text), ("var/lib/dpkg/info/libc6:i386.list", "/lib\n/lib/a\n")])
        .catalog();
    assert_eq!(catalog.packages.len(), 2);
    let owner = catalog.owner(&path("lib/a")).unwrap();
    assert_eq!(catalog.packages[owner.package].package.arch.as_deref(), Some("i386"));
}

#[test]
fn licenses_in_the_folder_of_another_package() {
    let catalog = Image::default()
        .link("usr/share/doc/libgcc-s1", "usr/share/doc/gcc-12-base")
        .layer(&[
            (STATUS, &status(&[("gcc-12-base", "1"), ("libgcc-s1", "1"), ("other", "1")])),
            ("usr/share/doc/gcc-12-base/copyright", "see /usr/share/common-licenses/GPL-3"),
        ])
        .catalog();
    let licenses: Vec<_> = catalog.packages.iter().map(|one| one.package.licenses.join(",")).collect();
    assert_eq!(licenses, ["GPL-3", "GPL-3", ""]);
}

#[test]
fn the_best_file_names_the_release() {
    let image = Image::default()
        .layer(&[
            ("etc/debian_version", "12.15\n"),
            ("usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\nNAME=Debian\n"),
        ])
        .layer(&[("etc/debian_version", "12.16\n")]);
    assert_eq!(image.catalog().release.unwrap().name.as_deref(), Some("Debian"));
    let old = image.without("usr/lib/os-release").catalog().release.unwrap();
    assert_eq!((old.id.as_str(), old.version.as_deref()), ("debian", Some("12")));
}

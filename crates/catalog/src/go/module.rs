//! The list of modules.

use crate::text::clean;
use crate::{Ecosystem, Package};

/// More modules than any program needs; the rest is passed over.
const MOST_MODULES: usize = 20_000;

/// Packages of a list: Go itself as `stdlib`, the main module and those it needs, as replaced.
pub(super) fn packages(version: &str, list: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    packages.extend(standard(version));
    let mut settings = Settings::default();
    for line in list.lines() {
        let fields: Vec<&str> = line.split('\t').take(4).collect();
        match fields[..] {
            _ if packages.len() >= MOST_MODULES => break,
            ["mod", name, version, ..] => {
                settings.main = Some((packages.len(), name));
                packages.extend(module(name, version));
            }
            ["dep", name, version, ..] => packages.extend(module(name, version)),
            // The module above is not what was built in, but this one. A folder has no version of its own.
            ["=>", name, version, ..] => {
                if let Some(last) = packages.last_mut() {
                    replace(last, name, version);
                }
            }
            ["build", setting, ..] => {
                settings.ldflags = setting.strip_prefix("-ldflags=").or(settings.ldflags);
            }
            _ => {}
        }
    }
    settings.complete(&mut packages);
    packages
}

/// `go1.22.3 X:boringcrypto` is 1.22.3 of the standard library; a development version is none.
fn standard(version: &str) -> Option<Package> {
    let number = version.strip_prefix("go")?.split(' ').next()?;
    let version = clean(number.as_bytes())?;
    version
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| package("stdlib".to_owned(), Some(version)))
}

fn package(name: String, version: Option<String>) -> Package {
    Package::new(Ecosystem::Go, name, version)
}

fn module(name: &str, version: &str) -> Option<Package> {
    Some(package(clean(name.as_bytes())?, known(version)))
}

fn known(version: &str) -> Option<String> {
    clean(version.as_bytes()).filter(|version| version != "(devel)")
}

fn replace(package: &mut Package, name: &str, version: &str) {
    package.version = known(version);
    let folder = name.starts_with('.') || name.starts_with('/');
    if let Some(name) = clean(name.as_bytes()).filter(|_| !folder) {
        package.name = name;
    }
}

/// What may tell the version of a main module that was built from a checkout.
#[derive(Default)]
struct Settings<'a> {
    main: Option<(usize, &'a str)>,
    ldflags: Option<&'a str>,
}

impl Settings<'_> {
    fn complete(self, packages: &mut [Package]) {
        let Some((index, name)) = self.main else { return };
        let Some(main) = packages.get_mut(index).filter(|main| main.version.is_none()) else { return };
        main.version = self.ldflags.and_then(|flags| stamped(flags, name));
    }
}

/// Version that the build wrote into a variable of the main program or module: `-X main.version=1.18.1`. As Go writes
/// versions, with a `v`.
fn stamped(flags: &str, module: &str) -> Option<String> {
    let variables = flags.split([' ', '\'', '"', '\\']).filter_map(|word| word.split_once('='));
    let own = variables.filter_map(|(variable, value)| {
        let (place, name) = variable.rsplit_once('.')?;
        let place = place.trim_start_matches("-X");
        let is_own = place == "main" || place.starts_with(module);
        (is_own && matches!(name.to_ascii_lowercase().as_str(), "version" | "ver" | "buildversion"))
            .then_some(value)
    });
    own.filter_map(|value| clean(value.as_bytes()))
        .map(|value| if value.starts_with('v') { value } else { format!("v{value}") })
        .find(|value| value[1..].starts_with(|first: char| first.is_ascii_digit()) && value.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &str, expected: &[(&str, Option<&str>)]) {
        let found = packages("devel go1.24-abc", list);
        let found: Vec<_> =
            found.iter().map(|found| (found.name.as_str(), found.version.as_deref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn replaced_modules_are_what_they_were_replaced_with() {
        check(
            "dep\ta.org/a\tv1.0.0\n=>\tb.org/a\tv1.1.0\th1:x=\ndep\tk8s.io/api\tv0.0.0\n=>\t./staging/api\t(devel)\t\n",
            &[("b.org/a", Some("v1.1.0")), ("k8s.io/api", None)],
        );
    }

    #[test]
    fn the_main_module_is_as_old_as_its_build_says() {
        let list = |flags: &str| format!("mod\tx.org/a\t(devel)\t\nbuild\t-ldflags=\"{flags}\"\n");
        check(&list("-w -X main.version=1.18.1 -X main.date=x"), &[("x.org/a", Some("v1.18.1"))]);
        check(&list("-X 'x.org/a/cmd.Version=v2.0.0'"), &[("x.org/a", Some("v2.0.0"))]);
        check(&list("-X y.org/b.Version=v2.0.0"), &[("x.org/a", None)]);
        check(&list("-X main.version=unknown"), &[("x.org/a", None)]);
    }

    #[test]
    fn go_itself_is_a_package() {
        assert_eq!(packages("go1.22.3 X:boringcrypto", "")[0].version.as_deref(), Some("1.22.3"));
    }
}

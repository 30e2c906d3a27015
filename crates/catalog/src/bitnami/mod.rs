//! Bitnami: the list of what its images bring, compiled by Bitnami and known to no package manager.

use layer::Entry;
use serde_json::{Map, Value};

use crate::table::{Cataloger, MIB, any};
use crate::text::clean;
use crate::{Ecosystem, Facts, Package, Unread};

/// Everything of one image.
pub(crate) const COMPONENTS: Cataloger = Cataloger { wants, starts: any, limit: MIB, read };

fn wants(entry: &Entry) -> bool {
    entry.path.as_bytes() == b"opt/bitnami/.bitnami_components.json"
}

fn read(_entry: &Entry, content: &[u8]) -> Facts {
    let Ok(components) = serde_json::from_slice::<Map<String, Value>>(content) else {
        return Facts::unread(Unread::Damaged);
    };
    let packages = components.iter().filter_map(|(name, component)| package(name, component));
    Facts { packages: packages.collect(), ..Facts::default() }
}

fn package(name: &str, component: &Value) -> Option<Package> {
    let text = |field: &str| clean(component.get(field)?.as_str()?.as_bytes());
    let mut package = Package::new(Ecosystem::Bitnami, clean(name.as_bytes())?, text("version"));
    package.arch = text("arch");
    package.maker = Some("Bitnami".to_owned());
    Some(package)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    const PATH: &str = "opt/bitnami/.bitnami_components.json";

    #[test]
    fn components_have_name_and_version() {
        let found = facts(
            PATH,
            br#"{"nginx":{"arch":"amd64","distro":"debian-12","type":"NAMI","version":"1.25.3-1"}}"#,
        );
        let [package] = &found.packages[..] else { panic!("{found:?}") };
        assert_eq!((package.name.as_str(), package.version.as_deref()), ("nginx", Some("1.25.3-1")));
    }

    #[test]
    fn damage_is_told() {
        assert_eq!(facts(PATH, b"[]").unread, Some(Unread::Damaged));
    }
}

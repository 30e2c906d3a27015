//! PHP: what Composer notes about what it installed, as a list (Composer 1) or with the list in `packages` (Composer 2).

use layer::Entry;
use serde::Deserialize;
use serde_json::Value;

use crate::table::{Cataloger, MIB, any};
use crate::text::clean;
use crate::{Ecosystem, Facts, Package, Unread};

/// Everything that Composer installed in one project.
pub(crate) const INSTALLED: Cataloger = Cataloger { wants, starts: any, limit: 32 * MIB, read };

fn wants(entry: &Entry) -> bool {
    entry.path.as_bytes().ends_with(b"/composer/installed.json")
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Installed {
    List(Vec<Value>),
    Object { packages: Vec<Value> },
}

fn read(_entry: &Entry, content: &[u8]) -> Facts {
    let Ok(installed) = serde_json::from_slice::<Installed>(content) else {
        return Facts::unread(Unread::Damaged);
    };
    let (Installed::List(packages) | Installed::Object { packages }) = installed;
    Facts { packages: packages.iter().filter_map(package).collect(), ..Facts::default() }
}

fn package(value: &Value) -> Option<Package> {
    let text = |value: &Value| clean(value.as_str()?.as_bytes());
    let list = |field: &str| value.get(field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Some(Package {
        licenses: list("license").iter().take(16).filter_map(text).collect(),
        maker: list("authors").first().and_then(|author| text(author.get("name")?)),
        ..Package::new(Ecosystem::Composer, text(value.get("name")?)?, value.get("version").and_then(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::entry;

    const MONOLOG: &str =
        r#"{"name":"monolog/monolog","version":"1.25.1","license":["MIT"],"authors":[{"name":"Jordi"}]}"#;

    #[test]
    fn both_forms_of_composer() {
        for content in [format!("[{MONOLOG}]"), format!(r#"{{"packages":[{MONOLOG}],"dev":true}}"#)] {
            let package = read(&entry("installed.json", 0), content.as_bytes()).packages.remove(0);
            assert_eq!(
                (package.name.as_str(), package.version.as_deref()),
                ("monolog/monolog", Some("1.25.1"))
            );
            assert_eq!((package.licenses, package.maker.as_deref()), (vec!["MIT".to_owned()], Some("Jordi")));
        }
    }

    #[test]
    fn damage_is_told() {
        assert_eq!(read(&entry("installed.json", 0), b"{}").unread, Some(Unread::Damaged));
        assert_eq!(read(&entry("installed.json", 0), b"[1,{}]"), Facts::default());
    }
}

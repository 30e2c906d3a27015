//! .NET: the list of libraries that `dotnet publish` leaves beside a program, and that each shared framework has too
//! (`*.deps.json`, .NET runtime documentation "Runtime configuration files").

use layer::Entry;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::table::{Cataloger, MIB, any};
use crate::text::clean;
use crate::{Ecosystem, Facts, Package, Unread};

/// Libraries of one program, or the one of a shared framework.
pub(crate) const DEPENDENCIES: Cataloger = Cataloger { wants, starts: any, limit: 32 * MIB, read };

fn wants(entry: &Entry) -> bool {
    entry.path.as_bytes().ends_with(b".deps.json")
}

#[derive(Deserialize)]
struct Dependencies {
    libraries: Map<String, Value>,
}

/// Libraries from packages count; projects are the program itself and its parts.
fn read(_entry: &Entry, content: &[u8]) -> Facts {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let Ok(dependencies) = serde_json::from_slice::<Dependencies>(content) else {
        return Facts::unread(Unread::Damaged);
    };
    let packages = dependencies
        .libraries
        .iter()
        .filter(|(_, library)| library.get("type").and_then(Value::as_str) == Some("package"))
        .filter_map(|(name, _)| package(name))
        .collect();
    Facts { packages, ..Facts::default() }
}

/// `Newtonsoft.Json/13.0.1`
fn package(library: &str) -> Option<Package> {
    let (name, version) = library.rsplit_once('/')?;
    Some(Package::new(Ecosystem::NuGet, clean(name.as_bytes())?, clean(version.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::entry;

    #[test]
    fn packages_and_not_the_program_itself() {
        let content =
            br#"{"libraries":{"Shop/1.0.0":{"type":"project"},"Newtonsoft.Json/13.0.1":{"type":"package"},
            "Microsoft.NETCore.App.Runtime.linux-x64/8.0.1":{"type":"package"}}}"#;
        let facts = read(&entry("Shop.deps.json", 0), content);
        let found: Vec<_> =
            facts.packages.iter().map(|found| (found.name.as_str(), found.version.as_deref())).collect();
        assert_eq!(
            found,
            [("Microsoft.NETCore.App.Runtime.linux-x64", Some("8.0.1")), ("Newtonsoft.Json", Some("13.0.1"))]
        );
    }

    #[test]
    fn damage_is_told() {
        assert_eq!(read(&entry("x.deps.json", 0), b"{}").unread, Some(Unread::Damaged));
    }
}

//! CycloneDX 1.6, JSON (<https://cyclonedx.org/docs/1.6/json/>).

use catalog::{Ecosystem, Installed, Release, purl};
use serde::Serialize;

use super::Contents;
use super::common::{clean, family, image_purl, layer, path, source, text, time, uuid};
use super::license::{License, licenses};

/// The image's and the distribution's names inside the document.
const IMAGE: &str = "image";
const SYSTEM: &str = "operating-system";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    #[serde(rename = "$schema")]
    schema: &'static str,
    bom_format: &'static str,
    spec_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial_number: Option<String>,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
    dependencies: Vec<Dependency>,
}

#[derive(Serialize)]
struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
    tools: Tools,
    component: Component,
}

#[derive(Serialize)]
struct Tools {
    components: [Component; 1],
}

#[derive(Serialize, Default)]
struct Component {
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    bom_ref: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Choice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

/// Either names of licenses, or a single expression.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    License(Named),
    Expression(String),
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Named {
    Id(String),
    Name(String),
}

#[derive(Serialize)]
struct Property {
    name: &'static str,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    #[serde(rename = "ref")]
    of: String,
    depends_on: Vec<String>,
}

pub(super) fn write(contents: &Contents<'_>) -> String {
    let mut bom = Bom {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: None,
        version: 1,
        metadata: metadata(contents),
        components: components(contents),
        dependencies: dependencies(contents),
    };
    bom.serial_number = Some(format!("urn:uuid:{}", uuid(&text(&bom))));
    text(&bom)
}

fn metadata(contents: &Contents<'_>) -> Metadata {
    let tool = Component {
        kind: "application",
        name: "mooring".to_owned(),
        version: Some(contents.tool_version.to_owned()),
        ..Component::default()
    };
    Metadata {
        timestamp: time(contents.time),
        tools: Tools { components: [tool] },
        component: image(contents),
    }
}

fn image(contents: &Contents<'_>) -> Component {
    let mut properties = vec![property("aquasecurity:trivy:ImageID", contents.id)];
    properties.extend(contents.diff_ids.iter().map(|id| property("aquasecurity:trivy:DiffID", id)));
    Component {
        bom_ref: Some(IMAGE.to_owned()),
        kind: "container",
        name: clean(contents.name),
        version: Some(clean(contents.digest.unwrap_or(contents.id))),
        purl: image_purl(contents),
        properties,
        ..Component::default()
    }
}

fn components(contents: &Contents<'_>) -> Vec<Component> {
    let packages = contents.packages.iter().enumerate();
    let packages = packages.map(|(number, installed)| package(contents, number, installed));
    contents.release.map(system).into_iter().chain(packages).collect()
}

fn system(release: &Release) -> Component {
    let mut properties = vec![property("syft:distro:id", &release.id)];
    properties.extend(release.version.as_ref().map(|version| property("syft:distro:versionID", version)));
    Component {
        bom_ref: Some(SYSTEM.to_owned()),
        kind: "operating-system",
        name: family(release),
        version: release.version.as_deref().map(clean),
        description: release.pretty.as_deref().map(clean),
        properties,
        ..Component::default()
    }
}

fn package(contents: &Contents<'_>, number: usize, installed: &Installed) -> Component {
    let package = &installed.package;
    Component {
        bom_ref: Some(reference(number)),
        kind: if package.ecosystem == Ecosystem::Binary { "application" } else { "library" },
        publisher: package.maker.as_deref().map(clean).filter(|maker| !maker.is_empty()),
        name: clean(&package.name),
        version: package.version.as_deref().map(clean),
        licenses: choices(licenses(&package.licenses)),
        purl: Some(purl(package, contents.release)),
        properties: properties(contents, installed),
        ..Component::default()
    }
}

fn reference(number: usize) -> String {
    format!("package-{}", number + 1)
}

fn choices(mut licenses: Vec<License>) -> Vec<Choice> {
    if let [License::Expression(expression)] = licenses.as_mut_slice() {
        return vec![Choice::Expression(std::mem::take(expression))];
    }
    let named = |license| match license {
        License::Id(id) => Named::Id(id),
        License::Expression(name) | License::Name(name) => Named::Name(name),
    };
    licenses.into_iter().map(|license| Choice::License(named(license))).collect()
}

/// Where it was found; for packages of a distribution also what they were built from, which advisories name.
fn properties(contents: &Contents<'_>, installed: &Installed) -> Vec<Property> {
    let mut properties = vec![property("syft:location:0:path", &path(installed))];
    if let Some(layer) = layer(contents, installed) {
        properties.push(property("syft:location:0:layerID", layer));
        properties.push(property("aquasecurity:trivy:LayerDiffID", layer));
    }
    if installed.package.ecosystem == Ecosystem::Binary {
        properties.push(property("syft:package:type", "binary"));
    }
    if !installed.package.ecosystem.is_system() {
        properties.push(property("aquasecurity:trivy:FilePath", installed.path.to_string().as_str()));
    }
    if let Some((name, version)) = source(installed) {
        properties.push(property("aquasecurity:trivy:SrcName", &name));
        properties.extend(version.map(|version| property("aquasecurity:trivy:SrcVersion", &version)));
    }
    properties
}

fn property(name: &'static str, value: &str) -> Property {
    Property { name, value: clean(value) }
}

/// The image holds the distribution and what came by itself; the distribution holds its packages.
fn dependencies(contents: &Contents<'_>) -> Vec<Dependency> {
    let of = |is_system: bool| {
        let packages = contents.packages.iter().enumerate();
        packages
            .filter(move |(_, one)| {
                (contents.release.is_some() && one.package.ecosystem.is_system()) == is_system
            })
            .map(|(number, _)| reference(number))
    };
    let release = contents.release.map(|_| SYSTEM.to_owned());
    let image = Dependency {
        of: IMAGE.to_owned(),
        depends_on: release.clone().into_iter().chain(of(false)).collect(),
    };
    let system = release.map(|of_system| Dependency { of: of_system, depends_on: of(true).collect() });
    std::iter::once(image).chain(system).collect()
}

//! SPDX 2.3, JSON (<https://spdx.github.io/spdx-spec/v2.3/>).

use std::collections::BTreeMap;

use catalog::{Ecosystem, Installed, Release, purl};
use serde::Serialize;

use super::Contents;
use super::common::{clean, family, image_purl, layer, path, source, text, time, uuid};
use super::license::{License, licenses, reference};

/// Names inside the document. Trivy tells the distribution from a package by how its name begins.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";
const IMAGE: &str = "SPDXRef-ContainerImage";
const SYSTEM: &str = "SPDXRef-OperatingSystem";
/// Where nothing is said, SPDX wants that said.
const NOTHING: &str = "NOASSERTION";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    spdx_version: &'static str,
    data_license: &'static str,
    #[serde(rename = "SPDXID")]
    id: &'static str,
    name: String,
    document_namespace: String,
    creation_info: CreationInfo,
    packages: Vec<Package>,
    relationships: Vec<Relationship>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_extracted_licensing_infos: Vec<Extracted>,
}

#[derive(Serialize)]
struct CreationInfo {
    creators: [String; 1],
    created: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    #[serde(rename = "SPDXID")]
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_info: Option<String>,
    supplier: &'static str,
    download_location: &'static str,
    files_analyzed: bool,
    license_concluded: &'static str,
    license_declared: String,
    copyright_text: &'static str,
    primary_package_purpose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_info: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_refs: Vec<ExternalRef>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExternalRef {
    reference_category: &'static str,
    reference_type: &'static str,
    reference_locator: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    spdx_element_id: &'static str,
    relationship_type: &'static str,
    related_spdx_element: String,
}

/// A license that the SPDX list does not hold.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extracted {
    license_id: String,
    extracted_text: String,
    name: String,
}

pub(super) fn write(contents: &Contents<'_>) -> String {
    let mut document = Document {
        spdx_version: "SPDX-2.3",
        data_license: "CC0-1.0",
        id: DOCUMENT,
        name: clean(contents.name),
        document_namespace: String::new(),
        creation_info: CreationInfo {
            creators: [format!("Tool: mooring-{}", contents.tool_version)],
            created: time(contents.time).unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()),
        },
        packages: packages(contents),
        relationships: relationships(contents),
        has_extracted_licensing_infos: extracted(contents),
    };
    document.document_namespace = format!("https://spdx.org/spdxdocs/mooring-{}", uuid(&text(&document)));
    text(&document)
}

/// One of which only a name is known.
fn plain(id: impl Into<String>, name: &str, version: Option<&str>, purpose: &'static str) -> Package {
    Package {
        id: id.into(),
        name: clean(name),
        version_info: version.map(clean),
        supplier: NOTHING,
        download_location: NOTHING,
        files_analyzed: false,
        license_concluded: NOTHING,
        license_declared: NOTHING.to_owned(),
        copyright_text: NOTHING,
        primary_package_purpose: purpose,
        source_info: None,
        comment: None,
        external_refs: Vec::new(),
    }
}

fn packages(contents: &Contents<'_>) -> Vec<Package> {
    let version = contents.digest.unwrap_or(contents.id);
    let mut image = plain(IMAGE, contents.name, Some(version), "CONTAINER");
    image.external_refs = image_purl(contents).map(by_purl).into_iter().collect();
    let packages = contents.packages.iter().enumerate();
    let packages = packages.map(|(number, installed)| package(contents, number, installed));
    std::iter::once(image).chain(contents.release.map(system)).chain(packages).collect()
}

fn system(release: &Release) -> Package {
    let system = plain(SYSTEM, &family(release), release.version.as_deref(), "OPERATING_SYSTEM");
    Package { comment: release.pretty.as_deref().map(clean), ..system }
}

fn package(contents: &Contents<'_>, number: usize, installed: &Installed) -> Package {
    let package = &installed.package;
    let is_program = package.ecosystem == Ecosystem::Binary;
    let purpose = if is_program { "APPLICATION" } else { "LIBRARY" };
    Package {
        license_declared: declared(&licenses(&package.licenses)),
        source_info: source(installed).map(|(name, version)| built_from(&name, version.as_deref())),
        comment: Some(place(contents, installed)),
        external_refs: vec![by_purl(purl(package, contents.release))],
        ..plain(id(number), &package.name, package.version.as_deref(), purpose)
    }
}

fn id(number: usize) -> String {
    format!("SPDXRef-Package-{}", number + 1)
}

/// Trivy reads it again in these words.
fn built_from(name: &str, version: Option<&str>) -> String {
    format!("built package from: {name} {}", version.unwrap_or_default()).trim_end().to_owned()
}

fn place(contents: &Contents<'_>, installed: &Installed) -> String {
    let layer = layer(contents, installed).map(|layer| format!(", layer {}", clean(layer)));
    format!("found in {}{}", clean(&path(installed)), layer.unwrap_or_default())
}

fn by_purl(purl: String) -> ExternalRef {
    ExternalRef { reference_category: "PACKAGE-MANAGER", reference_type: "purl", reference_locator: purl }
}

/// A package that names several is under all of them, as far as it tells.
fn declared(licenses: &[License]) -> String {
    match licenses {
        [] => NOTHING.to_owned(),
        [License::Expression(expression)] => expression.clone(),
        several => several.iter().map(License::term).collect::<Vec<_>>().join(" AND "),
    }
}

fn extracted(contents: &Contents<'_>) -> Vec<Extracted> {
    let mut names = BTreeMap::new();
    for license in contents.packages.iter().flat_map(|one| licenses(&one.package.licenses)) {
        if let License::Name(name) = license {
            names.insert(reference(&name), name);
        }
    }
    names
        .into_iter()
        .map(|(license_id, name)| Extracted { license_id, extracted_text: name.clone(), name })
        .collect()
}

fn relationships(contents: &Contents<'_>) -> Vec<Relationship> {
    let contains = |of, what| Relationship {
        spdx_element_id: of,
        relationship_type: "CONTAINS",
        related_spdx_element: what,
    };
    let describes = Relationship {
        spdx_element_id: DOCUMENT,
        relationship_type: "DESCRIBES",
        related_spdx_element: IMAGE.to_owned(),
    };
    let holder = |one: &Installed| {
        if contents.release.is_some() && one.package.ecosystem.is_system() { SYSTEM } else { IMAGE }
    };
    let packages = contents.packages.iter().enumerate();
    let packages = packages.map(|(number, one)| contains(holder(one), id(number)));
    let system = contents.release.map(|_| contains(IMAGE, SYSTEM.to_owned()));
    std::iter::once(describes).chain(system).chain(packages).collect()
}

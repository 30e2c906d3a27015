//! Reads what Trivy and Grype print as JSON. What does not belong there is passed over; what is no such document is refused,
//! for an empty answer would look like a clean image.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{OtherError, Theirs};

/// Largest result, in bytes.
const LARGEST: usize = 64 << 20;
/// Most findings that are read.
const MOST: usize = 200_000;
/// Longest text that is kept, in characters.
const LONGEST: usize = 300;

/// Trivy's report. Null stands where there is nothing.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    schema_version: Option<Value>,
    artifact_name: Option<Value>,
    #[serde(default)]
    results: Option<Vec<Value>>,
}

/// Grype's.
#[derive(Deserialize)]
struct Matches {
    matches: Vec<Value>,
}

/// Reads `trivy image --format json` (`Results[].Vulnerabilities[]`).
///
/// # Errors
/// When it is too large or not of that form.
pub fn read_trivy(json: &[u8]) -> Result<BTreeSet<Theirs>, OtherError> {
    let report: Report = parse(json)?;
    if report.schema_version.is_none() && report.artifact_name.is_none() && report.results.is_none() {
        return Err(OtherError::Json("it is not a report of Trivy".to_owned()));
    }
    let results = report.results.unwrap_or_default();
    let found = results.iter().flat_map(|result| list(result, "Vulnerabilities"));
    let theirs =
        |one: &Value| theirs(one.get("VulnerabilityID"), one.get("PkgName"), one.get("InstalledVersion"));
    Ok(found.take(MOST).filter_map(theirs).collect())
}

/// Reads `grype -o json` (`matches[]`). A problem that Grype calls by another name than CVE is called by its CVE if it tells
/// of exactly one.
///
/// # Errors
/// When it is too large or not of that form.
pub fn read_grype(json: &[u8]) -> Result<BTreeSet<Theirs>, OtherError> {
    let Matches { matches } = parse(json)?;
    let theirs = |one: &Value| {
        let artifact = one.get("artifact")?;
        let mut found =
            theirs(one.pointer("/vulnerability/id"), artifact.get("name"), artifact.get("version"))?;
        if let Some(cve) = only_cve(one).filter(|_| !found.id.starts_with("CVE-")) {
            found.id = cve;
        }
        Some(found)
    };
    Ok(matches.iter().take(MOST).filter_map(theirs).collect())
}

fn only_cve(one: &Value) -> Option<String> {
    let related = list(one, "relatedVulnerabilities").filter_map(|related| clean(related.get("id")));
    let cves: BTreeSet<String> = related.filter(|id| id.starts_with("CVE-")).take(MOST).collect();
    let mut cves = cves.into_iter();
    cves.next().filter(|_| cves.next().is_none())
}

fn parse<T: for<'a> Deserialize<'a>>(json: &[u8]) -> Result<T, OtherError> {
    if json.len() > LARGEST {
        return Err(OtherError::TooLarge { limit: LARGEST });
    }
    serde_json::from_slice(json).map_err(|error| OtherError::Json(error.to_string()))
}

fn list<'a>(json: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    json.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A finding needs a name and a package; a version may be missing.
fn theirs(id: Option<&Value>, package: Option<&Value>, version: Option<&Value>) -> Option<Theirs> {
    Some(Theirs { id: clean(id)?, package: clean(package)?, version: clean(version).unwrap_or_default() })
}

/// A text of the result, for showing; nothing when empty.
fn clean(json: Option<&Value>) -> Option<String> {
    let text: String = json?.as_str()?.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

//! What is found in real images, and what OSV's own API answered.

mod common;

use std::collections::BTreeSet;

use advisory::Query;
use serde::Deserialize;

#[derive(Deserialize)]
struct Truth {
    packages: Vec<Package>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Package {
    ecosystem: String,
    name: String,
    version: String,
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Finding {
    ecosystem: String,
    name: String,
    version: String,
    id: String,
    cves: Vec<String>,
    fixed: Option<String>,
}

#[test]
fn real_images_give_exactly_the_expected_findings() {
    let set = common::set();
    for (image, count) in [("py", 54), ("node", 8), ("rust", 9), ("go", 177), ("java", 2)] {
        let truth: Truth =
            serde_json::from_slice(&common::pack()[&format!("expected/{image}-1.json")]).expect("truth");
        let mut expected = truth.findings;
        let mut found = Vec::new();
        for package in &truth.packages {
            let query =
                Query { ecosystem: &package.ecosystem, name: &package.name, version: &package.version };
            for one in set.matches(&query).expect("an answer") {
                found.push(Finding {
                    ecosystem: package.ecosystem.clone(),
                    name: package.name.clone(),
                    version: package.version.clone(),
                    id: one.id.to_string(),
                    cves: one
                        .aliases
                        .iter()
                        .filter(|id| id.starts_with("CVE-"))
                        .map(|id| id.to_string())
                        .collect(),
                    // The truth's own matcher went by PyPI's lists of versions there, which name no mended one.
                    fixed: one
                        .fixed_in
                        .filter(|_| package.ecosystem != "PyPI")
                        .map(|fixed| fixed.to_string()),
                });
            }
        }
        expected.iter_mut().for_each(|one| one.cves.sort());
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{image}");
        assert_eq!(found.len(), count, "{image}");
    }
}

#[derive(Deserialize)]
struct Asked {
    ecosystem: String,
    name: String,
    version: String,
    ids: Vec<String>,
}

/// The pack has the record, and in it the release that was asked for (its Alpine ends with 3.11).
fn pack_knows(base: &str, id: &str, asked: &Asked) -> bool {
    let Some(json) = common::pack().get(&format!("osv/{base}/{id}.json")) else { return false };
    let record: serde_json::Value = serde_json::from_slice(json).expect("a record");
    let mut affected = record["affected"].as_array().into_iter().flatten();
    affected.any(|one| one["package"]["ecosystem"] == asked.ecosystem.as_str())
}

/// Of 960 recorded questions those whose ecosystem the pack has. An answer counts where the pack has its record; what we find
/// beyond them came into the data after the recording.
#[test]
fn recorded_answers_of_the_api_are_found_again() {
    let set = common::set();
    let asked: Vec<Asked> = serde_json::from_slice(&common::pack()["osv-api-pairs.json"]).expect("pairs");
    let (mut agreed, mut newer, mut missed) = (BTreeSet::new(), 0, Vec::new());
    for one in &asked {
        let query = Query { ecosystem: &one.ecosystem, name: &one.name, version: &one.version };
        let Ok(found) = set.matches(&query) else { continue };
        let ids: BTreeSet<&str> = found.iter().map(|found| &*found.id).collect();
        let base = one.ecosystem.split(':').next().unwrap_or_default();
        for id in one.ids.iter().filter(|id| pack_knows(base, id, one)) {
            if ids.contains(id.as_str()) {
                agreed.insert((base, &one.name, &one.version, id));
            } else {
                missed.push(format!("{} {} {}: {id}", one.ecosystem, one.name, one.version));
            }
        }
        newer += ids.iter().filter(|id| !one.ids.iter().any(|known| known == *id)).count();
    }
    let by = |base: &str| agreed.iter().filter(|one| one.0 == base).count();
    assert_eq!(missed, Vec::<String>::new());
    assert_eq!((by("Go"), by("PyPI"), newer), (347, 25, 40), "all: {}", agreed.len());
}

/// Judged to be right, but by another source's ranges: the record itself begins later or ends earlier.
const OUTSIDE_THE_RECORD: [(&str, &str); 3] = [
    ("Django 1.11.29", "PYSEC-2021-439"),
    ("github.com/opencontainers/runc v0.1.1", "GO-2022-0274"),
    ("numpy 1.21.2", "PYSEC-2021-855"),
];

/// Of 11,504 matches in public images that people judged to be right those of ecosystems without releases: what distribution an
/// image was of is not in the list, and without it the others cannot be asked about. Matches judged to be wrong are so for
/// reasons that no version tells ("the distribution has patched it", "cannot be imported").
#[test]
fn matches_that_people_judged_to_be_right_are_found() {
    let set = common::set();
    let labels: Vec<Label> = serde_json::from_slice(&common::pack()["labels.json"]).expect("labels");
    assert_eq!(labels.len(), 86);
    for label in &labels {
        let query = Query { ecosystem: &label.ecosystem, name: &label.name, version: &label.version };
        let found = set.matches(&query).expect("an answer").iter().any(|found| *found.id == *label.id);
        let package = format!("{} {}", label.name, label.version);
        let outside = OUTSIDE_THE_RECORD.contains(&(package.as_str(), label.id.as_str()));
        assert_eq!(found, !outside, "{package} {}", label.id);
    }
}

#[derive(Deserialize)]
struct Label {
    ecosystem: String,
    name: String,
    version: String,
    id: String,
}

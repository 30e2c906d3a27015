//! What a final image could do without.

use super::draft::{self, Places, found, pass, shown};
use super::{Check, CheckPlace, Facts, FileFact, Files, Verdict};

/// Test data below this is not worth a word.
const MIN_TEST_DATA: u64 = 100_000;
/// Left-overs that are told, and those that are worth a change.
const MIN_LEFTOVERS: u64 = 10_000_000;
const LARGE_LEFTOVERS: u64 = 100_000_000;

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    let Some(files) = facts.files else { return };
    checks.push(leftovers(files));
    checks.push(test_data(files));
    checks.push(tools(&files.compilers, "compiler"));
    checks.push(tools(&files.package_managers, "package-manager"));
    checks.push(tools(&files.shells, "shell"));
}

fn tools(files: &[FileFact], id: &'static str) -> Check {
    if files.is_empty() {
        return pass(id);
    }
    let mut places = Places::default();
    for file in files {
        places.add(|| CheckPlace { detail: file.package.as_deref().map(draft::plain), ..draft::file(file) });
    }
    places.found(id, Verdict::Info, id)
}

fn test_data(files: &Files) -> Check {
    let bytes = files.test_data.iter().fold(0_u64, |sum, (_, bytes)| sum.saturating_add(*bytes));
    if bytes < MIN_TEST_DATA {
        return pass("test-data");
    }
    let mut places = Places::default();
    for (path, bytes) in &files.test_data {
        places.add(|| CheckPlace {
            name: shown(path),
            layer: None,
            detail: Some(crate::inside::size(*bytes, ".")),
        });
    }
    places.found("test-data", Verdict::Info, "test-data").with("size", bytes.to_string())
}

fn leftovers(files: &Files) -> Check {
    let bytes = files.leftover_bytes;
    if bytes < MIN_LEFTOVERS {
        return pass("leftovers");
    }
    let share = (u128::from(bytes) * 100).checked_div(u128::from(files.bytes)).unwrap_or_default().min(100);
    let verdict = if bytes >= LARGE_LEFTOVERS || share >= 20 { Verdict::Warn } else { Verdict::Info };
    found("leftovers", verdict, "leftovers").with("size", bytes.to_string()).with("share", share.to_string())
}

#[cfg(test)]
mod tests {
    use layer::ImagePath;

    use super::super::words;
    use super::*;
    use crate::Lang;

    #[test]
    fn left_overs_are_told_by_their_size() {
        let told =
            |leftover_bytes, bytes| leftovers(&Files { leftover_bytes, bytes, ..Files::default() }).verdict;
        assert_eq!(told(9_000_000, 10_000_000), Verdict::Pass);
        assert_eq!(told(12_000_000, 400_000_000), Verdict::Info);
        assert_eq!(told(12_000_000, 40_000_000), Verdict::Warn);
        assert_eq!(told(u64::MAX, 0), Verdict::Warn);
        let check = leftovers(&Files { leftover_bytes: 99_900_000, bytes: 454_000_000, ..Files::default() });
        assert!(words(&check, Lang::De).why.starts_with("100 MB an Caches und Logs, 22 %"));
    }

    #[test]
    fn tests_and_tools() {
        let path = |text: &str| ImagePath::parse(text.as_bytes()).unwrap();
        let shell =
            FileFact { path: path("bin/sh"), layer: 0, mode: 0o755, uid: 0, package: Some("dash".into()) };
        let files = Files {
            shells: vec![shell],
            test_data: vec![(path("app/tests"), 1_500_000)],
            ..Files::default()
        };
        let all = super::super::checks(&Facts { files: Some(&files), ..Facts::default() });
        let of = |id: &str| all.iter().find(|check| check.id == id).unwrap();
        assert_eq!(of("shell").places[0].detail.as_deref(), Some("dash"));
        assert_eq!(words(of("test-data"), Lang::De).why.split(' ').next(), Some("1,5"));
        assert_eq!(of("compiler").verdict, Verdict::Pass);
        let small = Files { test_data: vec![(path("app/tests"), 900)], ..Files::default() };
        assert_eq!(test_data(&small).verdict, Verdict::Pass);
    }
}

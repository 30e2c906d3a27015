use std::collections::BTreeSet;

use super::*;
use crate::Lang;

const LANGUAGES: [Lang; 2] = [Lang::En, Lang::De];

/// Every check.
const IDS: [&str; 28] = [
    "root",
    "secret-env",
    "secret-arg",
    "secret-history",
    "secret-file",
    "latest",
    "setuid",
    "capabilities",
    "world-writable",
    "empty-password",
    "duplicate-uid-0",
    "healthcheck",
    "stopsignal",
    "exposed-port",
    "add",
    "package-cache",
    "update-alone",
    "dist-upgrade",
    "sudo",
    "curl-shell",
    "eol",
    "stale",
    "shell",
    "package-manager",
    "compiler",
    "test-data",
    "leftovers",
    "volume",
];

/// Wordings besides those named like their check.
const OTHERS: [&str; 16] = [
    "root-named",
    "root-unknown",
    "secret-example",
    "secret-file-hidden",
    "secret-file-mixed",
    "untagged",
    "setuid-expected",
    "capabilities-expected",
    "world-writable-expected",
    "exposed-docker",
    "add-url",
    "eol-undated",
    "eol-long-term",
    "eol-long-term-undated",
    "stale-fixes",
    "root",
];

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_wording_is_there_in_every_language_and_none_is_left_over() {
    let passes = IDS.iter().map(|id| format!("{id}{}", words::PASS));
    let wanted: BTreeSet<String> =
        IDS.iter().chain(&OTHERS).map(|key| (*key).to_owned()).chain(passes).collect();
    for lang in LANGUAGES {
        let there: BTreeSet<String> = words::table(lang).keys().cloned().collect();
        assert_eq!(there, wanted, "{lang:?}");
    }
}

#[test]
fn the_languages_say_the_same_in_the_house_style() {
    for (key, english) in words::table(Lang::En) {
        let german = &words::table(Lang::De)[key];
        for entry in [english, german] {
            let all = format!("{} {} {}", entry.title, entry.why, entry.fix);
            assert!(!all.contains('!') && !all.contains('\u{2014}'), "{key}");
            assert!(entry.title.split_whitespace().count() <= 4 && !entry.title.ends_with('.'), "{key}");
            assert!(entry.why.ends_with('.') && !entry.why.trim_end_matches('.').contains(". "), "{key}");
            assert_eq!(entry.fix.is_empty(), key.ends_with(words::PASS), "{key}");
            assert!(entry.fix.is_empty() || entry.fix.ends_with('.'), "{key}");
        }
        assert_eq!(placeholders(&english.why), placeholders(&german.why), "{key}");
        assert_eq!(placeholders(&english.fix), placeholders(&german.fix), "{key}");
    }
}

#[test]
fn nothing_known_claims_nothing() {
    assert_eq!(checks(&Facts::default()), []);
}

#[test]
fn worst_comes_first_and_a_pass_names_no_place() {
    let settings = Settings {
        ports: vec!["2375/tcp".to_owned(), "80/tcp".to_owned()],
        command: vec!["x".to_owned()],
        ..Settings::default()
    };
    let (files, names) = (Files::default(), Vec::new());
    let facts = Facts {
        settings: Some(&settings),
        files: Some(&files),
        names: Some(&names),
        passwd: Some(b"root:x:0:0::/:/bin/sh"),
        shadow: Some(b""),
        steps: Some(&[]),
        secrets: Some(&[]),
        support: Some(Support::Supported(None)),
        fixable_in_base: Some(0),
        ..Facts::default()
    };
    let all = checks(&facts);
    assert!(all.is_sorted_by(|one, next| one.verdict >= next.verdict));
    assert_eq!(all[0].id, "exposed-port");
    let ids: BTreeSet<&str> = all.iter().map(|check| check.id).collect();
    assert_eq!(ids, IDS.into_iter().collect());
    for check in all.iter().filter(|check| check.verdict == Verdict::Pass) {
        assert!(check.places.is_empty() && words(check, Lang::En).command.is_none());
    }
    assert_eq!(all, checks(&facts));
}

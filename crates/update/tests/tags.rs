//! Tags: the plan's vectors, rules as tables, and properties that hold for any text.

use proptest::prelude::*;
use update::tag::{Step, Steps, Tag, TagKind, TagPolicy, candidates, default_ceiling, kind, stable_choice};

fn offered(current: &str, tags: &[&str]) -> Steps {
    candidates(current, tags, &TagPolicy::default())
}

/// Steps written as `patch 1.25.4, major 2.0.0`.
fn told(steps: &Steps) -> String {
    let all: Vec<_> =
        steps.iter().map(|(step, tag)| format!("{} {tag}", format!("{step:?}").to_lowercase())).collect();
    all.join(", ")
}

#[test]
fn d14_the_plans_vectors_exactly() {
    let text = include_str!("data/tag-vectors.json");
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    let vectors = document["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 27);
    for vector in vectors {
        let current = vector["current"].as_str().unwrap();
        let tags: Vec<&str> =
            vector["tags"].as_array().unwrap().iter().filter_map(|tag| tag.as_str()).collect();
        let steps = serde_json::to_value(offered(current, &tags)).unwrap();
        let expected = match &vector["expect"] {
            serde_json::Value::Null => serde_json::json!({}),
            expected => expected.clone(),
        };
        assert_eq!(steps, expected, "{current} of {tags:?}");
    }
}

#[test]
fn offers_by_rule() {
    let cases: &[(&str, &[&str], &str)] = &[
        // Numbers: by value, of any length, of the same precision.
        ("1.9", &["1.10", "1.9.1", "1.100"], "minor 1.100"),
        ("20231231235959999999999.1", &["20231231235959999999999.2"], "minor 20231231235959999999999.2"),
        ("1.2.3.4", &["1.2.3.5", "1.2.4.0", "1.3.0.0", "1.2.4"], "patch 1.2.4.0, minor 1.3.0.0"),
        ("4.0.9.1", &["4.0.10.1"], "patch 4.0.10.1"),
        ("24.04", &["24.4", "24.10", "024.10"], "minor 24.10"),
        ("24.10", &["25.04"], "major 25.04"),
        ("1.0", &["1.00", "1.0.0"], ""),
        // Prefix: the same text.
        ("release-1.2", &["release-1.3", "1.3", "v1.3"], "minor release-1.3"),
        ("jdk17.0.1", &["jdk17.0.2", "jdk21.0.1"], "patch jdk17.0.2, major jdk21.0.1"),
        ("v1.2", &["V1.3"], ""),
        // Flavor: the same text; numbers in it are part of it.
        ("17-jdk", &["21-jre", "21", "21-jdk", "21-jdk-alpine"], "major 21-jdk"),
        (
            "3.9.6-eclipse-temurin-17",
            &["3.9.6-eclipse-temurin-21", "3.9.7-eclipse-temurin-17"],
            "patch 3.9.7-eclipse-temurin-17",
        ),
        ("8.0.36-debian-12", &["8.0.36-debian-13", "8.0.37-debian-12"], "patch 8.0.37-debian-12"),
        ("7.0-nanoserver-1809", &["7.0-nanoserver-1903", "8.0-nanoserver-1809"], "major 8.0-nanoserver-1809"),
        ("9.0.1-windowsservercore-ltsc2019", &["9.0.2-windowsservercore-ltsc2022"], ""),
        ("1.2-cuda-12.1", &["1.2-cuda-12.4", "1.3-cuda-12.1"], "minor 1.3-cuda-12.1"),
        // Build counters: their style is the same.
        ("1.2.3-1", &["1.2.3-2", "1.2.4-1", "1.2.4", "1.2.3-r9"], "rebuild 1.2.3-2, patch 1.2.4-1"),
        (
            "11.0.22_7-jdk",
            &["11.0.22_8-jdk", "11.0.23_9-jdk", "11.0.22_9-jre"],
            "rebuild 11.0.22_8-jdk, patch 11.0.23_9-jdk",
        ),
        (
            "16-20240115",
            &["16-20240201", "17-20240201", "16-20231201"],
            "rebuild 16-20240201, major 17-20240201",
        ),
        ("1.25-2024-01-15", &["1.25-2024-02-01"], "rebuild 1.25-2024-02-01"),
        ("1.2.3-r9", &["1.2.3-r10", "1.2.3-ls11"], "rebuild 1.2.3-r10"),
        ("2.4-alpine-2", &["2.4-alpine-10"], "rebuild 2.4-alpine-10"),
        // Pre-releases.
        (
            "1.0.0",
            &[
                "1.1.0-rc1",
                "1.1.0-alpha",
                "1.1.0-M2",
                "1.1.0-SNAPSHOT",
                "1.1.0b1",
                "1.1.0-ea-3",
                "1.1.0.dev4",
            ],
            "",
        ),
        ("1.0.0-beta.2", &["1.0.0-rc.1", "1.0.0-alpha.9", "1.0.0-beta.10"], "rebuild 1.0.0-rc.1"),
        ("1.0.0-rc.1", &["1.1.0-beta.1", "1.1.0-nightly"], ""),
        ("18beta1-alpine", &["18-alpine", "18rc1-alpine", "18"], "rebuild 18-alpine"),
        ("1.1.1w", &["1.1.1x", "1.1.2w"], "patch 1.1.2w"),
        ("21-ea-34-jdk", &["21-ea-35-jdk", "21-jdk"], "rebuild 21-jdk"),
        // Schemes.
        ("2024.1", &["2024.2", "20240201", "1.99"], "minor 2024.2"),
        ("999.1", &["1000.1"], ""),
        ("1234", &["1235", "20240115"], "major 1235"),
        ("20240115", &["20240115120000", "99999999"], ""),
        (
            "2024-01-15",
            &["2024-01-16", "2024-02-01", "2025-01-01", "20250101"],
            "patch 2024-01-16, minor 2024-02-01, major 2025-01-01",
        ),
        ("bookworm-20240110", &["bookworm-20240211", "trixie-20240211"], "major bookworm-20240211"),
        // What is no version.
        ("node18", &["node20"], ""),
        ("java17", &["java21", "21"], ""),
        ("sha-3f2a1bc", &["sha-9e8d7c6", "1.0"], ""),
        ("main-3f2a1bc", &["main-9e8d7c6"], ""),
        ("1.0", &["1.1.sig", "1.1.att", "sha256-1.2", "1.1-3f2a1bc", "v1.2.3-4-gabcdef0"], ""),
        ("stable-alpine", &["1.0-alpine"], ""),
        ("", &["1.0"], ""),
        ("1.0", &["", "-", "..", "é1.1", "1.1 "], ""),
    ];
    for (current, tags, expected) in cases {
        assert_eq!(told(&offered(current, tags)), *expected, "{current} of {tags:?}");
    }
}

#[test]
fn policy_widens_and_narrows() {
    let tags = ["1.26.0-rc.1", "1.25.4", "1.26.0-alpine3.20", "2.0.0"];
    let steps = |policy| told(&candidates("1.25.3", tags, &policy));
    let pre_releases = TagPolicy { pre_releases: true, ..TagPolicy::default() };
    assert_eq!(steps(pre_releases), "patch 1.25.4, minor 1.26.0-rc.1, major 2.0.0");
    let ceiling = TagPolicy { ceiling: Some(Step::Patch), ..TagPolicy::default() };
    assert_eq!(steps(ceiling), "patch 1.25.4");
    let bases = TagPolicy { other_bases: true, ..TagPolicy::default() };
    let tags =
        ["3.12-alpine3.20", "3.13-alpine3.18", "3.13-alpine3.20", "3.14", "3.12-alpine3.18", "3.13-slim3.20"];
    let steps = told(&candidates("3.12-alpine3.19", tags, &bases));
    assert_eq!(steps, "rebuild 3.12-alpine3.20, minor 3.13-alpine3.20");
}

#[test]
fn one_click_stays_below_the_ceiling() {
    let steps = offered("1.25.3", &["1.25.4", "1.26.0", "2.0.0"]);
    assert_eq!(steps.best(Step::Minor), Some((Step::Minor, "1.26.0")));
    assert_eq!(steps.best(Step::Patch), Some((Step::Patch, "1.25.4")));
    assert_eq!(offered("1.25.3", &["2.0.0"]).best(Step::Minor), None);
    let ceilings = ["1.25.3", "1.25", "16", "16-alpine", "latest"].map(default_ceiling);
    assert_eq!(ceilings, [Some(Step::Minor), Some(Step::Minor), None, None, None]);
}

#[test]
fn kinds_of_tags() {
    let cases = [
        (TagKind::Channel, &["latest", "stable", "alpine", "lts-bookworm", "node18", "nightly", ""][..]),
        (TagKind::Series, &["1", "1.25", "v2", "16-alpine3.20", "24.04", "2024.1", "1.27-rc"]),
        (
            TagKind::Exact,
            &["1.25.3", "v1.2.3-alpine", "2024.1.5", "4.0.10.2544-ls258", "16-20240115", "18beta1"],
        ),
        (TagKind::Date, &["20240115", "2024-01-15", "RELEASE.2024-01-15T00-00-00Z", "bookworm-20240115"]),
        (TagKind::Commit, &["3f2a1bc", "main-3f2a1bc", "v1.2.3-4-gabcdef0", "sha-9e8d7c6a"]),
        (TagKind::Other, &["sha256-aaaa", "1.0.sig", "sha256-aa.att"]),
    ];
    for (expected, tags) in cases {
        for tag in tags {
            assert_eq!(kind(tag), expected, "{tag}");
        }
    }
}

#[test]
fn the_stable_choice() {
    let cases: &[(&[&str], Option<&str>)] = &[
        (
            &["latest", "1", "1.26", "1.27", "1.27.3", "1.27.2", "1.28.0-rc1", "1.27.3-alpine", "mainline"],
            Some("1.27"),
        ),
        (&["17", "17.2", "16", "16.6", "18beta1", "17-alpine", "latest"], Some("17")),
        (&["v2.10.1", "v2.11.0", "latest"], Some("v2.11.0")),
        (&["2.10.1", "v2.10.1", "2.10", "20240101"], Some("2.10")),
        (&["2024.1.5", "2024.12.1", "0.118.5", "2024.12", "dev"], Some("2024.12")),
        (&["latest", "stable", "alpine"], Some("stable")),
        (&["20240101", "20240301"], Some("20240301")),
        (&["20240101", "latest"], Some("latest")),
        (&["main", "3f2a1bc"], None),
        (&[], None),
    ];
    for (tags, expected) in cases {
        assert_eq!(stable_choice(*tags).as_deref(), *expected, "{tags:?}");
    }
}

/// Tags as they are in the wild, and some as they should not be.
fn tag() -> impl Strategy<Value = String> {
    let number = "(0|[1-9][0-9]{0,2}|0[0-9]|20240[1-9]1[0-9])";
    let core = proptest::string::string_regex(&format!("(v|pg14-v|RELEASE\\.)?{number}(\\.{number}){{0,3}}"))
        .expect("a pattern");
    let suffix = "(-rc\\.?[0-9]|b[0-9]|-beta-?[0-9]|-nightly)?(-alpine|-alpine3\\.[12][0-9]|-jdk|-debian-1[0-9])?(-r[0-9]{1,2}|-ls[0-9]{1,3}|-[0-9]{1,3})?";
    prop_oneof![
        8 => (core, suffix).prop_map(|(core, suffix)| format!("{core}{suffix}")),
        1 => "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,30}",
    ]
}

fn policy() -> impl Strategy<Value = TagPolicy> {
    let ceiling = prop_oneof![Just(None), prop::sample::select(&Step::ALL[..]).prop_map(Some)];
    (any::<bool>(), any::<bool>(), ceiling).prop_map(|(pre_releases, other_bases, ceiling)| TagPolicy {
        pre_releases,
        other_bases,
        ceiling,
    })
}

fn version(text: &str) -> Tag {
    Tag::parse(text).unwrap_or_else(|| panic!("{text} was offered or made as a version"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_panics(current in any::<String>(), tags in prop::collection::vec(any::<String>(), 0..5)) {
        candidates(&current, &tags, &TagPolicy::default());
        let _ = kind(&current);
        let _ = stable_choice(&tags);
    }

    #[test]
    fn what_is_offered_is_greater_and_of_the_family(
        current in tag(), tags in prop::collection::vec(tag(), 0..40), policy in policy()
    ) {
        let steps = candidates(&current, &tags, &policy);
        for (step, offer) in steps.iter() {
            prop_assert!(tags.iter().any(|tag| tag == offer));
            prop_assert!(policy.ceiling.is_none_or(|ceiling| step <= ceiling));
            let (offer, current) = (version(offer), version(&current));
            prop_assert!(offer.compare(&current).is_gt());
            prop_assert!(current.is_family(&offer, policy.other_bases));
            prop_assert!(offer.stage().is_none() || policy.pre_releases || offer.stage() >= current.stage() && current.stage().is_some());
        }
        let offers: Vec<Tag> = steps.iter().map(|(_, tag)| version(tag)).collect();
        prop_assert!(offers.windows(2).all(|pair| pair[0].compare(&pair[1]).is_lt()), "bigger steps are greater");
    }

    #[test]
    fn the_order_of_the_list_and_what_is_beside_it_do_not_matter(
        current in tag(), tags in prop::collection::vec(tag(), 0..40), policy in policy()
    ) {
        let steps = candidates(&current, &tags, &policy);
        let mut more: Vec<String> = tags.iter().rev().cloned().collect();
        more.extend(["latest", "3f2a1bc", "1.0.0-otherflavor", "sha256-00.sig"].map(str::to_owned));
        more.push(current.clone());
        more.extend(tags);
        prop_assert_eq!(candidates(&current, &more, &policy), steps);
    }

    #[test]
    fn once_taken_a_step_is_not_offered_again(
        current in "[1-9][0-9]?\\.[1-9]?[0-9]\\.[1-9]?[0-9](-alpine)?",
        tags in prop::collection::vec("[1-9][0-9]?\\.[1-9]?[0-9]\\.[1-9]?[0-9](-alpine)?", 0..40),
    ) {
        let policy = TagPolicy::default();
        for (step, tag) in candidates(&current, &tags, &policy).iter() {
            let after = candidates(tag, &tags, &policy);
            prop_assert!(after.iter().all(|(next, _)| next > step), "{tag} then {after:?}");
        }
    }

    #[test]
    fn the_order_is_total(a in tag(), b in tag(), c in tag()) {
        let all = [a, b, c].map(|text| Tag::parse(&text));
        let [Some(a), Some(b), Some(c)] = &all else { return Ok(()) };
        prop_assert_eq!(a.compare(b), b.compare(a).reverse());
        prop_assert!(a.compare(a).is_eq());
        if a.compare(b).is_le() && b.compare(c).is_le() {
            prop_assert!(a.compare(c).is_le());
        }
        prop_assert_eq!(a.is_family(b, false), b.is_family(a, false));
    }

    #[test]
    fn the_stable_choice_is_one_of_them_and_final(tags in prop::collection::vec(tag(), 0..30)) {
        if let Some(choice) = stable_choice(&tags) {
            prop_assert!(tags.contains(&choice));
            prop_assert!(Tag::parse(&choice).is_none_or(|tag| tag.stage().is_none() && !tag.has_flavor()));
        }
    }
}

#[test]
fn a_long_list_is_read_at_once() {
    let tags: Vec<String> = (0..20_000).map(|n| format!("1.{}.{}-alpine3.{}", n % 100, n, n % 7)).collect();
    let started = std::time::Instant::now();
    assert!(!candidates("1.0.0-alpine3.1", &tags, &TagPolicy::default()).is_empty());
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
    let huge = "9".repeat(1 << 20);
    assert!(candidates(&huge, [&huge], &TagPolicy::default()).is_empty());
}

//! Every order, tried on 71,818 comparisons that the ecosystems' own tools made.

use std::cmp::Ordering;
use std::io::Read;

use advisory::Order;

const VECTORS: &[u8] = include_bytes!("data/version-vectors.tar.zst");

fn ecosystem(file: &str) -> &'static str {
    let start = file.split('-').next().unwrap_or_default();
    match start {
        "alpine" => "Alpine",
        "cran" => "CRAN",
        "debian" => "Debian",
        "hackage" => "Hackage",
        "maven" => "Maven",
        "nuget" => "NuGet",
        "packagist" => "Packagist",
        "pub" => "Pub",
        "pypi" => "PyPI",
        "redhat" => "Red Hat",
        "rubygems" => "RubyGems",
        "semver" => "Go",
        other => panic!("no ecosystem for {other}"),
    }
}

/// `A < B` as its parts.
fn comparison(line: &str) -> Option<(&str, Ordering, &str)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
        return None;
    }
    [(" < ", Ordering::Less), (" = ", Ordering::Equal), (" > ", Ordering::Greater)]
        .into_iter()
        .find_map(|(sign, order)| line.split_once(sign).map(|(a, b)| (a, order, b)))
}

#[test]
fn every_published_comparison_comes_out_as_published() {
    let mut archive = tar::Archive::new(zstd::Decoder::new(VECTORS).expect("zstd"));
    let (mut tried, mut wrong) = (0, Vec::new());
    for entry in archive.entries().expect("tar") {
        let mut entry = entry.expect("entry");
        let name = entry.path().expect("path").to_string_lossy().into_owned();
        if !name.ends_with(".txt") {
            continue;
        }
        let order = Order::of(ecosystem(&name)).expect("an order");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        for line in text.lines() {
            let Some((a, expected, b)) = comparison(line) else { continue };
            tried += 1;
            let found = order.compare(a, b);
            let back = order.compare(b, a);
            if found != expected || back != expected.reverse() {
                wrong.push(format!("{name}: {line} (we say {found:?}, {back:?})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(tried, 71_818);
}

/// Found by the fuzz test: marks one after the other, with and without something behind them.
#[test]
fn marks_of_rpm_are_the_same_from_both_sides() {
    let rpm = Order::of("Rocky Linux").expect("an order");
    for (less, more) in
        [("1~~rc", "1~"), ("1~.1", "1~2"), ("1^", "1^1"), ("1~^", "1~1"), ("1", "1^git1"), ("1^git1", "1.1")]
    {
        assert_eq!(
            (rpm.compare(less, more), rpm.compare(more, less)),
            (Ordering::Less, Ordering::Greater),
            "{less} {more}"
        );
    }
}

//! How long a distribution gets fixes: Debian's and Ubuntu's own tables (distro-info-data), and one of ours for the others.

use catalog::Release;
use jiff::civil::Date;

const DEBIAN: &str = include_str!("../../data/distro-info/debian.csv");
const UBUNTU: &str = include_str!("../../data/distro-info/ubuntu.csv");
const OTHERS: &str = include_str!("../../data/support.csv");

/// Distributions without releases, by their `ID`.
const ROLLING: &[&str] = &["arch", "chainguard", "gentoo", "kali", "opensuse-tumbleweed", "void", "wolfi"];

/// Whether a distribution still gets fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum State {
    /// It does.
    Supported,
    /// Only from a long-term team, for part of its packages.
    LongTerm,
    /// No more.
    Ended,
    /// It has no releases: it is as new as its packages.
    Rolling,
    /// There is no distribution, or we do not know it.
    #[default]
    Unknown,
}

/// How long a distribution gets fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Support {
    /// Whether it does.
    pub state: State,
    /// Last day of the state; for what has ended, the last day it got fixes. Nothing if nobody has said.
    pub ends_on: Option<Date>,
}

/// Says how long a release gets fixes, seen from `today`. Fixes that cost extra do not count.
#[must_use]
pub fn support(release: Option<&Release>, today: Date) -> Support {
    release.and_then(|release| known(release, today)).unwrap_or_default()
}

fn known(release: &Release, today: Date) -> Option<Support> {
    let id = release.id.as_str();
    if ROLLING.contains(&id) || is_edge(release) {
        return Some(Support { state: State::Rolling, ends_on: None });
    }
    match id {
        "debian" | "raspbian" => debian(release, today),
        "ubuntu" => ubuntu(release.version.as_deref()?, today),
        "centos" if release.name.as_deref().is_some_and(|name| name.contains("Stream")) => {
            other("centos-stream", release.version.as_deref()?, today)
        }
        id => other(id, release.version.as_deref()?, today),
    }
}

/// Alpine's edge calls itself by the number of the release to come.
fn is_edge(release: &Release) -> bool {
    let says_so = release.pretty.as_deref().is_some_and(|pretty| pretty.ends_with(" edge"));
    let comes = release.version.as_deref().is_none_or(|version| version.contains("_alpha"));
    release.id == "alpine" && (says_so || comes)
}

/// Columns: version, codename, series, created, release, eol, eol-lts. One without a version, or that is not released yet,
/// is testing or unstable.
fn debian(release: &Release, today: Date) -> Option<Support> {
    let Some(version) = release.version.as_deref() else {
        return Some(Support { state: State::Rolling, ends_on: None });
    };
    let row = row(DEBIAN, 0, version.split('.').next()?)?;
    if date(&row, 4).is_none_or(|released| released > today) {
        return Some(Support { state: State::Rolling, ends_on: None });
    }
    Some(states(date(&row, 5)?, date(&row, 6), today))
}

/// Columns: version (`24.04 LTS`), codename, series, created, release, eol. What comes after costs extra.
fn ubuntu(version: &str, today: Date) -> Option<Support> {
    let row =
        rows(UBUNTU).find(|row| row.first().is_some_and(|first| first.split(' ').next() == Some(version)))?;
    Some(states(date(&row, 5)?, None, today))
}

/// `9.3` is looked for as itself and then as 9.
fn other(id: &str, version: &str, today: Date) -> Option<Support> {
    let mut version = version;
    loop {
        let found = rows(OTHERS).find(|row| row.first() == Some(&id) && row.get(1) == Some(&version));
        if let Some(row) = found {
            return Some(states(date(&row, 2)?, None, today));
        }
        version = version.rsplit_once('.')?.0;
    }
}

fn states(end: Date, long_term: Option<Date>, today: Date) -> Support {
    let last = long_term.unwrap_or(end);
    let (state, ends_on) = match today {
        today if today <= end => (State::Supported, end),
        today if today <= last => (State::LongTerm, last),
        _ => (State::Ended, last),
    };
    Support { state, ends_on: Some(ends_on) }
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(',').map(str::trim).collect())
}

fn row<'a>(table: &'a str, column: usize, value: &str) -> Option<Vec<&'a str>> {
    rows(table).find(|row| row.get(column) == Some(&value))
}

fn date(row: &[&str], column: usize) -> Option<Date> {
    row.get(column)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, version: &str, today: &str, state: State, ends_on: Option<&str>) {
        let version = (!version.is_empty()).then(|| version.to_owned());
        let release = Release { id: id.to_owned(), version, ..Release::default() };
        let ends_on = ends_on.map(|day| day.parse().unwrap());
        assert_eq!(support(Some(&release), today.parse().unwrap()), Support { state, ends_on }, "{id}");
    }

    #[test]
    fn debian_has_a_long_term() {
        check("debian", "12", "2026-07-10", State::Supported, Some("2026-07-11"));
        check("debian", "12", "2026-11-27", State::LongTerm, Some("2028-06-30"));
        check("debian", "11", "2026-11-27", State::Ended, Some("2026-08-31"));
        check("debian", "13", "2026-11-27", State::Supported, Some("2028-08-09"));
        check("debian", "", "2026-11-27", State::Rolling, None);
        check("debian", "14", "2026-11-27", State::Rolling, None);
    }

    #[test]
    fn fixes_that_cost_extra_do_not_count() {
        check("ubuntu", "24.04", "2026-11-27", State::Supported, Some("2029-05-31"));
        check("ubuntu", "18.04", "2026-11-27", State::Ended, Some("2023-05-31"));
        check("rhel", "7.9", "2026-11-27", State::Ended, Some("2024-06-30"));
    }

    #[test]
    fn the_others() {
        check("alpine", "3.23.6", "2026-11-27", State::Supported, Some("2027-11-01"));
        check("alpine", "3.24_alpha20260101", "2026-11-27", State::Rolling, None);
        check("rocky", "9.3", "2026-11-27", State::Supported, Some("2032-05-31"));
        check("amzn", "2", "2026-11-27", State::Ended, Some("2026-06-30"));
        check("mariner", "2.0", "2026-11-27", State::Ended, Some("2025-07-31"));
        check("wolfi", "20230201", "2026-11-27", State::Rolling, None);
    }

    #[test]
    fn what_is_not_known_is_not_claimed() {
        check("debian", "99", "2026-11-27", State::Unknown, None);
        check("templeos", "5.03", "2026-11-27", State::Unknown, None);
        check("", "", "2026-11-27", State::Unknown, None);
        assert_eq!(support(None, "2026-11-27".parse().unwrap()), Support::default());
    }

    #[test]
    fn every_row_of_our_own_table_can_be_read() {
        for row in rows(OTHERS) {
            assert!(row.len() == 3 && date(&row, 2).is_some(), "{row:?}");
        }
    }
}

//! Several advisories, one problem: DSA, DEBIAN-CVE, CVE, GHSA and PYSEC of the same thing are one finding.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use advisory::{Found, State};

/// What all sources together say of one problem of one package.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Merged<'a> {
    /// The CVE where there is one, otherwise the first name by [`rank`].
    pub(super) id: String,
    /// Every other name.
    pub(super) aliases: BTreeSet<String>,
    /// The advisories.
    pub(super) found: Vec<&'a Found>,
}

/// Sorts advisories into problems. One that names several CVE (a DSA, an ALSA) is about each of them; it does not make them
/// one.
pub(super) fn merge(found: &[Found]) -> Vec<Merged<'_>> {
    let mut problems: BTreeMap<String, Vec<&Found>> = BTreeMap::new();
    let mut homes: BTreeMap<&str, String> = BTreeMap::new();
    let mut nameless: Vec<&Found> = Vec::new();
    for one in found {
        let cves: Vec<&str> = names(one).filter(|name| is_cve(name)).collect();
        for cve in &cves {
            problems.entry((*cve).to_owned()).or_default().push(one);
        }
        match cves.as_slice() {
            [] => nameless.push(one),
            [cve] => names(one).for_each(|name| _ = homes.insert(name, (*cve).to_owned())),
            _ => {}
        }
    }
    join(nameless, homes, &mut problems);
    problems.into_iter().map(|(id, found)| named(id, found)).collect()
}

/// Advisories without a CVE go where one of their names is known, again and again until none moves; what is left stands for
/// itself, with those that share a name.
fn join<'a>(
    mut left: Vec<&'a Found>,
    mut homes: BTreeMap<&'a str, String>,
    problems: &mut BTreeMap<String, Vec<&'a Found>>,
) {
    while !left.is_empty() {
        let before = left.len();
        left.retain(|one| {
            let home = names(one).find_map(|name| homes.get(name).cloned());
            let Some(home) = home else { return true };
            names(one).for_each(|name| _ = homes.insert(name, home.clone()));
            problems.entry(home).or_default().push(one);
            false
        });
        if left.len() == before
            && let Some(first) = left.first()
        {
            let home = names(first).min_by(|a, b| rank(a).cmp(&rank(b)).then(a.cmp(b))).unwrap_or_default();
            names(first).for_each(|name| _ = homes.insert(name, home.to_owned()));
        }
    }
}

fn named(id: String, found: Vec<&Found>) -> Merged<'_> {
    let several = |one: &Found| names(one).filter(|name| is_cve(name)).count() > 1;
    let mut aliases = BTreeSet::new();
    for one in &found {
        // The other CVE of an advisory about several are other problems.
        let also = names(one).filter(|name| *name != id && !(several(one) && is_cve(name)));
        aliases.extend(also.map(str::to_owned));
    }
    Merged { id, aliases, found }
}

fn names(found: &Found) -> impl Iterator<Item = &str> {
    std::iter::once(&*found.id).chain(found.aliases.iter().map(|alias| &**alias))
}

fn is_cve(name: &str) -> bool {
    name.starts_with("CVE-")
}

/// Which name most people use, where there is no CVE.
fn rank(name: &str) -> u8 {
    match name.split('-').next().unwrap_or_default() {
        "GHSA" => 0,
        "PYSEC" | "RUSTSEC" | "GO" => 1,
        _ => 2,
    }
}

impl Merged<'_> {
    /// The best that anybody says: mended somewhere beats not mended beats does not matter. A version that only subscribers
    /// get (Ubuntu Pro) mends nothing for everybody else, and an image does not say who will run it.
    pub(super) fn state(&self) -> State {
        let mendable = self.found.iter().any(|one| is_for_everybody(one));
        if mendable {
            return State::Fixable;
        }
        // A distribution's "does not matter" is a decision; "no fix yet" beside it is only its absence.
        let unimportant = self.found.iter().any(|one| one.state == State::Unimportant);
        if unimportant { State::Unimportant } else { State::Unfixed }
    }

    /// The first version that is without it by every source that names one.
    pub(super) fn fixed_in(&self, compare: impl Fn(&str, &str) -> Ordering) -> Option<String> {
        let versions =
            self.found.iter().filter(|one| is_for_everybody(one)).filter_map(|one| one.fixed_in.as_deref());
        versions.max_by(|a, b| compare(a, b)).map(str::to_owned)
    }
}

fn is_for_everybody(found: &Found) -> bool {
    found.state == State::Fixable && !found.subscription
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(id: &str, aliases: &[&str], fixed_in: Option<&str>) -> Found {
        Found {
            id: id.into(),
            aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
            summary: None,
            severity: None,
            fixed_in: fixed_in.map(Into::into),
            subscription: false,
            state: if fixed_in.is_some() { State::Fixable } else { State::Unfixed },
            known_exploited: false,
            likelihood: None,
        }
    }

    fn check(found: &[Found], expected: &[(&str, &[&str])]) {
        let merged = merge(found);
        let seen: Vec<(&str, Vec<&str>)> = merged
            .iter()
            .map(|one| (one.id.as_str(), one.aliases.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<(&str, Vec<&str>)> =
            expected.iter().map(|(id, aliases)| (*id, aliases.to_vec())).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn five_names_are_one_problem() {
        let all = [
            found("PYSEC-1", &["GHSA-a"], Some("2")),
            found("GHSA-a", &["CVE-1"], Some("3")),
            found("DEBIAN-CVE-1", &["CVE-1"], None),
            found("DSA-1", &["CVE-1"], Some("2")),
        ];
        check(&all, &[("CVE-1", &["DEBIAN-CVE-1", "DSA-1", "GHSA-a", "PYSEC-1"])]);
        assert_eq!(merge(&all)[0].fixed_in(|a, b| a.cmp(b)).as_deref(), Some("3"));
    }

    #[test]
    fn one_advisory_about_three_is_three_problems() {
        let all = [
            found("DSA-1", &["CVE-1", "CVE-2", "CVE-3"], Some("2")),
            found("DEBIAN-CVE-2", &["CVE-2"], None),
        ];
        check(&all, &[("CVE-1", &["DSA-1"]), ("CVE-2", &["DEBIAN-CVE-2", "DSA-1"]), ("CVE-3", &["DSA-1"])]);
    }

    #[test]
    fn what_only_subscribers_get_is_no_fix() {
        let pro = Found { subscription: true, ..found("USN-1", &["CVE-1"], Some("2+esm1")) };
        let all = [pro.clone(), found("UBUNTU-CVE-1", &["CVE-1"], None)];
        let merged = merge(&all);
        assert_eq!((merged[0].state(), merged[0].fixed_in(|a, b| a.cmp(b))), (State::Unfixed, None));
        let all = [pro, found("GHSA-a", &["CVE-1"], Some("1.9"))];
        let merged = merge(&all);
        assert_eq!(merged[0].state(), State::Fixable);
        assert_eq!(merged[0].fixed_in(|a, b| a.cmp(b)).as_deref(), Some("1.9"));
    }

    #[test]
    fn without_a_cve_the_best_known_name_counts() {
        check(
            &[
                found("PYSEC-1", &["GHSA-a"], None),
                found("GHSA-a", &["PYSEC-1"], None),
                found("RUSTSEC-9", &[], None),
            ],
            &[("GHSA-a", &["PYSEC-1"]), ("RUSTSEC-9", &[])],
        );
    }
}

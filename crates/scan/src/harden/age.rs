//! Whether the image still gets fixes, and whether it has those that there are.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::draft::{found, pass, plain};
use super::{Check, Facts, Support, Verdict};

/// Days before the end of long-term support from which a change is due.
const SOON: i64 = 180;
/// Days after which an image counts as old when nothing else is known.
const OLD: i64 = 365;
/// Images are not older; earlier dates are made up so that builds can be repeated.
const FIRST_IMAGES: i64 = 1_356_998_400;
const DAY: i64 = 86_400;

/// Building without what is kept from earlier.
const REBUILD: &str = "docker build --pull --no-cache .";

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    checks.extend(eol(facts));
    checks.extend(stale(facts));
}

fn eol(facts: &Facts<'_>) -> Option<Check> {
    let (verdict, words, undated, day) = match facts.support? {
        Support::Unknown => return None,
        Support::Supported(_) => return Some(pass("eol")),
        Support::Ended(day) => (Verdict::Fail, "eol", "eol-undated", day),
        Support::LongTerm(day) => (long_term(day, facts.now), "eol-long-term", "eol-long-term-undated", day),
    };
    let check = match day {
        Some(day) => found("eol", verdict, words).with("date", day.to_string()),
        None => found("eol", verdict, undated),
    };
    Some(match facts.distribution {
        Some(name) => check.with("distribution", plain(name)),
        None => check,
    })
}

fn long_term(until: Option<Date>, now: Option<Timestamp>) -> Verdict {
    let left = until.zip(now).and_then(|(until, now)| {
        let end = until.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Some((end.as_second() - now.as_second()) / DAY)
    });
    if left.is_some_and(|days| days < SOON) { Verdict::Warn } else { Verdict::Info }
}

/// Known fixes decide; without them, age does.
fn stale(facts: &Facts<'_>) -> Option<Check> {
    match facts.fixable_in_base {
        Some(0) => return Some(pass("stale")),
        Some(count) => {
            let check = found("stale", Verdict::Warn, "stale-fixes").with("count", count.to_string());
            return Some(check.with("command", REBUILD));
        }
        None => {}
    }
    let days = age(facts)?;
    if days < OLD {
        return Some(pass("stale"));
    }
    let check = found("stale", Verdict::Info, "stale").with("months", (days / 30).to_string());
    Some(check.with("command", REBUILD))
}

/// Days since the newest package was installed, or since the image was made.
fn age(facts: &Facts<'_>) -> Option<i64> {
    let real = |at: &Timestamp| at.as_second() >= FIRST_IMAGES;
    let newest = facts.newest_package.filter(real).or_else(|| facts.created.filter(real))?;
    Some((facts.now?.as_second() - newest.as_second()).max(0) / DAY)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::words;
    use super::*;
    use crate::Lang;

    fn at(text: &str) -> Option<Timestamp> {
        Some(text.parse().unwrap())
    }

    fn facts() -> Facts<'static> {
        Facts { now: at("2026-11-23T12:00:00Z"), distribution: Some("Debian 11"), ..Facts::default() }
    }

    #[test]
    fn an_ended_distribution_fails() {
        let ended = Facts { support: Some(Support::Ended(Some(date(2026, 8, 31)))), ..facts() };
        let check = eol(&ended).unwrap();
        assert_eq!(check.verdict, Verdict::Fail);
        assert_eq!(words(&check, Lang::En).why, "Debian 11 has had no security fixes since 2026-08-31.");
        let german = "Debian 11 bekommt seit 31.8.2026 keine Sicherheitskorrekturen mehr.";
        assert_eq!(words(&check, Lang::De).why, german);
        let unnamed = Facts { support: Some(Support::Ended(None)), distribution: None, ..facts() };
        let why = words(&eol(&unnamed).unwrap(), Lang::En).why;
        assert_eq!(why, "The distribution gets no security fixes anymore.");
    }

    #[test]
    fn long_term_support_is_told_and_its_end_warned_of() {
        let until = |day| eol(&Facts { support: Some(Support::LongTerm(day)), ..facts() }).unwrap().verdict;
        assert_eq!(until(Some(date(2028, 6, 30))), Verdict::Info);
        assert_eq!(until(None), Verdict::Info);
        assert_eq!(until(Some(date(2027, 1, 31))), Verdict::Warn);
    }

    #[test]
    fn a_distribution_we_do_not_know_is_not_judged() {
        assert_eq!(eol(&Facts { support: Some(Support::Unknown), ..facts() }), None);
        assert_eq!(eol(&facts()), None);
        let supported = Facts { support: Some(Support::Supported(None)), ..facts() };
        assert_eq!(eol(&supported).unwrap().verdict, Verdict::Pass);
    }

    #[test]
    fn known_fixes_decide_before_age() {
        let old = at("2024-01-01T00:00:00Z");
        let told = |facts: Facts<'_>| stale(&facts).map(|check| (check.verdict, check.words));
        assert_eq!(told(Facts { fixable_in_base: Some(3), ..facts() }), Some((Verdict::Warn, "stale-fixes")));
        let patched = Facts { fixable_in_base: Some(0), newest_package: old, ..facts() };
        assert_eq!(told(patched), Some((Verdict::Pass, "stale")));
        assert_eq!(told(Facts { newest_package: old, ..facts() }), Some((Verdict::Info, "stale")));
        let upgraded = Facts { created: old, newest_package: at("2026-11-01T00:00:00Z"), ..facts() };
        assert_eq!(told(upgraded), Some((Verdict::Pass, "stale")));
    }

    #[test]
    fn made_up_dates_are_no_age() {
        for made_up in ["1970-01-01T00:00:00Z", "1980-01-01T00:00:01Z", "0001-01-01T00:00:00Z"] {
            assert_eq!(stale(&Facts { created: at(made_up), ..facts() }), None, "{made_up}");
        }
        let future = Facts { created: at("2999-01-01T00:00:00Z"), ..facts() };
        assert_eq!(stale(&future).unwrap().verdict, Verdict::Pass);
    }
}

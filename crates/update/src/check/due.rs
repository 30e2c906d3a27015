//! When a registry may be asked again (UPDATES.md 3.4).

use jiff::{SignedDuration, Timestamp};

use super::entry::{Entry, Key};
use crate::status::Why;

/// A good answer counts so long, give or take a tenth, so that not all get old at once.
const GOOD: SignedDuration = SignedDuration::from_hours(6);
/// Nobody is asked more often, whatever button is pressed.
const SHORTEST: SignedDuration = SignedDuration::from_secs(60);
/// What is not there, or not for us, changes rarely.
const REFUSED: SignedDuration = SignedDuration::from_hours(1);
/// Who cannot be reached is tried again after this, doubled each time …
const UNREACHABLE: SignedDuration = SignedDuration::from_mins(5);
/// … up to this.
const UNREACHABLE_MOST: SignedDuration = SignedDuration::from_hours(1);
/// A limit without a time.
const LIMITED: SignedDuration = SignedDuration::from_mins(15);

/// Whether to ask, now.
pub(super) fn is_due(key: &Key, entry: &Entry, refresh: bool, now: Timestamp) -> bool {
    if entry.asked_at.is_some_and(|at| within(at, SHORTEST, now)) {
        return false;
    }
    match (&entry.failure, &entry.answer) {
        (Some(failure), _) => refresh || failure.retry_at.is_none_or(|at| at <= now),
        (None, Some(answer)) => refresh || !within(answer.checked_at, lifetime(key), now),
        (None, None) => true,
    }
}

/// Whether to list tags again.
pub(super) fn tags_are_due(checked_at: Timestamp, refresh: bool, now: Timestamp) -> bool {
    !within(checked_at, if refresh { SHORTEST } else { GOOD }, now)
}

/// When to try again after the failure with this number in a row, counted from 1.
pub(super) fn retry_at(why: &Why, failures: u32, now: Timestamp) -> Option<Timestamp> {
    let wait = match why {
        Why::RateLimited { until: Some(until), .. } => return Some(*until),
        Why::RateLimited { until: None, .. } => LIMITED,
        Why::NotFound { .. } | Why::AuthRequired { .. } | Why::AuthRejected | Why::Forbidden => REFUSED,
        _ => {
            let doubled = UNREACHABLE * 2i32.pow(failures.saturating_sub(1).min(8));
            doubled.min(UNREACHABLE_MOST)
        }
    };
    now.checked_add(wait).ok()
}

/// A time ahead of the clock (it was set back) is no reason to wait.
fn within(at: Timestamp, time: SignedDuration, now: Timestamp) -> bool {
    at <= now && now.duration_since(at) < time
}

/// Six hours, give or take a tenth: always the same for one key.
fn lifetime(key: &Key) -> SignedDuration {
    let bytes = [&key.registry, &key.repository, &key.tag].into_iter().flat_map(|part| part.bytes());
    // FNV-1a: any spread will do.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let tenth = GOOD.as_secs() / 10;
    let spread = i64::try_from(hash % u64::try_from(2 * tenth).unwrap_or(1)).unwrap_or(0);
    GOOD + SignedDuration::from_secs(spread - tenth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::{Answer, Failure};

    fn now() -> Timestamp {
        "2026-11-26T12:00:00Z".parse().unwrap()
    }

    fn ago(time: SignedDuration) -> Timestamp {
        now() - time
    }

    fn key(tag: &str) -> Key {
        Key::new(&oci::Reference::parse(&format!("a:{tag}")).unwrap(), None, String::new())
    }

    fn answered(at: Timestamp) -> Entry {
        let digest = oci::Digest::parse(&format!("sha256:{}", "a".repeat(64))).unwrap();
        let mut entry = Entry::default();
        entry.succeed(Answer { digest, media_type: String::new(), checked_at: at, detail: None });
        entry
    }

    #[test]
    fn good_answers_last_six_hours_give_or_take_a_tenth() {
        let lifetimes: Vec<_> = (0..200).map(|n| lifetime(&key(&n.to_string())).as_secs()).collect();
        assert!(lifetimes.iter().all(|seconds| (19_440..=23_760).contains(seconds)), "{lifetimes:?}");
        assert!(lifetimes.iter().max() > lifetimes.iter().min());
        let table = [(1, false, false), (5 * 60, false, false), (7 * 60, false, true), (5, true, true)];
        for (minutes, refresh, due) in table {
            let entry = answered(ago(SignedDuration::from_mins(minutes)));
            assert_eq!(is_due(&key("1"), &entry, refresh, now()), due, "{minutes} {refresh}");
        }
        assert!(is_due(&key("1"), &Entry::default(), false, now()));
        assert!(!is_due(&key("1"), &answered(ago(SignedDuration::from_secs(59))), true, now()));
        let ahead = answered(now() + SignedDuration::from_hours(48));
        assert!(is_due(&key("1"), &ahead, false, now()), "the clock was set back");
    }

    #[test]
    fn failures_wait_by_kind() {
        let minutes =
            |why: Why, failures| retry_at(&why, failures, now()).unwrap().duration_since(now()).as_mins();
        assert_eq!(minutes(Why::NotFound { what: crate::status::NotFound::Tag }, 1), 60);
        assert_eq!(minutes(Why::RateLimited { until: None, limit: None }, 1), 15);
        assert_eq!([1, 2, 3, 4, 5, 40].map(|n| minutes(Why::Timeout, n)), [5, 10, 20, 40, 60, 60]);
        let until = Some(now() + SignedDuration::from_mins(3));
        assert_eq!(minutes(Why::RateLimited { until, limit: None }, 1), 3);
        let mut entry = answered(ago(SignedDuration::from_hours(1)));
        let retry_at = now().checked_add(SignedDuration::from_secs(1)).ok();
        let failure = Failure { why: Why::Timeout, since: now(), retry_at, words: None };
        entry.fail(failure, ago(SignedDuration::from_mins(4)));
        assert!(!is_due(&key("1"), &entry, false, now()) && is_due(&key("1"), &entry, true, now()));
    }
}

//! How much a registry still allows, read from its answers. Never hard-coded: the numbers have changed often
//! (UPDATES.md section 1.3).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;

use crate::words;

/// Without a window in the header: Docker Hub's.
const USUAL_WINDOW: Duration = Duration::from_secs(6 * 60 * 60);

/// A longest time to wait that a registry may ask for; more is a mistake of its.
const LONGEST_PAUSE: i64 = 24 * 60 * 60;

/// Above this a number of seconds is a date, as one registry sends it.
const A_DATE_IN_SECONDS: i64 = 1_000_000_000;

/// What a registry allows: `ratelimit-limit`, `ratelimit-remaining`, `docker-ratelimit-source`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    /// Pulls allowed per window.
    pub limit: u64,
    /// Pulls left in this window.
    pub remaining: u64,
    /// Length of the window.
    pub window: Duration,
    /// Whom the registry counts: an address or an account's id, cleaned.
    pub source: Option<String>,
    /// When the registry said so.
    pub at: Timestamp,
}

impl RateLimit {
    pub(crate) fn read(headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let (limit, window) = counted(text("ratelimit-limit")?)?;
        let (remaining, _) = counted(text("ratelimit-remaining")?)?;
        let source = text("docker-ratelimit-source").map(|source| words::cleaned(source, 64));
        Some(Self { limit, remaining, window: window.unwrap_or(USUAL_WINDOW), source, at: now })
    }
}

/// `100;w=21600`.
fn counted(text: &str) -> Option<(u64, Option<Duration>)> {
    let mut parts = text.split([';', ',']).map(str::trim);
    let count = parts.next()?.parse().ok()?;
    let window = parts.find_map(|part| part.strip_prefix("w=")).and_then(|seconds| seconds.parse().ok());
    Some((count, window.map(Duration::from_secs)))
}

/// When to come again: `Retry-After` in seconds, as a date, or as the seconds of a date.
pub(crate) fn retry_at(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = ["retry-after", "x-retry-after"].into_iter().find_map(|name| headers.get(name))?;
    let text = text.to_str().ok()?.trim();
    let after = |seconds: i64| now.checked_add(SignedDuration::from_secs(seconds)).ok();
    let wish = match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => match number.ceil() as i64 {
            seconds if seconds > A_DATE_IN_SECONDS => Timestamp::from_second(seconds).ok()?,
            seconds => after(seconds.min(LONGEST_PAUSE))?,
        },
        _ => jiff::fmt::rfc2822::parse(text).ok()?.timestamp(),
    };
    // At once would be a loop.
    Some(wish.clamp(after(1)?, after(LONGEST_PAUSE)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn reads_docker_hubs_headers() {
        let now = Timestamp::UNIX_EPOCH;
        let sent = headers(&[
            ("ratelimit-limit", "100;w=3600"),
            ("ratelimit-remaining", "76;w=3600"),
            ("docker-ratelimit-source", "192.0.2.1"),
        ]);
        let rate = RateLimit::read(&sent, now).unwrap();
        assert_eq!((rate.limit, rate.remaining, rate.window.as_secs()), (100, 76, 3600));
        assert_eq!(rate.source.as_deref(), Some("192.0.2.1"));
        for wrong in ["", "many", "-1", "99999999999999999999999"] {
            let sent = headers(&[("ratelimit-limit", "100"), ("ratelimit-remaining", wrong)]);
            assert_eq!(RateLimit::read(&sent, now), None, "{wrong}");
        }
    }

    #[test]
    fn understands_every_spelling_of_retry_after() {
        let now: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
        let table = [
            ("5", Some(5)),
            ("0", Some(1)),
            ("1.5", Some(2)),
            ("Thu, 26 Nov 2026 12:01:00 GMT", Some(60)),
            ("Thu, 26 Nov 2026 11:00:00 GMT", Some(1)),
            ("1795694430", Some(30)),
            ("999999999", Some(LONGEST_PAUSE)),
            ("soon", None),
            ("-5", None),
        ];
        for (text, expected) in table {
            let sent = headers(&[("retry-after", text)]);
            let seconds = retry_at(&sent, now).map(|at| at.as_second() - now.as_second());
            assert_eq!(seconds, expected, "{text}");
        }
        assert_eq!(retry_at(&HeaderMap::new(), now), None);
    }
}

//! Small pieces of the Docker API's JSON: nulls where lists should be, Go's times, ports as `80/tcp`.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::model::container::Protocol;

/// Reads `null` as the default: Go prints empty lists and maps that way.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a time; Go's zero time, year 1, means never.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    let time: Timestamp = text.parse().ok()?;
    (time > Timestamp::from_second(-62_000_000_000).ok()?).then_some(time)
}

/// Reads seconds since 1970; zero and less mean that nobody knows.
pub(crate) fn seconds(seconds: i64) -> Option<Timestamp> {
    if seconds > 0 { Timestamp::from_second(seconds).ok() } else { None }
}

/// Reads `80/tcp`; without a protocol it is TCP.
pub(crate) fn port(text: &str) -> Option<(u16, Protocol)> {
    let (number, name) = text.split_once('/').unwrap_or((text, "tcp"));
    Some((number.parse().ok()?, protocol(name)?))
}

/// Reads a protocol's name.
pub(crate) fn protocol(name: &str) -> Option<Protocol> {
    match name {
        "tcp" => Some(Protocol::Tcp),
        "udp" => Some(Protocol::Udp),
        "sctp" => Some(Protocol::Sctp),
        _ => None,
    }
}

/// Splits `KEY=value`; a variable without `=` has no value.
pub(crate) fn variable(text: &str) -> (String, String) {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    (key.to_owned(), value.to_owned())
}

/// Reads a count or size that should not be negative; -1 means unknown.
pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_both_engines() {
        assert_eq!(timestamp("0001-01-01T00:00:00Z"), None);
        assert_eq!(timestamp(""), None);
        let known = timestamp("2026-11-26T18:00:00.5Z").expect("valid");
        assert_eq!(timestamp("2026-11-26T19:00:00.500000000+01:00"), Some(known));
        assert_eq!(timestamp("1970-01-01T00:00:00Z"), Some(Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn ports() {
        let table = [
            ("80/tcp", Some((80, Protocol::Tcp))),
            ("53/udp", Some((53, Protocol::Udp))),
            ("80", Some((80, Protocol::Tcp))),
            ("70000/tcp", None),
            ("80/quic", None),
        ];
        for (text, expected) in table {
            assert_eq!(port(text), expected, "{text}");
        }
    }
}

//! Numbers and texts as a person reads them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// Prints a size in decimal units, as the engines do: `117 MB`.
pub(crate) fn bytes(bytes: u64) -> String {
    indicatif::DecimalBytes(bytes).to_string()
}

/// Prints how long ago an RFC 3339 time was: `3 weeks ago`.
pub(crate) fn ago(time: Option<&str>, now: Timestamp) -> String {
    let Some(then) = time.and_then(|time| time.parse::<Timestamp>().ok()) else { return String::new() };
    let seconds = now.as_second().saturating_sub(then.as_second()).max(0);
    let steps: [(i64, Unit, &str); 6] = [
        (60, Unit::Second, "second"),
        (60, Unit::Minute, "minute"),
        (24, Unit::Hour, "hour"),
        (7, Unit::Day, "day"),
        (5, Unit::Week, "week"),
        (12, Unit::Month, "month"),
    ];
    let mut value = seconds;
    for (next, unit, word) in steps {
        // A month is 4.35 weeks and a year 12 months: close enough for "ago".
        if value < next {
            return plural(value, word);
        }
        value = if unit == Unit::Week { seconds / 2_629_746 } else { value / next };
    }
    plural(value, "year")
}

fn plural(value: i64, word: &str) -> String {
    let s = if value == 1 { "" } else { "s" };
    format!("{value} {word}{s} ago")
}

/// Prints an RFC 3339 moment by the clock on the wall, and anything else as it is.
pub(crate) fn moment(text: &str) -> String {
    match text.parse::<Timestamp>() {
        Ok(at) => at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// Takes the power out of hostile text: no escape sequences, no line tricks.
pub(crate) fn clean(text: &str) -> String {
    let keep = |c: char| if c == '\n' || c == '\t' { ' ' } else { c };
    text.chars().map(keep).filter(|c| !c.is_control() && !is_bidi_control(*c)).collect()
}

/// Marks that turn the reading direction and make a name look like another.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_read_like_speech() {
        let now = Timestamp::from_second(2_000_000_000).expect("in range");
        let table = [
            (0, "0 seconds ago"),
            (1, "1 second ago"),
            (90, "1 minute ago"),
            (7_200, "2 hours ago"),
            (3 * 86_400, "3 days ago"),
            (21 * 86_400, "3 weeks ago"),
            (70 * 86_400, "2 months ago"),
            (800 * 86_400, "2 years ago"),
        ];
        for (seconds, words) in table {
            let then = Timestamp::from_second(2_000_000_000 - seconds).expect("in range").to_string();
            assert_eq!(ago(Some(&then), now), words);
        }
        assert_eq!(ago(Some("yesterday"), now), "");
    }

    #[test]
    fn escapes_lose_their_power() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\nd"), "a[31mbc d");
    }
}

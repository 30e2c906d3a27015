//! One row of the table: the words an engine uses, and what they mean.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::case::{Case, Facts, Operation};
use super::{cleanup, connect, container, image};
use crate::wire::Problem;

/// What a message means. Rows are tried in order; the first that fits wins, so the more telling one stands first.
pub(super) struct Row {
    /// What it means.
    pub(super) code: &'static str,
    /// Statuses it comes with; empty means any.
    pub(super) status: &'static [u16],
    /// What was being done; empty means anything. The same words mean different things elsewhere.
    pub(super) during: &'static [Operation],
    /// Words, any of which will do, whatever their case. Named groups become facts.
    pub(super) patterns: &'static [&'static str],
    /// Facts the case must hold; without them the next row is tried.
    pub(super) needs: &'static [&'static str],
}

/// Any status, anywhere: what a row is unless it says otherwise.
pub(super) const ROW: Row = Row { code: "", status: &[], during: &[], patterns: &[], needs: &[] };

/// A row with its patterns made ready.
pub(super) struct Ready {
    pub(super) row: &'static Row,
    patterns: Vec<Regex>,
}

/// Makes a chapter ready.
pub(super) fn ready(rows: &'static [Row]) -> impl Iterator<Item = Ready> {
    rows.iter()
        .map(|row| Ready { row, patterns: row.patterns.iter().map(|pattern| compile(pattern)).collect() })
}

#[allow(clippy::expect_used, reason = "constant patterns; the tests compile every one")]
fn compile(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).case_insensitive(true).build().expect("patterns of the table are valid")
}

/// The whole table.
static TABLE: LazyLock<Vec<Ready>> = LazyLock::new(|| {
    [connect::ROWS, image::ROWS, container::ROWS, cleanup::ROWS].into_iter().flat_map(ready).collect()
});

/// Finds what a message means.
pub(super) fn look_up(status: u16, message: &str, case: &Case) -> Option<Problem> {
    TABLE.iter().find_map(|ready| ready.diagnose(status, message, case))
}

impl Ready {
    fn diagnose(&self, status: u16, message: &str, case: &Case) -> Option<Problem> {
        let row = self.row;
        let fits = (row.status.is_empty() || row.status.contains(&status))
            && (row.during.is_empty() || row.during.contains(&case.operation))
            && row.needs.iter().all(|fact| case.facts.contains_key(*fact));
        let mut facts = case.facts.clone();
        facts.extend(fits.then(|| self.read(message)).flatten()?);
        case.complete(row.code, &mut facts);
        Some(super::filled(row.code, facts, message))
    }

    /// Returns the facts in a message, none when it says something else.
    pub(super) fn read(&self, message: &str) -> Option<Facts> {
        let (pattern, found) =
            self.patterns.iter().find_map(|regex| Some((regex, regex.captures(message)?)))?;
        let named = pattern.capture_names().flatten();
        Some(
            named.filter_map(|name| Some((name.to_owned(), found.name(name)?.as_str().to_owned()))).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;

    #[test]
    fn rows_speak_of_known_codes_and_declared_facts() {
        for ready in TABLE.iter() {
            let row = ready.row;
            let code = codes::find(row.code).unwrap_or_else(|| panic!("{} is not a code", row.code));
            assert!(!row.patterns.is_empty(), "{} matches nothing", row.code);
            let groups = ready.patterns.iter().flat_map(|regex| regex.capture_names().flatten());
            for fact in groups.chain(row.needs.iter().copied()) {
                assert!(code.facts.contains(&fact), "{} does not declare {fact}", row.code);
            }
        }
    }
}

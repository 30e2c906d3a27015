//! Whether an advisory touches a version, and which later version it no longer touches (SCAN.md section 5, "match semantics").

use std::cmp::Ordering;

use crate::stored::{Affected, Event, Kind};
use crate::version::Order;

/// How many versions are tried as the mended one. Real advisories have one per branch.
const TRIES: usize = 64;

/// Any of the entries of one advisory touches the version.
pub(crate) fn touches(order: Order, entries: &[Affected<'_>], version: &str) -> bool {
    entries.iter().any(|entry| {
        let listed = entry
            .versions
            .iter()
            .any(|one| *one == version || order.compare(one, version) == Ordering::Equal);
        listed || entry.ranges.iter().any(|events| within(order, events, version))
    })
}

/// The last thing that happened at or before the version decides. Needs no sorted events, and no order that is total.
fn within(order: Order, events: &[Event<'_>], version: &str) -> bool {
    let mut last: Option<Event<'_>> = None;
    let mut limits = events.iter().filter(|event| event.kind == Kind::Limit).peekable();
    if limits.peek().is_some()
        && !limits.any(|limit| limit.version == "*" || before(order, version, limit.version))
    {
        return false;
    }
    for event in events.iter().filter(|event| happened(order, event, version)) {
        if last.is_none_or(|last| follows(order, event, &last)) {
            last = Some(*event);
        }
    }
    last.is_some_and(|last| last.kind == Kind::Introduced)
}

fn happened(order: Order, event: &Event<'_>, version: &str) -> bool {
    match event.kind {
        Kind::Introduced => event.version == "0" || !before(order, version, event.version),
        Kind::Fixed => !before(order, version, event.version),
        Kind::LastAffected => before(order, event.version, version),
        Kind::Limit => false,
    }
}

/// `0` is before every version, whatever the order says of it.
fn follows(order: Order, event: &Event<'_>, last: &Event<'_>) -> bool {
    let compared = match (event.version == "0", last.version == "0") {
        (false, false) => order.compare(event.version, last.version),
        (a, b) => b.cmp(&a),
    };
    compared.then(event.kind.cmp(&last.kind)) == Ordering::Greater
}

fn before(order: Order, a: &str, b: &str) -> bool {
    order.compare(a, b) == Ordering::Less
}

/// The smallest version after the one asked about in which something is mended and nothing else of the advisory is open.
pub(crate) fn fixed_in<'a>(order: Order, entries: &[Affected<'a>], version: &str) -> Option<&'a str> {
    let mut above = version;
    for _ in 0..TRIES {
        let next = fixes(entries)
            .filter(|fixed| before(order, above, fixed))
            .reduce(|a, b| if before(order, b, a) { b } else { a })?;
        if !touches(order, entries, next) {
            return Some(next);
        }
        above = next;
    }
    None
}

fn fixes<'e, 'a>(entries: &'e [Affected<'a>]) -> impl Iterator<Item = &'a str> + use<'e, 'a> {
    let events = entries.iter().flat_map(|entry| entry.ranges.iter().flatten());
    events.filter(|event| event.kind == Kind::Fixed).map(|event| event.version)
}

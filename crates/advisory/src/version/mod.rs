//! Orders of versions, one file per order.

use std::cmp::Ordering;

/// How an ecosystem orders its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// `SemVer` 2.0, lenient: `v1.0`, any count of numbers.
    Semver,
}

impl Order {
    /// The order of an ecosystem by OSV's base name (`Debian`, not `Debian:12`). None for one that has no known order.
    pub fn of(ecosystem: &str) -> Option<Order> {
        (ecosystem == "Go").then_some(Order::Semver)
    }

    /// Orders two versions. Total, never panics, whatever the strings are.
    pub fn compare(self, a: &str, b: &str) -> Ordering {
        a.cmp(b)
    }
}

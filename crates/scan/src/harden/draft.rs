//! How a check is put together.

use std::cmp::Reverse;

use layer::ImagePath;

use super::{Check, CheckPlace, FileFact, MAX_PLACES, Verdict};

/// Longest name or detail of a place, in characters.
const LONGEST: usize = 200;

/// Places of a check; those beyond [`MAX_PLACES`] are counted only.
#[derive(Default)]
pub(super) struct Places {
    listed: Vec<CheckPlace>,
    more: u32,
}

impl Places {
    /// Adds a place; `make` is asked only when it is listed.
    pub(super) fn add(&mut self, make: impl FnOnce() -> CheckPlace) {
        if self.listed.len() < MAX_PLACES {
            self.listed.push(make());
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// A check of these places.
    pub(super) fn found(self, id: &'static str, verdict: Verdict, words: &'static str) -> Check {
        Check { id, verdict, words, facts: Vec::new(), places: self.listed, more: self.more }
    }
}

/// A check that passes.
pub(super) fn pass(id: &'static str) -> Check {
    Places::default().found(id, Verdict::Pass, id)
}

/// A check that found something that stands nowhere in particular.
pub(super) fn found(id: &'static str, verdict: Verdict, words: &'static str) -> Check {
    Places::default().found(id, verdict, words)
}

impl Check {
    /// Adds what the words name.
    pub(super) fn with(mut self, name: &'static str, fact: impl Into<String>) -> Self {
        self.facts.push((name, fact.into()));
        self
    }
}

/// A place that is only a name.
pub(super) fn named(name: &str) -> CheckPlace {
    CheckPlace { name: plain(name), layer: None, detail: None }
}

/// A path as it is typed in a container.
pub(super) fn shown(path: &ImagePath) -> String {
    plain(&format!("/{path}"))
}

/// A file with its permissions and the package that owns it.
pub(super) fn file(file: &FileFact) -> CheckPlace {
    let mode = permissions(file.mode);
    let detail = match &file.package {
        Some(package) => format!("{mode}, {package}"),
        None => mode,
    };
    CheckPlace { name: shown(&file.path), layer: Some(file.layer), detail: Some(plain(&detail)) }
}

/// One short line without control characters.
pub(super) fn plain(text: &str) -> String {
    let mut line: String =
        text.chars().take(LONGEST).map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('\u{2026}');
    }
    line
}

/// `rwsr-xr-x`.
fn permissions(mode: u32) -> String {
    let special = [(0o4000, 's', 'S'), (0o2000, 's', 'S'), (0o1000, 't', 'T')];
    let mut text = String::with_capacity(9);
    for ((bit, with_run, without), shift) in special.into_iter().zip([6_u32, 3, 0]) {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & bit != 0, bits & 1 != 0) {
            (true, true) => with_run,
            (true, false) => without,
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text
}

/// Worst first; what is equally bad stays in its order.
pub(super) fn sort(checks: &mut [Check]) {
    checks.sort_by_key(|check| Reverse(check.verdict));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_as_ls_writes_them() {
        for (mode, text) in [
            (0o4755, "rwsr-xr-x"),
            (0o2755, "rwxr-sr-x"),
            (0o1777, "rwxrwxrwt"),
            (0o4644, "rwSr--r--"),
            (0o666, "rw-rw-rw-"),
        ] {
            assert_eq!(permissions(mode), text);
        }
    }

    #[test]
    fn places_are_counted_beyond_the_limit() {
        let mut places = Places::default();
        for _ in 0..MAX_PLACES + 5 {
            places.add(|| named("a\u{1b}b"));
        }
        let check = places.found("root", Verdict::Info, "root");
        assert_eq!((check.places.len(), check.more), (MAX_PLACES, 5));
        assert_eq!(check.places[0].name, "a b");
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(plain(&"ä".repeat(1000)).chars().count(), LONGEST + 1);
    }
}

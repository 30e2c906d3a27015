//! Whole numbers of any length: tags hold dates and build numbers that no machine integer holds.

/// Compared by value; how it was written (its zeros in front) is kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Digits without zeros in front; empty is zero.
    digits: String,
    /// Digits as written.
    width: usize,
}

impl Number {
    /// Takes the digits of a text; whatever else is in it does not count.
    pub(super) fn new(text: &str) -> Self {
        let written: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = written.trim_start_matches('0').to_owned();
        Self { digits, width: written.len() }
    }

    /// Digits of its value, `4` for 2024.
    pub(super) fn length(&self) -> usize {
        self.digits.len()
    }

    /// Orders by value alone.
    pub(super) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        self.length().cmp(&other.length()).then_with(|| self.digits.cmp(&other.digits))
    }

    /// Whether both can come from one counter that is written with zeros in front: `04` and `10` do, `04` and `4` do not.
    pub(super) fn same_padding(&self, other: &Self) -> bool {
        match (self.fixed_width(), other.fixed_width()) {
            (None, None) => true,
            (Some(ours), Some(theirs)) => ours == theirs,
            (Some(fixed), None) => other.width >= fixed,
            (None, Some(fixed)) => self.width >= fixed,
        }
    }

    /// The width, when a zero in front tells that there is one.
    fn fixed_width(&self) -> Option<usize> {
        (self.width > 1 && self.width > self.digits.len()).then_some(self.width)
    }
}

/// Orders lists number by number; the shorter one of two that begin alike comes first.
pub(super) fn compare_all(ours: &[Number], theirs: &[Number]) -> std::cmp::Ordering {
    let first_difference = ours.iter().zip(theirs).map(|(a, b)| a.compare(b)).find(|order| order.is_ne());
    first_difference.unwrap_or_else(|| ours.len().cmp(&theirs.len()))
}

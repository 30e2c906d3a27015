//! Numbers and how they are printed.

use std::fmt;

/// What several runs measured, in one unit.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    sorted: Vec<f64>,
    unit: &'static str,
}

impl Sample {
    pub(crate) fn of(unit: &'static str, values: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        assert!(!sorted.is_empty(), "nothing was measured");
        sorted.sort_by(f64::total_cmp);
        Self { sorted, unit }
    }

    pub(crate) fn median(&self) -> f64 {
        let middle = self.sorted.len() / 2;
        if self.sorted.len() % 2 == 1 {
            self.sorted[middle]
        } else {
            f64::midpoint(self.sorted[middle - 1], self.sorted[middle])
        }
    }

    pub(crate) fn min(&self) -> f64 {
        self.sorted[0]
    }

    pub(crate) fn max(&self) -> f64 {
        self.sorted[self.sorted.len() - 1]
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (median, min, max) = (number(self.median()), number(self.min()), number(self.max()));
        match self.sorted.len() {
            1 => write!(f, "{median} {}", self.unit),
            runs => write!(f, "{median} {} median ({min} to {max}, {runs} runs)", self.unit),
        }
    }
}

/// Begins a part: what is measured, and how.
pub(crate) fn title(name: &str, method: &str) {
    println!("\n{name}: {method}");
}

/// One line: what, and its figure.
pub(crate) fn line(what: &str, figure: impl fmt::Display) {
    println!("  {what:<46} {figure}");
}

/// How two samples compare, and what was promised of that.
pub(crate) fn ratio(what: &str, ours: &Sample, theirs: &Sample, promise: &str) {
    line(what, format!("{:.2} ×  (promise: {promise})", ours.median() / theirs.median()));
}

/// Three digits are enough, and thousands are easier to read apart.
pub(crate) fn number(value: f64) -> String {
    if value.abs() < 10.0 {
        return format!("{value:.2}");
    }
    if value.abs() < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

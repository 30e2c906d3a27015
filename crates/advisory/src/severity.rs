//! How bad a problem is: CVSS of every version, and the words where there is no vector.

use std::str::FromStr;
use std::sync::Arc;

use cvss::{Cvss, v2};

use crate::found::{Level, Severity};

/// The best known: the vector of the newest CVSS that can be read, else the word. A score of zero is none.
pub(crate) fn best<'a>(vectors: impl Iterator<Item = &'a str>, word: Option<Level>) -> Option<Severity> {
    let scored = vectors.filter_map(|vector| Some((generation(vector), score(vector)?, vector)));
    let best = scored.max_by(|a, b| a.0.cmp(b.0).then(a.1.total_cmp(&b.1)));
    match best {
        Some((_, score, vector)) => {
            Some(Severity { score: Some(score), level: level(score), vector: Some(Arc::from(vector)) })
        }
        None => word.map(|level| Severity { score: None, level, vector: None }),
    }
}

/// A source's word.
pub(crate) fn word(word: &str) -> Option<Level> {
    match word.trim().to_ascii_lowercase().as_str() {
        "low" | "negligible" => Some(Level::Low),
        "medium" | "moderate" => Some(Level::Medium),
        "high" | "important" => Some(Level::High),
        "critical" => Some(Level::Critical),
        _ => None,
    }
}

/// 4, 3 or 2; 3.1 is newer than 3.0.
fn generation(vector: &str) -> &str {
    vector.strip_prefix("CVSS:").and_then(|rest| rest.split('/').next()).unwrap_or("2.0")
}

/// The base score, 0.1 to 10.
fn score(vector: &str) -> Option<f32> {
    if vector.len() > 512 {
        return None;
    }
    let vector = vector.trim_end_matches('/');
    let score = if vector.starts_with("CVSS:") {
        Cvss::from_str(vector).ok()?.score()
    } else {
        v2::Vector::from_str(vector.trim_start_matches('(').trim_end_matches(')')).ok()?.score().value()
    };
    #[allow(clippy::cast_possible_truncation)]
    let score = (score * 10.0).round() as f32 / 10.0;
    (score > 0.0 && score <= 10.0).then_some(score)
}

fn level(score: f32) -> Level {
    match score {
        ..4.0 => Level::Low,
        ..7.0 => Level::Medium,
        ..9.0 => Level::High,
        _ => Level::Critical,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(vectors: &[&str]) -> Option<(f32, Level)> {
        best(vectors.iter().copied(), None).and_then(|one| Some((one.score?, one.level)))
    }

    #[test]
    fn every_generation_is_scored_and_the_newest_counts() {
        let v2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P";
        let v3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
        let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H";
        assert_eq!(of(&[v2]), Some((7.5, Level::High)));
        assert_eq!(of(&[v2, v3]), Some((9.8, Level::Critical)));
        assert_eq!(of(&[v4, v3, v2]), Some((10.0, Level::Critical)));
        assert_eq!(of(&["CVSS:4.0/nonsense", v3]), Some((9.8, Level::Critical)));
    }

    #[test]
    fn nothing_is_no_zero() {
        assert_eq!(of(&["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"]), None);
        assert_eq!(of(&[]), None);
        let word = best([].into_iter(), word("Important")).map(|one| (one.score, one.level));
        assert_eq!(word, Some((None, Level::High)));
    }
}

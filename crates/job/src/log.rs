//! What an operation said: a bounded tail, numbered, so that a reader can ask for what it has not seen.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// One line of a job's output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobLine {
    /// Its number, from 1, without gaps.
    pub number: u64,
    /// The text. Comes from engines and programs: hostile until shown as plain text.
    pub text: String,
}

/// The last lines of a job.
#[derive(Debug, Default)]
pub struct JobLog {
    lines: VecDeque<JobLine>,
    written: u64,
}

impl JobLog {
    /// Lines kept; a build that says more loses its first words, never its last.
    pub const KEPT: usize = 5_000;
    /// Longest line kept, in bytes.
    const LONGEST: usize = 4_096;

    /// Appends a text, split at line ends.
    pub fn push(&mut self, text: &str) {
        for line in text.lines() {
            self.written += 1;
            let end = line.floor_char_boundary(Self::LONGEST);
            self.lines.push_back(JobLine { number: self.written, text: line[..end].to_owned() });
        }
        while self.lines.len() > Self::KEPT {
            self.lines.pop_front();
        }
    }

    /// Returns the kept lines with a larger number than `seen`.
    #[must_use]
    pub fn since(&self, seen: u64) -> Vec<JobLine> {
        self.lines.iter().filter(|line| line.number > seen).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_lines_with_their_numbers() {
        let mut log = JobLog::default();
        (0..JobLog::KEPT + 3).for_each(|n| log.push(&format!("line {n}")));
        let all = log.since(0);
        assert_eq!((all.len(), all[0].number), (JobLog::KEPT, 4));
        assert_eq!(log.since(all[all.len() - 1].number), Vec::new());
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let mut log = JobLog::default();
        log.push(&"é".repeat(4_000));
        assert_eq!(log.since(0)[0].text.len(), 4_096);
    }
}

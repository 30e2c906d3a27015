//! Growing pauses between attempts.

use std::time::Duration;

/// First pause after a loss; an engine that restarts is back within a second or two.
const FIRST: Duration = Duration::from_millis(250);
/// Longest pause: what a user who started the engine by hand waits at most.
const LONGEST: Duration = Duration::from_secs(10);

/// Pauses that double up to a limit.
#[derive(Debug)]
pub(super) struct Backoff {
    pause: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { pause: FIRST }
    }
}

impl Backoff {
    /// Returns the next pause.
    pub(super) fn next(&mut self) -> Duration {
        let now = self.pause;
        self.pause = (now * 2).min(LONGEST);
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_ten_seconds() {
        let mut backoff = Backoff::default();
        let pauses: Vec<u128> = (0..8).map(|_| backoff.next().as_millis()).collect();
        assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    }
}

//! How far an operation is: totals so far, never deltas, so that a dropped message costs nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is being counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Steps of a build.
    Steps,
    /// Files.
    Files,
    /// Containers, images, … of an action on several.
    Items,
}

/// Progress of the step that runs now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// What is counted.
    pub unit: Unit,
    /// Done so far.
    pub current: u64,
    /// All there is, when known.
    pub total: Option<u64>,
    /// Of `total`, what did not have to be done because it was here already.
    pub already_present: u64,
    /// Speed and time left; filled in by the job, not by the operation.
    pub rate: Option<Rate>,
    /// Sub-tasks, one per layer of a pull.
    pub parts: Vec<Part>,
}

impl Progress {
    /// Returns progress without parts.
    #[must_use]
    pub fn of(unit: Unit, current: u64, total: Option<u64>) -> Self {
        Self { unit, current, total, already_present: 0, rate: None, parts: Vec::new() }
    }
}

/// Speed of the running step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// Units per second, smoothed over some seconds.
    pub per_second: u64,
    /// Seconds left at that speed, when the total is known.
    pub seconds_left: Option<u64>,
}

/// A sub-task: one layer of a pull.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Short id, `a1b2c3d4e5f6`.
    pub id: String,
    /// What it is doing.
    pub state: PartState,
    /// Bytes done in this state.
    pub current: u64,
    /// Bytes of this state, when known.
    pub total: Option<u64>,
}

/// What a sub-task is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PartState {
    /// In line.
    Waiting,
    /// Bytes come in.
    Downloading,
    /// Bytes go out.
    Uploading,
    /// The checksum is compared.
    Verifying,
    /// Unpacked onto the engine's disk.
    Extracting,
    /// Finished.
    Done,
    /// Was here before.
    AlreadyHere,
}

/// Smooths a growing count into a speed.
#[derive(Debug, Default)]
pub(crate) struct Speedometer {
    last: Option<(Timestamp, u64)>,
    per_second: f64,
}

impl Speedometer {
    /// Weight of a sample after one second; three seconds make 95 % of the figure.
    const WEIGHT_PER_SECOND: f64 = 0.6;

    /// Takes a new count and returns the rate, or `None` before there are two counts.
    pub(crate) fn sample(&mut self, now: Timestamp, current: u64, total: Option<u64>) -> Option<Rate> {
        let Some((then, before)) = self.last else {
            self.last = Some((now, current));
            return None;
        };
        let seconds = now.duration_since(then).as_secs_f64();
        if current < before {
            *self = Self { last: Some((now, current)), per_second: 0.0 };
            return None;
        }
        if seconds >= 0.1 {
            self.take((current - before) as f64 / seconds, seconds);
            self.last = Some((now, current));
        }
        (self.per_second > 0.0).then(|| self.rate(current, total))
    }

    fn take(&mut self, speed: f64, seconds: f64) {
        let weight =
            if self.per_second == 0.0 { 1.0 } else { 1.0 - (1.0 - Self::WEIGHT_PER_SECOND).powf(seconds) };
        self.per_second += weight * (speed - self.per_second);
    }

    fn rate(&self, current: u64, total: Option<u64>) -> Rate {
        let left = total.map(|total| (total.saturating_sub(current) as f64 / self.per_second).ceil() as u64);
        Rate { per_second: self.per_second as u64, seconds_left: left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).expect("in range")
    }

    #[test]
    fn steady_speed_gives_time_left() {
        let mut meter = Speedometer::default();
        assert_eq!(meter.sample(at(0), 0, Some(1000)), None);
        assert_eq!(
            meter.sample(at(1000), 100, Some(1000)),
            Some(Rate { per_second: 100, seconds_left: Some(9) })
        );
        assert_eq!(
            meter.sample(at(2000), 200, Some(1000)),
            Some(Rate { per_second: 100, seconds_left: Some(8) })
        );
    }

    #[test]
    fn a_retry_starts_anew() {
        let mut meter = Speedometer::default();
        meter.sample(at(0), 0, None);
        meter.sample(at(1000), 500, None);
        assert_eq!(meter.sample(at(2000), 0, None), None);
    }

    #[test]
    fn samples_close_together_do_not_divide_by_nothing() {
        let mut meter = Speedometer::default();
        meter.sample(at(0), 0, None);
        assert_eq!(meter.sample(at(0), 50, None), None);
    }
}

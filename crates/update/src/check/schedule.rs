//! When the schedule checks next: a pure decision.

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, Zoned};

/// What the user set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Hours between two checks of everything, at least one; none checks only when asked.
    pub every_hours: Option<u32>,
    /// Hours of the day in which nothing is checked.
    pub quiet: Option<Quiet>,
    /// Spreads the checks of many installations: any number that stays the same.
    pub seed: u64,
}

/// Hours of the day, in local time; `from` may be later than `to`, over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// The first moment.
    pub from: Time,
    /// The first moment after.
    pub to: Time,
}

/// How this computer is placed, as far as the platform tells; what it does not tell is `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// It runs on battery.
    pub on_battery: bool,
    /// The network costs by volume.
    pub metered: bool,
    /// There is no network.
    pub offline: bool,
}

/// What holds a check up that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// For the network.
    Offline,
    /// For power.
    Battery,
    /// For a network that does not cost.
    Metered,
    /// For the end of the quiet hours.
    QuietHours,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it is switched off.
    Never,
    /// Check now.
    Now,
    /// Check then.
    At(Timestamp),
    /// It is due. Look again when the surroundings change, or at this time.
    Waits {
        /// Why.
        waiting: Waiting,
        /// When to look again.
        until: Timestamp,
    },
}

/// How often to look whether power or network have changed.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// After the start of the app, the first check leaves everything else the way.
const FIRST: SignedDuration = SignedDuration::from_secs(30);

/// Decides when everything is checked next.
///
/// A check is due the set hours after the last one, later by up to a tenth of that: many installations do not ask at the same
/// moment. One that was missed is due at once. `started` is when the app started.
#[must_use]
pub fn next(
    schedule: &Schedule,
    last: Option<Timestamp>,
    started: Timestamp,
    surroundings: Surroundings,
    now: &Zoned,
) -> Next {
    let Some(hours) = schedule.every_hours else { return Next::Never };
    let due = due(schedule, hours, last, now.timestamp()).max(plus(started, FIRST));
    if due > now.timestamp() {
        return Next::At(after_quiet(schedule.quiet, due, now));
    }
    let look_again = plus(now.timestamp(), LOOK_AGAIN);
    let waits = |waiting| Next::Waits { waiting, until: look_again };
    match surroundings {
        _ if is_quiet(schedule.quiet, now.time()) => {
            let until = after_quiet(schedule.quiet, now.timestamp(), now);
            Next::Waits { waiting: Waiting::QuietHours, until }
        }
        Surroundings { offline: true, .. } => waits(Waiting::Offline),
        Surroundings { on_battery: true, .. } => waits(Waiting::Battery),
        Surroundings { metered: true, .. } => waits(Waiting::Metered),
        _ => Next::Now,
    }
}

fn due(schedule: &Schedule, hours: u32, last: Option<Timestamp>, now: Timestamp) -> Timestamp {
    // A time ahead of the clock: it was set back.
    let Some(last) = last.filter(|last| *last <= now) else { return now };
    let period = i64::from(hours.max(1)) * 3600;
    let jitter = i64::try_from(schedule.seed % 1000).unwrap_or(0) * period / 10_000;
    plus(last, SignedDuration::from_secs(period + jitter))
}

fn plus(time: Timestamp, more: SignedDuration) -> Timestamp {
    time.checked_add(more).unwrap_or(Timestamp::MAX)
}

fn is_quiet(quiet: Option<Quiet>, time: Time) -> bool {
    quiet.is_some_and(
        |Quiet { from, to }| {
            if from <= to { (from..to).contains(&time) } else { time >= from || time < to }
        },
    )
}

/// The moment itself, or the end of the quiet hours it falls into.
fn after_quiet(quiet: Option<Quiet>, moment: Timestamp, now: &Zoned) -> Timestamp {
    let local = moment.to_zoned(now.time_zone().clone());
    let Some(quiet) = quiet.filter(|_| is_quiet(quiet, local.time())) else { return moment };
    let day = if local.time() < quiet.to { Ok(local.date()) } else { local.date().tomorrow() };
    let end = day.and_then(|day| day.to_datetime(quiet.to).to_zoned(now.time_zone().clone()));
    end.map_or(moment, |end| end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAILY: Schedule = Schedule { every_hours: Some(24), quiet: None, seed: 0 };

    fn at(text: &str) -> Zoned {
        format!("{text}:00[Europe/Berlin]").parse().unwrap()
    }

    fn decide(schedule: Schedule, last: Option<&str>, surroundings: Surroundings, now: &str) -> Next {
        let started = at("2026-11-20T08:00").timestamp();
        next(&schedule, last.map(|last| at(last).timestamp()), started, surroundings, &at(now))
    }

    fn then(text: &str) -> Next {
        Next::At(at(text).timestamp())
    }

    #[test]
    fn due_by_the_clock() {
        let here = Surroundings::default();
        let never = Schedule { every_hours: None, ..DAILY };
        assert_eq!(decide(never, None, here, "2026-11-26T12:00"), Next::Never);
        assert_eq!(decide(DAILY, None, here, "2026-11-26T12:00"), Next::Now);
        let last = Some("2026-11-26T09:00");
        assert_eq!(decide(DAILY, last, here, "2026-11-26T12:00"), then("2026-11-27T09:00"));
        assert_eq!(decide(DAILY, last, here, "2026-11-29T12:00"), Next::Now, "missed while the lid was shut");
        assert_eq!(decide(DAILY, Some("2027-01-01T00:00"), here, "2026-11-26T12:00"), Next::Now);
        let late = Schedule { seed: 999, ..DAILY };
        let Next::At(time) = decide(late, last, here, "2026-11-26T12:00") else { panic!("later") };
        let later = time.duration_since(at("2026-11-27T09:00").timestamp()).as_mins();
        assert!((140..=144).contains(&later), "{later}");
        let started = at("2026-11-26T11:59").timestamp();
        let soon = next(&DAILY, None, started, here, &at("2026-11-26T11:59"));
        assert_eq!(soon, Next::At(started + FIRST));
    }

    #[test]
    fn waits_for_better_times() {
        let now = "2026-11-26T12:00";
        let table = [
            (Surroundings { on_battery: true, ..Surroundings::default() }, Waiting::Battery),
            (Surroundings { metered: true, ..Surroundings::default() }, Waiting::Metered),
            (Surroundings { offline: true, on_battery: true, metered: true }, Waiting::Offline),
        ];
        for (surroundings, waiting) in table {
            let until = at("2026-11-26T12:05").timestamp();
            assert_eq!(decide(DAILY, None, surroundings, now), Next::Waits { waiting, until });
        }
    }

    #[test]
    fn quiet_hours_over_midnight() {
        let quiet = Some(Quiet { from: Time::constant(22, 0, 0, 0), to: Time::constant(7, 0, 0, 0) });
        let schedule = Schedule { quiet, ..DAILY };
        let here = Surroundings::default();
        for (now, until) in
            [("2026-11-26T23:00", "2026-11-27T07:00"), ("2026-11-27T06:59", "2026-11-27T07:00")]
        {
            let until = at(until).timestamp();
            assert_eq!(
                decide(schedule, None, here, now),
                Next::Waits { waiting: Waiting::QuietHours, until }
            );
        }
        assert_eq!(decide(schedule, None, here, "2026-11-27T07:00"), Next::Now);
        let next = decide(schedule, Some("2026-11-25T23:30"), here, "2026-11-26T12:00");
        assert_eq!(next, then("2026-11-27T07:00"), "what falls into them is put off");
    }
}

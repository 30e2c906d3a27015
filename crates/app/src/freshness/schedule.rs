//! When to check without being asked, and what to say about it.

use jiff::civil::Time;
use jiff::{Timestamp, Zoned};
use update::check::{Next, Quiet, Schedule, Surroundings, Waiting};

use crate::wire::UpdateSettings;
use crate::words::Words;

/// What the platform tells about this computer; none where it does not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Conditions {
    /// It lives on its battery.
    pub on_battery: Option<bool>,
    /// The connection costs by the byte.
    pub metered: Option<bool>,
    /// There is no network.
    pub offline: Option<bool>,
}

/// A notification, in the user's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub title: String,
    /// One sentence.
    pub body: String,
}

/// What a face lends to the schedule. Both functions are called off the main thread and may block for a moment.
pub struct Watch {
    /// Language of the system, `de_AT.UTF-8` or `de-AT`: what notifications speak unless the settings name one.
    pub locale: String,
    /// Looks how this computer is placed.
    pub conditions: Box<dyn Fn() -> Conditions + Send + Sync>,
    /// Shows a notification.
    pub notify: Box<dyn Fn(Notice) + Send + Sync>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

/// What the schedule is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Decision {
    /// Check now.
    pub(crate) now: bool,
    /// Look again then.
    pub(crate) at: Option<Timestamp>,
    /// What holds up a check that is due.
    pub(crate) waiting: Option<&'static str>,
}

/// Decides.
pub(crate) fn decide(
    settings: &UpdateSettings,
    seed: u64,
    last: Option<Timestamp>,
    started: Timestamp,
    conditions: Conditions,
    now: &Zoned,
) -> Decision {
    let schedule = Schedule { every_hours: settings.check_every_hours, quiet: None, seed };
    let surroundings = Surroundings {
        on_battery: conditions.on_battery.unwrap_or(false),
        metered: conditions.metered.unwrap_or(false),
        offline: conditions.offline.unwrap_or(false),
    };
    match update::check::next(&schedule, last, started, surroundings, now) {
        Next::Never => Decision::default(),
        Next::Now => Decision { now: true, ..Decision::default() },
        Next::At(at) => Decision { at: Some(at), ..Decision::default() },
        Next::Waits { waiting, until } => {
            Decision { at: Some(until), waiting: Some(word(waiting)), now: false }
        }
    }
}

fn word(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::Offline => "offline",
        Waiting::Battery => "battery",
        Waiting::Metered => "metered",
        Waiting::QuietHours => "quietHours",
    }
}

/// Puts what is new into one notification; none in the quiet hours or when there is nothing.
pub(crate) fn notice(
    settings: &UpdateSettings,
    names: &[String],
    words: &Words,
    now: Time,
) -> Option<Notice> {
    let quiet = quiet(settings).is_some_and(|Quiet { from, to }| {
        if from <= to { (from..to).contains(&now) } else { now >= from || now < to }
    });
    if names.is_empty() || !settings.notify || quiet {
        return None;
    }
    let (title, body) = words.updates_found(names);
    Some(Notice { title, body })
}

fn quiet(settings: &UpdateSettings) -> Option<Quiet> {
    let hour = |hour: u8| Time::new(i8::try_from(hour.min(23)).ok()?, 0, 0, 0).ok();
    Some(Quiet { from: hour(settings.quiet_from?)?, to: hour(settings.quiet_to?)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn one_notification_tells_everything() {
        let settings = UpdateSettings::default();
        let words = Words::load(Lang::En);
        let noon = Time::constant(12, 0, 0, 0);
        let told = notice(&settings, &names(&["blog", "shop"]), &words, noon).expect("told");
        assert!(told.title.contains('2') && told.body.contains("blog"), "{told:?}");
        assert_eq!(notice(&settings, &[], &words, noon), None);
        let silent = UpdateSettings { notify: false, ..settings };
        assert_eq!(notice(&silent, &names(&["blog"]), &words, noon), None);
    }

    #[test]
    fn nothing_is_said_in_the_quiet_hours() {
        let settings =
            UpdateSettings { quiet_from: Some(22), quiet_to: Some(7), ..UpdateSettings::default() };
        let words = Words::load(Lang::De);
        let told = |hour| notice(&settings, &names(&["a"]), &words, Time::constant(hour, 0, 0, 0)).is_some();
        assert_eq!([21, 22, 3, 7].map(told), [true, false, false, true]);
    }
}

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
    let schedule = Schedule { every_hours: settings.check_every_hours, quiet: quiet(settings), seed };
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

/// Puts what is new into one notification; none when there is nothing, or nobody wants one. In the quiet hours the schedule
/// does not check at all, so that nothing is found then and told to nobody.
pub(crate) fn notice(settings: &UpdateSettings, names: &[String], words: &Words) -> Option<Notice> {
    if names.is_empty() || !settings.notify {
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
        let told = notice(&settings, &names(&["blog", "shop"]), &words).expect("told");
        assert!(told.title.contains('2') && told.body.contains("blog"), "{told:?}");
        assert_eq!(notice(&settings, &[], &words), None);
        let silent = UpdateSettings { notify: false, ..settings };
        assert_eq!(notice(&silent, &names(&["blog"]), &words), None);
    }

    /// What would be found at night is found, and told, in the morning.
    #[test]
    fn a_check_waits_for_the_end_of_the_quiet_hours() {
        let settings =
            UpdateSettings { quiet_from: Some(22), quiet_to: Some(7), ..UpdateSettings::default() };
        let decided = |hour: &str| {
            let now: Zoned = format!("2026-11-26T{hour}:00:00[Europe/Berlin]").parse().expect("a time");
            let started = "2026-11-20T00:00:00Z".parse().expect("a time");
            let decision = decide(&settings, 0, None, started, Conditions::default(), &now);
            (decision.now, decision.waiting)
        };
        assert_eq!([decided("21"), decided("07")], [(true, None); 2]);
        assert_eq!([decided("22"), decided("03")], [(false, Some("quietHours")); 2]);
    }
}

//! Whether this computer lives on its battery.

use starship_battery::{Manager, State};

/// Returns whether it does; none when the system does not tell. A computer without a battery does not.
pub(crate) fn on_battery() -> Option<bool> {
    let batteries = Manager::new().ok()?.batteries().ok()?;
    Some(batteries.flatten().any(|battery| battery.state() == State::Discharging))
}

//! Whether there is a network, and whether it costs. Only Linux tells without a permission of its own.

/// Returns whether the connection is one that costs by the byte; none when the system does not tell.
pub(crate) fn metered() -> Option<bool> {
    costs(property("Metered")?)
}

/// Returns whether there is no network at all; none when the system does not tell.
pub(crate) fn offline() -> Option<bool> {
    is_apart(property("State")?)
}

/// NMMetered: 0 unknown, 1 yes, 2 no, 3 probably, 4 probably not.
fn costs(metered: u32) -> Option<bool> {
    match metered {
        1 | 3 => Some(true),
        2 | 4 => Some(false),
        _ => None,
    }
}

/// NMState: 0 unknown, 10 asleep, 20 disconnected, 30 disconnecting, 40 and more on the way to a connection or there.
fn is_apart(state: u32) -> Option<bool> {
    (state > 0).then_some(state <= 20)
}

/// Asks NetworkManager. Most desktops have it; without it nobody knows.
#[cfg(target_os = "linux")]
fn property(name: &str) -> Option<u32> {
    let connection = zbus::blocking::Connection::system().ok()?;
    let answer = connection.call_method(
        Some("org.freedesktop.NetworkManager"),
        "/org/freedesktop/NetworkManager",
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &("org.freedesktop.NetworkManager", name),
    );
    let value: zbus::zvariant::OwnedValue = answer.ok()?.body().deserialize().ok()?;
    u32::try_from(value).ok()
}

#[cfg(not(target_os = "linux"))]
fn property(_name: &str) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_system_says_counts() {
        assert_eq!(
            [0, 1, 2, 3, 4, 9].map(costs),
            [None, Some(true), Some(false), Some(true), Some(false), None]
        );
        assert_eq!(
            [0, 10, 20, 40, 70].map(is_apart),
            [None, Some(true), Some(true), Some(false), Some(false)]
        );
    }
}

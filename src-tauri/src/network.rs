//! Whether there is a network, and whether it costs. Only Linux tells without a permission of its own.

/// Returns whether the connection is one that costs by the byte; none when the system does not tell.
pub(crate) fn metered() -> Option<bool> {
    // NMMetered: 1 yes, 2 no, 3 probably, 4 probably not.
    Some(matches!(property("Metered")?, 1 | 3))
}

/// Returns whether there is no network at all; none when the system does not tell.
pub(crate) fn offline() -> Option<bool> {
    // NMState: 20 disconnected, 10 asleep, 0 unknown.
    match property("State")? {
        0 => None,
        state => Some(state <= 20),
    }
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

//! Keys through the display server. WebDriver's own keys do not move the focus with Tab.

use std::process::Command;

/// Presses keys in order: `Tab`, `shift+Tab`, `ctrl+k`, `Return`.
pub(crate) fn press(display: &str, keys: &[&str]) {
    let status = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "^Mooring$", "windowfocus", "key", "--delay", "30"])
        .args(keys)
        .env("DISPLAY", display)
        .status()
        .expect("xdotool is installed");
    assert!(status.success(), "xdotool key {keys:?}: {status}");
}

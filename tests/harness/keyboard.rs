//! Keys through the display server. WebDriver's own keys do not move the focus with Tab.

use std::process::Command;

/// Presses keys in order: `Tab`, `shift+Tab`, `ctrl+k`, `Return`.
pub(crate) fn press(display: &str, keys: &[&str]) {
    in_window(display, &[&["windowfocus", "key", "--delay", "30"], keys].concat());
}

/// Types a text.
pub(crate) fn write(display: &str, text: &str) {
    in_window(display, &["windowfocus", "type", "--delay", "30", text]);
}

/// Puts the pointer where it is over nothing.
pub(crate) fn point_away(display: &str) {
    xdotool(display, &["mousemove", "600", "2000"]);
}

/// Takes the keyboard away from every window.
pub(crate) fn focus_nothing(display: &str) {
    xdotool(display, &["windowfocus", "0"]);
}

fn in_window(display: &str, what: &[&str]) {
    xdotool(display, &[&["search", "--onlyvisible", "--name", "^Mooring$"], what].concat());
}

fn xdotool(display: &str, arguments: &[&str]) {
    let status = Command::new("xdotool").args(arguments).env("DISPLAY", display).status();
    let status = status.expect("xdotool is installed");
    assert!(status.success(), "xdotool {arguments:?}: {status}");
}
